"""The explorer's data: one object of columns, in a classic script (modules and ``fetch`` fail on ``file://``).

Words stand once, in the order in which rows first use them; rows hold positions. Rows of one paper lie together, so
columns are runs that compress well. Numbers are exact: JSON writes the shortest digits that read back the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from leaderboard.analysis.boards import key_of
from leaderboard.analysis.comparability import INCOMPARABLE
from leaderboard.records.vocabulary import STRUCTURES
from leaderboard.render.context import Site
from leaderboard.render.explorer_rows import NUMBERS, ExplorerRow, Number, Source
from leaderboard.render.metrics import scored
from leaderboard.render.rows import NOTES
from leaderboard.render.scripts import Words, assignment
from leaderboard.render.tasks import task_of

T = TypeVar("T", bound=Hashable)
# Values of the facets that are the same whatever the corpus: as they stand in an address, and in words.
_FIXED = {
    "structures": (*((key, key) for key in STRUCTURES), ("none", "not stated")),
    "classes": (("A", "A"), ("B", "B"), ("C", "C"), ("none", "nothing to compare")),
    "by": (("paper", "the paper’s own"), ("rerun", "re-run by the paper"), ("quoted", "copied from another")),
    "roles": (("results", "chosen results"), ("sweep", "single runs of searches"), ("dense", "dense networks")),
}


def explorer_data(site: Site, sources: Mapping[str, Source], rows: Sequence[ExplorerRow]) -> bytes:
    """The script that assigns ``window.LEADERBOARD_RESULTS``; what its columns mean is in docs/site.md."""
    corpus = site.corpus
    datasets, architectures = Words(r.dataset for r in rows), Words(r.architecture for r in rows)
    metrics, papers = Words(r.metric for r in rows), Words(r.source for r in rows)
    methods, variants = Words((r.method, r.name) for r in rows), Words(r.variant for r in rows)
    tasks = Words(task_of(site, key) for key in datasets.keys)
    names, *own = _names([name for _, name in methods.keys], Counter(r.name for r in rows))
    flags = Words(r.flags for r in rows)
    known = Words(flag for listed in flags.keys for flag in listed)
    data = {
        "rows": len(rows),
        "tasks": [_slugs(tasks.keys), tasks.keys],
        "datasets": [datasets.keys, [corpus.datasets[key].name for key in datasets.keys], tasks.of],
        "architectures": [architectures.keys, [corpus.architectures[key].name for key in architectures.keys]],
        "metrics": [[key or "top1" for key in metrics.keys], *_metrics(metrics.keys)],
        "names": names,
        "methods": [[key for key, _ in methods.keys], *own],
        "papers": _papers([sources[key] for key in papers.keys]),
        "variants": variants.keys,
        **{name: _columns(values) for name, values in _FIXED.items()},
        "flags": [_flag(flag) for flag in known.keys],
        "flagged": [[known.position(flag) for flag in listed] for listed in flags.keys],
        "of": {
            "dataset": datasets.of,
            "architecture": architectures.of,
            "metric": metrics.of,
            "method": methods.of,
            "paper": papers.of,
            "variant": variants.of,
            "flags": flags.of,
            "structure": _positions("structures", (r.structure or "none" for r in rows)),
            "class": _positions("classes", (r.klass or "none" for r in rows)),
            "by": _positions("by", (r.by for r in rows)),
            "role": _positions("roles", (r.role for r in rows)),
        },
        "anchors": _anchors(r.anchor.removeprefix("r-") for r in rows),
        "numbers": {name: [_short(r.numbers[name]) for r in rows] for name in NUMBERS},
        "pages": _odd_pages(site, rows),
    }
    return assignment("LEADERBOARD_RESULTS", data)


def _columns(values: Iterable[Sequence[T]], width: int = 2) -> list[list[T]]:
    """Columns of rows; as many empty ones where there is no row."""
    return [list(column) for column in zip(*values, strict=True)] or [[] for _ in range(width)]


def _positions(name: str, of: Iterable[str]) -> list[int]:
    """Positions in a fixed list; -1 for what has no value there, such as who ran our own runs."""
    positions = {key: i for i, (key, _) in enumerate(_FIXED[name])}
    return [positions.get(key, -1) for key in of]


def _slugs(names: Sequence[str]) -> list[str]:
    """Names as they read in an address: ``image-classification``; in full where two would be the same."""
    short = [re.sub(r"[^a-z0-9.:+]+", "-", name.casefold()).strip("-") for name in names]
    uses = Counter(short)
    return [slug if slug and uses[slug] == 1 else name for slug, name in zip(short, names, strict=True)]


def _names(names: Sequence[str], uses: Mapping[str, int]) -> tuple[list[list[str]], list[int], list[str]]:
    """Methods by name: papers that re-run a method have their own key for it, readers look for one name.

    Names that differ in capitals only are one, spelt as most rows spell it. Returns addresses and names, and for each
    method the position of its name and its own spelling, "" where that is no other.
    """
    groups = Words(name.casefold() for name in names)
    spelt: dict[str, str] = {}
    for name in sorted(set(names), key=lambda n: (-uses[n], n)):
        spelt.setdefault(name.casefold(), name)
    own = ["" if spelt[name.casefold()] == name else name for name in names]
    return [_slugs(groups.keys), [spelt[key] for key in groups.keys]], groups.of, own


def _metrics(keys: Sequence[str | None]) -> list[list[Any]]:
    """Names and decimals of scores."""
    return _columns((scored(key).name, scored(key).decimals) for key in keys)


def _papers(sources: Sequence[Source]) -> list[list[Any]]:
    """Keys, names, titles, kinds, years, whether reviewed (1, 0, null where not known), and labels that differ."""
    reviewed = {True: 1, False: 0, None: None}
    labels = ["" if s.label == s.name else s.label for s in sources]
    return _columns(
        (
            (s.key, s.name, s.title, s.kind, s.year, reviewed[s.reviewed], label)
            for s, label in zip(sources, labels, strict=True)
        ),
        width=7,
    )


def _flag(flag: str) -> list[Any]:
    """Letter, name and meaning of a flag, and whether it sets a result aside."""
    note = NOTES.get(flag)
    return [note.code, flag, note.meaning, int(flag in INCOMPARABLE)] if note else ["?", flag, flag, 0]


def _anchors(anchors: Iterable[str]) -> list[int | str]:
    """Rows of a paper are mostly numbered on: a number is the step from the one before, a text is the anchor itself."""
    found: list[int | str] = []
    last = 0
    for anchor in anchors:
        if re.fullmatch(r"0|[1-9]\d{0,8}", anchor):
            found.append(int(anchor) - last)
            last = int(anchor)
        else:
            found.append(anchor)
    return found


def _short(value: Number) -> Number:
    """Whole numbers without a point."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _odd_pages(site: Site, rows: Iterable[ExplorerRow]) -> dict[str, str]:
    """Pages that are not called ``folder/key.html``; "" where there is none."""
    places = site.places
    found: dict[str, str] = {}

    def note(folder: str, key: str, get: Callable[[str], str | None]) -> None:
        page = get(key)
        if page != f"{folder}/{key}.html":
            found[f"{folder}/{key}"] = page or ""

    for row in rows:
        note("board", key_of(row.dataset, row.architecture, row.metric), places.board.get)
        if not row.measured:
            note("method", row.method, places.method.get)
            note("paper", row.source, places.paper.get)
    return dict(sorted(found.items()))
