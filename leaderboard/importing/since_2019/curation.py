"""Curation files: what the columns of one source's rows mean, in rules that are merged for every row."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from leaderboard.importing.since_2019.collection import COLUMNS, VALUE_COLUMNS, CollectedRow
from leaderboard.importing.since_2019.targets import Target, TargetError, parse_target
from leaderboard.problems import Problem
from leaderboard.records.nearest import did_you_mean
from leaderboard.records.vocabulary import CAVEATS, COST_CONVENTIONS, SOURCE_KINDS, STRUCTURES

PAPER_KEYS = ("kind", "year", "year_evidence", "venue", "title", "authors", "arxiv", "remark")
TOP_KEYS = ("schema", "key", "record", "paper", "rule")


@dataclass(frozen=True, slots=True)
class Treatment:
    """What the rules say of one row; None and empty where they say nothing."""

    aside: str | None = None
    dense: bool = False
    dataset: str | None = None
    architecture: str | None = None
    evidence: str | None = None
    structure: str | None = None
    cost_convention: str = "unstated"
    caveats: tuple[str, ...] = ()
    remark: str | None = None
    table: str | None = None
    quoted_from: str | None = None
    same_as: str | None = None
    duplicate_of: str | None = None
    decimal_comma: bool = False
    thousands_commas: bool = False
    trials: str | None = None
    percent_of_dense: tuple[str, ...] = ()
    columns: Mapping[str, Target] = field(default_factory=dict)
    metrics: Mapping[str, Target] = field(default_factory=dict)


RULE_KEYS = ("where", *(one.name for one in fields(Treatment)))
_FLAGS = ("dense", "decimal_comma", "thousands_commas")
_LISTS = ("caveats", "percent_of_dense")
_TARGETS = ("columns", "metrics")


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds of the rows that ``where`` matches; ``given`` are the keys of a treatment that it sets."""

    where: Mapping[str, re.Pattern[str] | str]
    given: Mapping[str, Any]

    def matches(self, row: CollectedRow) -> bool:
        """Whether all conditions hold: a cell's exact text, or a regular expression found in it."""
        return all(
            row[name] == wanted if isinstance(wanted, str) else wanted.search(row[name]) is not None
            for name, wanted in self.where.items()
        )


@dataclass(frozen=True, slots=True)
class Curation:
    """One curation file: bibliographic facts, the record it adds to (None: one of its own), and its rules."""

    key: str
    record: str | None = None
    paper: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    used: set[int] = field(default_factory=set)  # indices of rules that matched a row

    def treatment(self, row: CollectedRow) -> Treatment:
        """All matching rules merged in order; later ones win, mappings merge key by key, caveats and remarks add up."""
        found: dict[str, Any] = {"columns": {}, "metrics": {}, "caveats": (), "remark": None}
        for index, rule in enumerate(self.rules):
            if not rule.matches(row):
                continue
            self.used.add(index)
            for name, value in rule.given.items():
                if name in _TARGETS:
                    found[name] = {**found[name], **value}
                elif name == "caveats":
                    found[name] = (*found[name], *(one for one in value if one not in found[name]))
                elif name == "remark" and found[name]:
                    found[name] = found[name] if value in found[name] else f"{found[name]} {value}"
                else:
                    found[name] = value
        return Treatment(**found)


def read_curation(path: Path, problems: list[Problem]) -> Curation:
    """The curation of one source; a missing file is an empty one, and everything unexpected in it a problem."""
    if not path.exists():
        return Curation(path.stem)
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(Problem(path.name, 1, 1, "", f"cannot be read: {error}", "", "curation"))
        return Curation(path.stem)
    places = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == "[[rule]]"]

    def add(line: int, where: str, message: str, remedy: str) -> None:
        problems.append(Problem(f"imports/since-2019/{path.name}", line, 1, where, message, remedy, "curation"))

    for name in data.keys() - set(TOP_KEYS):
        add(1, name, f"unknown key `{name}`", did_you_mean(name, TOP_KEYS))
    if data.get("key") != path.stem:
        add(1, "key", f"key `{data.get('key')}` in the file {path.name}", f'write `key = "{path.stem}"`')
    paper = data.get("paper", {})
    for name in paper.keys() - set(PAPER_KEYS):
        add(1, f"paper.{name}", f"unknown key `{name}`", did_you_mean(name, PAPER_KEYS))
    if paper.get("kind", "paper") not in SOURCE_KINDS:
        add(1, "paper.kind", f"unknown kind `{paper['kind']}`", did_you_mean(paper["kind"], SOURCE_KINDS))
    rules = []
    for index, raw in enumerate(data.get("rule", [])):
        line = places[index] if index < len(places) else 1

        def complain(name: str, message: str, remedy: str, line: int = line, index: int = index) -> None:
            add(line, f"rule.{index}.{name}", message, remedy)

        rules.append(_rule(raw, complain))
    return Curation(path.stem, data.get("record"), paper, tuple(rules))


def _rule(raw: Mapping[str, Any], complain: Callable[[str, str, str], None]) -> Rule:
    given: dict[str, Any] = {}
    for name, value in raw.items():
        if name == "where":
            continue
        if name not in RULE_KEYS:
            complain(name, f"unknown key `{name}`", did_you_mean(name, RULE_KEYS))
        elif name in _TARGETS:
            given[name] = dict(_targets(name, value, complain))
        elif not isinstance(value, bool if name in _FLAGS else list if name in _LISTS else str):
            complain(name, f"{value!r} does not fit", "see docs/imports.md")
        else:
            given[name] = tuple(value) if isinstance(value, list) else value
    for name, known in (("structure", STRUCTURES), ("cost_convention", COST_CONVENTIONS)):
        if name in given and given[name] not in known:
            complain(name, f"unknown word `{given[name]}`", did_you_mean(given[name], known))
    for one in given.get("caveats", ()):
        if one not in CAVEATS:
            complain("caveats", f"unknown word `{one}`", did_you_mean(one, CAVEATS))
    if not given.get("evidence") and (given.keys() & {"dataset", "architecture"}):
        complain("evidence", "a data set or architecture without evidence", 'write `evidence = "what shows it"`')
    return Rule(dict(_where(raw.get("where", {}), complain)), given)


def _where(
    where: Mapping[str, str], complain: Callable[[str, str, str], None]
) -> Iterator[tuple[str, re.Pattern[str] | str]]:
    known = ("csv", *COLUMNS)
    for name, wanted in where.items():
        if name not in known or not isinstance(wanted, str):
            complain("where", f"no column is called `{name}`", did_you_mean(name, known))
        elif wanted.startswith("~"):
            try:
                yield name, re.compile(wanted[1:])
            except re.error as error:
                complain("where", f"`{wanted}` is no regular expression: {error}", "")
        else:
            yield name, wanted


def _targets(
    name: str, given: Mapping[str, str], complain: Callable[[str, str, str], None]
) -> Iterator[tuple[str, Target]]:
    for source, text in given.items():
        if name == "columns" and source not in VALUE_COLUMNS:
            complain(f"columns.{source}", f"no column is called `{source}`", did_you_mean(source, VALUE_COLUMNS))
            continue
        try:
            yield source, parse_target(text)
        except TargetError as error:
            complain(f"{name}.{source}", error.message, error.remedy)
