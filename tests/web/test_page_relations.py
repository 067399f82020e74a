"""The pages of relations: network, balance, and one dyad with its series, shifts and reasons."""

import html
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise
from math import exp, hypot
from pathlib import Path
from random import Random

import networkx as nx  # type: ignore[import-untyped]
import numpy as np
import pytest
from asking import until, words_of
from dealings import dealing, keep, year
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from tales import Tale, tell
from workspace import OTHER_WORDS, client_of

from detente.codebook import QUADS
from detente.error import DetenteError
from detente.ledger import Ledger
from detente.relations.act import Act, Level
from detente.relations.balance import Tie
from detente.relations.series import Series, Step, series, steps_between
from detente.relations.shifts import Shift, find_shifts
from detente.relations.standing import Stands
from detente.web.app import create_app
from detente.web.pages import dyad as dyad_page
from detente.web.pages import relations as relations_page
from detente.web.pages.actors import dyads_of
from detente.web.pages.basis import Basis, basis_of, name_of
from detente.web.pages.dyad import dyad_view, pair_of, tellers_of
from detente.web.pages.network_drawing import (
    ROOM,
    WIDTH,
    Drawing,
    draw_network,
    stress,
    stressed,
)
from detente.web.pages.relations import last_day_of, relations_view
from detente.web.pages.series_drawing import COUNTS, LEAST_STEPS, MOST_LABELS, NUMBER, draw_series, label_places, ticks
from detente.web.state import AppState, Lately

PAIR = ("ARM", "AZE")


def act(
    day: date,
    actor: str = "AZE",
    recipient: str = "ARM",
    quad: str = QUADS[0],
    status: str = "actual",
    number: int = 0,
) -> Act:
    kind = {"verbal cooperation": "CONSULT", "material conflict": "ASSAULT"}.get(quad, "AID")
    score = 5.0 if "cooperation" in quad else -5.0
    return Act(f"i{day}-{number}", day, actor, recipient, kind, quad, score, status, 0.9, 1)


def turned() -> tuple[Act, ...]:
    """Talks of half a year, then shells."""
    days = [date(2024, 1, 1) + timedelta(weeks=week) for week in range(40)]
    return tuple(act(day, quad=QUADS[0] if number < 25 else QUADS[3]) for number, day in enumerate(days))


def basis(acts: tuple[Act, ...]) -> Basis:
    return basis_of(acts, Stands(acts))


def shifts_of(acts: tuple[Act, ...]) -> tuple[Shift, ...]:
    return find_shifts(acts, Stands(acts))


def is_there(client: TestClient, address: str) -> bool:
    """Whether nothing of a page is still being worked out."""
    answer = client.get(address)
    return "refresh" not in answer.headers and "data-waiting" not in answer.text


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = str(tmp_path_factory.mktemp("relations") / "year.db")
    keep(path, year())
    with Ledger(path) as ledger:
        ledger.update_incidents()
    with client_of(create_app(path)) as client:
        until(lambda: is_there(client, "/relations") and is_there(client, "/relations/dyad?a=ARM&b=AZE"))
        yield client


# The network


def test_the_network_has_a_line_for_each_tie_and_the_table_says_the_same(client: TestClient) -> None:
    page = client.get("/relations").text
    lines = set(re.findall(r'data-ends="([^"]+)"', page))
    assert "ARM AZE" in lines
    assert lines == {
        " ".join(pair) for pair in re.findall(r"<th scope=\"row\"><a href=\"\S+?a=(\w+)&amp;b=(\w+)&", page)
    }


def test_foes_differ_from_friends_in_more_than_colour(client: TestClient) -> None:
    page = client.get("/relations").text
    assert 'class="tie foes"' in page
    assert 'class="tie friends"' in page
    sheet = client.get("/static/relations.css").text
    assert re.search(r"\.tie\.foes \{[^}]*stroke-dasharray", sheet)


def test_every_link_of_the_page_leads_somewhere(client: TestClient) -> None:
    page = client.get("/relations").text
    links = set(map(html.unescape, re.findall(r'href="(/(?:relations|actors)[^"]*)"', page)))
    assert len(links) > 5
    for link in sorted(links):
        assert client.get(link).status_code == 200, link


