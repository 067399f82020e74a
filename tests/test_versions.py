"""What each source says of an incident, side by side, and what all of them say together."""

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.event import ActorMention, DateMention, Event, Mention, PlaceMention, SourceMention, TollMention
from detente.incidents.incident import Incident, JoinRule, Member, Party, Telling, Toll
from detente.incidents.versions import incident_of, moment

MARIB = PlaceMention(0, 5, "Marib", 71137, "Ma'rib", "Ma'rib", "YEM", 15.46, 45.32, "city")
SIRWAH = PlaceMention(0, 6, "Sirwah", 71138, "Sirwah", "Ma'rib", "YEM", 15.45, 45.02, "city")
MARIB_PROVINCE = PlaceMention(0, 5, "Marib", 71132, "Ma'rib", "Ma'rib", "YEM", 15.5, 45.5, "province")
TAIZZ = PlaceMention(0, 5, "Taizz", 70225, "Taizz", "Ta'izz", "YEM", 13.6, 44.0, "city")
YEMEN = PlaceMention(0, 5, "Yemen", 69543, "Yemen", None, "YEM", 15.5, 47.5, "country")
ARMY = ActorMention(0, 4, "troops", "YEM:MIL", "Yemen, military", "YEM", "MIL")
REBELS = ActorMention(0, 4, "fighters", "Houthis", "Houthis", "YEM", "REB")


def event(name: str, **changes: Any) -> Event:
    plain = Event(
        event_id=name,
        report_id="",
        sentence=(0, 40),
        type="ASSAULT",
        mode=None,
        quad="material conflict",
        score=-9.0,
        cameo="190",
        status="actual",
        time="current",
        trigger=Mention(10, 18, "attacked"),
        actors=(),
        recipients=(),
        places=(),
        date=None,
        killed=None,
        injured=None,
        detained=None,
        sources=(),
        confidence=0.8,
        model="m",
        codebook="PLOVER-2021",
    )
    return replace(plain, **changes)


def member(report: str, publisher: str | None = None, copy_of: str | None = None, day: int = 11, **said: Any) -> Member:
    telling = Telling(report, None, publisher, f"2024-11-{day:02d}", None, copy_of)
    one = replace(event(f"{report}/1", **said), report_id=report)
    return Member(one, telling, JoinRule.FOUNDS, None, None, ())


def killed(least: int | None, most: int | None) -> TollMention:
    return TollMention(0, 3, "…", least, most)


def on(first: str | None, last: str | None) -> DateMention:
    return DateMention(0, 3, "…", first, last, "day")


def by(source: str) -> tuple[SourceMention, ...]:
    return (SourceMention(0, len(source), source),)


def test_each_source_has_its_own_version() -> None:
    found = incident_of(
        "i",
        [
            member("a", "Daily", day=10, killed=killed(5, 5), actors=(ARMY,), sources=by("officials")),
            member(
                "b", "Herald", day=11, killed=killed(9, 9), status="alleged", sources=by("The rebels"), actors=(ARMY,)
            ),
            member("c", "Herald", day=12, status="negated", sources=by("the army"), actors=(ARMY,)),
            member("d", "Herald", day=13, status="alleged", sources=by("the  rebels"), killed=killed(8, 8)),
        ],
    )
    assert [(one.publisher, one.source, one.status, one.event_ids) for one in found.versions] == [
        ("Daily", "officials", "actual", ("a/1",)),
        ("Herald", "The rebels", "alleged", ("b/1", "d/1")),
        ("Herald", "the army", "negated", ("c/1",)),
    ]
    assert [one.killed for one in found.versions] == [Toll(5, 5, 5), Toll(8, 8, 9), None]
    assert found.versions[0].blamed == (Party("YEM:MIL", "Yemen, military", "YEM", "MIL"),)
    assert (found.status, found.killed, found.publishers) == ("actual", Toll(5, 8, 9), 2)
    assert (found.first_report, found.last_report) == ("2024-11-10", "2024-11-13")
    assert [one.event.event_id for one in found.members] == ["a/1", "b/1", "c/1", "d/1"]


