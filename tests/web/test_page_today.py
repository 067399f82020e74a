"""The front page: from a rift to the words in three steps, what was read, and what was refused."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from asking import until, words_of
from dealings import dealing, year
from dealings import keep as keep_dealings
from fastapi.testclient import TestClient
from workspace import RUN, app_of, client_of, told_ledger

from detente.ledger import Ledger
from detente.reject import Reason, Reject
from detente.relations.act import Level
from detente.relations.acts import acts_of
from detente.relations.shifts import find_shifts
from detente.relations.standing import Stands
from detente.web.app import create_app
from detente.web.pages.basis import awaited, basis_of
from detente.web.pages.today import REJECTS, SPARK_HEIGHT, SPARK_WIDTH, WEEKS, reading_of, rejects_page, turns_of


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Armenia and Azerbaijan fall out in the summer of 2024; an ally is shelled in October."""
    path = str(tmp_path_factory.mktemp("year") / "year.db")
    keep_dealings(path, year())
    with Ledger(path) as ledger:
        ledger.update_incidents()
    return path


@pytest.fixture(scope="module")
def client(path: str) -> Iterator[TestClient]:
    with client_of(create_app(path)) as client:
        until(lambda: "data-waiting" not in client.get("/?span=all").text)
        yield client


def link(page: str, pattern: str) -> str:
    found = re.search(f'href="({pattern})"', page)
    assert found is not None, f"no link like {pattern}"
    return found[1].replace("&amp;", "&")


def test_three_steps_lead_from_a_rift_to_the_words(client: TestClient) -> None:
    front = client.get("/?span=all").text
    shift = next(one for one in re.findall(r'<article class="shift".*?</article>', front, re.S) if "Armenia" in one)
    incident = client.get(link(shift, "/incidents/[0-9a-f]{16}")).text
    address = link(incident, r'/report[^"]*')
    report = client.get(address).text
    assert f'id="{address.rpartition("#")[2]}"' in report
    assert '<span class="role trigger opens">shelled</span>' in report


def test_a_shift_stands_with_its_sentence_and_series_and_friends_at_odds_beside_it(client: TestClient) -> None:
    page = client.get("/?span=all")
    words = words_of(page)
    assert "rift Armenia and Azerbaijan" in words
    assert re.search(r"\d incidents .* raise acts of conflict from|1 incident .* raises acts of conflict from", words)
    assert 'class="spark rift"' in page.text
    assert "Conflict between friends: one act of ASSAULT by United States towards United Kingdom" in words


def test_the_page_looks_back_as_far_as_it_is_asked_to(client: TestClient) -> None:
    until(lambda: "data-waiting" not in client.get("/?span=week").text)
    assert "Armenia and Azerbaijan" in words_of(client.get("/?span=all"))
    assert "Armenia and Azerbaijan" not in words_of(client.get("/?span=week"))
    assert client.get("/?span=yesterday").status_code == 422


def test_the_small_series_stays_in_its_frame(path: str) -> None:
    with Ledger(path) as ledger:
        acts = tuple(sorted(acts_of(ledger.incidents(), Level.COUNTRY), key=lambda act: (act.day, act.incident_id)))
    stands = Stands(acts)
    turns = turns_of(basis_of(acts, stands), find_shifts(acts, stands), None)
    assert turns.shifts
    for one in turns.shifts:
        assert len(one.spark.bars) == WEEKS
        assert any(bar.inside and bar.down + bar.up > 0 for bar in one.spark.bars)
        for bar in one.spark.bars:
            assert 0 <= bar.x < bar.x + one.spark.width <= SPARK_WIDTH
            assert one.spark.middle - bar.up >= -0.2
            assert one.spark.middle + bar.down <= SPARK_HEIGHT + 0.2
        assert len(one.incidents) + one.more == len(one.shift.incidents)


