"""Tables to take away: their columns with units and meaning, and their bytes in four formats."""

from __future__ import annotations

import importlib.util
import io
import json
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from leaderboard.errors import UsageError
from leaderboard.store.corpus import Corpus, ResultView

Style = Literal["csv", "json", "parquet", "sqlite"]
FORMATS: tuple[Style, ...] = ("csv", "json", "parquet", "sqlite")


@dataclass(frozen=True, slots=True)
class Field:
    """A column of an export: pandas dtype (nullable), unit and meaning."""

    name: str
    dtype: Literal["string", "Int64", "Float64", "boolean"]
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of plain values (None for a blank), in the order of ``fields``."""

    name: str
    fields: tuple[Field, ...]
    rows: list[tuple[Any, ...]]
    description: str

    def frame(self) -> pd.DataFrame:
        """The table as a pandas frame with nullable types; text such as ``NA`` stays text."""
        columns = list(zip(*self.rows, strict=True)) if self.rows else [()] * len(self.fields)
        return pd.DataFrame(
            {f.name: pd.array(list(c), dtype=f.dtype) for f, c in zip(self.fields, columns, strict=True)}
        )


def _result_fields() -> tuple[Field, ...]:
    def text(name: str, meaning: str) -> Field:
        return Field(name, "string", "", meaning)

    def number(name: str, unit: str, meaning: str) -> tuple[Field, Field]:
        return Field(name, "Float64", unit, meaning), text(f"{name}_basis", f"how {name} was reached")

    return (
        text("id", "paper key, colon, row id: the permalink"),
        text("kind", "reported (in a paper) or measured (here)"),
        text("paper", "key of the paper"),
        Field("year", "Int64", "year", "year of publication at the venue"),
        text("method", "key of the method"),
        text("dataset", "key of the data set"),
        text("architecture", "key of the architecture"),
        text("architecture_as_printed", "the source's own word for the architecture"),
        *number("compression_ratio", "old/new", "dense parameters over pruned parameters"),
        *number("theoretical_speedup", "old/new", "dense multiply-adds over pruned multiply-adds"),
        Field("top1", "Float64", "percent", "top-1 accuracy of the pruned network"),
        Field("top5", "Float64", "percent", "top-5 accuracy of the pruned network"),
        Field("baseline_top1", "Float64", "percent", "top-1 accuracy of the paper's own dense network"),
        Field("baseline_top5", "Float64", "percent", "top-5 accuracy of the paper's own dense network"),
        *number("delta_top1", "points", "pruned minus dense top-1"),
        *number("delta_top5", "points", "pruned minus dense top-5"),
        text("flags", "what is assumed or doubtful, separated by commas"),
        text("reported_by", "paper, rerun or quoted"),
        text("locator", "where in the source"),
        text("origin", "row of the collection it was imported from"),
        text("board", "data set and architecture: the page it stands on"),
        text("dataset_as_printed", "the source's own word for the data set"),
        text("method_as_printed", "the source's own word for the method"),
        text("variant", "variant of the method"),
        text("source", "printed, text, figure, repository or secondary"),
        text("role", "results, sweep or dense"),
        Field("trials", "Float64", "count", "how often the result was run"),
        text("same_as", "result that is the same measurement"),
        text("compression_ratio_explanation", "the working of compression_ratio"),
        text("theoretical_speedup_explanation", "the working of theoretical_speedup"),
        text("delta_top1_explanation", "the working of delta_top1"),
        text("delta_top5_explanation", "the working of delta_top5"),
    )


RESULT_FIELDS = _result_fields()


def results_table(corpus: Corpus) -> Table:
    """One row a result, in record order."""
    rows = [_result_row(corpus, result) for result in corpus.results]
    return Table("results", RESULT_FIELDS, rows, "every result, one row each")


def _result_row(corpus: Corpus, r: ResultView) -> tuple[Any, ...]:
    q = r.quantities
    trials = r.printed_number("trials")
    measured = [
        item for name in ("compression_ratio", "theoretical_speedup") for item in (q[name].value, q[name].basis)
    ]
    changes = [item for name in ("delta_top1", "delta_top5") for item in (q[name].value, q[name].basis)]
    workings = [
        q[name].explanation if q[name].value is not None else None
        for name in ("compression_ratio", "theoretical_speedup", "delta_top1", "delta_top5")
    ]
    return (
        r.id,
        r.kind,
        r.paper,
        corpus.papers[r.paper].year,
        r.method,
        r.table.dataset,
        r.table.architecture,
        r.table.architecture_as_printed,
        *measured,
        *(q[name].value for name in ("top1", "top5", "baseline_top1", "baseline_top5")),
        *changes,
        ",".join(r.flags),
        r.reported_by,
        r.table.locator,
        r.origin,
        f"{r.table.dataset}--{r.table.architecture}",
        r.table.dataset_as_printed,
        r.method_as_printed,
        r.variant,
        r.table.source,
        r.table.role,
        float(trials) if trials else None,
        r.same_as,
        *workings,
    )


_PAPER_FIELDS = (
    Field("key", "string", "", "key of the paper"),
    Field("title", "string", "", "title"),
    Field("authors", "string", "", "authors, separated by semicolons"),
    Field("year", "Int64", "year", "year of publication at the venue"),
    Field("month", "Int64", "month", "month of publication"),
    Field("venue", "string", "", "venue"),
    Field("peer_reviewed", "boolean", "", "whether the venue reviews"),
    Field("arxiv", "string", "", "arXiv id"),
    Field("doi", "string", "", "DOI"),
    Field("results", "Int64", "count", "results recorded"),
    Field("compares_to", "Int64", "count", "papers it compares with"),
    Field("compared_by", "Int64", "count", "papers that compare with it"),
    Field("pruning", "boolean", "", "false for work on another way of compressing"),
    Field("origin", "string", "", "row of the collection it was imported from"),
)


def papers_table(corpus: Corpus) -> Table:
    """One row a paper, in key order."""
    counts: dict[str, int] = {}
    for result in corpus.results:
        counts[result.paper] = counts.get(result.paper, 0) + 1
    rows = [
        (
            p.key,
            p.title,
            "; ".join(p.authors),
            p.year,
            p.month,
            p.venue,
            p.peer_reviewed,
            p.arxiv,
            p.doi,
            counts.get(p.key, 0),
            len(p.compares_to),
            len(p.compared_by),
            p.pruning,
            p.origin,
        )
        for p in corpus.papers.values()
    ]
    return Table("papers", _PAPER_FIELDS, rows, "every paper, one row each")


def comparisons_table(corpus: Corpus) -> Table:
    """One row for each pair "paper compares its method with that of compared"."""
    fields = (
        Field("paper", "string", "", "key of the paper that compares"),
        Field("compared", "string", "", "key of the paper it compares with"),
    )
    return Table("comparisons", fields, list(corpus.comparisons), "who compares with whom")


TABLES: dict[str, Callable[[Corpus], Table]] = {
    "results": results_table,
    "papers": papers_table,
    "comparisons": comparisons_table,
}


def has_parquet() -> bool:
    """Whether pyarrow, which writes Parquet, is installed."""
    return importlib.util.find_spec("pyarrow") is not None


def export(table: Table, style: Style) -> bytes:
    """The table's bytes: equal tables give equal bytes. Raises UsageError for Parquet without pyarrow."""
    if style == "json":
        return _json(table)
    if style == "csv":
        return _csv(table)
    if style == "sqlite":
        return _sqlite(table)
    if not has_parquet():
        raise UsageError("Parquet needs pyarrow; install it with: pip install 'pruning-leaderboard[parquet]'")
    buffer = io.BytesIO()
    table.frame().to_parquet(buffer, index=False)
    return buffer.getvalue()


def _json(table: Table) -> bytes:
    names = [field.name for field in table.fields]
    listed = [dict(zip(names, row, strict=True)) for row in table.rows]
    return (json.dumps(listed, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def _csv(table: Table) -> bytes:
    """CSV that a spreadsheet cannot take for formulas: text starting with ``= + - @`` gets an apostrophe."""
    frame = table.frame()
    for field in table.fields:
        if field.dtype == "string":
            frame[field.name] = frame[field.name].map(_harmless, na_action="ignore")
    text: str = frame.to_csv(index=False, lineterminator="\n")
    return text.encode()


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _sqlite(table: Table) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "export.sqlite"
        connection = sqlite3.connect(file)
        try:
            table.frame().to_sql(table.name, connection, index=False)
            connection.commit()
        finally:
            connection.close()
        return file.read_bytes()


def dictionary(fields: Sequence[Field] = RESULT_FIELDS) -> list[tuple[str, str, str]]:
    """Name, unit and meaning of every column: the data dictionary."""
    return [(field.name, field.unit, field.meaning) for field in fields]
