"""The queue of doubt: parts that sum, shares by an oracle, an order that stays, and every event once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tales import ACTORS, GOMA, KADUNA, MARIB, Tale, tell

from detente.event import CodedReport, Event, TollMention
from detente.incidents.incident import JoinRule, Member, Telling
from detente.ledger import Ledger, RunIdentity
from detente.reviews import Accept, Reject, SetStatus, Undo
from detente.reviews.doubt import Doubted, Reason, doubt, doubts_of
from detente.reviews.effects import effects, incidents_behind

RUN = RunIdentity("1", "tales@1", "PLOVER-2021")
FRESH = count()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.db") as opened:
        yield opened


def keep(ledger: Ledger, *items: CodedReport) -> None:
    ledger.keep(ledger.begin(RUN), items)
    ledger.update_incidents()


def members(*events: Event, copies: dict[int, int] | None = None) -> list[Member]:
    """Events of one incident, each of a report of its own; ``copies`` says of some which other they copy."""
    tellings = [
        Telling(f"r{n}", None, None, None, None, f"r{copies[n]}" if copies and n in copies else None)
        for n in range(len(events))
    ]
    return [
        Member(replace(event, event_id=f"e{n}", report_id=f"r{n}"), telling, JoinRule.ALIKE, None, None, ())
        for n, (event, telling) in enumerate(zip(events, tellings, strict=True))
    ]


def event(tale: Tale, confidence: float = 0.8) -> Event:
    return replace(tell("x", tale).events[0], confidence=confidence)


@pytest.mark.parametrize(
    ("tales", "parts"),
    [
        ([MARIB], [{"misread": 0.2}]),
        ([MARIB, MARIB], [{"misread": 0.2}, {"misread": 0.2}]),
        (
            [MARIB, replace(MARIB, status="alleged")],
            [{"misread": 0.2, "status": 1.0}, {"misread": 0.2, "status": 1.0}],
        ),
        (
            [MARIB, MARIB, replace(MARIB, status="negated")],
            [{"misread": 0.2, "status": 0.5}, {"misread": 0.2, "status": 0.5}, {"misread": 0.2, "status": 1.0}],
        ),
        ([MARIB, replace(MARIB, killed=9)], [{"misread": 0.2, "toll": 1.0}, {"misread": 0.2, "toll": 1.0}]),
        ([MARIB, replace(MARIB, killed=None)], [{"misread": 0.2}, {"misread": 0.2}]),
        (
            [MARIB, replace(MARIB, actor="bandits"), replace(MARIB, killed=None)],
            [
                {"misread": 0.2, "blamed": 0.5},
                {"misread": 0.2, "blamed": 1.0},
                {"misread": 0.2, "blamed": 0.5},
            ],
        ),
    ],
)
def test_what_is_doubted(tales: list[Tale], parts: list[dict[str, float]]) -> None:
    found = doubts_of(members(*map(event, tales)))
    assert [{str(reason): value for reason, value in found[f"e{n}"]} for n in range(len(tales))] == parts


def test_a_range_agrees_with_what_lies_in_it() -> None:
    killed = event(MARIB).killed
    assert killed is not None
    at_least = replace(event(MARIB), killed=replace(killed, min=4, max=None))
    at_most = replace(event(MARIB), killed=replace(killed, min=None, max=3))
    found = doubts_of(members(event(MARIB), at_least, at_most))
    assert dict(found["e0"])[Reason.TOLL] == 0.5
    assert dict(found["e1"])[Reason.TOLL] == 0.5
    assert dict(found["e2"])[Reason.TOLL] == 1.0


def test_copies_of_one_text_count_once() -> None:
    other = event(replace(MARIB, status="alleged"))
    found = doubts_of(members(event(MARIB), other, other, other, event(MARIB), copies={2: 1, 3: 1}))
    assert dict(found["e0"])[Reason.STATUS] == 0.5
    assert dict(found["e2"])[Reason.STATUS] == 1.0


def test_a_country_agrees_with_its_army_and_not_with_its_rebels() -> None:
    (yemen, army, rebels) = (
        replace(event(MARIB), actors=(replace(event(MARIB).actors[0], actor_id=name, sector=sector),))
        for name, sector in (("YEM", None), ("YEM:MIL", "MIL"), ("YEM:REB", "REB"))
    )
    found = doubts_of(members(yemen, army, rebels))
    assert [dict(found[f"e{n}"]).get(Reason.BLAMED, 0.0) for n in range(3)] == [0.0, 0.5, 0.5]


@dataclass(frozen=True)
class _Case:
    """One event as the oracle knows it."""

    text: int
    status: str
    killed: tuple[int, int | None] | None
    actor: str | None


CASES = st.lists(
    st.builds(
        _Case,
        st.integers(0, 4),
        st.sampled_from(["actual", "alleged", "negated"]),
        st.none() | st.sampled_from([(1, 1), (2, 2), (1, 3), (2, None)]),
        st.none() | st.sampled_from(["Houthi fighters", "Yemeni troops", "bandits"]),
    ),
    min_size=2,
    max_size=8,
)


@given(CASES)
def test_shares_are_those_of_looking_at_every_pair(cases: list[_Case]) -> None:
    """An oracle: for each event the other texts one by one, and whether any of their events agrees."""
    made = members(*map(_event, cases))
    told = [
        replace(one, telling=replace(one.telling, report_id=f"t{case.text}"))
        for one, case in zip(made, cases, strict=True)
    ]
    found = doubts_of(told)
    for n, case in enumerate(cases):
        parts = dict(found[f"e{n}"])
        for reason, expected in _shares(case, cases).items():
            assert parts.get(reason, 0.0) == pytest.approx(expected, abs=1e-6)
        assert doubt(found[f"e{n}"]) == pytest.approx(sum(parts.values()))
        assert all(0 < value <= 1 for value in parts.values())


def _event(case: _Case) -> Event:
    made = replace(event(MARIB), status=case.status)
    killed = None if case.killed is None else TollMention(0, 1, "H", *case.killed)
    actors = () if case.actor is None else event(replace(MARIB, actor=case.actor)).actors
    return replace(made, killed=killed, actors=actors)


def _shares(case: _Case, cases: list[_Case]) -> dict[Reason, float]:
    def overlap(one: tuple[int, int | None], other: tuple[int, int | None]) -> bool:
        return any(
            low <= n <= (high or 99) and one[0] <= n <= (one[1] or 99) for low, high in [other] for n in range(99)
        )

    def share(said: list[tuple[int, bool]]) -> float:
        others = {text for text, _ in said if text != case.text}
        against = {text for text in others if not any(agrees for one, agrees in said if one == text)}
        return len(against) / len(others) if others else 0.0

    status = [(one.text, one.status == case.status) for one in cases]
    toll = [(one.text, overlap(case.killed, one.killed)) for one in cases if case.killed and one.killed]
    blamed = [(one.text, ACTORS[one.actor][2:] == ACTORS[case.actor][2:]) for one in cases if case.actor and one.actor]
    return {Reason.STATUS: share(status), Reason.TOLL: share(toll), Reason.BLAMED: share(blamed)}


# The queue

TOLD = (
    tell("a", MARIB, publisher="Times"),
    tell("b", replace(KADUNA, rest="They fled."), publisher="Post"),
    tell("c", GOMA, publisher="Daily"),
)


def sure(item: CodedReport, confidence: float) -> CodedReport:
    return replace(item, events=tuple(replace(one, confidence=confidence) for one in item.events))


def test_the_least_sure_comes_first_and_what_was_reviewed_does_not_come(ledger: Ledger) -> None:
    told = [sure(item, confidence) for item, confidence in zip(TOLD, (0.9, 0.5, 0.7), strict=True)]
    keep(ledger, *told)
    a, b, c = (item.events[0].event_id for item in told)
    assert [one.event.event_id for one in ledger.doubts()] == [b, c, a]
    ledger.correct(b, Accept(), "anna", 0)
    ledger.correct(c, Reject(), "anna", 0)
    assert [one.event.event_id for one in ledger.doubts()] == [a]
    assert ledger.doubts_left() == 1
    ledger.correct(b, Undo(), "anna", 1)
    ledger.correct(c, SetStatus("alleged"), "anna", 2)
    assert [one.event.event_id for one in ledger.doubts()] == [b, a]
    assert ledger.doubts_left() == 2


def test_what_others_say_of_the_same_happening_counts(ledger: Ledger) -> None:
    denied = replace(
        MARIB, status="negated", rest="A spokesman in the capital spoke of rumours, and of a quiet night there."
    )
    keep(ledger, TOLD[0], tell("d", denied, publisher="Herald"))
    ids = [event.event_id for event in ledger.events()]
    ledger.join(*ids, author="anna")
    assert [dict(one.parts)[Reason.STATUS] for one in ledger.doubts()] == [1.0, 1.0]
    ledger.correct(ids[1], SetStatus("actual"), "anna", 0)
    (left,) = ledger.doubts()
    assert (left.event.event_id, dict(left.parts)) == (ids[0], {Reason.MISREAD: 0.2})


def test_what_a_shift_rests_on_comes_first(ledger: Ledger) -> None:
    keep(ledger, *TOLD)
    goma = TOLD[2].events[0].event_id
    first = ledger.doubts(1, effects={goma: 0.5, "unknown": 1.0})[0]
    assert (first.event.event_id, dict(first.parts)) == (goma, {Reason.MISREAD: 0.2, Reason.SHIFT: 0.1})
    assert first.doubt == pytest.approx(0.3)


@dataclass(frozen=True)
class _Shift:
    probability: float
    incidents: tuple[str, ...]


@dataclass(frozen=True)
class _Note:
    probability: float
    incident_id: str


def test_how_far_a_shift_rests_on_each_event() -> None:
    shifts, notes = [_Shift(0.8, ("i", "j")), _Shift(0.9, ("j", "k", "l"))], [_Note(0.7, "k")]
    assert incidents_behind(shifts, notes) == ("i", "j", "k", "l")
    found = effects(shifts, notes, {"i": ["a", "b"], "j": ["c"], "k": ["d"]})
    assert found == pytest.approx({"a": 0.2, "b": 0.2, "c": 0.4, "d": 0.7})


@given(
    st.lists(st.sampled_from([0.2, 0.5, 0.5, 0.8, 0.9]), min_size=1, max_size=12),
    st.integers(1, 4),
    st.dictionaries(st.integers(0, 11), st.sampled_from([0.0, 0.5, 1.0]), max_size=5),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_show_all_once_in_the_order_of_doubt(
    tmp_path: Path, confidences: list[float], size: int, in_shifts: dict[int, float]
) -> None:
    told = [sure(tell(f"r{n}", (MARIB, KADUNA, GOMA)[n % 3]), value) for n, value in enumerate(confidences)]
    made = {told[n].events[0].event_id: effect for n, effect in in_shifts.items() if n < len(told)}
    with Ledger(tmp_path / f"{next(FRESH)}.db") as ledger:
        keep(ledger, *told)
        whole = ledger.doubts(100, effects=made)
        seen: list[Doubted] = []
        after: tuple[float, int] | None = None
        while page := ledger.doubts(size, after, made):
            seen += page
            after = page[-1].place
        assert tuple(seen) == whole
        assert len({one.event.event_id for one in whole}) == len(told) == ledger.doubts_left()
        assert [one.place for one in whole] == sorted(
            (one.place for one in whole), key=lambda place: (-place[0], place[1])
        )
        assert all(one.doubt == pytest.approx(sum(value for _, value in one.parts)) for one in whole)
