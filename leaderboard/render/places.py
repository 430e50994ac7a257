"""Where every page lies, decided before any is written, and how pages point at each other."""

from __future__ import annotations

from collections.abc import Iterable

from leaderboard.analysis.boards import Board, board_key
from leaderboard.errors import DataError
from leaderboard.render.formats import fragment
from leaderboard.render.pagenames import PageNames
from leaderboard.store.corpus import Corpus, ResultView


class Places:
    """Addresses relative to the site's folder; templates put their own way up (``root``) in front."""

    def __init__(self, corpus: Corpus, boards: Iterable[Board]) -> None:
        """Raises DataError naming both keys when two records would share a page."""
        self._results = {result.id: result for result in corpus.results}
        self.board = PageNames("board", (board.key for board in boards))
        self.paper = PageNames("paper", corpus.papers)
        self.method = PageNames("method", corpus.methods)
        self.dataset = PageNames("dataset", corpus.datasets)
        self.architecture = PageNames("architecture", corpus.architectures)

    def result(self, result: ResultView) -> str:
        """The permalink of a result."""
        return f"{self.paper[result.paper]}#{fragment(result.anchor)}"

    def result_id(self, identifier: str) -> str:
        """The permalink of a result given by its id. Raises DataError for an id that no result has."""
        if identifier not in self._results:
            raise DataError(f"a record points at the result {identifier!r}, which does not exist")
        return self.result(self._results[identifier])

    def board_of(self, result: ResultView) -> str | None:
        """The board a result stands on, None where its data set or network is unknown."""
        key = board_key(result.table)
        return self.board.get(key)