@pytest.mark.parametrize(
    ("said", "toll"),
    [
        ([], None),
        ([(5, 5)], Toll(5, 5, 5)),
        ([(5, 5), (7, 7)], Toll(5, 7, 7)),
        ([(5, 5), (5, 5), (7, 7)], Toll(5, 5, 7)),
        ([(7, 7), (5, None)], Toll(5, 7, None)),
        ([(20, 99)], Toll(20, 20, 99)),
        ([(0, 20)], Toll(0, 20, 20)),
        ([(None, None)], None),
        ([(None, 20), (3, 3)], Toll(0, 3, 20)),
    ],
)
def test_tolls(said: list[tuple[int | None, int | None]], toll: Toll | None) -> None:
    members = [member(f"r{n}", killed=killed(*bounds), day=n + 1) for n, bounds in enumerate(said)]
    assert incident_of("i", members or [member("r")]).killed == toll


def test_what_did_not_happen_has_no_toll_where_something_did() -> None:
    feared = member("a", status="possible", killed=killed(500, 500))
    assert incident_of("i", [feared, member("b", killed=killed(2, 2))]).killed == Toll(2, 2, 2)
    assert incident_of("i", [feared]).killed == Toll(500, 500, 500)


def test_a_thousand_copies_are_one_voice() -> None:
    copies = [member(f"c{n:03}", f"Paper {n}", copy_of="a", killed=killed(3, 3), confidence=0.6) for n in range(999)]
    found = incident_of("i", [member("a", "Agency", killed=killed(3, 3), confidence=0.5), *copies])
    assert found.publishers == 1
    assert found.confidence == pytest.approx(0.6)
    assert [(one.publisher, len(one.event_ids)) for one in found.versions] == [("Agency", 1000)]
    with_others = [*found.members, *(member(f"o{n}", f"Other {n}", killed=killed(4, 4)) for n in range(2))]
    other = incident_of("i", with_others)
    assert (other.publishers, other.killed) == (3, Toll(3, 4, 4))


@pytest.mark.parametrize(
    ("reports", "publishers"),
    [
        ([("a", None, None), ("b", None, None)], 2),
        ([("a", None, None), ("b", None, "a")], 1),
        ([("a", "Daily", None), ("b", "DAILY ", None)], 1),
        ([("a", "Agency", None), ("b", "Daily", "a"), ("c", "Daily", None)], 2),
        ([("b", "Daily", "gone"), ("c", "Daily", None)], 1),
        ([("a", None, None), ("b", "Daily", "a"), ("c", "Daily", None)], 1),
    ],
)
def test_independent_publishers(reports: list[tuple[str, str | None, str | None]], publishers: int) -> None:
    assert incident_of("i", [member(*report) for report in reports]).publishers == publishers


def test_confidence_grows_with_texts_and_not_with_sentences() -> None:
    twice = [member("a", confidence=0.5), replace(member("a"), event=event("a/2", report_id="a", confidence=0.4))]
    assert incident_of("i", twice).confidence == pytest.approx(0.5)
    assert incident_of("i", [*twice, member("b", confidence=0.6)]).confidence == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("places", "name"),
    [
        ([()], None),
        ([(MARIB,), (YEMEN,)], ("Ma'rib", "city")),
        ([(YEMEN,), (MARIB_PROVINCE,), (MARIB,)], ("Ma'rib", "city")),
        ([(MARIB,), (SIRWAH,), (MARIB_PROVINCE,)], ("Ma'rib", "province")),
        ([(MARIB,), (TAIZZ,), (TAIZZ,), (YEMEN,)], ("Taizz", "city")),
        ([(MARIB,), (TAIZZ,)], ("Ma'rib", "city")),
        ([(MARIB,), (TAIZZ,), (YEMEN,)], ("Yemen", "country")),
        ([(YEMEN,), (YEMEN,), (YEMEN,), (TAIZZ,)], ("Taizz", "city")),
        ([(MARIB, SIRWAH), (SIRWAH,)], ("Sirwah", "city")),
        ([(PlaceMention(0, 4, "Home"),), ()], ("Home", None)),
    ],
)
def test_where(places: list[tuple[PlaceMention, ...]], name: tuple[str, str | None] | None) -> None:
    site = incident_of("i", [member(f"r{n}", places=several) for n, several in enumerate(places)]).site
    assert (None if site is None else (site.name, site.precision)) == name


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        ([None], ("2024-11-11", "2024-11-11", False)),
        ([on("2024-11-10", "2024-11-10")], ("2024-11-10", "2024-11-10", True)),
        ([on("2024-11-10", "2024-11-10"), None], ("2024-11-10", "2024-11-10", True)),
        ([on("2024-11-01", "2024-11-30"), on("2024-11-10", "2024-11-10")], ("2024-11-10", "2024-11-10", True)),
        ([on("2024-11-08", "2024-11-10"), on("2024-11-10", "2024-11-12")], ("2024-11-10", "2024-11-10", True)),
        ([on("2024-11-09", "2024-11-09"), on("2024-11-10", "2024-11-10")], ("2024-11-09", "2024-11-10", True)),
        (
            [on("2024-11-09", "2024-11-09"), on("2024-11-10", "2024-11-10"), on("2024-11-10", "2024-11-10")],
            ("2024-11-10", "2024-11-10", True),
        ),
        ([on("2024-11-09", None)], ("2024-11-09", None, True)),
        ([on(None, "2024-11-09"), on("2024-11-01", None)], ("2024-11-01", "2024-11-09", True)),
        ([on(None, None)], ("2024-11-11", "2024-11-11", False)),
    ],
)
def test_when(dates: list[DateMention | None], days: tuple[str | None, str | None, bool]) -> None:
    found = incident_of("i", [member(f"r{n}", date=said) for n, said in enumerate(dates)])
    told = [None if day is None else date.fromisoformat(day) for day in days[:2]]
    assert [found.first_day, found.last_day, found.dated] == [*told, days[2]]


