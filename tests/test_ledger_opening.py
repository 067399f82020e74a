"""Opening a ledger: what is one, what is not, and how old ones are brought up to date."""

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from fake_coder import code_one, reports
from sqlalchemy import create_engine

import detente.ledger
from detente.ledger import Ledger, LedgerError, RunIdentity
from detente.ledger.dump import dump
from detente.ledger.schema import SCHEMAS, VERSION_TABLE, metadata


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(detente.ledger.__file__).with_name("migrations")))
    return config


def test_opens_what_it_made(tmp_path: Path) -> None:
    path = tmp_path / "100% ours.db"
    with Ledger(str(path)) as ledger:
        ledger.keep(ledger.begin(RunIdentity("1", "m", "c")), map(code_one, reports(2)))
    with Ledger(path, create=False) as ledger:
        assert len(list(ledger.reports())) == 2
    with Ledger(f"sqlite:///{path}") as ledger:
        assert ledger.name == str(path)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    path.touch()
    with pytest.raises(LedgerError, match="no ledger"):
        Ledger(path, create=False)
    with Ledger(path) as ledger:
        assert not list(ledger.events())


@pytest.mark.parametrize("content", [b"Some notes of mine.\n", b"\0" * 4096, b"SQLite format 3\0 but broken" * 99])
def test_leaves_other_files_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"not a (ledger|database)"):
        Ledger(path)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("table", ["addresses", "reports"])
def test_leaves_other_databases_untouched(tmp_path: Path, table: str) -> None:
    path = tmp_path / "mine.db"
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE {table} (name TEXT)")
    content = path.read_bytes()
    with pytest.raises(LedgerError, match="not a ledger"):
        Ledger(path)
    assert path.read_bytes() == content


def test_a_newer_ledger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "newer.db"
    Ledger(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    connection.close()
    with pytest.raises(LedgerError, match="newer version"):
        Ledger(path)


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        (".", "needs a file"),
        ("", "needs a file"),
        (":memory:", "needs a file"),
        ("sqlite://", "needs a file"),
        ("no/such/folder/x.db", "folder does not exist"),
        ("mysql://host/x", "neither SQLite nor PostgreSQL"),
        ("://", "not a database URL"),
        ("postgresql://anna:secret@127.0.0.1:1/x", "127.0.0.1"),
    ],
)
def test_says_why_it_cannot_be_opened(where: str, reason: str) -> None:
    with pytest.raises(LedgerError, match=reason) as caught:
        Ledger(where)
    assert "secret" not in str(caught.value)


def test_a_pipe_is_no_ledger_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(LedgerError, match="no regular file"):
        Ledger(tmp_path / "pipe")


def test_a_folder_or_a_missing_file_is_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="is a folder"):
        Ledger(tmp_path)
    with pytest.raises(LedgerError, match="no ledger here"):
        Ledger(tmp_path / "none.db", create=False)
    assert not list(tmp_path.iterdir())


@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_steps_lead_to_the_schema_that_is_used(tmp_path: Path) -> None:
    steps = [step.revision for step in ScriptDirectory.from_config(alembic_config()).walk_revisions()]
    assert tuple(reversed(steps)) == SCHEMAS
    options = {"version_table": VERSION_TABLE, "compare_type": True, "include_name": _is_no_index_of_words}
    with Ledger(tmp_path / "x.db") as ledger, ledger.connection() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def _is_no_index_of_words(name: str | None, _kind: str, _parents: object) -> bool:
    """Tables that SQLite makes for its own search are not those of the schema."""
    return name is None or not name.startswith(("report_words", "sentence_words"))


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_old_schema_is_brought_up_to_date(tmp_path: Path, schema: str) -> None:
    path = tmp_path / "old.db"
    config = alembic_config()
    with create_engine(f"sqlite:///{path}").begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, schema)
    with Ledger(path, create=False) as ledger:
        assert ledger.keep(ledger.begin(RunIdentity("1", "m", "c")), map(code_one, reports(2))).reports == 2
    with sqlite3.connect(path) as raw:
        assert raw.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone() == (SCHEMAS[-1],)


def test_a_ledger_from_before_incidents_keeps_all_that_it_held(tmp_path: Path) -> None:
    now, old = tmp_path / "now.db", tmp_path / "old.db"
    with Ledger(now) as ledger:
        ledger.keep(ledger.begin(RunIdentity("1", "m", "c")), map(code_one, reports(8)))
        expected = list(dump(ledger))
        held = list(ledger.coded())
    config = alembic_config()
    with create_engine(f"sqlite:///{old}").begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    with sqlite3.connect(old) as raw:
        raw.execute("ATTACH ? AS now", (str(now),))
        for (table,) in raw.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
            if table != VERSION_TABLE:
                names = [f'"{row[1]}"' for row in raw.execute(f"PRAGMA main.table_info({table})")]
                raw.execute(f"INSERT INTO main.{table} SELECT {', '.join(names)} FROM now.{table}")
    raw.close()
    with Ledger(old, create=False) as ledger:
        assert list(ledger.coded()) == held
        assert list(dump(ledger)) == expected


def test_a_change_waits_for_another_writer_no_longer_than_it_is_told_to(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger(path) as ledger, closing(_any_thread(path)) as other:
        hasty = ledger.waiting(0.01)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match="locked"):
            hasty.begin(RunIdentity("1", "m", "c"))
        assert list(hasty.events()) == []
        threading.Timer(0.2, other.execute, ["COMMIT"]).start()
        ledger.begin(RunIdentity("1", "m", "c"))  # on the same connection, which had been told not to wait


def _any_thread(path: Path) -> sqlite3.Connection:
    """A connection that any thread may use, and that begins transactions when it is told to."""
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False)
