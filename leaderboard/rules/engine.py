"""Running all rules over all records, and the waivers that records hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from leaderboard.catalogue import Catalogue
from leaderboard.problems import Problem
from leaderboard.records.model import PaperRecord
from leaderboard.records.nearest import nearest
from leaderboard.records.positions import dotted
from leaderboard.rules.registry import Context, FieldPath, Finding, Rule, all_rules

Locate = Callable[[str, FieldPath], tuple[int, int]]
Waivers = dict[tuple[str, FieldPath], dict[str, str]]  # (file, path of row or table) -> rule -> reason


def _nowhere(file: str, path: FieldPath) -> tuple[int, int]:
    return 1, 1


def check_records(
    records: Iterable[PaperRecord],
    catalogue: Catalogue,
    locate: Locate = _nowhere,
    unread: Iterable[str] = (),
) -> list[Problem]:
    """Everything that any rule finds, less what a waiver in the record silences, sorted by place.

    ``locate`` (a :class:`~leaderboard.records.reading.Locator`) gives line and column, and is called only
    for problems; ``unread`` are keys of papers whose files exist but could not be read.
    """
    context = Context(tuple(records), catalogue, frozenset(unread))
    waivers = dict(_waivers(context.records))
    used: set[tuple[str, FieldPath, str]] = set()
    rules = all_rules()
    problems = []
    for one in rules.values():
        for finding in one.check(context):
            place = _waived_at(waivers, one, finding)
            if place is None:
                problems.append(_problem(one, finding, locate))
            else:
                used.add((*place, one.name))
    return sorted([*problems, *_idle_waivers(waivers, used, rules, locate)])


def _waivers(records: Iterable[PaperRecord]) -> Iterator[tuple[tuple[str, FieldPath], dict[str, str]]]:
    for record in records:
        for table in record.tables:
            if table.waive:
                yield (record.file, ("table", table.index)), dict(table.waive)
            for row in table.rows:
                if row.waive:
                    yield (record.file, ("table", table.index, "rows", row.index)), dict(row.waive)


def _waived_at(waivers: Waivers, one: Rule, finding: Finding) -> tuple[str, FieldPath] | None:
    """The row or table that waives the finding, the row first; errors cannot be waived."""
    if one.severity == "error":
        return None
    for length in (4, 2):
        place = (finding.record.file, finding.path[:length])
        if one.name in waivers.get(place, {}):
            return place
    return None


def _problem(one: Rule, finding: Finding, locate: Locate) -> Problem:
    file = finding.record.file
    line, column = locate(file, finding.path)
    return Problem(file, line, column, dotted(finding.path), finding.message, finding.remedy, one.name, one.severity)


def _idle_waivers(
    waivers: Waivers, used: set[tuple[str, FieldPath, str]], rules: dict[str, Rule], locate: Locate
) -> Iterator[Problem]:
    """A waiver that silences nothing would silence the next, real problem unseen."""
    for (file, path), waive in waivers.items():
        for name in waive:
            if (file, path, name) in used:
                continue
            if name not in rules:
                near = nearest(name, rules)
                message, remedy = f"no rule is called `{name}`", f"did you mean `{near[0]}`?" if near else ""
            elif rules[name].severity == "error":
                message, remedy = f"`{name}` is an error, which no waiver silences", "mend it"
            else:
                message, remedy = f"the waiver of `{name}` silences nothing", "delete it"
            here = (*path, "waive", name)
            line, column = locate(file, here)
            yield Problem(file, line, column, dotted(here), message, remedy, "idle-waiver", "warning")
