"""The same ledger in PostgreSQL, where a database for it is at hand: DETENTE_TEST_POSTGRES names its URL."""

import os
from pathlib import Path

import pytest
from fake_coder import FakeCoder, reports
from sqlalchemy import text
from tales import KADUNA, MARIB, tell
from test_incidents_ledger import STORY

from detente import reviews as said
from detente.ledger import EventFilter, IncidentFilter, Ledger, LedgerError, RunIdentity, opening
from detente.ledger.dump import dump
from detente.ledger.schema import VERSION_TABLE, metadata
from detente.reading import run_stages
from detente.reject import Reason, Reject
from detente.report import Report
from detente.reviews import Conflict, SetStatus, SetType, Undo

URL = os.environ.get("DETENTE_TEST_POSTGRES", "")
SEARCHED = ("report_words", "sentence_words")
"""Tables that a step of the schema makes for search alone."""
pytestmark = pytest.mark.skipif(not URL, reason="DETENTE_TEST_POSTGRES is not set")


@pytest.fixture
def empty() -> str:
    with Ledger(URL) as ledger, opening.write(ledger._engine) as connection:
        for table in (*metadata.tables, *SEARCHED, VERSION_TABLE):
            connection.execute(text(f"DROP TABLE IF EXISTS {table} CASCADE"))
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


def test_incidents_are_those_of_sqlite(empty: str, tmp_path: Path) -> None:
    found = []
    for where in (empty, str(tmp_path / "ledger.db")):
        with Ledger(where) as ledger:
            run = ledger.begin(RunIdentity("1", "tales@1", "PLOVER-2021"))
            ledger.keep(run, STORY)
            ledger.update_incidents()
            ledger.keep(run, [tell("b", KADUNA), tell("f", MARIB, publisher="Times")])
            ledger.update_incidents()
            marib, kaduna, *_ = ledger.incidents()
            ledger.join(marib.incident_id, kaduna.incident_id, author="anna")
            ledger.split(marib.incident_id, kaduna.members[0].event.event_id, author="ben")
            assert ledger.incident(marib.incident_id) is not None
            wanted = IncidentFilter(actor="HOUTHI", country=("YEM",), since="2024-11-01", min_publishers=1)
            assert len(list(ledger.incidents(wanted))) == 2
            found.append((list(ledger.incidents()), list(dump(ledger))))
    assert found[0] == found[1]


SEARCHES = (
    *("gunmen", "attack*", '"attacked villagers"', "ŁÓDŹ", "lodz", "title 7", "no 12", '"no 1*"', "reportedly marched"),
    *("nothing", "' & !", "a:b", '"', "(yemen | norway)", "yemen <-> on", "\\", "''", "½ ﷺ"),
)


def test_it_finds_what_sqlite_finds(empty: str, tmp_path: Path) -> None:
    found = []
    for where in (empty, str(tmp_path / "ledger.db")):
        with Ledger(where) as ledger:
            list(run_stages(reports(60), FakeCoder(), ledger))
            list(run_stages([Report("r3", "Gunmen in Łódź met."), Report("e", "")], FakeCoder(), ledger))
            hits = [ledger.search(words, 20, evidence=evidence) for words in SEARCHES for evidence in (False, True)]
            found.append([*hits, ledger.search("gunmen", 5, hits[0][4].number)])
    assert found[0] == found[1]


def test_a_text_of_more_different_words_than_it_takes_is_kept_and_found_by_the_first(empty: str) -> None:
    text = " ".join(f"word{number}" for number in range(60_000))
    with Ledger(empty) as ledger:
        list(run_stages([Report("long", f"Gunmen attacked villagers. {text}")], FakeCoder(), ledger))
        assert [hit.report.id for hit in ledger.search('"attacked villagers" word77')] == ["long"]


def test_corrections_hold_as_in_sqlite(empty: str, tmp_path: Path) -> None:
    dumps = []
    for where in (empty, str(tmp_path / "ledger.db")):
        with Ledger(where) as ledger:
            list(run_stages(reports(12), FakeCoder(), ledger))
            ledger.update_incidents()
            first, second, third = (doubted.event for doubted in ledger.doubts(3))
            ledger.correct(first.event_id, said.Reject(), "anna", 0)
            ledger.correct(second.event_id, SetStatus("planned"), "anna", 0)
            ledger.correct(second.event_id, Undo(), "ben", 2)
            ledger.correct(third.event_id, SetType("COERCE", "arrest"), "ben", 0)
            with pytest.raises(Conflict):
                ledger.correct(third.event_id, said.Reject(), "anna", 0)
            list(run_stages(reports(12), FakeCoder(model="fake@2"), ledger))
            ledger.update_incidents()
            assert ledger.event(first.event_id) is None
            assert ledger.doubts(1)[0].event.event_id == second.event_id
            dumps.append(list(dump(ledger)))
    assert dumps[0] == dumps[1]


def test_a_change_waits_for_another_writer_no_longer_than_it_is_told_to(empty: str) -> None:
    with Ledger(empty) as ledger, opening.write(ledger._engine):
        with pytest.raises(LedgerError, match="lock timeout"):
            ledger.waiting(0.05).begin(RunIdentity("1", "m", "c"))
        assert list(ledger.waiting(0.05).events()) == []
