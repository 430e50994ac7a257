"""The registry of rules, and what a rule is given and gives back."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from leaderboard.catalogue import Catalogue
from leaderboard.normalise.networks import TableNetwork, table_network
from leaderboard.problems import Severity
from leaderboard.records.model import PaperRecord, ReportedRow, ReportedTable

FieldPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a rule found at ``path`` (as ``("table", 0, "rows", 3, "top1")``) of ``record``."""

    record: PaperRecord
    path: FieldPath
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row with the table and record it stands in."""

    record: PaperRecord
    table: ReportedTable
    row: ReportedRow

    @property
    def path(self) -> FieldPath:
        return ("table", self.table.index, "rows", self.row.index)

    @property
    def reference(self) -> str:
        """``paper:id``, as `same_as` and permalinks write it."""
        return f"{self.record.paper.key}:{self.row.id}"


@dataclass(frozen=True)
class Context:
    """All records in the order of their files; ``unread`` are keys of files that could not be read."""

    records: tuple[PaperRecord, ...]
    catalogue: Catalogue
    unread: frozenset[str] = frozenset()

    @cached_property
    def papers(self) -> dict[str, PaperRecord]:
        return {record.paper.key: record for record in self.records}

    @cached_property
    def rows(self) -> dict[str, PlacedRow]:
        """Every row by ``paper:id``."""
        return {placed.reference: placed for placed in self.all_rows()}

    @cached_property
    def networks(self) -> dict[tuple[str, int], TableNetwork]:
        """The network of every table by file and index; none where the catalogue lacks its names or its card."""
        catalogue, found = self.catalogue, {}
        for record in self.records:
            for table in record.tables:
                named = catalogue.architecture(table.architecture) and catalogue.dataset(table.dataset)
                if named and (table.card is None or table.card in catalogue.cards.by_key):
                    found[record.file, table.index] = table_network(table, catalogue)
        return found

    def all_rows(self) -> Iterator[PlacedRow]:
        """Every row of every record, in order."""
        for record in self.records:
            for table in record.tables:
                for row in table.rows:
                    yield PlacedRow(record, table, row)


Check = Callable[[Context], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named check; ``why`` is its docstring and is printed on the page that lists the rules."""

    name: str
    severity: Severity
    why: str
    check: Check


RULES: dict[str, Rule] = {}


def rule(name: str, severity: Severity) -> Callable[[Check], Check]:
    """Register a check under ``name``; a second rule of that name or a missing docstring is a bug."""

    def register(check: Check) -> Check:
        if name in RULES:
            raise ValueError(f"two rules are called {name!r}")
        if not check.__doc__:
            raise ValueError(f"rule {name!r} does not say why")
        RULES[name] = Rule(name, severity, check.__doc__, check)
        return check

    return register


def all_rules() -> dict[str, Rule]:
    """Every rule of every module in this package, by name."""
    package = importlib.import_module("leaderboard.rules")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"leaderboard.rules.{module.name}")
    return dict(sorted(RULES.items()))
