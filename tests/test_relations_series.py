from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.codebook import QUADS
from detente.event import Event, Mention
from detente.incidents.incident import Incident, JoinRule, Member, Party, Telling
from detente.relations.act import Act, Level
from detente.relations.acts import acts_of, party_key
from detente.relations.series import DONE, STATUSES, Point, Step, all_series, series, steps_between

MONDAY = date(2024, 11, 4)

RUSSIA = Party("RUS:GOV", "Russia, government", "RUS", "GOV")
ARMY = Party("RUS:MIL", "Russia, military", "RUS", "MIL")
WAGNER = Party("RUS:wagner-group", "Wagner Group", "RUS", "PRM")
GEORGIA = Party("GEO", "Georgia", "GEO", None)
ARMENIA = Party("ARM", "Armenia", "ARM", None)
NOBODY = Party(None, "gunmen", None, "UAF")
NATO = Party("IGO:nato", "NATO", "IGO", None)


def incident(
    actors: tuple[Party, ...],
    recipients: tuple[Party, ...] = (),
    type_: str = "ACCUSE",
    words: str = "",
    **changes: object,
) -> Incident:
    made = Incident(
        incident_id="i1",
        type=type_,
        mode=None,
        quad="verbal conflict",
        score=-3.0,
        status="actual",
        confidence=0.9,
        actors=actors,
        recipients=recipients,
        site=None,
        first_day=MONDAY,
        last_day=MONDAY,
        dated=True,
        killed=None,
        injured=None,
        detained=None,
        publishers=1,
        first_report="2024-11-04",
        last_report="2024-11-04",
        versions=(),
        members=(member(words),) if words else (),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def member(words: str) -> Member:
    event = Event.__new__(Event)
    object.__setattr__(event, "trigger", Mention(0, len(words), words))
    return Member(event, Telling("r1", None, None, None, None, None), JoinRule.FOUNDS, None, None, ())


def pairs(made: Incident, level: Level = Level.COUNTRY) -> list[tuple[str, str]]:
    return [(act.actor, act.recipient) for act in acts_of([made], level)]


def act(day: int = 0, quad: str = "verbal conflict", score: float = -3.0, **changes: object) -> Act:
    made = Act(
        incident_id="i1",
        day=MONDAY + timedelta(days=day),
        actor="RUS",
        recipient="GEO",
        type="ACCUSE",
        quad=quad,
        score=score,
        status="actual",
        confidence=0.9,
        publishers=1,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


# From incidents to acts


@pytest.mark.parametrize(
    ("party", "level", "key"),
    [
        (RUSSIA, Level.COUNTRY, "RUS"),
        (ARMY, Level.COUNTRY, "RUS"),
        (GEORGIA, Level.COUNTRY, "GEO"),
        (WAGNER, Level.COUNTRY, None),
        (WAGNER, Level.SECTOR, "RUS:PRM"),
        (WAGNER, Level.ORGANISATION, "RUS:wagner-group"),
        (GEORGIA, Level.SECTOR, "GEO"),
        (NOBODY, Level.COUNTRY, None),
        (NOBODY, Level.ORGANISATION, None),
        (NATO, Level.COUNTRY, None),
        (NATO, Level.SECTOR, None),
        (NATO, Level.ORGANISATION, "IGO:nato"),
    ],
)
def test_a_party_has_a_key_at_each_level_or_none(party: Party, level: Level, key: str | None) -> None:
    assert party_key(party, level) == key


def test_every_actor_meets_every_recipient_once() -> None:
    assert pairs(incident((RUSSIA, ARMY), (GEORGIA, ARMENIA))) == [("RUS", "ARM"), ("RUS", "GEO")]
    assert pairs(incident((RUSSIA, ARMY), (GEORGIA,)), Level.SECTOR) == [("RUS:GOV", "GEO"), ("RUS:MIL", "GEO")]


def test_a_party_on_both_sides_gives_no_act_with_itself() -> None:
    assert pairs(incident((RUSSIA,), (ARMY,))) == []
    assert pairs(incident((RUSSIA,), (ARMY, GEORGIA))) == [("RUS", "GEO")]


def test_two_that_stand_on_both_sides_count_once() -> None:
    both = (RUSSIA, GEORGIA)
    assert pairs(incident(both, both)) == [("GEO", "RUS")]


@pytest.mark.parametrize("type_", ["AGREE", "CONSULT", "COOPERATE"])
def test_talks_and_deals_join_their_actors(type_: str) -> None:
    expected = [("ARM", "GEO"), ("ARM", "RUS"), ("GEO", "RUS")]
    assert pairs(incident((RUSSIA, GEORGIA, ARMENIA), type_=type_)) == expected


def test_a_ceasefire_joins_its_actors_and_other_retreats_do_not() -> None:
    assert pairs(incident((RUSSIA, GEORGIA), type_="RETREAT", mode="ceasefire")) == [("GEO", "RUS")]
    assert pairs(incident((RUSSIA, GEORGIA), type_="RETREAT", mode="disarm")) == []


def test_those_who_clash_are_a_dyad_and_those_who_attack_together_are_not() -> None:
    assert pairs(incident((ARMY, GEORGIA), type_="ASSAULT", words="clashed")) == [("GEO", "RUS")]
    assert pairs(incident((ARMY, GEORGIA), type_="ASSAULT", words="gunfight")) == [("GEO", "RUS")]
    assert pairs(incident((ARMY, GEORGIA), type_="ASSAULT", words="bombed")) == []
    assert pairs(incident((ARMY, GEORGIA), type_="ASSAULT")) == []


def test_what_has_no_day_or_no_second_party_gives_no_act() -> None:
    assert pairs(incident((RUSSIA,), (GEORGIA,), first_day=None)) == []
    assert pairs(incident((RUSSIA,))) == []
    assert pairs(incident((RUSSIA,), (NOBODY,))) == []


# From acts to series


def test_steps_begin_where_the_calendar_says() -> None:
    assert Step.WEEK.start(date(2025, 1, 1)) == date(2024, 12, 30)
    assert Step.MONTH.start(date(2024, 2, 29)) == date(2024, 2, 1)
    assert steps_between(Step.MONTH, date(2024, 1, 31), date(2024, 3, 1)) == tuple(date(2024, m, 1) for m in (1, 2, 3))
    assert steps_between(Step.WEEK, MONDAY, MONDAY + timedelta(days=7)) == (MONDAY, MONDAY + timedelta(days=7))


def test_a_week_is_counted_by_quad_class_with_sum_and_mean() -> None:
    acts = [act(0), act(3, "material conflict", -9.0), act(6, "verbal cooperation", 2.5), act(14)]
    found = series(acts, ("RUS", "GEO"))
    assert found.dyad == ("GEO", "RUS")
    assert [point.counts for point in found.points] == [(1, 0, 1, 1), (0, 0, 0, 0), (0, 0, 1, 0)]
    assert found.points[0].score_sum == -9.5
    assert found.points[0].score_mean == pytest.approx(-9.5 / 3)
    assert found.points[1].score_mean is None


@pytest.mark.parametrize(("status", "counted"), [(status, status in DONE) for status in STATUSES])
def test_what_is_planned_possible_or_negated_is_kept_apart(status: str, counted: bool) -> None:
    (point,) = series([act(status=status)], ("GEO", "RUS")).points
    assert point.done == counted
    assert point.score_sum == (-3.0 if counted else 0.0)
    assert point.by_status[STATUSES.index(status)] == 1
    assert point.status_shares is not None
    assert sum(point.status_shares) == 1.0


def test_one_side_alone_can_be_asked_for() -> None:
    acts = [act(), act(actor="GEO", recipient="RUS", score=-2.0)]
    assert series(acts, ("RUS", "GEO"), actor="GEO").points[0].score_sum == -2.0


def test_days_outside_and_other_dyads_are_passed_over() -> None:
    acts = [act(-1), act(0), act(1), act(0, recipient="ARM")]
    found = series(acts, ("RUS", "GEO"), Step.DAY, MONDAY, MONDAY)
    assert [(point.start, point.done) for point in found.points] == [(MONDAY, 1)]


def test_a_dyad_without_acts_has_empty_points_or_none() -> None:
    assert series([], ("RUS", "GEO")).points == ()
    found = series([], ("RUS", "GEO"), Step.MONTH, MONDAY, MONDAY + timedelta(days=30))
    assert [point.done for point in found.points] == [0, 0]
    assert found.points[0].status_shares is None


@st.composite
def some_acts(draw: st.DrawFn) -> list[Act]:
    def one() -> Iterator[Act]:
        for number in range(draw(st.integers(0, 20))):
            actor, recipient = draw(st.permutations(["ARM", "GEO", "RUS"]))[:2]
            yield act(
                draw(st.integers(0, 60)),
                draw(st.sampled_from(QUADS)),
                draw(st.sampled_from([-9.0, 0.0, 2.5, 0.1])),
                status=draw(st.sampled_from(STATUSES)),
                actor=actor,
                recipient=recipient,
                incident_id=f"i{number}",
            )

    return list(one())


@given(some_acts(), st.sampled_from(Step), st.randoms(use_true_random=False))
def test_every_act_is_counted_in_its_step_whatever_the_order(acts: list[Act], step: Step, chance: object) -> None:
    shuffled = acts.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    found = all_series(acts, step)
    assert found == all_series(shuffled, step)
    assert list(found) == sorted({one.dyad for one in acts})
    for dyad, whole in found.items():
        assert whole == series(acts, dyad, step)
        for point in whole.points:
            assert point == by_hand(acts, dyad, step, point.start)


def by_hand(acts: list[Act], dyad: tuple[str, str], step: Step, start: date) -> Point:
    own = [one for one in acts if one.dyad == dyad and step.start(one.day) == start]
    done = sorted((one for one in own if one.status in DONE), key=lambda one: (one.day, one.score))
    counts = tuple(sum(one.quad == quad for one in done) for quad in QUADS)
    total = 0.0
    for one in done:
        total += one.score
    states = tuple(sum(one.status == status for one in own) for status in STATUSES)
    return Point(start, counts, total, total / len(done) if done else None, states)  # type: ignore[arg-type]