def test_the_month_of_the_address_is_the_evening_that_is_shown(client: TestClient) -> None:
    assert "whom on 2024-03-31" in words_of(client.get("/relations?month=2024-03"))
    assert "whom on 2024-10-03" in words_of(client.get("/relations"))
    assert "whom on 2024-10-03" in words_of(client.get("/relations?month=2030-01"))
    before = client.get("/relations?month=1999-01")
    assert before.status_code == 200
    assert "No two of these 0 actors" in words_of(before)


@pytest.mark.parametrize(
    "query",
    ["month=2024-13", "month=24-01", "month=0000-01", "month=9999-12", "level=planet", "parties=2", "parties=61"],
)
def test_words_that_cannot_be_meant_are_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/relations?{query}").status_code == 422


@pytest.mark.parametrize("level", Level)
def test_each_level_has_its_network(client: TestClient, level: Level) -> None:
    address = f"/relations?level={level}"
    until(lambda: "refresh" not in client.get(address).headers)
    page = client.get(address).text
    assert ("ARM:GOV AZE:GOV" in page) == (level is not Level.COUNTRY)


def test_an_empty_ledger_says_so(tmp_path: Path) -> None:
    with client_of(create_app(str(tmp_path / "empty.db"))) as client:
        until(lambda: "refresh" not in client.get("/relations").headers)
        assert "No act between two parties is known yet." in words_of(client.get("/relations"))
        assert "No act between the two is known of any day." in words_of(client.get("/relations/dyad?a=ARM&b=AZE"))


def test_a_page_that_is_being_worked_out_says_so_and_comes_back(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relations_page, "PATIENCE", 0.0)
    monkeypatch.setattr(AppState, "soon", lambda *_: Lately(None, ""))
    answer = client.get("/relations?month=2024-03")
    assert answer.status_code == 200
    assert answer.headers["refresh"]
    assert "This page comes back by itself." in words_of(answer)


def test_an_older_network_is_shown_as_such_while_a_new_one_is_made(tmp_path: Path) -> None:
    path = str(tmp_path / "year.db")
    keep(path, year())
    with Ledger(path) as ledger:
        ledger.update_incidents()
        with client_of(create_app(path)) as client:
            until(lambda: "refresh" not in client.get("/relations").headers)
            ledger.keep(1, [dealing("ARM", "AID", "AZE", date(2024, 12, 1))])
            ledger.update_incidents()
            until(lambda: "whom on 2024-12-01" in words_of(client.get("/relations")))


def test_acts_that_are_dated_later_than_today_count_for_nothing_yet() -> None:
    acts = (*turned(), act(date(2031, 1, 1), "TUR"), act(date(2031, 1, 2), status="planned"))
    found = basis_of(acts, Stands(acts), date(2024, 12, 1))
    right = basis(turned())
    assert (found.last, found.months, found.acts) == (right.last, right.months, right.acts)
    assert found.last is not None
    assert relations_view(found, found.last, 24) == relations_view(right, found.last, 24)
    assert [line.other for line in dyads_of(found, "ARM")] == ["AZE"]


def test_a_dyad_tells_of_acts_to_come_and_shows_them_if_asked() -> None:
    acts = (*turned(), act(date(2031, 1, 2)))
    found = basis_of(acts, Stands(acts), date(2024, 12, 1))
    view = dyad_view(found, PAIR)
    assert (view.done, view.later, view.until) == (40, 1, date(2024, 9, 30))
    assert view.standing == dyad_view(basis(turned()), PAIR).standing
    asked = dyad_view(found, PAIR, until=date(2031, 1, 2))
    assert (asked.done, asked.later) == (41, 0)


def test_the_view_counts_only_acts_up_to_its_day() -> None:
    acts = turned()
    march = relations_view(basis(acts), last_day_of("2024-03"), 24)
    only = relations_view(basis(tuple(one for one in acts if one.day <= date(2024, 3, 31))), date(2024, 3, 31), 24)
    assert march.rows == only.rows
    assert march.drawing == only.drawing


