"""The keys a record file may hold, in writing order; reader, writer and schema follow this list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from leaderboard.records.vocabulary import (
    CAVEATS,
    COST_CONVENTIONS,
    REPORTED_BY,
    SOURCE_KINDS,
    SOURCES,
    STRUCTURES,
    TABLE_ROLES,
)

Kind = Literal[
    "text",  # any text
    "name",  # text that is looked up: no look-alike characters, no space around it
    "key",  # part of a file name or address: ASCII letters, digits, `-`, `_`, `.` and `+`
    "texts",
    "names",
    "keys",
    "integer",
    "flag",  # true or false
    "url",
    "arxiv",
    "doi",
    "date",
    "pattern",
    "choice",
    "choices",
    "text table",  # keys of any name, values text
    "units",  # column -> unit
    "numbers",  # column -> number
    "trials",  # column -> array of numbers
    "number",
    "column",
    "columns",
    "rows",
]


@dataclass(frozen=True, slots=True)
class Field:
    """One key: what it holds, whether it must be there, and what is allowed in it."""

    kind: Kind
    meaning: str
    required: bool = False
    choices: Mapping[str, str] | None = None
    low: int = 0
    high: int = 0
    empty: bool = False  # an empty array says that the source is silent


PAPER_FIELDS: dict[str, Field] = {
    "key": Field("key", "the file's name without .toml", required=True),
    "title": Field("text", "title", required=True),
    "authors": Field("texts", "authors in printed order", required=True, empty=True),
    "year": Field("integer", "year of publication at the venue", required=True, low=1943, high=2100),
    "month": Field("integer", "month of publication at the venue", low=1, high=12),
    "kind": Field("choice", "what kind of source it is", choices=SOURCE_KINDS),
    "venue": Field("name", "a name of the catalogue's venues"),
    "peer_reviewed": Field("flag", "whether the venue reviewed it"),
    "arxiv": Field("arxiv", "arXiv identifier"),
    "doi": Field("doi", "digital object identifier"),
    "url": Field("url", "where it can be read"),
    "code": Field("url", "where the authors' code is"),
    "bibtex": Field("text", "BibTeX entry"),
    "compares_to": Field("keys", "keys of the papers whose methods this paper compares with"),
    "pruning": Field("flag", "false for a work on another way of compressing"),
    "origin": Field("text", "where the record was imported from"),
    "remark": Field("text", "anything a reader should know"),
}

TABLE_FIELDS: dict[str, Field] = {
    "locator": Field("text", "where in the source", required=True),
    "source": Field("choice", "what kind of place that is", required=True, choices=SOURCES),
    "dataset": Field("name", "data set, in the paper's own words", required=True),
    "architecture": Field("name", "network, in the paper's own words", required=True),
    "card": Field("key", "architecture card of the network, where the source says more than its name"),
    "card_evidence": Field("text", "what shows that it is this card: the source's words, its code"),
    "cost_convention": Field("choice", "how operations were counted", choices=COST_CONVENTIONS),
    "structure": Field("choice", "what is pruned together, where all rows share it", choices=STRUCTURES),
    "repository": Field("url", "address of the repository the table was read from"),
    "path": Field("text", "the file's path in the repository"),
    "commit": Field("key", "the commit it was read at"),
    "role": Field("choice", "what the rows are", choices=TABLE_ROLES),
    "caveats": Field("choices", "doubts about the whole table", choices=CAVEATS),
    "remark": Field("text", "anything a reader should know"),
    "waive": Field("text table", "rule name = reason why its warning does not apply"),
    "columns": Field("units", "unit of every column used", required=True),
    "baseline_columns": Field("units", "units of the baseline where they differ"),
    "baseline": Field("numbers", "the dense network's numbers"),
    "baseline_locator": Field("text", "where the baseline stands, if elsewhere"),
    "rows": Field("rows", "the rows, one a line", required=True),
}

ROW_FIELDS: dict[str, Field] = {
    "id": Field("key", "name of the row, unique in the file"),
    "method": Field("name", "the source's word; left out for the paper's own single method"),
    "variant": Field("text", "what tells rows of one method apart"),
    "locator": Field("text", "the place within the table's: a line, a cell"),
    "structure": Field("choice", "what is pruned together", choices=STRUCTURES),
    "pattern": Field("pattern", "N:M, N of every M neighbouring weights kept, where the source states it"),
    "trial_values": Field("trials", "every single trial of a column, instead of the one number"),
    "failed": Field("columns", "columns whose number the source reports as a failure"),
    "not_applicable": Field("columns", "columns that mean nothing for this row"),
    "reported_by": Field("choice", "who ran it", choices=REPORTED_BY),
    "quoted_from": Field("text", "key of the paper, or `key:id` of the result, that is quoted"),
    "same_as": Field("text", "`key:id` of the same measurement entered elsewhere"),
    "origin": Field("text", "where the row was imported from"),
    "caveats": Field("choices", "doubts about this row", choices=CAVEATS),
    "remark": Field("text", "anything a reader should know"),
    "settings": Field("text table", "settings of the run"),
    "waive": Field("text table", "rule name = reason why its warning does not apply"),
}

CORRECTION_FIELDS: dict[str, Field] = {
    "row": Field("text", "id of the row", required=True),
    "column": Field("column", "column of the number", required=True),
    "old": Field("number", "the number as it stands", required=True),
    "new": Field("number", "the right number; left out: it is withdrawn"),
    "new_column": Field("column", "the column the number belongs in"),
    "baseline": Field("flag", "the number stands in the baseline of the row's table"),
    "reason": Field("text", "what went wrong", required=True),
    "source": Field("text", "what shows it", required=True),
    "date": Field("date", "when it was found", required=True),
}

QUESTION_FIELDS: dict[str, Field] = {
    "text": Field("text", "the doubt", required=True),
    "rows": Field("texts", "ids of the rows it concerns"),
    "date": Field("date", "when it was asked"),
}

TOP_KEYS = ("schema", "paper", "table", "correction", "question")
