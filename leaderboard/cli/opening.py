"""Opening the built database for the commands that read it."""

from __future__ import annotations

from pathlib import Path

from leaderboard.records.workspace import find_workspace
from leaderboard.store.corpus import Corpus, read_corpus
from leaderboard.store.database import database_url, open_database

DATABASE = Path("build") / "leaderboard.sqlite"


def read_database(url: str | None) -> Corpus:
    """The corpus of the database at ``url``, by default the workspace's own."""
    default = find_workspace(Path()).root / DATABASE if url is None else Path()
    engine = open_database(database_url(url, default))
    with engine.connect() as connection:
        return read_corpus(connection)
