"""`add table`: a table as people have it becomes tables of a record, with the methods it names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from leaderboard.adding.draft import Draft
from leaderboard.adding.entry import Built, Place, build_tables, dense_row, refuse_taken
from leaderboard.adding.mapping import Ask, Target, map_columns
from leaderboard.adding.methods import own_word
from leaderboard.adding.names import Kind, Names, draft_names
from leaderboard.adding.plan import Plan, draft_methods, try_out
from leaderboard.adding.rows import read_rows
from leaderboard.adding.tabular import Grid, read_tables
from leaderboard.catalogue import Catalogue
from leaderboard.errors import DataError, UsageError
from leaderboard.problems import Problem
from leaderboard.records.model import PaperRecord
from leaderboard.records.writing import with_table


@dataclass(frozen=True)
class Questions:
    """How to ask a person: what a column is, whether a row is the dense network, and what the table is about."""

    column: Ask
    dense: Callable[[int, str], bool]
    place: Callable[[Kind, Catalogue], str]


@dataclass(frozen=True)
class Wishes:
    """What the flags of `add table` say. ``told`` maps columns of the table to targets."""

    place: Place
    told: dict[str, str] = field(default_factory=dict)
    style: str | None = None
    number: int | None = None  # which table of the file, from 1
    own_method: str | None = None
    names: Names = field(default_factory=Names)
    fill_down: bool = False
    spreads: bool = True


def choose_table(text: str, file: str, wishes: Wishes) -> Grid:
    """The one table of a file, or the one asked for; UsageError lists them when the file has several."""
    grids = read_tables(text, file, wishes.style)
    if wishes.number is None and len(grids) == 1:
        return grids[0]
    if wishes.number is not None and 1 <= wishes.number <= len(grids):
        return grids[wishes.number - 1]
    listed = "\n".join(
        f"  --table {n}: line {one.header[0].line}, {len(one.rows)} rows: {' | '.join(one.names)}"
        for n, one in enumerate(grids, 1)
    )
    raise UsageError(f"{file} holds {len(grids)} tables; choose one:\n{listed}")


def plan_table(draft: Draft, key: str, grid: Grid, wishes: Wishes, questions: Questions | None) -> Plan:
    """Everything that adding the table means, checked but not written.

    ``questions`` settle what headers and flags leave open; without them that is refused with the flag to give.
    DataError or UsageError, and no change, for anything unclear.
    """
    record = draft.record(key)
    draft_names(draft, wishes.names)
    catalogue = draft.edited_catalogue()[0]
    known = {"dataset": _known(catalogue.dataset), "architecture": _known(catalogue.architecture)}
    targets, problems = map_columns(grid, wishes.told, known, questions.column if questions else None)
    place = _with_names(targets, wishes.place, catalogue, questions) if questions else wishes.place
    problems += _place_problems(grid, targets, place, catalogue)
    place, doubt = _with_dense(grid, place, questions)
    if problems := problems + doubt:
        raise DataError("nothing written: say this first", problems)
    read = read_rows(grid, targets, fill_down=wishes.fill_down, spreads=wishes.spreads)
    built = build_tables(record, read, place, _own(record, catalogue, wishes))
    refuse_taken(record, built.tables)
    for table in built.tables:
        draft.edit_paper(key, lambda text, _, table=table: with_table(text, table))  # type: ignore[misc]
    words = [row.method for table in built.tables for row in table.rows]
    methods = draft_methods(draft, record, words, wishes.own_method, dict(place.reported_of))
    first = len(record.tables)
    plan = try_out(draft, key, lambda one: one.table.index >= first, _placing(grid, targets, built, first, record.file))
    plan.methods = methods
    plan.notes = [*read.notes, *built.notes, *_whose(built)]
    plan.mapping = [(name, target.words, target.why) for name, target in zip(grid.names, targets, strict=True)]
    return plan


def _known(look_up: Callable[[str], object]) -> Callable[[str], bool]:
    return lambda name: look_up(name) is not None


def _own(record: PaperRecord, catalogue: Catalogue, wishes: Wishes) -> Callable[[str], bool]:
    return lambda word: own_word(record.paper, word, catalogue, wishes.own_method)


def _with_names(targets: Sequence[Target], place: Place, catalogue: Catalogue, questions: Questions) -> Place:
    """``place`` with data set and network, asked for where neither a flag nor a column gives them."""
    columns = {target.name for target in targets}
    if place.dataset is None and "dataset" not in columns:
        place = replace(place, dataset=questions.place("dataset", catalogue))
    if place.architecture is None and "architecture" not in columns:
        place = replace(place, architecture=questions.place("architecture", catalogue))
    return place


def _with_dense(grid: Grid, place: Place, questions: Questions | None) -> tuple[Place, list[Problem]]:
    """``place`` with the rows of the dense network where rows read like it; the problem where nobody can be asked."""
    while not place.all_pruned and (found := dense_row(grid, place.baseline_rows)) is not None:
        row, index, word = found
        if questions is None:
            message = f"`{word}` reads like the dense network"
            remedy = f'give --baseline-row "{word}" to take its numbers as the baseline, or --all-pruned if it is none'
            return place, [grid.problem(row, index, message, remedy, "table-baseline")]
        if not questions.dense(row, word):
            return replace(place, all_pruned=True), []
        place = replace(place, baseline_rows=(*place.baseline_rows, word))
    return place, []


def _place_problems(grid: Grid, targets: Sequence[Target], place: Place, catalogue: Catalogue) -> list[Problem]:
    """Every data set and network must be given and known; a cell is named where the name stands in one."""
    problems: list[Problem] = []
    for kind, look_up in (("dataset", catalogue.dataset), ("architecture", catalogue.architecture)):
        index = next((i for i, target in enumerate(targets) if target.name == kind), None)
        said = getattr(place, kind)
        words = "data set" if kind == "dataset" else kind
        cell, field = grid.header[0], f"--{kind}"
        rule = f"unknown-{kind}"
        if index is None and not said:
            remedy = f"give --{kind} NAME, or --{kind}-column COLUMN"
            problems.append(Problem(grid.file, cell.line, cell.column, field, f"no {words} is given", remedy, rule))
        elif index is None and look_up(said) is None:
            message, remedy = f"unknown {words} `{said}`", _remedy(catalogue, kind, said)
            problems.append(Problem(grid.file, cell.line, cell.column, field, message, remedy, rule))
        seen: set[str] = set()
        for row, cell in grid.column(index) if index is not None else ():
            word = cell.words
            if word and word not in seen and look_up(word) is None:
                seen.add(word)
                message, remedy = f"unknown {words} `{word}`", _remedy(catalogue, kind, word)
                problems.append(grid.problem(row, index or 0, message, remedy, rule))
    return problems


def unknown_place(catalogue: Catalogue, kind: str, name: str) -> None:
    """UsageError when the catalogue does not know a data set or architecture, with what to do."""
    found = catalogue.dataset(name) if kind == "dataset" else catalogue.architecture(name)
    if found is None:
        words = "data set" if kind == "dataset" else kind
        raise UsageError(f"unknown {words} {name!r}; {_remedy(catalogue, kind, name)}")


def _remedy(catalogue: Catalogue, kind: str, name: str) -> str:
    near = catalogue.nearest("dataset" if kind == "dataset" else "architecture", name)
    if not near:
        return f'if it is new: --new-{kind} "{name}"'
    same = f'--alias "{name}={near[0]}" if it is another spelling of that'
    nearest = " or ".join(f"`{one}`" for one in near)
    return f'did you mean {nearest}? Else {same}, or --new-{kind} "{name}" if it is new'


def _whose(built: Built) -> list[str]:
    """A reminder where a table holds rows of other methods beside the paper's own."""
    rows = [row for table in built.tables for row in table.rows]
    named = list(dict.fromkeys(row.method for row in rows if row.method and row.reported_by == "paper"))
    if not named or all(row.method for row in rows):
        return []
    return [
        f"{', '.join(named)} count as the paper's own runs; if it copied numbers or ran somebody else's method again: "
        f'--reported-by "{named[0]}=quoted" (or =rerun)'
    ]


def _placing(
    grid: Grid, targets: Sequence[Target], built: Built, first: int, file: str
) -> Callable[[Problem], Problem]:
    """Say of a problem in the record that is about to be written which cell of the input it comes from."""
    columns = {target.name: index for index, target in enumerate(targets) if not target.baseline}

    def place(problem: Problem) -> Problem:
        parts = problem.field.split(".")
        if problem.file != file or len(parts) < 4 or parts[0] != "table" or int(parts[1]) < first:
            return problem
        if parts[2] != "rows":
            return problem
        row = built.numbers[int(parts[1]) - first][int(parts[3])]
        index = columns.get(parts[4] if len(parts) > 4 else "", 0)
        there = grid.problem(row, index, problem.message, problem.remedy, problem.rule)
        where = there.field if len(parts) > 4 and parts[4] in columns else f"row {row}"
        return replace(there, field=where, severity=problem.severity)

    return place
