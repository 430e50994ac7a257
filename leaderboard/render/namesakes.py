"""Methods of one name: papers that quote or re-run a method have a key of their own for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from leaderboard.store.corpus import Corpus, PaperView, ResultView

PROPOSED = "Proposed in"


def how(paper: PaperView, results: Iterable[ResultView]) -> str:
    """What the paper that the method is on record for did with it: not every one proposes what it prints."""
    by = {r.reported_by for r in results if r.paper == paper.key}
    if "paper" in by:
        return PROPOSED if paper.kind == "paper" else "Run in"
    if by == {"quoted", "rerun"}:
        return "Quoted and run again in"
    return "Quoted in" if by == {"quoted"} else "Run again in" if by == {"rerun"} else "Named in"


def by_name(corpus: Corpus, results: Mapping[str, Sequence[ResultView]]) -> dict[str, list[str]]:
    """Keys of methods by name without capitals; ``results`` by method.

    The one whose paper proposes it first, the earliest of several, then those with most results.
    """

    def order(key: str) -> tuple[bool, int, int, str]:
        paper, found = corpus.papers[corpus.methods[key].facts["paper"]], results.get(key, ())
        proposed = how(paper, found) == PROPOSED
        return not proposed, paper.year if proposed else 0, -len(found), key

    names: dict[str, list[str]] = {}
    for key in sorted(corpus.methods, key=order):
        names.setdefault(corpus.methods[key].name.casefold(), []).append(key)
    return names
