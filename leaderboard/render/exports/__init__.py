"""Tables to take away: their columns with units and meaning, and their bytes in four formats."""

from __future__ import annotations

from collections.abc import Callable

from leaderboard.analysis.analysed import Analysed
from leaderboard.render.exports.measured import findings_table, gaps_table, runs_table
from leaderboard.render.exports.reported import cards_table, comparisons_table, papers_table, results_table
from leaderboard.render.exports.table import Table

TABLES: dict[str, Callable[[Analysed], Table]] = {
    "results": results_table,
    "papers": papers_table,
    "comparisons": comparisons_table,
    "architectures": cards_table,
    "runs": runs_table,
    "gaps": gaps_table,
    "findings": findings_table,
}
