"""The page of a report: its text with the events marked, their cards, and nothing of it taken for markup."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from asking import words_of
from fastapi.testclient import TestClient
from tales import GOMA, KADUNA, MARIB, tell
from workspace import REPORTS, app_of, client_of, keep, told_ledger

from detente.event import CodedReport
from detente.ledger import Ledger
from detente.report import Report, Sentence
from detente.reviews import Reject, SetStatus
from detente.web.app import create_app
from detente.web.pages.report import MOST_BLOCKS, PART_CHARACTERS, blocks_of, parts_of_text, report_view


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with client_of(app_of(tmp_path)) as client:
        yield client


def client_with(folder: Path, *reports: CodedReport) -> TestClient:
    return TestClient(create_app(told_ledger(folder, *reports)), base_url="http://localhost")


def test_a_report_stands_with_its_head_and_a_card_for_each_event(client: TestClient) -> None:
    page = client.get("/report", params={"id": "kaduna"})
    assert page.status_code == 200
    words = words_of(page)
    assert "North Post 2024-12-02" in words
    assert "2 events" in words
    assert page.text.count('<article class="event card"') == 2
    for event in REPORTS[2].events:
        assert f'id="event-{event.event_id}"' in page.text
        assert f'href="#event-{event.event_id}"' in page.text
        assert f'href="#said-{event.event_id}"' in page.text


def test_the_words_of_roles_are_marked_in_the_text(client: TestClient) -> None:
    page = client.get("/report", params={"id": "marib/1"}).text
    assert '<span class="role actor opens">Houthi fighters</span>' in page
    assert '<span class="role trigger opens">attacked</span>' in page
    assert re.search(r'<span class="role killed opens">[^<]*5</span>', page)


def test_a_card_leads_to_the_incident_and_to_the_review(client: TestClient) -> None:
    page = client.get("/report", params={"id": "marib/1"}).text
    (event,) = REPORTS[0].events
    assert re.search(r'href="/incidents/[^"]+">Incident', page)
    assert f'href="/review?event={event.event_id}"' in page


@pytest.mark.parametrize("name", ["../../etc/reports/a b.txt", "a&b=c#d?e", "day1/Ünï.txt", "<script>"])
def test_ids_may_hold_any_signs(tmp_path: Path, name: str) -> None:
    with client_with(tmp_path, tell(name, MARIB)) as client:
        page = client.get(f"/report?id={quote(name, safe='')}")
        assert page.status_code == 200
        assert name in words_of(page)
        assert "<script>" not in page.text


def test_an_id_that_is_not_known_is_not_found(client: TestClient) -> None:
    page = client.get("/report", params={"id": "nobody"})
    assert page.status_code == 404
    assert "no report nobody is known" in words_of(page)


def test_a_report_without_events_is_shown(client: TestClient) -> None:
    assert "0 events" in words_of(client.get("/report", params={"id": "quiet"}))


ATTACK = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def test_nothing_of_a_report_is_markup(tmp_path: Path) -> None:
    told = tell("odd", replace(MARIB, rest=ATTACK), publisher=ATTACK, title=ATTACK)
    told = replace(told, report=replace(told.report, byline=ATTACK, url=ATTACK))
    with client_with(tmp_path, told) as client:
        page = client.get("/report", params={"id": "odd"})
    assert "<script>alert" not in page.text
    assert "<img" not in page.text
    assert words_of(page).count("alert(1)") >= 5


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/a?b=c&d", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https://user@example.org", False),
    ],
)
def test_only_addresses_of_the_web_are_links_and_they_tell_nothing_of_us(
    tmp_path: Path, url: str, linked: bool
) -> None:
    told = tell("linked", MARIB)
    with client_with(tmp_path, replace(told, report=replace(told.report, url=url))) as client:
        page = client.get("/report", params={"id": "linked"}).text
    assert ('rel="noopener noreferrer nofollow external"' in page) is linked


def test_a_correction_shows_on_its_card_and_a_rejected_event_below(tmp_path: Path) -> None:
    path = told_ledger(tmp_path, tell("kaduna", KADUNA, GOMA))
    with Ledger(path) as ledger:
        first, second = ledger.events()
        ledger.correct(first.event_id, SetStatus("alleged"), "Ana", 0)
        ledger.correct(second.event_id, Reject(), "Ben", 0)
        view = report_view(ledger, "kaduna")
    assert view is not None
    (card,) = [card for block in view.blocks for card in block.cards]
    assert card.event.status == "alleged"
    assert card.correction is not None
    assert card.correction.author == "Ana"
    assert [event.event_id for event in view.rejected] == [second.event_id]
    with TestClient(create_app(path), base_url="http://localhost") as client:
        words = words_of(client.get("/report", params={"id": "kaduna"}))
    assert "corrected by Ana" in words
    assert "Rejected by hand" in words


def test_the_last_revision_is_shown_and_counted(tmp_path: Path) -> None:
    path = told_ledger(tmp_path, tell("marib", MARIB))
    with Ledger(path) as ledger:
        keep(ledger, tell("marib", replace(MARIB, killed=9)))
        view = report_view(ledger, "marib")
    assert view is not None
    assert view.revision == 2
    assert [card.event.killed and card.event.killed.min for block in view.blocks for card in block.cards] == [9]


# Blocks and parts


def coded(text: str, *sentences: str) -> CodedReport:
    cuts = [Sentence(text.index(words), text.index(words) + len(words)) for words in sentences]
    return CodedReport(Report("r", text), tuple(cuts), ())


@pytest.mark.parametrize(
    ("text", "sentences", "expected"),
    [
        ("", (), []),
        ("One.", ("One.",), ["One."]),
        ("One.\nTwo.", ("One.", "Two."), ["One.\n", "Two."]),
        ("One\nwrapped.\n\nTwo.", ("One\nwrapped.", "Two."), ["One\nwrapped.\n\n", "Two."]),
        ("One\n\nbroken.\n\nTwo.", ("One\n\nbroken.", "Two."), ["One\n\nbroken.\n\n", "Two."]),
        ("One.\r\n\r\nTwo.", ("One.", "Two."), ["One.\r\n\r\n", "Two."]),
    ],
    ids=["nothing", "one line", "a paragraph a line", "wrapped lines", "blank line in a sentence", "other line ends"],
)
def test_a_text_is_cut_into_its_paragraphs(text: str, sentences: tuple[str, ...], expected: list[str]) -> None:
    assert [text[slice(*block)] for block in blocks_of(coded(text, *sentences))] == expected


def test_a_long_text_comes_in_parts_that_are_the_whole_and_cut_no_sentence() -> None:
    sentences = [f"Sentence {number} is told here." for number in range(8_000)]
    text = " ".join(sentences)
    cuts, place = [], 0
    for sentence in sentences:
        cuts.append(Sentence(place, place + len(sentence)))
        place += len(sentence) + 1
    blocks = blocks_of(CodedReport(Report("r", text), tuple(cuts), ()))
    assert "".join(text[slice(*block)] for block in blocks) == text
    assert {start for start, _ in blocks} <= {cut.start for cut in cuts}
    parts = parts_of_text(blocks)
    assert [block for part in parts for block in part] == blocks
    assert all(part[-1][1] - part[0][0] <= PART_CHARACTERS for part in parts)


@pytest.mark.parametrize("text", ["a\n" * 400_000, "\n" * 800_000, "a\n\n" * 300_000, " " * 800_000, "a" * 800_000])
def test_a_text_of_nothing_but_lines_has_so_many_blocks_at_most(text: str) -> None:
    blocks = blocks_of(coded(text))
    assert "".join(text[slice(*block)] for block in blocks) == text
    assert len(blocks) <= MOST_BLOCKS + 1


def test_what_is_not_read_for_events_is_told_apart(tmp_path: Path) -> None:
    text = "Clashes in Marib\n\nHouthi fighters attacked.\n\nRead more."
    report = Report("r", text, body=((18, 43),))
    path = told_ledger(tmp_path, CodedReport(report, (Sentence(18, 43),), ()))
    with Ledger(path) as ledger:
        view = report_view(ledger, "r")
    assert view is not None
    shown = [("".join(one.text for one in block.segments), block.told) for block in view.blocks]
    assert shown == [("Clashes in Marib", False), ("Houthi fighters attacked.", True), ("Read more.", False)]


def test_two_events_of_one_trigger_are_both_found_from_their_cards(tmp_path: Path) -> None:
    told = tell("twice", MARIB)
    (event,) = told.events
    with client_with(
        tmp_path, replace(told, events=(event, replace(event, event_id="again", type="COERCE")))
    ) as client:
        page = client.get("/report", params={"id": "twice"}).text
    for name in (event.event_id, "again"):
        assert page.count(f'id="said-{name}"') == 1


def test_the_part_shown_is_that_of_the_event_asked_for(tmp_path: Path) -> None:
    filler = "Nothing came of it. " * (PART_CHARACTERS // 15)
    path = told_ledger(tmp_path, tell("long", replace(MARIB, rest=filler), GOMA))
    with Ledger(path) as ledger:
        first, last = ledger.events()
        for event, part in ((first, 1), (last, 2)):
            view = report_view(ledger, "long", None, event.event_id)
            assert view is not None
            assert (view.part, view.parts) == (part, 2)
            assert [card.event.event_id for block in view.blocks for card in block.cards] == [event.event_id]
        beyond = report_view(ledger, "long", 99)
    assert beyond is not None
    assert beyond.part == 2
