"""Opening a ledger: from a path or URL to a database that is one, at the schema of this version."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.sql import column, table

from detente.ledger.error import LedgerError
from detente.ledger.schema import SCHEMAS, VERSION_TABLE, metadata

BUSY_MILLISECONDS = 30_000
"""How long one writer waits for another in SQLite before it gives up, unless it is told otherwise: see ``waiting``."""
WRITE_LOCK = 0x0DE7E47E
"""Number of the advisory lock that lets one writer at a time into a PostgreSQL ledger."""
_SQLITE_HEADER = b"SQLite format 3\0"


def open_database(where: str | Path, create: bool) -> Engine:
    """The database at ``where``, created or upgraded where need be; ``create`` False refuses to make a new one.

    Raises LedgerError, and leaves untouched what is there, if it is not a ledger or is newer than this version.
    """
    url = _url(where)
    if url.get_backend_name() == "sqlite":
        _check_file(Path(url.database or ""), create)
    with told(url):
        engine = _engine(url)
        try:
            _bring_up_to_date(engine, create)
        except BaseException:
            engine.dispose()
            raise
    return engine


@contextmanager
def told(url: URL) -> Iterator[None]:
    """Turns whatever the database complains of into a LedgerError."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise LedgerError(name_of(url), " ".join(str(cause).split()) or type(cause).__name__) from error
    except UnicodeEncodeError as error:
        raise LedgerError(name_of(url), "text with a lone surrogate cannot be kept") from error


def name_of(url: URL) -> str:
    """The path of a file, or the URL without its password."""
    return url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def waiting(engine: Engine, milliseconds: int) -> Engine:
    """The same database, with the same connections, whose writers wait so long for another before they give up."""
    return engine.execution_options(detente_busy=milliseconds)


@contextmanager
def write(engine: Engine) -> Iterator[Connection]:
    """A transaction that nobody else writes in, begun at once, so that what is read in it stays true until it ends."""
    with told(engine.url), engine.connect().execution_options(detente_write=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            _wait_at_most(connection)
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITE_LOCK})
        yield connection


@contextmanager
def read(engine: Engine) -> Iterator[Connection]:
    """A transaction in which the ledger stands still, whatever others write."""
    with told(engine.url), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


def _url(where: str | Path) -> URL:
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite", database=str(where))
    try:
        url = make_url(where.replace("postgres://", "postgresql://", 1))
    except ArgumentError as error:
        raise LedgerError(where.split("://")[0] + "://…", "not a database URL") from error
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise LedgerError(name_of(url), "neither SQLite nor PostgreSQL", "give a path or a postgresql:// URL")
    return url


def _check_file(path: Path, create: bool) -> None:
    """Refuses what cannot be a ledger before SQLite opens it."""
    name = str(path)
    if name in ("", ".", ":memory:"):
        raise LedgerError(name or "''", "a ledger needs a file")
    try:
        if path.is_dir():
            raise LedgerError(name, "is a folder", "give the path of a file")
        if not path.exists():
            if not create:
                raise LedgerError(name, "no ledger here", "detente read makes one")
            if not path.absolute().parent.is_dir():
                raise LedgerError(name, "its folder does not exist")
            return
        if not path.is_file():
            raise LedgerError(name, "not a ledger", "it is no regular file, left as it was")
        with path.open("rb") as file:
            head = file.read(len(_SQLITE_HEADER))
    except (OSError, ValueError) as error:
        raise LedgerError(name, str(getattr(error, "strerror", None) or error)) from error
    if head not in (b"", _SQLITE_HEADER):
        raise LedgerError(name, "not a ledger", "it is some other file, left as it was")


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() != "sqlite":
            return create_engine(url)
        engine = create_engine(url, connect_args={"timeout": BUSY_MILLISECONDS / 1000})
    except ImportError as error:
        advice = "pip install 'detente[postgres]'"
        raise LedgerError(name_of(url), f"the driver {error.name} is missing", advice) from error
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # Python's driver would begin transactions by itself, late and not for changes of the schema: it is told not to.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("detente_write", False):
        connection.exec_driver_sql("BEGIN")
        return
    # A connection goes from hand to hand, so each says how long it waits.
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {options.get('detente_busy', BUSY_MILLISECONDS):d}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _wait_at_most(connection: Connection) -> None:
    milliseconds = connection.get_execution_options().get("detente_busy")
    if milliseconds is not None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {milliseconds:d}")


def _bring_up_to_date(engine: Engine, create: bool) -> None:
    with read(engine) as connection:
        found = _schema(connection)
    if found == SCHEMAS[-1]:
        return
    if found is None and not create:
        raise LedgerError(name_of(engine.url), "no ledger here", "detente read makes one")
    if engine.dialect.name == "sqlite":
        _use_write_ahead_log(engine)
    with write(engine) as connection:
        # Another process may have been quicker between the two looks.
        if _schema(connection) != SCHEMAS[-1]:
            _upgrade(connection)


def _schema(connection: Connection) -> str | None:
    """Version of the schema found; None where there is room for a new ledger."""
    name = name_of(connection.engine.url)
    tables = set(inspect(connection).get_table_names())
    if VERSION_TABLE not in tables:
        if tables & set(metadata.tables) or (tables and connection.dialect.name == "sqlite"):
            raise LedgerError(name, "not a ledger", "it is some other database, left as it was")
        return None
    found = connection.execute(select(column("version_num")).select_from(table(VERSION_TABLE))).scalar()
    if found not in SCHEMAS:
        reason = f"written by a newer version of Detente (schema {found}, known up to {SCHEMAS[-1]})"
        raise LedgerError(name, reason, "upgrade Detente")
    return str(found)


def _use_write_ahead_log(engine: Engine) -> None:
    """Lets several processes read while one writes. The setting stays with the file."""
    give_up = time.monotonic() + BUSY_MILLISECONDS / 1000
    connection = engine.raw_connection()
    try:
        # SQLite does not wait by itself when another process is about to change the same setting.
        while not _changed_to_wal(connection) and time.monotonic() < give_up:
            time.sleep(0.05)
    finally:
        connection.close()


def _changed_to_wal(connection: Any) -> bool:
    try:
        connection.cursor().execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            return False
        raise SQLAlchemyError(str(error)) from error
    return True


def _upgrade(connection: Connection) -> None:
    # Only a ledger that is new or old pays for loading Alembic.
    from alembic import command
    from alembic.config import Config

    config = Config()
    folder = Path(__file__).with_name("migrations")
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
