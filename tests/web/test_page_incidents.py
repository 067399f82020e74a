"""The pages of incidents: list, map and time line narrow one another; one incident with versions, split and join."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from asking import send, words_of
from dealings import keep as keep_dealings
from dealings import year
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from tales import MARIB, Tale, tell
from workspace import app_of, client_of, keep, told_ledger

from detente.event import CodedReport
from detente.incidents.incident import Part
from detente.ledger import IncidentFilter, Ledger
from detente.ledger.filter import FilterError
from detente.ledger.incident_queries import SaidByHand
from detente.plots.world import load_world
from detente.relations.series import LEFT_OUT, Step
from detente.web.app import create_app
from detente.web.browsing import EVERY_INCIDENT, SHORTEST, Box, Browse, Shown, browse, time_line
from detente.web.filters import IncidentWords
from detente.web.incident_store import UNKNOWN, IncidentStore
from detente.web.pages.incident import WIDTH, _why, incident_view
from detente.web.pages.incident_history import words_of as words_by_hand
from detente.web.settings import Settings
from detente.web.state import AppState

ALL = 10**6
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppState]:
    """A year of what states did to each other."""
    path = str(tmp_path_factory.mktemp("year") / "year.db")
    keep_dealings(path, year())
    with Ledger(path) as ledger:
        ledger.update_incidents()
    state = AppState(Ledger(path), Settings())
    yield state
    state.close()


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with client_of(app_of(tmp_path)) as client:
        yield client


# What is wanted


@pytest.mark.parametrize(
    "wanted",
    [
        EVERY_INCIDENT,
        IncidentFilter(type=("ASSAULT",)),
        IncidentFilter(type=("ASSAULT", "AID")),
        IncidentFilter(actor="armenia"),
        IncidentFilter(actor="ARMENIA,  gov"),
        IncidentFilter(actor="nobody"),
        IncidentFilter(actor="ARM:GOV"),
        IncidentFilter(actor="aze:gov"),
        IncidentFilter(country=("GBR",)),
        IncidentFilter(country=("TUR", "YEM")),
        IncidentFilter(status=("planned",)),
        IncidentFilter(min_confidence=0.95),
        IncidentFilter(min_publishers=2),
        IncidentFilter(since="2024-06-01"),
        IncidentFilter(until="2024-06-01"),
        IncidentFilter(since="2024-03-04", until="2024-03-04"),
        IncidentFilter(type=("ASSAULT",), actor="britain", country=("USA",), since="2024-10-01", min_confidence=0.5),
    ],
    ids=repr,
)
def test_the_words_of_the_ledger_mean_the_same_here(state: AppState, wanted: IncidentFilter) -> None:
    shown = browse(state, Browse(wanted), 1, ALL)
    columns = state.incident_store.columns()
    found = columns.ids[columns.positions(np.array(shown.rows, np.int64))].tolist()
    assert sorted(found) == sorted(one.incident_id for one in state.ledger.incidents(wanted))
    assert shown.total == len(found)


def test_the_latest_comes_first_and_what_has_no_day_last(tmp_path: Path) -> None:
    reports = [tell(f"r{day}", Tale(day=f"2024-11-{day}"), publisher=f"P{day}") for day in (12, 30, 21)]
    undated = tell("r-undated", Tale(day="2024-11-01"))
    event = undated.events[0]
    bare = type(undated)(
        type(undated.report)("r-undated", undated.report.text),
        undated.sentences,
        (type(event)(**{name: getattr(event, name) for name in event.__slots__} | {"date": None}),),
    )
    with Ledger(told_ledger(tmp_path, *reports, bare)) as ledger:
        columns = IncidentStore(ledger).columns()
    days = columns.first[columns.order]
    assert days[:-1].tolist() == [date(2024, 11, day).toordinal() for day in (30, 21, 12)]
    assert days[-1] == UNKNOWN


@pytest.mark.parametrize("words", ["SYUN", "syünik", "  Syunik "])
def test_a_place_is_found_by_part_of_its_name_without_capitals_and_accents(state: AppState, words: str) -> None:
    found = browse(state, Browse(place=words), 1, ALL)
    assert {one.spot.name for one in found.places} == {"Syunik"}
    assert found.total == 10


def called(words: str, name: str, day: str) -> CodedReport:
    """A report of an act at a place of this name in Tihāmah, which it calls by these words."""
    told: CodedReport = tell(words, Tale(place=words, day=day))
    (event,) = told.events
    return replace(told, events=(replace(event, places=(replace(event.places[0], name=name, admin1="Tihāmah"),)),))


@pytest.mark.parametrize(
    "words", ["Al Ḩudaydah", "Al Hudaydah", "al-hudaydah", "hudayd", "MARIB", "Tihāmah", "Tihamah"]
)
def test_a_place_is_found_by_each_of_its_spellings_and_by_what_it_lies_in(tmp_path: Path, words: str) -> None:
    with Ledger(str(tmp_path / "places.db")) as ledger:
        keep(ledger, called("Marib", "Al Ḩudaydah", "2024-11-10"), tell("else", Tale(place="Kaduna")))
        ledger.update_incidents()
        state = AppState(ledger, Settings())
        found = browse(state, Browse(place=words), 1, ALL)
        keep(ledger, called("Taizz", "Taiz", "2025-02-01"))
        ledger.update_incidents()
        after = browse(state, Browse(place="tihamah"), 1, ALL)
        state.close()
    assert [one.spot.name for one in found.places] == ["Al Ḩudaydah"]
    assert {one.spot.name for one in after.places} == {"Al Ḩudaydah", "Taiz"}


def test_a_source_is_a_publisher_or_who_is_quoted(tmp_path: Path) -> None:
    state = AppState(Ledger(told_ledger(tmp_path)), Settings())
    by_publisher = browse(state, Browse(source="coast rad"), 1, ALL)
    by_words = browse(state, Browse(source="Local Officials"), 1, ALL)
    nobody = browse(state, Browse(source="Coast%"), 1, ALL)
    state.close()
    assert by_publisher.total == by_words.total == 1
    assert nobody.total == 0


def test_pages_hold_every_incident_once_and_beyond_the_last_comes_the_last(state: AppState) -> None:
    whole = browse(state, Browse(), 1, ALL)
    pages = [browse(state, Browse(), number, 7) for number in range(1, whole.total // 7 + 2)]
    assert sum((page.rows for page in pages), ()) == whole.rows
    assert pages[0].pages == len(pages)
    assert browse(state, Browse(), 1000, 7).page == len(pages)


# What narrows what


def test_the_map_is_not_narrowed_by_its_own_part_nor_the_time_line_by_its_own_days(state: AppState) -> None:
    whole = browse(state, Browse(), 1, ALL)
    caucasus = Box(44, 38, 48, 42)
    in_box = browse(state, Browse(box=caucasus), 1, ALL)
    in_days = browse(state, Browse(IncidentFilter(since="2024-02-01", until="2024-03-01")), 1, ALL)
    assert in_box.places == whole.places
    assert in_box.listed_places == tuple(one for one in whole.places if one.spot.name in ("Goris", "Syunik"))
    assert in_box.placeless == 0 <= whole.placeless
    assert in_days.time_line is not None
    assert in_days.time_line.before + in_days.time_line.after > 0
    assert line_total(in_days) == line_total(whole) == whole.total
    assert in_box.total == sum(one.total for one in whole.places if one.spot.name in ("Goris", "Syunik"))
    assert in_box.time_line is not None
    assert sum(bar.total for bar in in_box.time_line.bars) == in_box.total
    assert sum(one.total for one in in_days.places) == in_days.total < whole.total


def line_total(shown: Shown) -> int:
    """How many incidents the time line tells of."""
    line = shown.time_line
    assert line is not None
    return sum(bar.total for bar in line.bars) + line.before + line.after + shown.undated


def test_a_part_of_the_map_is_four_numbers_in_their_order() -> None:
    assert Box.read("42,12.5,55,19") == Box(42, 12.5, 55, 19)
    assert Box.read(str(Box(-10.25, -5, 3, 4))) == Box(-10.25, -5, 3, 4)
    for words in ("", "1,2,3", "1,2,3,x", "10,0,5,1", "0,0,181,1", "0,9,1,8", "nan,0,1,1", "0,-inf,1,1"):
        with pytest.raises(FilterError):
            Box.read(words)


Days = st.lists(st.one_of(st.just(UNKNOWN), st.integers(720_000, 740_000)), min_size=1, max_size=80)


@settings(deadline=None)
@given(Days, st.data())
def test_every_incident_is_in_a_bar_or_before_or_after_or_without_a_day(days: list[int], data: st.DataObject) -> None:
    quads = data.draw(st.lists(st.integers(0, 3), min_size=len(days), max_size=len(days)))
    line = time_line(np.array(days, np.int64), np.array(quads, np.int64), EVERY_INCIDENT)
    known = [day for day in days if day != UNKNOWN]
    if line is None:
        assert not known
        return
    assert sum(bar.total for bar in line.bars) + line.before + line.after == len(known)
    assert max(line.before, line.after) <= len(known) * LEFT_OUT
    for quad in range(4):
        drawn = sum(bar.counts[quad] for bar in line.bars)
        inside = [
            one
            for day, one in zip(days, quads, strict=True)
            if day != UNKNOWN and line.first <= date.fromordinal(day) <= line.last
        ]
        assert drawn == inside.count(quad)
    assert [bar.start for bar in line.bars] == sorted({bar.start for bar in line.bars})
    assert all(bar.start <= bar.end for bar in line.bars)


@pytest.mark.parametrize(("span", "step"), [(1, Step.DAY), (150, Step.DAY), (200, Step.WEEK), (3000, Step.MONTH)])
def test_a_time_line_has_a_bar_a_day_a_week_or_a_month_by_how_long_it_is(span: int, step: Step) -> None:
    first = date(2020, 1, 6).toordinal()
    line = time_line(np.arange(first, first + span), np.zeros(span, np.int64), EVERY_INCIDENT)
    assert line is not None
    assert line.step is step


@pytest.mark.parametrize("day", [date.min, date(2024, 2, 29), date.max])
def test_a_time_line_of_one_day_has_days_around_it(day: date) -> None:
    line = time_line(np.array([day.toordinal()]), np.array([3]), EVERY_INCIDENT)
    assert line is not None
    assert line.first <= day <= line.last
    assert SHORTEST // 2 <= (line.last - line.first).days + 1 <= SHORTEST
    assert [(bar.start, bar.total) for bar in line.bars] == [(day, 1)]


def test_a_time_line_leaves_out_what_was_long_ago_unless_it_is_asked_for() -> None:
    days = np.array([date(1948, 5, 14).toordinal()] + [date(2024, 3, 1).toordinal() + n % 30 for n in range(300)])
    quads = np.zeros(days.size, np.int64)
    line = time_line(days, quads, EVERY_INCIDENT)
    assert line is not None
    assert (line.before, line.first) == (1, date(2024, 2, 24))
    long = time_line(days, quads, IncidentFilter(since="1948-05-01"))
    assert long is not None
    assert (long.before, long.first) == (0, date(1948, 4, 17))


@pytest.mark.parametrize(
    ("since", "until", "ends"),
    [
        ("2024-11-01", "2024-12-30", ("2024-10-17", "2025-01-14")),
        ("2022-01-01", "2023-12-31", ("2021-07-03", "2024-06-30")),
        ("2024-11-05", "2024-11-05", ("2024-10-22", "2024-11-19")),
        ("2026-12-01", None, ("2026-11-17", "2026-12-31")),
        (None, "2018-02-01", ("2018-01-01", "2018-02-15")),
        ("2027-03-01", None, ("2027-02-09", "2027-03-08")),
        ("2010-01-01", "2030-01-01", ("2009-12-18", "2030-01-15")),
        ("0001-01-01", "9999-12-31", ("0001-01-01", "9999-12-31")),
    ],
)
def test_a_time_line_shows_the_chosen_days_with_some_room(
    since: str | None, until: str | None, ends: tuple[str, str]
) -> None:
    days = np.arange(date(2018, 1, 1).toordinal(), date(2026, 12, 31).toordinal() + 1)
    line = time_line(days, np.zeros(days.size, np.int64), IncidentFilter(since=since, until=until))
    assert line is not None
    assert (line.first.isoformat(), line.last.isoformat()) == ends
    assert sum(bar.total for bar in line.bars) + line.before + line.after == days.size


# The store


def test_after_a_change_the_columns_are_those_of_a_store_that_reads_all_anew(tmp_path: Path) -> None:
    path = told_ledger(tmp_path)
    with Ledger(path) as ledger:
        store = IncidentStore(ledger)
        before = store.columns()
        keep(ledger, tell("new", Tale(place="Taizz", day="2024-11-20"), publisher="Hill Post"))
        ledger.update_incidents()
        pair = next(one for one in ledger.incidents() if len(one.members) > 1)
        ledger.split(pair.incident_id, pair.members[0].event.event_id, author="anna")
        after, anew = store.columns(), IncidentStore(ledger).columns()
    assert after.rows.size > before.rows.size
    for name in ("rows", "first", "last", "quad", "order", "ids", "events", "told"):
        assert getattr(after, name).tolist() == getattr(anew, name).tolist(), name
    assert [after.spots[place] for place in after.spot] == [anew.spots[place] for place in anew.spot]


# The page


def test_the_page_lists_incidents_and_links_each(client: TestClient) -> None:
    page = client.get("/incidents")
    assert page.status_code == 200
    words = words_of(page)
    assert "4 incidents" in words
    assert "Houthis → Yemen, military" in words.replace(" to ", " ")
    assert len(re.findall(r'href="/incidents/[0-9a-f]{16}"', page.text)) == 4


def test_a_form_sent_without_scripts_may_leave_fields_empty(client: TestClient) -> None:
    empty = "since=&until=&type=&status=&actor=&place=&country=&source=&min_confidence=&min_publishers=&box="
    assert words_of(client.get(f"/incidents?{empty}")) == words_of(client.get("/incidents"))


def test_the_fields_hold_what_the_address_asks_for(client: TestClient) -> None:
    page = client.get("/incidents?type=ASSAULT&since=2024-11-01&actor=hou&place=Mar&box=40,10,50,20&min_confidence=0.7")
    assert "1 incident" in words_of(page)
    for field in (
        'value="ASSAULT" selected',
        'value="2024-11-01"',
        'value="hou"',
        'value="Mar"',
        'value="40,10,50,20"',
    ):
        assert field in page.text
    assert '<option value="0.7" selected>' in page.text


def test_of_a_word_that_is_given_several_times_every_value_stays(client: TestClient) -> None:
    page = client.get("/incidents?country=YEM&country=NGA&type=CONSULT&type=ASSAULT").text
    assert 'value="YEM"' in page
    assert '<input type="checkbox" name="country" value="NGA" checked>' in page
    assert '<input type="checkbox" name="type" value="ASSAULT" checked>' in page


def test_what_is_shown_has_the_list_and_all_that_is_drawn(client: TestClient) -> None:
    shown = client.get("/incidents/shown?country=YEM").json()
    assert shown["total"] == 2
    assert "2 incidents" in shown["list"]
    assert {spot[4] for spot in shown["spots"]} == {"Marib", "Taizz"}
    assert shown["line"]["bars"] == [["2024-11-10", "2024-11-10", 0, 0, 0, 1], ["2024-12-03", "2024-12-03", 1, 0, 0, 0]]
    assert "/incidents?" in shown["places"]


@pytest.mark.parametrize("country", ["YEM", "yem", "Yemen", " the yemen "])
def test_a_country_is_named_by_its_code_or_in_english(client: TestClient, country: str) -> None:
    assert client.get("/incidents/shown", params={"country": country}).json()["total"] == 2


@pytest.mark.parametrize(
    ("said", "code"),
    [("Austria", "AUT"), ("AUS", "AUS"), ("Côte d’Ivoire", "CIV"), ("uno", "UNO"), ("ATA", "ATA")],
)
def test_every_country_that_incidents_may_have_can_be_asked_for(said: str, code: str) -> None:
    assert IncidentWords.model_validate({"country": [said]}).filter().country == (code,)


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("type=WAR", "Type : 'WAR' is not known"),
        ("since=yesterday", "From : 'yesterday' is not a date"),
        ("since=2024-02-02&until=2024-01-01", "From : 2024-02-02 is after 2024-01-01"),
        ("box=1,2,3", "Part of the map"),
        ("colour=red", "colour : is no word that this page knows"),
        ("page=0", "Page : is less than 1"),
        ("country=Nig", "Country : 'Nig' is neither a country's name"),
        ("country=YEM&country=ZZZ", "Country : 'ZZZ' is neither a country's name"),
        ("min_confidence=nan", "Confidence : is not a number"),
    ],
)
@pytest.mark.parametrize("path", ["/incidents", "/incidents/shown"])
def test_a_word_that_cannot_be_meant_is_refused_with_its_name(
    client: TestClient, path: str, query: str, word: str
) -> None:
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 422
    assert word in words_of(answer)


def test_a_refusal_names_the_fields_that_it_is_about(client: TestClient) -> None:
    page = client.get("/incidents/shown?since=2024-12-01&until=2024-11-01&country=Nig").text
    assert re.findall(r'data-field="(\w+)"', page) == ["country", "since"]


def test_nothing_of_a_report_or_an_address_is_taken_for_markup(tmp_path: Path) -> None:
    path = told_ledger(tmp_path, tell("x", Tale(source=HOSTILE), publisher=HOSTILE, title=HOSTILE))
    with TestClient(create_app(path), base_url="http://localhost") as client:
        found = client.get("/incidents/shown").json()
        incident_id = re.search(r"/incidents/([0-9a-f]{16})", found["list"])
        assert incident_id is not None
        pages = [client.get(f"/incidents/{incident_id[1]}"), client.get("/incidents", params={"actor": HOSTILE})]
    for text in (found["list"], found["places"], *(page.text for page in pages)):
        assert "<script>alert" not in text
    assert "&lt;script&gt;" in pages[0].text


def test_the_shapes_of_countries_are_geojson_that_may_be_kept(client: TestClient) -> None:
    address = re.search(r'data-world="([^"]+)"', client.get("/incidents").text)
    assert address is not None
    answer = client.get(address[1])
    assert "immutable" in answer.headers["cache-control"]
    assert client.get("/map/world.json").headers["cache-control"] == "no-cache"
    shapes = json.loads(answer.text)["features"]
    assert [shape["id"] for shape in shapes] == list(load_world())
    for shape in shapes:
        for polygon in shape["geometry"]["coordinates"]:
            assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in polygon)


# One incident


def pair_of(client: TestClient) -> str:
    """The address of the incident that two reports tell."""
    page = client.get("/incidents?min_publishers=2&place=Marib").text
    found = re.search(r'href="(/incidents/[0-9a-f]{16})"', page)
    assert found is not None
    return found[1]


def test_an_incident_shows_each_source_and_the_words_of_each_event(client: TestClient) -> None:
    page = client.get(pair_of(client))
    words = words_of(page)
    assert "2 independent publishers, 2 reports, 2 events" in words
    assert "North Post actual Houthis 5 killed" in words
    assert "Coast Radio quoting local officials actual Houthis 7 killed" in words
    assert "7 (5 to 7) killed" in words
    assert page.text.count('<article class="member"') == 2
    assert 'href="/report?id=marib/1&amp;event=' in page.text
    assert '<span class="role trigger opens">attacked</span>' in page.text


def test_the_parts_of_a_join_stand_with_their_sum(client: TestClient) -> None:
    page = client.get(pair_of(client)).text
    table = re.search(r'<table class="parts small">.*?</table>', page, re.S)
    assert table is not None
    *parts, total = (float(number) for number in re.findall(r'<td class="number">(?:<b>)?([+-][\d.]+)', table[0]))
    assert sum(parts) == pytest.approx(total, abs=0.005 * (len(parts) + 1))


@settings(deadline=None)
@given(st.lists(st.floats(-20, 20), min_size=1, max_size=12))
def test_bars_of_parts_stay_on_their_scale_and_sum_to_the_total(weights: list[float]) -> None:
    why = _why([Part("words", str(number), weight) for number, weight in enumerate(weights)])
    assert why is not None
    assert sum(bar.part.weight for bar in why.bars) + why.rest == pytest.approx(why.total, abs=1e-9)
    assert why.total == pytest.approx(sum(weights), abs=1e-9)
    for bar in why.bars:
        assert -0.2 <= bar.x <= bar.x + bar.width <= WIDTH + 1.2
        assert (bar.x < why.middle) or bar.part.weight > 0


def test_an_incident_can_be_taken_apart_and_put_together(client: TestClient, tmp_path: Path) -> None:
    address = pair_of(client)
    event = re.findall(r'name="event" value="([^"]+)"', client.get(address).text)[1]
    apart = send(client, address, f"{address}/split", author="Anna", event=event)
    assert apart.status_code == 303
    assert "2 incidents now" in words_of(client.get(apart.headers["location"]))
    with Ledger(tmp_path / "told.db") as ledger:
        both = [one for one in ledger.incidents() if one.site is not None and one.site.name == "Marib"]
        assert [len(one.members) for one in both] == [1, 1]
    other = next(one for one in both if not apart.headers["location"].endswith(one.incident_id))
    here = apart.headers["location"]
    assert f'value="{other.incident_id}"' in client.get(here).text, "it is offered to be joined"
    whole = send(
        client, here, f"{here}/join", author="Ben", other=f"http://localhost/incidents/{other.incident_id}?x=1"
    )
    assert whole.status_code == 303
    words = words_of(client.get(whole.headers["location"]))
    assert "Joined: 2 events now." in words
    assert re.search(r"Anna : \W*attacked\W*and\W*attacked\W*are two happenings undone later", words)
    assert re.search(r"Ben : \W*attacked\W*and\W*attacked\W*are one happening", words)


def take_back(client: TestClient, address: str) -> str:
    """Sends the form of an incident that takes back the last word, of one event, and returns where it leads."""
    text = client.get(address).text
    form = re.search(r'action="([^"]+)" aria-label="Take back the last word">(.*?)</form>', text, re.S)
    assert form is not None
    fields = re.findall(r'name="(other|event|author)" value="([^"]*)"', form[2])
    assert len(fields) == 2, "one event and who says so"
    answer = send(client, address, form[1], **dict(fields))
    assert answer.status_code == 303
    return answer.headers["location"]


def test_a_split_links_both_halves_and_can_be_taken_back_and_so_can_that(client: TestClient) -> None:
    address = pair_of(client)
    event = re.findall(r'name="event" value="([^"]+)"', client.get(address).text)[1]
    one = send(client, address, f"{address}/split", author="Anna", event=event).headers["location"]
    page = client.get(one).text
    other = re.search(r'another: <a href="([^"]+)">ASSAULT, 2024-11-10</a>', page)
    assert other is not None
    assert f'<a href="{other[1]}#event-{event}">“<bdi>attacked</bdi>”</a>' in page, "linked where it is now"
    assert f'another: <a href="{one}">ASSAULT, 2024-11-10</a>' in client.get(other[1]).text
    whole = take_back(client, other[1])
    assert client.get(whole).text.count('<article class="member"') == 2
    assert "Taken apart by hand" not in client.get(whole).text
    again = take_back(client, whole)
    assert client.get(again).text.count('<article class="member"') == 1
    assert "Taken apart by hand" in client.get(again).text


def test_a_join_that_is_taken_back_leaves_the_reader_at_the_incident(client: TestClient) -> None:
    names = re.findall(r'href="/incidents/([0-9a-f]{16})"', client.get("/incidents").text)
    assert len(names) == 4
    for one, other in permutations(names, 2):
        address = f"/incidents/{one}"
        whole = send(client, address, f"{address}/join", author="Ben", other=other).headers["location"]
        assert whole in (address, f"/incidents/{other}")
        assert take_back(client, whole) == whole
        assert client.get(whole).text.count('<article class="member"') == (2 if whole == pair_of(client) else 1)


def test_an_incident_leads_to_the_words_of_each_event(client: TestClient) -> None:
    page = client.get(pair_of(client)).text
    links = re.findall(r'href="/report\?id=marib/\d&amp;event=(\w+)#said-(\w+)"', page)
    assert len(links) == 2
    assert all(event == said for event, said in links)


def test_a_join_is_told_as_it_was_said(client: TestClient) -> None:
    address = pair_of(client)
    other = re.search(r'href="/incidents/([0-9a-f]{16})"', client.get("/incidents?type=ASSAULT&country=NGA").text)
    assert other is not None
    whole = send(client, address, f"{address}/join", author="Ben", other=other[1]).headers["location"]
    words = words_of(client.get(whole))
    assert words.count("Ben :") == 1
    assert re.search(r"Ben : (“ \w+ ” ?(, |and )){2}“ \w+ ” are one happening", words)
    assert "also those that the machine had joined before" in words
    assert client.get(take_back(client, whole)).status_code == 200


def test_a_split_of_several_says_which_are_apart_from_which(tmp_path: Path) -> None:
    with Ledger(told_ledger(tmp_path)) as ledger:
        one, other = (next(ledger.incidents(IncidentFilter(country=(code,)))) for code in ("YEM", "NGA"))
        whole = ledger.join(one.incident_id, other.incident_id, author="Anna")
        ledger.split(whole.incident_id, whole.members[0].event.event_id, author="Ben")
    with client_of(create_app(str(tmp_path / "told.db"))) as client:
        words = words_of(client.get(f"/incidents/{whole.incident_id}"))
    assert re.search(r"Ben : (“ \w+ ” .{0,20}is another happening than|.* are another happening than)", words)


def test_parties_stand_apart_though_their_names_have_commas(tmp_path: Path) -> None:
    told = tell("two", MARIB, publisher="North Post")
    army = replace(told.events[0].recipients[0], actor_id="NGA:CRM", name="Nigeria, gangs", country="NGA", sector="CRM")
    both = replace(told.events[0], recipients=(*told.events[0].recipients, army))
    with client_of(create_app(told_ledger(tmp_path, replace(told, events=(both,))))) as client:
        words = words_of(client.get("/incidents"))
    assert re.search(r"Yemen, military ; Nigeria, \w+", words)


def test_one_event_alone_is_not_asked_to_be_another_happening(client: TestClient) -> None:
    found = re.search(r'href="(/incidents/[0-9a-f]{16})"', client.get("/incidents?type=ASSAULT&country=NGA").text)
    assert found is not None
    assert 'name="event"' not in client.get(found[1]).text


def said(number: int, kind: str, *pair: str, made: str = "1", holds: bool = True) -> SaidByHand:
    return SaidByHand(number, kind, (pair[0], pair[1]), "Anna", made, holds)


def test_what_was_said_at_once_is_told_at_once() -> None:
    crossing = [said(number, "split", *pair) for number, pair in enumerate((("a", "x"), ("a", "y"), ("b", "x")))]
    assert [word.sides for word in words_by_hand(crossing)] == [(("a",), ("x",)), (("a",), ("y",)), (("b",), ("x",))]
    (word,) = words_by_hand([*crossing, said(4, "split", "b", "y")])
    assert [set(side) for side in word.sides] == [{"a", "b"}, {"x", "y"}]
    joins = [said(1, "join", "a", "b"), said(2, "join", "c", "d"), said(3, "join", "b", "e", made="2")]
    assert [word.sides for word in words_by_hand(joins)] == [(("a", "b"),), (("c", "d"),), (("b", "e"),)]
    kept = [said(1, "join", "a", "b"), said(2, "join", "a", "c", holds=False)]
    assert [(word.sides, word.holds) for word in words_by_hand(kept)] == [((("a", "c"),), False), ((("a", "b"),), True)]


@pytest.mark.parametrize(
    ("action", "fields", "word"),
    [
        ("split", {"author": "Anna"}, "Events : none is chosen"),
        ("split", {"author": "  ", "event": "x"}, "Your name : is not given"),
        ("split", {"author": "Anna", "event": "of-no-report"}, "of-no-report"),
        ("join", {"author": "Anna", "other": ""}, "Another incident : names no incident"),
        ("join", {"author": "", "other": "x"}, "Your name : is not given"),
        ("join", {"author": "Anna\x00", "other": "x"}, "Your name : has characters that cannot be seen"),
        ("split", {"author": "Anna\u202e", "event": "x"}, "Your name : has characters that cannot be seen"),
        ("join", {"author": "Anna", "other": "nothing-of-this-name"}, "nothing-of-this-name"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_and_nothing_is_kept(
    client: TestClient, action: str, fields: dict[str, str], word: str
) -> None:
    address = pair_of(client)
    before = client.get(address).text.count('<article class="member"')
    answer = send(client, address, f"{address}/{action}", **fields)
    assert answer.status_code == 422
    assert word in words_of(answer)
    assert f'<a href="{address}">Back</a>' in answer.text
    assert "detente incidents" not in answer.text
    opened_again = client.get(f"{address}/{action}")
    assert (opened_again.status_code, opened_again.headers["location"]) == (303, address)
    assert client.get(address).text.count('<article class="member"') == before


def test_a_change_without_the_token_of_the_form_is_refused(client: TestClient) -> None:
    assert client.post(f"{pair_of(client)}/split", data={"author": "Anna", "event": "x"}).status_code == 403


def test_an_id_that_nobody_knows_is_not_found(client: TestClient) -> None:
    assert client.get("/incidents/nothing").status_code == 404


def test_an_incident_of_many_events_comes_page_by_page(tmp_path: Path) -> None:
    others = (f"Another {number} words of its own" for number in range(70))
    reports = [tell(f"r{n:02}", Tale(rest=rest), publisher=f"Post {n}") for n, rest in enumerate(others)]
    with Ledger(told_ledger(tmp_path, *reports)) as ledger:
        incident = max(ledger.incidents(), key=lambda one: len(one.members))
        pages = [incident_view(ledger, incident, number) for number in (1, 2, 3)]
    shown = [one.member.event.event_id for view in pages[:2] for one in view.members]
    assert shown == [one.event.event_id for one in incident.members]
    assert (pages[0].pages, pages[2].page) == (2, 2)


def test_a_row_of_a_table_has_no_words_to_show(tmp_path: Path) -> None:
    told = tell("row", MARIB)
    with Ledger(told_ledger(tmp_path, told)) as ledger:
        view = incident_view(ledger, next(ledger.incidents()))
    assert "".join(one.text for one in view.members[0].sentence) == MARIB.sentence()