@pytest.mark.parametrize(
    ("month", "last"), [("2024-02", date(2024, 2, 29)), ("2023-12", date(2023, 12, 31)), ("1000-01", date(1000, 1, 31))]
)
def test_the_last_day_of_a_month(month: str, last: date) -> None:
    assert last_day_of(month) == last


# Where actors stand


@st.composite
def networks(draw: st.DrawFn) -> list[Tie]:
    """Ties between up to 24 actors, each of some weight or none."""
    keys = [f"P{number:02}" for number in range(draw(st.integers(2, 24)))]
    weight = st.floats(0.1, 1.0).map(lambda size: round(size, 3))
    found = []
    for one, other in combinations(keys, 2):
        if draw(st.integers(0, 3)) == 0:
            found.append(Tie(one, other, draw(weight) * draw(st.sampled_from((-1, 1)))))
    return found


@settings(max_examples=40, deadline=None)
@given(networks())
def test_actors_stand_inside_the_picture_and_apart_and_always_the_same(ties: list[Tie]) -> None:
    drawing = draw_network(ties)
    assert drawing == draw_network(list(reversed(ties)))
    for node in drawing.nodes:
        assert ROOM <= node.x <= WIDTH - ROOM
        assert 0 < node.y < drawing.height
    apart = [hypot(one.x - other.x, one.y - other.y) for one, other in combinations(drawing.nodes, 2)]
    assert min(apart, default=2 * ROOM) > ROOM
    assert {(edge.first, edge.second) for edge in drawing.edges} == {(tie.first, tie.second) for tie in ties}


