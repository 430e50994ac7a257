"""How many papers follow each rule of the reporting checklist, in each population."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from leaderboard.analysis.meta.populations import Population
from leaderboard.analysis.reporting import Answer, Verdict, shares


@dataclass(frozen=True, slots=True)
class Reporting:
    """Papers with each answer, by rule, in one population."""

    population: Population
    answers: Mapping[str, Mapping[Answer, int]]


def reporting(among: Sequence[Population], checklists: Mapping[str, Collection[Verdict]]) -> tuple[Reporting, ...]:
    """The verdicts of all records of the papers of each population: also of the 2020 corpus they are today's."""
    return tuple(
        Reporting(population, shares({key: v for key, v in checklists.items() if key in population.papers}))
        for population in among
    )
