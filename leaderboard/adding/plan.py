"""What a command is about to write, with everything a person should see before saying yes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from leaderboard.adding.draft import Draft, Trial
from leaderboard.adding.methods import FILE as METHODS
from leaderboard.adding.methods import NewMethod, add_methods, new_methods
from leaderboard.catalogue import Catalogue
from leaderboard.errors import DataError
from leaderboard.normalise import NormalisedResult, normalise
from leaderboard.normalise.networks import TableNetwork, table_network
from leaderboard.problems import Problem
from leaderboard.records.model import PaperRecord, ReportedTable


@dataclass
class Plan:
    """A draft that passed its trial; ``results`` are the rows it adds or changes, normalised."""

    draft: Draft
    record: PaperRecord
    catalogue: Catalogue
    results: list[NormalisedResult]
    warnings: tuple[Problem, ...] = ()
    methods: list[NewMethod] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    mapping: list[tuple[str, str, str]] = field(default_factory=list)  # column of the table, target, why

    def network(self, table: int) -> TableNetwork:
        """Which network a table of the record is about, and how its operations are counted."""
        return table_network(self.record.tables[table], self.catalogue)


def draft_methods(
    draft: Draft,
    record: PaperRecord,
    words: list[str | None],
    own_name: str | None = None,
    reported: dict[str, str] | None = None,
) -> list[NewMethod]:
    """Add the entries that the words of a paper need to the draft's catalogue, and say which they are."""
    found = new_methods(record.paper, words, draft.catalogue, own_name, reported)
    if found:
        draft.edit_catalogue(METHODS, lambda text: add_methods(text, found))
    return found


def try_out(
    draft: Draft, paper: str, wanted: Callable[[NormalisedResult], bool], place: Callable[[Problem], Problem] | None
) -> Plan:
    """Check the draft and normalise what it brings; ``place`` says where a problem stands in the input.

    DataError with every error that the draft would bring.
    """
    try:
        trial: Trial = draft.trial()
    except DataError as error:
        raise DataError(str(error), [place(p) for p in error.problems] if place else error.problems) from error
    record = trial.records[paper]
    results = [one for one in normalise([_resolved(record, trial.catalogue)], trial.catalogue) if wanted(one)]
    warnings = tuple(place(p) for p in trial.warnings) if place else trial.warnings
    return Plan(draft, record, trial.catalogue, results, warnings)


def _resolved(record: PaperRecord, catalogue: Catalogue) -> PaperRecord:
    """The record without tables whose names the catalogue does not know: errors that were there before."""

    def known(table: ReportedTable) -> bool:
        places = catalogue.dataset(table.dataset) and catalogue.architecture(table.architecture)
        return bool(places) and all(catalogue.method(record.paper.key, row.method) for row in table.rows)

    return replace(record, tables=tuple(table for table in record.tables if known(table)))
