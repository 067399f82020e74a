"""Watch: tells whether a ledger has changed, by whatever process, at the cost of a glance."""

import sqlite3
import threading
from pathlib import Path
from typing import Protocol

from sqlalchemy import text

from detente.ledger import Ledger, LedgerError


class Watch(Protocol):
    """Looks at one ledger."""

    instant: bool
    """Whether a look waits for nobody else."""

    def mark(self) -> str:
        """A word that is another one after every change that was committed. Raises LedgerError."""
        ...

    def close(self) -> None:
        """Lets go of the database."""
        ...


def watch(ledger: Ledger) -> Watch:
    """The watch for the kind of database that the ledger is in."""
    with ledger.connection() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
    return SqliteWatch(Path(ledger.name)) if on_sqlite else PostgresWatch(ledger)


class SqliteWatch:
    """Asks SQLite for ``data_version``, which one connection sees change whenever any other has committed."""

    instant = True

    def __init__(self, path: Path) -> None:
        # It never writes, so the answer tells of everybody else; opened to write since a log may have to be made.
        self._connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, check_same_thread=False)
        self._connection.isolation_level = None
        self._name = str(path)
        self._lock = threading.Lock()

    def mark(self) -> str:
        """The number that SQLite gives."""
        try:
            with self._lock:
                return str(self._connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error as error:
            raise LedgerError(self._name, str(error)) from error

    def close(self) -> None:
        """Closes the connection."""
        with self._lock:
            self._connection.close()


class PostgresWatch:
    """Asks PostgreSQL which transactions are seen: where these are the same, so is all that is seen."""

    instant = False

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def mark(self) -> str:
        """The snapshot as PostgreSQL writes it."""
        with self._ledger.connection() as connection:
            return str(connection.execute(text("SELECT pg_current_snapshot()")).scalar_one())

    def close(self) -> None:
        """Nothing is held."""