def distances(seed: int) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Distances by chance that no places have, and the pairs that have one."""
    chance = Random(seed)
    many = chance.randint(3, 14)
    wanted = np.full((many, many), 1.5)
    pairs = list(combinations(range(many), 2))
    for one, other in pairs:
        wanted[one, other] = wanted[other, one] = chance.uniform(0.5, 2.2)
    return wanted, pairs


def test_stress_is_on_the_whole_no_worse_than_that_of_networkx() -> None:
    ours, theirs = 0.0, 0.0
    for seed in range(25):
        wanted, pairs = distances(seed)
        many = len(wanted)
        by_place = {one: {other: float(wanted[one, other]) for other in range(many)} for one in range(many)}
        found = nx.kamada_kawai_layout(nx.complete_graph(many), dist=by_place)
        places = np.array([found[number] for number in range(many)])
        # It stretches its places to a square; the best stretch of them is compared.
        ratios = np.array([hypot(*(places[one] - places[other])) / wanted[one, other] for one, other in pairs])
        theirs += stress(places * ratios.sum() / (ratios**2).sum(), wanted)
        ours += stress(stressed(wanted), wanted)
    assert ours <= 1.05 * theirs


@pytest.mark.parametrize("seed", range(8))
def test_no_small_step_from_the_places_found_gains_much(seed: int) -> None:
    wanted, _ = distances(seed)
    found = stressed(wanted)
    least = stress(found, wanted)
    steps = np.random.default_rng(seed).normal(0.0, 0.01, (50, *found.shape))
    assert min(stress(found + step, wanted) for step in steps) > 0.995 * least


def test_distances_that_can_all_be_kept_are_kept() -> None:
    corners = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    wanted = np.hypot(*(corners[:, None] - corners[None]).transpose(2, 0, 1))
    np.fill_diagonal(wanted, 1.0)
    assert stress(stressed(wanted), wanted) < 1e-3


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Chad", ("Chad",)),
        ("United States", ("United States",)),
        ("Bosnia and Herzegovina", ("Bosnia and", "Herzegovina")),
        ("Democratic Republic of the Congo", ("Democratic Rep…", "of the Congo")),
        ("Democratic Republic of the Congo, military", ("Democratic Rep…", "Congo, military")),
        ("Democratic Republic of the Congo, rebels", ("Democratic Rep…", "Congo, rebels")),
        ("Democratic Republic of the Congo, former officials", ("Democratic Rep…", "officials")),
        ("Hauptverwaltungsaufklärungsdienststelle", ("Hauptverwaltun…", "ngsdienststelle")),
        ("", ("",)),
    ],
)
def test_names_stand_on_two_lines_at_most_and_keep_their_end(name: str, lines: tuple[str, ...]) -> None:
    drawing: Drawing = draw_network([Tie("A", "B", 0.9)], {"A": name, "B": "B"}.__getitem__)
    assert drawing.nodes[0].lines == lines


def test_ties_as_good_as_even_are_not_drawn() -> None:
    assert draw_network([Tie("A", "B", 0.05)]) == draw_network([])


# One dyad


def test_a_dyad_tells_series_shift_standing_and_incidents(client: TestClient) -> None:
    page = client.get("/relations/dyad?a=Armenia&b=AZE")
    words = words_of(page)
    assert "Armenia and Azerbaijan" in words
    assert re.search(r"rift between Armenia and Azerbaijan, who most likely were", words, re.I), words
    assert "Nagorno-Karabakh" in words
    assert 'class="band rift"' in page.text
    assert page.text.count('<a href="/incidents/') >= 40


def test_incidents_are_told_by_the_same_publishers_as_in_their_list(tmp_path: Path) -> None:
    path = str(tmp_path / "told.db")
    reports = [
        tell("named", Tale("Yemeni troops", "attacked", "Congolese soldiers"), publisher="North Post"),
        tell("nobody", Tale("Yemeni troops", "attacked", "Congolese soldiers", killed=7, rest=OTHER_WORDS)),
    ]
    keep(path, reports)
    with Ledger(path) as ledger:
        ledger.update_incidents()
    with client_of(create_app(path)) as client:
        until(lambda: is_there(client, "/relations/dyad?a=YEM&b=COD"))
        told = "1 publisher and 1 text of an unknown publisher"
        assert told in words_of(client.get("/incidents"))
        assert told in words_of(client.get("/relations/dyad?a=YEM&b=COD"))


def test_an_act_of_an_incident_that_holds_no_more_is_told_by_its_own_count(tmp_path: Path) -> None:
    with Ledger(tmp_path / "empty.db") as ledger:
        assert tellers_of(ledger, [act(date(2024, 5, 1))]) == {"i2024-05-01-0": "1 publisher"}


def test_incidents_come_page_by_page_the_last_one_first(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dyad_page, "ROWS", 15)
    days: list[str] = []
    link = "/relations/dyad?a=ARM&b=AZE"
    while link:
        page = client.get(link).text
        days += re.findall(r'<time datetime="([^"]+)"', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        link = html.unescape(found[1]) if found else ""
    assert days == sorted(days, reverse=True)
    assert len(days) == 40


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("a=ARM&b=Arcadia", "names no actor"),
        ("a=ARM&b=Armenia", "both are Armenia"),
        ("a=ARM", "The other party : is not filled in"),
        ("a=ARM&b=AZE&since=2024-05-01&until=2024-04-01", "From : 2024-05-01 is after 2024-04-01"),
        ("a=ARM&b=AZE&since=tomorrow", "is not a date"),
        ("a=ARM&b=AZE&until=9999-12-31", "is not between"),
        ("a=ARM&b=AZE&until=0001-01-01", "is not between"),
        ("a=ARM&b=AZE&by=year", "By : can be day, week or month"),
        ("a=ARM&b=AZE&start=-1", "Beginning of the list : is less than 0"),
    ],
)
def test_a_dyad_that_cannot_be_meant_is_refused_with_the_reason(client: TestClient, query: str, reason: str) -> None:
    answer = client.get(f"/relations/dyad?{query}")
    assert answer.status_code == 422
    assert reason in words_of(answer)


@pytest.mark.parametrize(
    ("a", "b", "keys"),
    [
        ("Hamas", "Israel", ("ISR", "PSE:hamas")),
        ("rus:mil", "Armenia", ("ARM", "RUS:MIL")),
        ("Armenia", "AZE", ("ARM", "AZE")),
    ],
)
def test_two_parties_are_told_apart_as_finely_as_their_words_ask_for(
    client: TestClient, a: str, b: str, keys: tuple[str, str]
) -> None:
    address = f"/relations/dyad?a={a}&b={b}&level="
    until(lambda: is_there(client, address))
    page = client.get(address).text
    assert all(f"<code>{key}</code>" in page for key in keys)


def test_the_form_of_any_two_parties_offers_the_level(client: TestClient) -> None:
    (form,) = re.findall(r'<form[^>]*aria-label="Any two parties">.*?</form>', client.get("/relations").text, re.DOTALL)
    assert re.findall(r'<option value="(\w*)"', form) == ["", *Level]
    refused = client.get("/relations/dyad?a=Hamas&b=Israel&level=country")
    assert "Hamas : acts for no state ask for the level of organisations" in words_of(refused)
    assert "--" not in words_of(refused)
    assert client.get("/relations/dyad?a=Arcadia&b=Israel&level=").status_code == 422
    nobody = "/relations/dyad?a=XXX:nobody&b=Israel&level="
    until(lambda: "refresh" not in client.get(nobody).headers)
    assert "XXX:nobody : names no actor" in words_of(client.get(nobody))


def test_a_step_leads_to_its_days(client: TestClient) -> None:
    page = client.get("/relations/dyad?a=ARM&b=AZE&by=month").text
    (link,) = re.findall(r'<a href="([^"]+)" tabindex="-1" aria-label="2024-08-01', page)
    narrowed = client.get(html.unescape(link))
    days = re.findall(r'<time datetime="([^"]+)"', narrowed.text)
    assert days
    assert all(day.startswith("2024-08") for day in days)


def test_days_without_acts_say_where_there_are_some(client: TestClient) -> None:
    words = words_of(client.get("/relations/dyad?a=ARM&b=AZE&until=2020-01-01"))
    assert "There are acts from 2024-01-01 to 2024-09-30." in words


def test_the_view_of_a_dyad_says_what_the_relations_say() -> None:
    acts = turned()
    made = basis(acts)
    view = dyad_view(made, PAIR, shifts_of(acts), Step.MONTH)
    assert view.series == series(acts, PAIR, Step.MONTH)
    assert view.standing == made.stands.standing(*PAIR, acts[-1].day + timedelta(days=1))
    assert [turn.shift.kind for turn in view.turns] == ["rift"]
    assert view.done == len(acts)
    assert [one.incident_id for one in view.acts] == [one.incident_id for one in reversed(acts)]


def test_reasons_add_up_to_the_probabilities() -> None:
    view = dyad_view(basis(turned()), PAIR)
    sums = [sum(why.weights[place] for why in view.reasons) for place in range(5)]
    raised = [exp(one - max(sums)) for one in sums]
    found = [one / sum(raised) for one in raised]
    assert found == pytest.approx(view.standing.probabilities, abs=0.02)


@pytest.mark.parametrize(
    ("days", "wanted", "step", "coarser"),
    [
        (10, None, Step.DAY, False),
        (200, None, Step.WEEK, False),
        (3000, None, Step.MONTH, False),
        (10, Step.MONTH, Step.MONTH, False),
        (3000, Step.DAY, Step.WEEK, True),
        (20_000, Step.DAY, Step.MONTH, True),
    ],
)
def test_steps_are_as_long_as_the_days_ask_for(days: int, wanted: Step | None, step: Step, coarser: bool) -> None:
    ends = (act(date(1950, 1, 1)), act(date(1950, 1, 1) + timedelta(days=days - 1)))
    view = dyad_view(basis(ends), PAIR, (), wanted)
    assert (view.series.step, view.coarser) == (step, coarser)


def test_parties_of_the_ledger_need_not_be_in_the_table() -> None:
    level = Level.ORGANISATION
    known = frozenset(("XXX:my-group", "YEM"))
    assert pair_of("YEM", "XXX:my-group", level, known) == ("XXX:my-group", "YEM")
    with pytest.raises(DetenteError, match="names no actor"):
        pair_of("YEM", "XXX:my-group", level)


def test_a_name_is_that_of_the_tables_or_the_key() -> None:
    assert name_of("ARM") == "Armenia"
    assert name_of("XXX:my-group") == "XXX:my-group"


# The chart


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2030, 1, 1)), st.integers(0, 20_000))
def test_days_are_labelled_seldom_and_in_order(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = ticks(first, last)
    days = [day for day, _ in found]
    assert 1 <= len(found) <= MOST_LABELS
    assert days == sorted(set(days))
    assert all(first <= day <= last for day in days)
    assert all(day.isoformat().startswith(label) for day, label in found)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.sampled_from(QUADS), st.sampled_from(("actual", "alleged", "planned"))),
        min_size=1,
        max_size=40,
    ),
    st.sampled_from(Step),
)
def test_bars_are_as_high_as_the_counts(given_acts: list[tuple[int, str, str]], step: Step) -> None:
    days = [date(2023, 1, 1) + timedelta(days=number) for number, _, _ in given_acts]
    acts = tuple(
        act(day, quad=quad, status=status, number=number)
        for number, (day, (_, quad, status)) in enumerate(zip(days, given_acts, strict=True))
    )
    found: Series = series(acts, PAIR, step)
    chart = draw_series(found, Stands(acts), ())
    assert chart is not None
    up = max(max(one.counts[0] + one.counts[1] for one in found.points), 1)
    down = max(max(one.counts[2] + one.counts[3] for one in found.points), 1)
    unit = COUNTS / (up + down)
    drawn = {shape.name: shape.path for shape in chart.bars}
    for place, quad in enumerate(QUADS):
        bars = re.findall(r"M\S+ (\S+?)h\S+?V(\S+?)h", drawn.get(quad, ""))
        heights = sum(abs(float(near) - float(far)) for near, far in bars)
        assert heights == pytest.approx(
            unit * sum(one.counts[place] for one in found.points), abs=0.2 * len(bars) + 0.01
        )
    assert bool(chart.only_told) == any(not one.done and any(one.by_status) for one in found.points)


def test_a_chart_of_nothing_is_none() -> None:
    assert draw_series(Series(PAIR, Step.WEEK, ()), Stands(()), ()) is None


@pytest.mark.parametrize("step", Step)
def test_a_dyad_of_one_day_is_drawn_with_the_time_before_it(step: Step) -> None:
    day = date(2024, 5, 8)
    acts = (act(day),)
    chart = draw_series(series(acts, PAIR, step), Stands(acts), ())
    assert chart is not None
    assert len(steps_between(step, chart.first, day)) == LEAST_STEPS
    (mark,) = chart.steps
    assert 0 < mark.width < 120
    asked = draw_series(series(acts, PAIR, step), Stands(acts), (), since=day)
    assert asked is not None
    assert asked.first == step.start(day), "what was before the days asked for is not known to be empty"


def test_a_dyad_of_the_first_days_of_the_calendar_is_drawn() -> None:
    acts = (act(date(1, 1, 3)),)
    chart = draw_series(series(acts, PAIR, Step.MONTH), Stands(acts), ())
    assert chart is not None
    assert chart.first == date(1, 1, 1)


@given(st.lists(st.floats(44, 952), max_size=20).map(sorted))
def test_numbers_of_shifts_stand_whole_and_apart_as_near_to_their_shifts_as_may_be(wanted: list[float]) -> None:
    found = label_places(wanted)
    assert all(one + NUMBER <= other + 1e-9 for one, other in pairwise(found))
    assert all(0 <= place <= WIDTH - NUMBER for place in found)
    if all(one + NUMBER <= other for one, other in pairwise(wanted)) and max(wanted, default=0) <= WIDTH - NUMBER:
        assert found == wanted


def test_shifts_outside_the_days_are_left_out_of_the_chart() -> None:
    acts = turned()
    found = shifts_of(acts)
    early = series([one for one in acts if one.day < date(2024, 3, 1)], PAIR, Step.WEEK)
    chart = draw_series(early, Stands(acts), found)
    assert chart is not None
    assert found
    assert chart.shifts == ()