@pytest.fixture
def mistyped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The same year with an act that is dated seven years later, looked at two weeks after the last act."""
    monkeypatch.setattr("detente.web.clock.today", lambda: date(2024, 10, 20))
    path = str(tmp_path / "mistyped.db")
    keep_dealings(path, [*year(), dealing("TUR", "ASSAULT", "ARM", date(2031, 10, 1), publisher="Typo")])
    with Ledger(path) as ledger:
        ledger.update_incidents()
    with client_of(create_app(path)) as client:
        until(lambda: all("data-waiting" not in client.get(f"/?span={span}").text for span in ("month", "all")))
        yield client


def test_a_mistyped_year_does_not_empty_the_page(client: TestClient, mistyped: TestClient) -> None:
    for span in ("month", "all"):
        until(lambda span=span: "data-waiting" not in client.get(f"/?span={span}").text)  # type: ignore[misc]
        page = mistyped.get(f"/?span={span}").text
        right = client.get(f"/?span={span}").text
        shifts, expected = (re.findall("<article.*?</article>", one, re.S) for one in (page, right))
        assert "up to 2024-10-03, the last day with an act" in page
        assert "2031" not in page
        assert shifts == expected


def test_shifts_of_before_the_ledger_changed_are_shown_as_such(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    until(lambda: "data-waiting" not in client.get("/?span=all").text)
    turned = awaited
    monkeypatch.setattr("detente.web.pages.today.awaited", lambda *words: replace(turned(*words), fresh=False))
    words = words_of(client.get("/?span=all"))
    assert "The ledger has changed since; this is being worked out anew" in words
    assert "Armenia and Azerbaijan" in words


def test_without_any_act_there_is_nothing_to_shift() -> None:
    turns = turns_of(basis_of((), Stands(())), (), 30)
    assert (turns.last, turns.shifts, turns.notes) == (None, (), ())


def test_an_empty_ledger_says_how_to_fill_it(tmp_path: Path) -> None:
    with client_of(create_app(str(tmp_path / "new.db"))) as client:
        until(lambda: "data-waiting" not in client.get("/").text)
        words = words_of(client.get("/"))
    assert "0 reports, 0 events; nothing was rejected." in words
    assert "0 incidents, on a map" in words


def test_the_latest_incidents_come_first(tmp_path: Path) -> None:
    with client_of(app_of(tmp_path)) as client:
        page = client.get("/").text
    latest = page[page.index('id="latest"') : page.index('id="reading"')]
    days = re.findall(r"20\d\d-\d\d-\d\d", latest)
    assert days == sorted(days, reverse=True)


def test_what_was_read_is_counted(tmp_path: Path) -> None:
    with Ledger(told_ledger(tmp_path)) as ledger:
        ledger.keep(ledger.begin(RUN), [Reject("a.txt", None, None, Reason.EMPTY)])
        reading = reading_of(ledger)
        assert reading.reports == len(list(ledger.reports()))
        assert reading.events == len(list(ledger.events()))
        assert reading.rejects == len(list(ledger.rejects())) == 1
    assert [(run.model, run.ended) for run in reading.runs] == [("tales@1", False)]


def test_rejects_stand_with_reason_and_advice_and_nothing_of_them_is_markup(tmp_path: Path) -> None:
    path = told_ledger(tmp_path)
    with Ledger(path) as ledger:
        ledger.keep(ledger.begin(RUN), [Reject("<b>.jsonl", 7, "id", Reason.MISSING_FIELD, "<i>", "give one")])
    with client_of(create_app(path)) as client:
        assert "1 reject" in words_of(client.get("/"))
        page = client.get("/rejects")
    assert re.search(r"<b>\.jsonl ?, line 7 id field missing: <i> give one", words_of(page))
    assert "<b>.jsonl" not in page.text


def test_pages_of_rejects_hold_each_once_the_last_first(tmp_path: Path) -> None:
    several = [Reject(f"{number}.txt", None, None, Reason.EMPTY) for number in range(REJECTS + 5)]
    with Ledger(told_ledger(tmp_path)) as ledger:
        ledger.keep(ledger.begin(RUN), several)
        with ledger.connection() as connection:
            first, place = rejects_page(connection, 0)
            assert place is not None
            second, end = rejects_page(connection, place)
    assert [*first, *second] == several[::-1]
    assert end is None
