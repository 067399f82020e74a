"""The pages of actors: who is named, and all that is known of one of them."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from asking import until, words_of
from fastapi.testclient import TestClient
from tales import GOMA, KADUNA, MARIB, tell
from workspace import REPORTS, client_of, told_ledger

from detente.event import CodedReport
from detente.ledger import Ledger
from detente.relations.act import Level
from detente.reviews.change import Reject
from detente.web.actor_lookup import Entry, directory, is_country, key_of, look_up, members_of, search
from detente.web.app import create_app
from detente.web.pages import actors as page
from detente.web.pages.actors import actor_view, level_of

HOSTILE = "<script>alert('who')</script>/../?#&;\""


def with_actor(coded: CodedReport, actor_id: str, name: str, report_id: str) -> CodedReport:
    """The same report, as if its actor were another."""
    (event,) = coded.events
    actors = tuple(replace(one, actor_id=actor_id, name=name) for one in event.actors)
    changed = replace(event, event_id=f"{report_id}-event", report_id=report_id, actors=actors)
    return CodedReport(replace(coded.report, id=report_id), coded.sentences, (changed,))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    hostile = with_actor(tell("strange", MARIB), HOSTILE, HOSTILE, "strange")
    return told_ledger(tmp_path_factory.mktemp("actors"), *REPORTS, hostile)


@pytest.fixture(scope="module")
def client(path: str) -> Iterator[TestClient]:
    with client_of(create_app(path)) as client:
        until(lambda: "data-waiting" not in client.get("/actors").text)
        until(lambda: "data-waiting" not in client.get("/actors/YEM").text)
        yield client


# The list


def test_the_directory_counts_what_events_name(path: str) -> None:
    with Ledger(path) as ledger:
        acting = Counter(one.actor_id for event in ledger.events() for one in event.actors)
        acted_upon = Counter(one.actor_id for event in ledger.events() for one in event.recipients)
        with ledger.connection() as connection:
            entries = directory(connection)
    assert {one.key: one.acts for one in entries if one.acts} == acting
    assert {one.key: one.suffers for one in entries if one.suffers} == acted_upon
    totals = [one.total for one in entries]
    assert totals == sorted(totals, reverse=True)


def test_events_that_were_rejected_are_not_counted(tmp_path: Path) -> None:
    with Ledger(told_ledger(tmp_path)) as ledger:
        (event,) = [one for one in ledger.events() if one.report_id == "talks"]
        before = {entry.key: entry.total for entry in entries_of(ledger)}
        ledger.correct(event.event_id, Reject(), "anna", 0)
        after = {entry.key: entry.total for entry in entries_of(ledger)}
    assert before["Houthis"] == after["Houthis"] + 1


def entries_of(ledger: Ledger) -> tuple[Entry, ...]:
    with ledger.connection() as connection:
        return directory(connection)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("houthi", {"Houthis"}),
        ("NIGERIA", {"NGA:CRM", "NGA:CVL"}),
        ("civilians nigeria", {"NGA:CVL"}),
        ("yem:", {"YEM:MIL"}),
        ("nobody at all", set()),
    ],
)
def test_words_are_looked_for_in_name_and_key(path: str, words: str, found: set[str]) -> None:
    with Ledger(path) as ledger:
        assert {entry.key for entry in search(entries_of(ledger), words)} == found


def test_lists_and_cards_name_a_code_as_its_page_does(tmp_path: Path) -> None:
    told = [("COL:MIL", "Colombia"), ("COL:COP", "Colombia"), ("COL", "Colombia"), ("IND:CVL", "Men (India)")]
    reports = [with_actor(tell(f"r{key}", MARIB), key, name, f"r{key}") for key, name in told]
    with client_of(create_app(told_ledger(tmp_path, *reports))) as client:
        until(lambda: "data-waiting" not in client.get("/actors").text)
        listed = client.get("/actors").text
        named = dict(re.findall(r"<bdi>([^<]+)</bdi></a></th>\s*<td><code>([^<]+)", listed))
        pages = {name: client.get(f"/actors/{key}").text for name, key in named.items()}
        card = words_of(client.get("/report?id=rIND:CVL"))
        incidents = words_of(client.get("/incidents?actor=COL:MIL"))
    assert {"Colombia", "Colombia, military", "Colombia, police", "India, civilians"} <= set(named)
    assert all(f"<h1><bdi>{name}</bdi></h1>" in page for name, page in pages.items())
    assert "India, civilians “ Houthi fighters ” IND:CVL" in card
    assert "Colombia, military" in incidents


def test_the_list_leads_to_each_actor(client: TestClient) -> None:
    links = set(re.findall(r'<th scope="row"><a href="([^"]+)"', client.get("/actors").text))
    assert len(links) >= 6
    for link in links:
        assert client.get(html.unescape(link)).status_code == 200, link


def test_the_list_comes_page_by_page(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = re.findall(r'<th scope="row"><a href="([^"]+)"', client.get("/actors").text)
    monkeypatch.setattr(page, "ROWS", 2)
    found: list[str] = []
    link = "/actors"
    while link:
        text = client.get(link).text
        found += re.findall(r'<th scope="row"><a href="([^"]+)"', text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        link = html.unescape(following[1]) if following else ""
    assert found == whole


def test_names_of_the_table_are_found_though_no_report_has_them(client: TestClient) -> None:
    words = words_of(client.get("/actors", params={"q": "Angela Merkel"}))
    assert "In the table of actors, not named so far Angela Merkel DEU:angela-merkel" in words
    assert "No actor has these words." in words_of(client.get("/actors", params={"q": "Zzyzx Qwfp"}))


# One actor


def test_an_actor_of_the_ledger_has_words_incidents_and_reports(client: TestClient) -> None:
    words = words_of(client.get("/actors/Houthis"))
    assert "“ Houthi fighters ”" in words
    assert "Clashes in Marib" in words
    assert client.get("/actors/Houthis").text.count('href="/incidents/') >= 2


@pytest.mark.parametrize("key", ["YEM:MIL", "Houthis", "NGA:CVL", HOSTILE])
def test_on_the_map_are_the_incidents_that_the_page_lists(client: TestClient, key: str) -> None:
    own = client.get(f"/actors/{quote(key, safe='')}").text
    link = re.search(r'href="(/incidents[?]actor=[^"]+)"', own)
    assert link
    listed = set(re.findall(r'href="/incidents/([0-9a-f]+)"', own))
    assert listed
    assert set(re.findall(r'href="/incidents/([0-9a-f]+)"', client.get(html.unescape(link[1])).text)) == listed


def test_an_office_has_its_days(client: TestClient) -> None:
    words = words_of(client.get("/actors/USA:joe-biden"))
    assert "2009-01-20 2017-01-20" in words
    assert "2021-01-20 2025-01-20" in words
    assert "Joseph R. Biden" in words


def test_other_names_are_other_ones_and_a_group_is_no_person(client: TestClient) -> None:
    assert "Other names" not in words_of(client.get("/actors/NGA")), "not Nigeria once more"
    assert "Other names UK; Britain; Great Britain" in words_of(client.get("/actors/GBR")).replace(" ;", ";")
    assert "Kind group Other names" in words_of(client.get("/actors/YEM:houthis"))


def test_a_country_has_its_actors_and_its_relations(client: TestClient) -> None:
    page_of = client.get("/actors/NGA")
    assert 'href="/actors/NGA%3ACRM"' in page_of.text or 'href="/actors/NGA:CRM"' in page_of.text
    assert "Nigeria" in words_of(page_of)
    assert "/incidents?country=NGA" in page_of.text


@pytest.mark.parametrize("key", ["nobody", "xx", "XYZ:nobody", "a" * 301, "%00", "../../etc/passwd"])
def test_who_is_not_known_is_not_found(client: TestClient, key: str) -> None:
    assert client.get(f"/actors/{quote(key, safe='%')}").status_code == 404


def test_a_key_of_any_signs_leads_to_its_page_and_stays_words(client: TestClient) -> None:
    listed = client.get("/actors", params={"q": "script"})
    assert "<script>alert" not in listed.text
    (link,) = re.findall(r'<th scope="row"><a href="([^"]+)"', listed.text)
    found = client.get(html.unescape(link))
    assert found.status_code == 200
    assert "<script>alert" not in found.text
    assert HOSTILE in html.unescape(found.text)


@pytest.mark.parametrize(
    ("key", "level"),
    [
        ("YEM", Level.COUNTRY),
        ("UNO", Level.COUNTRY),
        ("YEM:MIL", Level.SECTOR),
        ("YEM:houthis", Level.ORGANISATION),
        ("Houthis", Level.ORGANISATION),
    ],
)
def test_a_key_tells_its_level(key: str, level: Level) -> None:
    assert level_of(key) is level


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (("YEM:houthis", "YEM", "REB"), "YEM:houthis"),
        ((None, "YEM", "MIL"), "YEM:MIL"),
        ((None, "YEM", None), "YEM"),
    ],
)
def test_the_key_is_the_finest_that_is_known(said: tuple[str | None, str | None, str | None], key: str) -> None:
    assert key_of(*said) == key


def test_what_is_found_of_an_actor_is_what_the_ledger_holds(path: str) -> None:
    with Ledger(path) as ledger, ledger.connection() as connection:
        for key, countries in (("Houthis", ("YEM",)), ("Houthis", ()), ("NGA:CRM", ("NGA",)), ("YEM", ("YEM",))):
            found = look_up(connection, key, 100, countries)
            events = [event for event in ledger.events() if names(event, key)]
            assert found.events == len(events)
            assert {one.report_id for one in found.reports} == {event.report_id for event in events}
            ids = {event.event_id for event in events}
            assert {one.incident_id for one in found.incidents} == {
                one.incident_id for one in ledger.incidents() if ids & {member.event.event_id for member in one.members}
            }


def names(event: object, key: str) -> bool:
    parties = (*event.actors, *event.recipients)  # type: ignore[attr-defined]
    return any(one.country == key if is_country(key) else one.actor_id == key for one in parties)


def test_lists_are_cut_and_the_rest_counted(path: str) -> None:
    with Ledger(path) as ledger, ledger.connection() as connection:
        whole, cut = look_up(connection, "YEM", 100), look_up(connection, "YEM", 1)
    assert cut.incidents == whole.incidents[:1]
    assert cut.more_incidents == len(whole.incidents) - 1
    assert cut.reports == whole.reports[:1]
    assert cut.more_reports == len(whole.reports) - 1


def test_the_actors_of_a_country_are_those_named_most(path: str) -> None:
    with Ledger(path) as ledger:
        entries = entries_of(ledger)
    assert [entry.key for entry in members_of(entries, "NGA", 5)] == ["NGA:CRM", "NGA:CVL"]
    assert len(members_of(entries, "NGA", 1)) == 1


def test_nobody_has_no_view(path: str) -> None:
    with Ledger(path) as ledger, ledger.connection() as connection:
        assert actor_view("nobody", look_up(connection, "nobody", 5), ()) is None


def test_reports_of_one_actor_only(tmp_path: Path) -> None:
    path = told_ledger(tmp_path, tell("kaduna", KADUNA), tell("goma", GOMA))
    with Ledger(path) as ledger, ledger.connection() as connection:
        found = look_up(connection, "M23", 10)
    assert [one.report_id for one in found.reports] == ["goma"]
