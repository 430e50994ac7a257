"""What is on record of papers, as tables to take away."""

from __future__ import annotations

from typing import Any

from leaderboard.analysis.analysed import Analysed
from leaderboard.analysis.boards import board_key
from leaderboard.analysis.comparability import Standing
from leaderboard.render.exports.table import Field, Table
from leaderboard.store.corpus import Corpus, ResultView
from leaderboard.store.tables import CardRow


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
        text("architecture", "key of the architecture card: the variant; blank where it is not known"),
        text("architecture_match", "exact, inferred, ambiguous or unknown: how the variant was found"),
        text("architecture_name", "key of the name the source uses"),
        text("architecture_as_printed", "the source's own word for the architecture"),
        *number("compression_ratio", "old/new", "dense parameters over pruned parameters"),
        *number("theoretical_speedup", "old/new", "dense multiply-adds over pruned multiply-adds"),
        Field("top1", "Float64", "percent", "top-1 accuracy of the pruned network"),
        Field("top5", "Float64", "percent", "top-5 accuracy of the pruned network"),
        Field("baseline_top1", "Float64", "percent", "top-1 accuracy of the paper's own dense network"),
        Field("baseline_top5", "Float64", "percent", "top-5 accuracy of the paper's own dense network"),
        *number("delta_top1", "points", "pruned minus dense top-1"),
        *number("delta_top5", "points", "pruned minus dense top-5"),
        text("cost_convention", "macs, flops (two per multiply-add) or conv-only; blank where it is not known"),
        text("convention_basis", "stated, inferred, unknown or none (the table holds no operations)"),
        text("class", "A, B or C: how far it compares with the others on its board; blank: nothing to compare"),
        text("class_reasons", "why it is not in class A, separated by semicolons"),
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
        Field("std_top1", "Float64", "points", "standard deviation of top-1 over trials"),
        text("structure", "what is pruned together: unstructured, n:m, block, structured, mixed or dense"),
        text("metric", "what the board scores by where that is not top-1 and top-5"),
        Field("score", "Float64", "metric", "the pruned network's score"),
        Field("baseline_score", "Float64", "metric", "the dense network's score"),
        Field("delta_score", "Float64", "metric", "pruned minus dense score"),
        Field("std_score", "Float64", "metric", "standard deviation of the score over trials"),
        text("repository", "address of the repository it was read from"),
        text("path", "file in the repository"),
        text("commit", "commit of the repository"),
        text("locator_in_table", "the row's own place within the locator"),
        text("architecture_match_reason", "why that variant, or why none"),
        text("architecture_candidates", "cards it may be, separated by commas"),
        text("convention_reason", "what the convention was inferred from, or why it was not"),
        text("same_as", "result that is the same measurement"),
        text("compression_ratio_explanation", "the working of compression_ratio"),
        text("theoretical_speedup_explanation", "the working of theoretical_speedup"),
        text("delta_top1_explanation", "the working of delta_top1"),
        text("delta_top5_explanation", "the working of delta_top5"),
        *number("measured_speedup", "old/new", "dense time over pruned time on one device"),
    )


RESULT_FIELDS = _result_fields()


def results_table(found: Analysed) -> Table:
    """One row a result, in record order."""
    rows = []
    for result in found.corpus.results:
        values = _result_values(found.corpus, result, found.standings[result.id])
        rows.append(tuple(values[field.name] for field in RESULT_FIELDS))
    return Table("results", RESULT_FIELDS, rows, "every result, one row each")


def _result_values(corpus: Corpus, r: ResultView, standing: Standing) -> dict[str, Any]:
    """A value for every name in RESULT_FIELDS."""
    table = r.table
    values: dict[str, Any] = {
        "id": r.id,
        "kind": r.kind,
        "paper": r.paper,
        "year": corpus.papers[r.paper].year,
        "method": r.method,
        "dataset": table.dataset,
        "architecture": table.card,
        "architecture_match": table.architecture_match,
        "architecture_match_reason": table.match_reason,
        "architecture_candidates": ",".join(table.candidates) or None,
        "architecture_name": table.architecture,
        "architecture_as_printed": table.architecture_as_printed,
        "cost_convention": table.convention,
        "convention_basis": table.convention_basis,
        "convention_reason": table.convention_reason,
        "class": standing.klass,
        "class_reasons": "; ".join(standing.reasons) or None,
        "flags": ",".join(r.flags),
        "reported_by": r.reported_by,
        "locator": table.locator,
        "origin": r.origin,
        "board": board_key(table),
        "dataset_as_printed": table.dataset_as_printed,
        "method_as_printed": r.method_as_printed,
        "variant": r.variant,
        "source": table.source,
        "role": table.role,
        "structure": r.structure,
        "metric": table.metric,
        "repository": table.repository,
        "path": table.path,
        "commit": table.commit,
        "locator_in_table": r.locator,
        "same_as": r.same_as,
    }
    for name, quantity in r.quantities.items():
        values[name] = quantity.value
        values[f"{name}_basis"] = quantity.basis
        values[f"{name}_explanation"] = quantity.explanation if quantity.value is not None else None
    return values


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


def papers_table(found: Analysed) -> Table:
    """One row a paper, in key order."""
    counts: dict[str, int] = {}
    for result in found.corpus.results:
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
        for p in found.corpus.papers.values()
    ]
    return Table("papers", _PAPER_FIELDS, rows, "every paper, one row each")


def comparisons_table(found: Analysed) -> Table:
    """One row for each pair "paper compares its method with that of compared"."""
    fields = (
        Field("paper", "string", "", "key of the paper that compares"),
        Field("compared", "string", "", "key of the paper it compares with"),
    )
    return Table("comparisons", fields, list(found.corpus.comparisons), "who compares with whom")


def cards_table(found: Analysed) -> Table:
    """One row an architecture card."""
    numbers = [name for name in CardRow.model_fields if name.startswith(("params", "macs"))]
    fields = (
        Field("key", "string", "", "key of the card"),
        Field("name", "string", "", "name of the variant"),
        Field("board", "string", "", "the architecture readers look for it under"),
        Field("family", "string", "", "family"),
        Field("dataset", "string", "", "key of the data set"),
        Field("input", "string", "", "channels x height x width"),
        Field("classes", "Int64", "count", "classes"),
        Field("year", "Int64", "year", "year of its source"),
        Field("source", "string", "", "who defined it"),
        Field("describes", "string", "", "what sets it apart from others of its name"),
        *(Field(name, "Int64", "count", _COST_WORDS[name]) for name in numbers),
    )
    rows = [
        tuple(view.key if f.name == "key" else view.name if f.name == "name" else view.facts[f.name] for f in fields)
        for view in found.corpus.cards.values()
    ]
    return Table("architectures", fields, rows, "every architecture card, one row each")


_COST_WORDS = {
    "params": "all parameters",
    "params_conv": "parameters of convolutions",
    "params_linear": "parameters of linear layers",
    "params_norm": "parameters of normalisation",
    "params_other": "tokens, position tables, per-channel scales",
    "params_without_norm": "all parameters but those of normalisation",
    "params_classifier": "parameters of the linear layers that see the image as one vector",
    "macs": "multiply-adds for one input",
    "macs_conv": "multiply-adds of convolutions",
    "macs_linear": "multiply-adds of linear layers",
    "macs_attention": "multiply-adds of the matrix products inside attention",
}
