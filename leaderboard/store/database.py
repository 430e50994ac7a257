"""Opening the database, and publishing a new one in the old one's place.

A SQLite database is built in memory, checked, written beside the target as one file (``VACUUM INTO``: no journal is
left behind) and moved over it, so readers see the old or the new one, never half. Any other SQLAlchemy URL (PostgreSQL
is tested) is rebuilt within one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    OperationalError,
    StatementError,
)
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from leaderboard.errors import DataError, MachineError, UsageError
from leaderboard.files import machine_trouble, replace_file
from leaderboard.store.tables import APPLICATION_ID, SCHEMA_VERSION

REBUILD = "run `leaderboard build` to make it anew from the records"


def database_url(text_url: str | None, default: Path) -> URL:
    """The URL given, or that of the SQLite file ``default``. Raises UsageError for what is not a URL."""
    if text_url is None:
        return URL.create("sqlite", database=str(default))
    try:
        return make_url(text_url)
    except ArgumentError as error:
        raise UsageError(f"not a database URL: {text_url!r}; for a file write sqlite:///path/to/file.sqlite") from error


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite URL, None for any other database. Raises UsageError for SQLite in memory."""
    if url.get_backend_name() != "sqlite":
        return None
    if not url.database or url.database == ":memory:":
        raise UsageError("a SQLite database in memory is gone when the command ends; name a file")
    return Path(url.database)


def open_database(url: URL) -> Engine:
    """An engine on a database that this version built; checked before use.

    Raises DataError when the database is missing, truncated, no database at all, or of another version.
    """
    file = sqlite_file(url)
    if file is not None:
        _check_file(file)
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            row = connection.execute(text("SELECT value FROM meta WHERE name = 'schema_version'")).one_or_none()
    except DBAPIError as error:
        if file is None and isinstance(error, OperationalError):
            raise MachineError(f"{_shown(url)}: cannot be reached: {error.orig}") from error
        raise DataError(f"{_shown(url)}: cannot be read as a leaderboard database ({error.orig}); {REBUILD}") from error
    found = row[0] if row else "none"
    if found != str(SCHEMA_VERSION):
        age = "a newer" if found.isdigit() and int(found) > SCHEMA_VERSION else "an older"
        raise DataError(f"{_shown(url)}: built by {age} version (schema {found}, not {SCHEMA_VERSION}); {REBUILD}")
    return engine


@contextmanager
def new_database(url: URL) -> Iterator[Connection]:
    """A connection to an empty database with all tables; on success it replaces the one at ``url``.

    When the block raises, the old database stays as it was. Raises DataError when a constraint refuses a value,
    MachineError when the database cannot be written or reached.
    """
    file = sqlite_file(url)
    engine = create_engine("sqlite://", poolclass=StaticPool) if file is not None else _engine(url)
    if file is not None:
        event.listen(engine, "connect", _enforce_foreign_keys)
    try:
        with engine.begin() as connection:
            SQLModel.metadata.drop_all(connection)
            _create_tables(connection)
            yield connection
        if file is not None:
            _publish(engine, file)
    except IntegrityError as error:
        raise DataError(f"the database refuses a value: {error.orig}; parameters {str(error.params)[:300]}") from error
    except OperationalError as error:
        raise MachineError(f"{_shown(url)}: {error.orig}") from error
    except StatementError as error:
        raise DataError(f"the database refuses a value: {error.orig}; parameters {str(error.params)[:300]}") from error
    finally:
        engine.dispose()


def _create_tables(connection: Connection) -> None:
    """Like ``create_all``, but indexes in a fixed order: equal records give byte-equal files."""
    for table in SQLModel.metadata.sorted_tables:
        connection.execute(CreateTable(table))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(CreateIndex(index))


def _publish(engine: Engine, file: Path) -> None:
    with machine_trouble(file.parent):
        file.parent.mkdir(parents=True, exist_ok=True)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
        with replace_file(file) as new:
            new.unlink(missing_ok=True)
            connection.exec_driver_sql("VACUUM INTO ?", (str(new),))
            _check_file(new)


def _check_file(file: Path) -> None:
    """Half a file still answers ``count(*)``; ``quick_check`` notices, and so does a wrong header."""
    if not file.is_file():
        raise DataError(f"{file}: there is no database yet; {REBUILD}")
    with machine_trouble(file), file.open("rb") as stream:
        header = stream.read(100)
    page = int.from_bytes(header[16:18], "big")
    whole = (65536 if page == 1 else page) * int.from_bytes(header[28:32], "big")
    if file.stat().st_size != whole:
        raise DataError(f"{file}: not a whole SQLite database (size {file.stat().st_size}, not {whole}); {REBUILD}")
    try:
        with sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True) as connection:
            verdict = connection.execute("PRAGMA quick_check").fetchone()[0]
            ours = connection.execute("PRAGMA application_id").fetchone()[0]
            dangling = connection.execute("PRAGMA foreign_key_check").fetchone()
        connection.close()
    except sqlite3.DatabaseError as error:
        raise DataError(f"{file}: not a whole SQLite database ({error}); {REBUILD}") from error
    if verdict != "ok" or dangling:
        raise DataError(
            f"{file}: damaged ({verdict if verdict != 'ok' else f'dangling reference {dangling}'}); {REBUILD}"
        )
    if ours != APPLICATION_ID:
        raise DataError(f"{file}: a SQLite database, but not one of ours; {REBUILD}")


def _engine(url: URL) -> Engine:
    try:
        engine = create_engine(url)
    except (NoSuchModuleError, ImportError) as error:
        raise UsageError(
            f"no driver for {_shown(url)}: {error}; install it, for PostgreSQL the extra `postgresql`"
        ) from error
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _enforce_foreign_keys)
    return engine


def _enforce_foreign_keys(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")


def _shown(url: URL) -> str:
    return url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
