"""What is measured here, and what it says, as tables to take away."""

from __future__ import annotations

from typing import Any

from leaderboard.analysis.analysed import Analysed
from leaderboard.analysis.finding import Correlation, Difference, Finding, Number, Span
from leaderboard.analysis.gap import Gap
from leaderboard.render.exports.table import Field, Table

_RUN_FIELDS = (
    Field("id", "string", "", "SHA-256 of the run's settings: the name of its record"),
    Field("protocol", "string", "", "protocol"),
    Field("protocol_version", "Int64", "", "its version; runs compare within one only"),
    Field("dataset", "string", "", "key of the data set"),
    Field("network", "string", "", "key of the architecture card"),
    Field("method", "string", "", "method"),
    Field("ratio", "Float64", "old/new", "target ratio of all parameters over those left"),
    Field("seed", "Int64", "", "root seed"),
    Field("outcome", "string", "", "finished, failed or stopped"),
    Field("compression_ratio", "Float64", "old/new", "ratio that was reached"),
    Field("theoretical_speedup", "Float64", "old/new", "multiply-adds over those of kept weights"),
    Field("measured_speedup", "Float64", "old/new", "dense time over pruned time at the largest batch that was timed"),
    Field("dense_sha256", "string", "", "digest of the dense weights it started from; empty where it failed"),
    Field("dense_top1", "Float64", "percent", "top-1 of that dense network"),
    Field("pruned_top1", "Float64", "percent", "top-1 after pruning, before tuning"),
    Field("top1", "Float64", "percent", "top-1 after tuning, at the last epoch"),
    Field("top5", "Float64", "percent", "top-5 after tuning, at the last epoch"),
    Field("change", "Float64", "points", "top1 minus dense_top1"),
    Field("file", "string", "", "the record"),
)


def runs_table(found: Analysed) -> Table:
    """One row a measured run."""
    rows = [tuple(getattr(run, field.name) for field in _RUN_FIELDS) for run in found.corpus.runs]
    return Table("runs", _RUN_FIELDS, rows, "every run measured here, one row each")


_GAP_FIELDS = (
    Field("result", "string", "", "id of the reported result"),
    Field("paper", "string", "", "key of its paper"),
    Field("method", "string", "", "key of the reported method"),
    Field("measured_method", "string", "", "method of our runs that re-runs it"),
    Field("board", "string", "", "data set and architecture"),
    Field("protocol", "string", "", "protocol of our runs"),
    Field("protocol_version", "Int64", "", "its version"),
    Field("network", "string", "", "key of the architecture card of our runs"),
    Field("axis", "string", "", "what is alike: compression_ratio or theoretical_speedup"),
    Field("ratio", "Float64", "old/new", "the claim's ratio on that axis"),
    Field("claimed", "Float64", "points", "reported change of top-1"),
    Field("measured", "Float64", "points", "mean change of top-1 of our runs at that ratio"),
    Field("half_width", "Float64", "points", "half of the 95 % interval of that mean (Student's t over what counts)"),
    Field("of", "string", "", "what count counts: seed or dense network, each the mean of its seeds"),
    Field("count", "Int64", "count", "behind the mean"),
    Field("difference", "Float64", "points", "claimed minus measured"),
    Field("verdict", "string", "", "claimed more, claimed less, within the interval or cannot tell"),
    Field("reasons", "string", "", "why it cannot be told, separated by semicolons"),
)


def gaps_table(found: Analysed) -> Table:
    """One row for each claim beside our runs of its method under one protocol."""
    text = "reported results beside our runs of the same method on the same board"
    return Table("gaps", _GAP_FIELDS, [_gap_values(gap) for gap in found.gaps], text)


def _gap_values(gap: Gap) -> tuple[Any, ...]:
    claim, campaign = gap.claim, gap.campaign
    return (
        *(claim.result.id, claim.result.paper, claim.result.method, gap.method, gap.board.key),
        *(campaign.protocol, campaign.version, campaign.network, claim.axis, claim.ratio, claim.change),
        *(gap.measured, gap.half, gap.of, gap.count, gap.difference, gap.verdict, "; ".join(gap.reasons)),
    )


_FINDING_FIELDS = (
    Field("statement", "string", "", "statement of the 2020 paper"),
    Field("protocol", "string", "", "protocol of the runs"),
    Field("protocol_version", "Int64", "", "its version"),
    Field("network", "string", "", "key of the architecture card of the runs"),
    Field("other_protocol", "string", "", "that of the runs compared with, where two networks are"),
    Field("other_protocol_version", "Int64", "", "its version"),
    Field("other_network", "string", "", "key of the other network's card"),
    Field("verdict", "string", "", "of all ratios together: yes, no, depends on the ratio or cannot tell"),
    Field("ratio", "Float64", "old/new", "target compression ratio of the numbers"),
    Field("of", "string", "", "what count counts: method, seed or dense network"),
    Field("count", "Int64", "count", "behind the numbers"),
    Field("clear", "boolean", "", "whether this ratio alone tells yes or no"),
    Field("least_speedup", "Float64", "old/new", "least theoretical speedup of the methods"),
    Field("greatest_speedup", "Float64", "old/new", "greatest theoretical speedup of the methods"),
    Field("difference", "Float64", "points", "mean difference of top-1 of two methods for the same seed"),
    Field("half_width", "Float64", "points", "half of the 95 % interval of that mean (Student's t)"),
    Field("correlation", "Float64", "", "Spearman's rank correlation of the methods' results"),
    Field("correlation_within", "Float64", "", "the same of rankings that should agree, to hold it against"),
    Field("p", "Float64", "", "share of random relabellings that set the groups as far apart"),
    Field("wrong_by_top1", "Float64", "share", "comparisons across dense networks that go wrong, by top-1"),
    Field("wrong_by_change", "Float64", "share", "the same by change of top-1"),
    Field("wrong_from_one", "Float64", "share", "the same where both start from one dense network"),
)


def findings_table(found: Analysed) -> Table:
    """One row for each finding and target ratio."""
    rows = [_finding_values(finding, number) for finding in found.findings for number in finding.numbers]
    return Table("findings", _FINDING_FIELDS, rows, "what our runs say of the 2020 paper's findings, by ratio")


def _finding_values(finding: Finding, number: Number) -> tuple[Any, ...]:
    one = finding.place[0]
    other = finding.place[1] if len(finding.place) > 1 else None
    speedups = (number.low, number.high) if isinstance(number, Span) else (None,) * 2
    differences = (number.mean, number.half) if isinstance(number, Difference) else (None,) * 2
    orders = (number.rho, number.itself, number.p) if isinstance(number, Correlation) else (None,) * 3
    wrong = number.wrong if isinstance(number, Correlation) else None
    return (
        *(finding.statement, one.protocol, one.version, one.network),
        *((other.protocol, other.version, other.network) if other else (None,) * 3),
        *(finding.verdict, number.target, finding.of, number.count, number.clear),
        *speedups,
        *differences,
        *orders,
        *((wrong.by_top1, wrong.by_change, wrong.from_one) if wrong else (None,) * 3),
    )
