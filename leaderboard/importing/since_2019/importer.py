"""The import from end to end: rows, rules, results, tables, records, and the account of it all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from leaderboard.catalogue import Catalogue
from leaderboard.errors import DataError, UsageError
from leaderboard.importing.since_2019.accounting import Entry, numbers_of
from leaderboard.importing.since_2019.baselines import Baselines
from leaderboard.importing.since_2019.collection import TRIALS_FILE, CollectedRow, read_collection
from leaderboard.importing.since_2019.curation import Curation, read_curation
from leaderboard.importing.since_2019.duplicates import twin
from leaderboard.importing.since_2019.interpret import Interpreted, interpret
from leaderboard.importing.since_2019.papers import paper_of
from leaderboard.importing.since_2019.results import Result, results
from leaderboard.importing.since_2019.tables import Group, grouped, table_of
from leaderboard.importing.since_2019.trials_file import check_trials
from leaderboard.problems import Problem
from leaderboard.records.model import Paper, PaperRecord, ReportedTable, Workspace


@dataclass(slots=True)
class Imported:
    """What an import found: whole records, tables to add to records that exist, and the account."""

    records: list[PaperRecord] = field(default_factory=list)
    additions: list[PaperRecord] = field(default_factory=list)  # their `paper` is only a key
    entries: list[Entry] = field(default_factory=list)
    interpreted: list[Interpreted] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)
    idle_rules: list[str] = field(default_factory=list)
    trials_compared: int = 0


class _Problems:
    """Collects problems; those that say the same of one column of one source are one, with a count."""

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self._seen: dict[tuple[str, str, str], tuple[Problem, int]] = {}

    def __call__(self, row: CollectedRow, column: str, name: str, message: str, remedy: str) -> None:
        cell = row.cells[column]
        kind = (row.key, name or column, remedy)
        problem = Problem(row.csv, cell.line, cell.column, column, f"{row.id}: {message}", remedy, "import")
        first, count = self._seen.get(kind, (problem, 0))
        self._seen[kind] = (first, count + 1)

    def all(self) -> list[Problem]:
        merged = []
        for first, count in self._seen.values():
            more = f" (and {count - 1} more rows of this source)" if count > 1 else ""
            fields = (first.file, first.line, first.column, first.field, f"{first.message}{more}")
            merged.append(Problem(*fields, first.remedy, first.rule, first.severity))
        return sorted([*self.found, *merged])


def import_collection(folder: Path, workspace: Workspace, catalogue: Catalogue, only: Collection[str] = ()) -> Imported:
    """Read the collection in ``folder`` with the workspace's curation files; ``only`` limits it to some sources.

    Raises DataError with every number that has no place, every rule that means nothing and every cell that is no
    number.
    """
    rows: dict[str, list[CollectedRow]] = {}
    for row in read_collection(folder):
        rows.setdefault(row.key, []).append(row)
    if unknown := sorted(set(only) - rows.keys()):
        raise UsageError(f"the collection has no source {', '.join(unknown)}")
    problems, done = _Problems(), Imported()
    home = workspace.root / "reported_results" / "imports" / "since-2019"
    for stray in sorted({path.stem for path in home.glob("*.toml")} - rows.keys()):
        problems.found.append(
            Problem(f"imports/since-2019/{stray}.toml", 1, 1, "key", "no such source", "", "curation")
        )
    for key in sorted(only or rows):
        curation = read_curation(home / f"{key}.toml", problems.found)
        _import_source(rows[key], curation, rows, catalogue, problems, done)
    if not only or any(one.row.key == "renda-2020-rewinding" for one in done.interpreted):
        done.trials_compared = check_trials(folder / TRIALS_FILE, done.interpreted, problems)
    if found := problems.all():
        raise DataError(f"nothing imported: {len(found)} problems in {folder} and its curation files", found)
    return done


def _import_source(
    rows: Sequence[CollectedRow],
    curation: Curation,
    everything: dict[str, list[CollectedRow]],
    catalogue: Catalogue,
    problems: _Problems,
    done: Imported,
) -> None:
    used: list[Interpreted] = []
    entries: dict[str, Entry] = {}
    for row in rows:
        treatment = curation.treatment(row)
        if treatment.aside:
            entries[row.id] = Entry(row.id, "aside", reason=treatment.aside)
        elif treatment.duplicate_of:
            other = twin(row, treatment.duplicate_of, everything, problems)
            entries[row.id] = Entry(row.id, "duplicate", other or "", "the same line of the same file")
        else:
            used.append(interpret(row, treatment, problems))
    prefix = f"{curation.key}-" if curation.record else ""
    made = [one for found in used for one in results(found, prefix)]
    _check_names(made, problems)
    baselines = Baselines(made)
    groups = grouped(made, baselines)
    key = curation.record or curation.key
    tables = tuple(table_of(group, index) for index, group in enumerate(groups))
    paper = Paper(key, key, (), 1943) if curation.record else paper_of(rows, curation, catalogue, problems)
    paper = replace(paper, compares_to=_compared(tables, key))
    if tables:
        record = PaperRecord(f"reported_results/papers/{key}.toml", paper, tables)
        (done.additions if curation.record else done.records).append(record)
    for found in used:
        entries[found.row.id] = _entry(found, key, groups)
    done.entries += [entries[row.id] for row in rows]
    done.interpreted += used
    done.ambiguous += [f"{key}:{one}" for one in baselines.open]
    done.idle_rules += [f"{curation.key}: rule {n + 1}" for n in range(len(curation.rules)) if n not in curation.used]


def _compared(tables: Iterable[ReportedTable], key: str) -> tuple[str, ...]:
    """The papers whose numbers are quoted: with these, at least, a paper compares its own."""
    quoted = {row.quoted_from.partition(":")[0] for table in tables for row in table.rows if row.quoted_from}
    return tuple(sorted(quoted - {key}))


def _check_names(made: Sequence[Result], problems: _Problems) -> None:
    for one in made:
        row = one.of.row
        for column, name in (("dataset", one.dataset), ("architecture_as_written", one.of.architecture)):
            if not name:
                word = column.partition("_")[0]
                remedy = f'write `{word} = "…"` with `evidence`, or `aside`, into {row.key}.toml'
                problems(row, column, "", f"no {word} is named", remedy)


def _entry(found: Interpreted, key: str, groups: Sequence[Group]) -> Entry:
    """The outcome of a used row: its results, or the tables whose baseline it is."""
    row, mine = found.row, found.row.id
    ids = [f"{key}:{one.id}" for group in groups for one in group.results if one.of.row.id == mine]
    numbers = numbers_of(found)
    if not found.treatment.dense:
        linked = found.treatment.same_as or found.treatment.quoted_from
        reason = f"same as {linked}" if found.treatment.same_as else f"quoted from {linked}" if linked else ""
        return Entry(row.id, "linked" if linked else "result", " ".join(ids), reason, numbers)
    served = [
        f"{key}:{group.results[0].id}" for group in groups if group.dense is not None and group.dense.of.row.id == mine
    ]
    if served:
        return Entry(row.id, "baseline", " ".join([*served, *ids]), "of the tables that begin with these rows", numbers)
    return Entry(row.id, "dense", " ".join(ids), "", numbers)
