"""A paper's page and its boards as they would be, in a folder of their own: the real site and database stay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from leaderboard.build import build
from leaderboard.errors import UsageError
from leaderboard.records.model import Workspace
from leaderboard.records.nearest import did_you_mean
from leaderboard.records.reading import read_files
from leaderboard.render.context import Site
from leaderboard.store.corpus import read_corpus
from leaderboard.store.database import database_url, open_database


@dataclass(frozen=True, slots=True)
class Preview:
    """Where a paper's page lies, and the boards that its results stand on with their names."""

    page: Path
    boards: tuple[tuple[str, Path], ...]


def preview(workspace: Workspace, paper: str, say: Callable[[str], None]) -> Preview:
    """Build database and site into build/preview and find the pages of a paper there.

    The whole site is rendered (seconds), by the code that renders the real one, so that every link of the page works.
    UsageError for an unknown paper, DataError when the records have errors.
    """
    keys = [one.key for one in read_files(workspace)[0]]
    if paper not in keys:
        raise UsageError(f"no paper has the key {paper!r}; {did_you_mean(paper, keys)}".rstrip("; "))
    folder = workspace.root / "build" / "preview"
    url = database_url(None, folder / "leaderboard.sqlite")
    build(workspace, folder / "site", url, say)
    engine = open_database(url)
    try:
        with engine.connect() as connection:
            site = Site(read_corpus(connection))
    finally:
        engine.dispose()
    boards = [board for board in site.boards if paper in board.papers]
    return Preview(
        folder / "site" / site.places.paper[paper],
        tuple((site.board_name(board), folder / "site" / site.places.board[board.key]) for board in boards),
    )
