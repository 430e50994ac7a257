"""The nearest known names of a misspelt one, for "did you mean"."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=4096)
def _matches(name: str, known: tuple[str, ...], count: int) -> tuple[str, ...]:
    folded = {_skeleton(one): one for one in reversed(known)}
    found = difflib.get_close_matches(_skeleton(name), folded, n=count, cutoff=0.6)
    return tuple(folded[one] for one in found)


def _skeleton(name: str) -> str:
    """The name with case, signs and the look-alikes l/1 and o/0 levelled: `topl` is meant to be `top1`."""
    return name.casefold().translate(_LEVELLED)


_LEVELLED = str.maketrans("lio_. ", "110---")


def nearest(name: str, known: Iterable[str], count: int = 1) -> list[str]:
    """Up to ``count`` names of ``known`` that look like ``name``, the best first; long names have none."""
    return list(_matches(name, tuple(known), count)) if len(name) <= 100 else []


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``did you mean `top1`?``, else the list of what is allowed when it is short, else nothing."""
    names = tuple(known)
    found = nearest(name, names)
    if found:
        return f"did you mean `{found[0]}`?"
    return f"write one of {', '.join(f'`{one}`' for one in names)}" if 0 < len(names) <= 8 else ""
