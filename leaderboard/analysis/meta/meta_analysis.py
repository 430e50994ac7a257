"""Everything behind the figures of the meta-analysis, each worked out once and on demand."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from leaderboard.analysis.meta.baselines import QUANTITIES, Quantity, Spread, spreads
from leaderboard.analysis.meta.comparing import Degrees, Matrix, degrees, matrix
from leaderboard.analysis.meta.pairs import PairCounts, pair_counts
from leaderboard.analysis.meta.points import CurveSizes, curve_sizes
from leaderboard.analysis.meta.populations import Population, populations
from leaderboard.analysis.meta.quality import Reporting, reporting
from leaderboard.analysis.meta.ratios import Ratios, ratios
from leaderboard.analysis.meta.reruns import Wanted, wanted
from leaderboard.analysis.meta.sizes import Sizes, sizes

if TYPE_CHECKING:
    from leaderboard.analysis.analysed import Analysed


class MetaAnalysis:
    """The figures of one corpus."""

    def __init__(self, analysed: Analysed) -> None:
        self.corpus = analysed.corpus
        self.boards = analysed.boards
        self._analysed = analysed

    @cached_property
    def populations(self) -> tuple[Population, ...]:
        """Whom every figure counts."""
        return populations(self.corpus)

    @cached_property
    def matrix(self) -> Matrix:
        """Who compares to whom."""
        return matrix(self.corpus)

    @cached_property
    def degrees(self) -> tuple[Degrees, ...]:
        """With how many others papers compare."""
        return degrees(self.corpus, self.populations)

    @cached_property
    def pairs(self) -> tuple[PairCounts, ...]:
        """Pairs of data set and architecture."""
        return pair_counts(self.populations, self.boards)

    @cached_property
    def curves(self) -> tuple[CurveSizes, ...]:
        """Points of curves."""
        return curve_sizes(self.populations, self.boards)

    @cached_property
    def reporting(self) -> tuple[Reporting, ...]:
        """The reporting checklist in numbers."""
        return reporting(self.populations, self._analysed.checklists)

    @cached_property
    def baselines(self) -> dict[Quantity, tuple[Spread, ...]]:
        """Dense networks of one name."""
        return {quantity: spreads(self.corpus, quantity) for quantity in QUANTITIES}

    @cached_property
    def ratios(self) -> tuple[Ratios, ...]:
        """Speedup against compression."""
        return ratios(self.populations, self._copies)

    @cached_property
    def sizes(self) -> tuple[Sizes, ...]:
        """Pruned networks against architectures."""
        return sizes(self.corpus, self._copies)

    @cached_property
    def wanted(self) -> tuple[Wanted, ...]:
        """The re-runs most wanted."""
        return wanted(self.corpus, self.boards, self._analysed.campaigns, self._analysed.protocols)

    @cached_property
    def _copies(self) -> frozenset[str]:
        return frozenset(key for key, quote in self._analysed.quotes.items() if quote.counted_at is not None)
