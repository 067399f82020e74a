"""The same ledger in PostgreSQL, where a database for it is at hand: DETENTE_TEST_POSTGRES names its URL."""

import os
from pathlib import Path

import pytest
from fake_coder import FakeCoder, reports
from sqlalchemy import text

from detente.ledger import EventFilter, Ledger, opening
from detente.ledger.dump import dump
from detente.ledger.schema import VERSION_TABLE, metadata
from detente.reading import run_stages
from detente.reject import Reason, Reject
from detente.report import Report

URL = os.environ.get("DETENTE_TEST_POSTGRES", "")
pytestmark = pytest.mark.skipif(not URL, reason="DETENTE_TEST_POSTGRES is not set")


@pytest.fixture
def empty() -> str:
    with Ledger(URL) as ledger, opening.write(ledger._engine) as connection:
        for table in (*reversed(metadata.sorted_tables), VERSION_TABLE):
            connection.execute(text(f"DROP TABLE {table} CASCADE"))
    return URL


def test_it_holds_what_sqlite_holds(empty: str, tmp_path: Path) -> None:
    items: list[Report | Reject] = [Reject("feed.jsonl", 1, None, Reason.EMPTY), *reports(300)]
    dumps = []
    for where in (empty, str(tmp_path / "ledger.db")):
        with Ledger(where) as ledger:
            first = list(run_stages(items, FakeCoder(), ledger))
            list(run_stages(items, FakeCoder(model="fake@2"), ledger))
            assert list(run_stages(items, FakeCoder(), ledger)) == first
            found = list(ledger.events(EventFilter(actor="MINIS", since="2024-11-01", until="2024-11-30")))
            assert {event.actors[0].text for event in found} == {"Ministers"}
            dumps.append(list(dump(ledger)))
    assert dumps[0] == dumps[1]


def test_nul_keeps_its_place(empty: str) -> None:
    with Ledger(empty) as ledger:
        list(run_stages([Report("nul", "A\0B attacked C.")], FakeCoder(), ledger))
        assert [report.text for report in ledger.reports()] == ["A\u2400B attacked C."]
        assert [event.trigger.start for event in ledger.events()] == [4]