def test_nothing_known_of_the_day() -> None:
    undated = member("a")
    undated = replace(undated, telling=replace(undated.telling, published=None))
    found = incident_of("i", [undated])
    assert (found.first_day, found.last_day, found.first_report, found.dated) == (None, None, None, False)


@pytest.mark.parametrize("published", [None, "", "yesterday", "0001-01-01T00:00:00+14:00"])
def test_a_moment_that_cannot_be_told_is_the_last(published: str | None) -> None:
    assert moment(published) > moment("9999-12-31T23:59:59Z")


def test_moments_of_several_zones() -> None:
    assert moment("2024-11-10T23:30:00-05:00") > moment("2024-11-11") > moment("2024-11-11T01:00:00+02:00")


def test_each_party_stands_on_one_side() -> None:
    clash = [
        member("a", actors=(ARMY,), recipients=(REBELS,)),
        member("b", actors=(REBELS,), recipients=(ARMY,)),
        member("c", actors=(replace(REBELS, text="gunmen"),), recipients=(ActorMention(0, 3, "men"),)),
    ]
    found = incident_of("i", clash)
    assert [party.name for party in found.actors] == ["Houthis", "Yemen, military"]
    assert [party.name for party in found.recipients] == ["men"]


def test_the_type_and_mode_that_most_texts_give() -> None:
    drone: dict[str, Any] = {"mode": "drone", "score": -9.5}
    found = incident_of(
        "i", [member("a"), member("b", **drone), member("c", type="COERCE", quad="material conflict", score=-7.0)]
    )
    assert (found.type, found.mode, found.score) == ("ASSAULT", "drone", -9.5)


MEMBERS = st.lists(
    st.builds(
        lambda report, publisher, copy, day, status, toll, when, place: member(
            f"r{report}",
            publisher,
            f"r{copy}" if copy < report else None,
            day,
            status=status,
            killed=killed(*sorted(toll)) if toll else None,
            date=when,
            places=place,
        ),
        st.integers(0, 6),
        st.sampled_from([None, "Daily", "Agency"]),
        st.integers(0, 9),
        st.integers(1, 28),
        st.sampled_from(["actual", "alleged", "negated", "planned", "possible"]),
        st.none() | st.tuples(st.integers(0, 9), st.integers(0, 9)),
        st.none() | st.sampled_from([on("2024-11-03", "2024-11-05"), on(None, "2024-11-04"), on("2024-11-09", None)]),
        st.lists(st.sampled_from([MARIB, SIRWAH, MARIB_PROVINCE, TAIZZ, YEMEN]), max_size=2).map(tuple),
    ),
    min_size=1,
    max_size=7,
    unique_by=lambda one: one.event.event_id,
)


@given(MEMBERS, st.randoms())
def test_any_order_of_members_makes_the_same_incident(members: list[Member], chance: random.Random) -> None:
    found = incident_of("i", members)
    chance.shuffle(members)
    assert incident_of("i", members) == found
    _check(found)


def _check(found: Incident) -> None:
    """What holds of every incident."""
    told = {one.event.event_id for one in found.members}
    assert {name for version in found.versions for name in version.event_ids} == told
    assert 1 <= found.publishers <= len(found.members)
    for toll in (found.killed, *(version.killed for version in found.versions)):
        assert toll is None or toll.min <= toll.best
        assert toll is None or toll.max is None or toll.best <= toll.max
    assert found.first_day is None or found.last_day is None or found.first_day <= found.last_day
