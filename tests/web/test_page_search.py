"""The page of search: what has the words, marked where they stand."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from asking import words_of
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from tales import MARIB, tell
from workspace import app_of, client_of, told_ledger

from detente.ledger import Ledger
from detente.web.app import create_app
from detente.web.pages.search import HITS, Piece, pieces, search_view


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with client_of(app_of(tmp_path)) as client:
        yield client


def test_a_hit_leads_to_the_event_in_its_report_with_the_words_marked(client: TestClient) -> None:
    page = client.get("/search", params={"q": "bandits"})
    assert "<mark>bandits</mark> attacked villagers" in page.text
    link = re.search(r'href="/report\?id=kaduna&amp;event=(\w+)#said-(\w+)"', page.text)
    assert link is not None
    assert link[1] == link[2]


def test_words_of_a_title_are_found_and_marked(client: TestClient) -> None:
    assert "<mark>Clashes</mark> in Marib" in client.get("/search", params={"q": "clashes"}).text


def test_without_words_there_is_the_form_and_with_words_that_nothing_has_it_is_said(client: TestClient) -> None:
    assert "No report has" not in words_of(client.get("/search"))
    assert "No report has all of these words." in words_of(client.get("/search", params={"q": "nowhere"}))


@pytest.mark.parametrize("q", ['"', "*", 'a" OR "b', "NEAR(", "-", "\x00", "'; DROP TABLE reports; --", "x" * 500])
def test_no_words_do_harm(client: TestClient, q: str) -> None:
    assert client.get("/search", params={"q": q}).status_code == 200


def test_too_many_words_are_refused(client: TestClient) -> None:
    assert client.get("/search", params={"q": "x" * 501}).status_code == 422


def test_neither_what_is_asked_nor_what_is_found_is_markup(tmp_path: Path) -> None:
    attack = "<script>alert(1)</script>"
    told = tell("odd", replace(MARIB, rest=attack), title=f"{attack} Marib", publisher=attack)
    with client_of(create_app(told_ledger(tmp_path, told))) as client:
        for q in ("alert", "marib", attack):
            page = client.get("/search", params={"q": q})
            assert "<script>" not in page.text
            assert "</script>alert" not in page.text


def test_all_hits_come_page_by_page_each_once(tmp_path: Path) -> None:
    path = told_ledger(tmp_path, *(tell(f"r{number}", MARIB) for number in range(2 * HITS + 3)))
    with Ledger(path) as ledger:
        seen, after, more = [], None, True
        while more:
            view = search_view(ledger, "attacked", after)
            seen += [one.report.id for one in view.found]
            after, more = view.following, view.following is not None
    assert seen == [f"r{number}" for number in reversed(range(2 * HITS + 3))]


def test_pieces_tell_what_was_met() -> None:
    assert pieces("a bc d", ((2, 4),)) == (Piece("a ", False), Piece("bc", True), Piece(" d", False))


@settings(deadline=None)
@given(
    st.text(max_size=20),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20))),
    st.tuples(*[st.integers(0, 20)] * 2),
)
def test_joined_pieces_are_the_part_of_the_text(text: str, met: list[tuple[int, int]], part: tuple[int, int]) -> None:
    span = (min(part), min(max(part), len(text)))
    span = (min(span), span[1])
    assert "".join(one.text for one in pieces(text, tuple(sorted(met)), span)) == text[slice(*span)]
