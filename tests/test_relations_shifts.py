import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.relations.act import Act
from detente.relations.prior import Stance
from detente.relations.sentences import FEW_REPORTS, note_sentence, shift_sentence
from detente.relations.shifts import Note, Shift, ShiftKind, find_shifts, notes
from detente.relations.shifts.daily import KINDS, SILENCE_DAYS, count_daily, count_stretches, kind_of
from detente.relations.shifts.detection import Cells, _expected, alerts_of, cells_of, choose, news_of
from detente.relations.shifts.levels import WINDOW_DAYS, World
from detente.relations.shifts.telling import tell
from detente.relations.standing import Stands

FIRST = date(2013, 1, 1)
TALK, QUARREL = "verbal cooperation", "verbal conflict"
LAST = FIRST + timedelta(days=364)


def act(day: int, actor: str, recipient: str, quad: str = TALK, type_: str | None = None, name: str = "") -> Act:
    kind = type_ or ("ACCUSE" if kind_of(quad) is ShiftKind.RIFT else "CONSULT")
    when = FIRST + timedelta(days=day)
    score = -3.0 if kind_of(quad) is ShiftKind.RIFT else 2.5
    return Act(name or f"{day}-{actor}-{recipient}-{quad}", when, actor, recipient, kind, quad, score, "actual", 1.0, 1)


def quiet_world(days: int = 365, seed: int = 1) -> list[Act]:
    """Six dyads that talk now and then and seldom quarrel, with chance of its own."""
    chance = random.Random(seed)
    dyads = [("BRA", "ARG"), ("CAN", "MEX"), ("EGY", "JOR"), ("FRA", "DEU"), ("GHA", "TGO"), ("IND", "PAK")]
    made = []
    for day in range(days):
        for one, other in dyads:
            if chance.random() < 0.15:
                made.append(act(day, one, other))
            if chance.random() < 0.01:
                made.append(act(day, one, other, QUARREL))
    return made


def burst(first: int, many: int, actor: str, recipient: str, quad: str) -> list[Act]:
    return [act(first + number % 10, actor, recipient, quad, name=f"burst-{number}") for number in range(many)]


def found(acts: list[Act], per_week: float = 0.06) -> tuple[Shift, ...]:
    return find_shifts(acts, Stands(acts), per_week, LAST)


RIFT = burst(200, 14, "FRA", "DEU", QUARREL)
THAW = burst(250, 20, "CUB", "USA", TALK)


@pytest.fixture(scope="module")
def shifts() -> tuple[Shift, ...]:
    return found(quiet_world() + RIFT + THAW)


def by_kind(shifts: tuple[Shift, ...], dyad: tuple[str, str], kind: ShiftKind) -> Shift:
    (one,) = [shift for shift in shifts if shift.dyad == dyad and shift.kind is kind]
    return one


# What is found


def test_friends_that_begin_to_quarrel_and_enemies_that_begin_to_talk_are_the_news(shifts: tuple[Shift, ...]) -> None:
    assert {(shift.dyad, shift.kind) for shift in shifts[:2]} == {
        (("DEU", "FRA"), ShiftKind.RIFT),
        (("CUB", "USA"), ShiftKind.THAW),
    }


def test_a_shift_tells_when_it_began_how_large_it_is_and_what_made_it(shifts: tuple[Shift, ...]) -> None:
    rift = by_kind(shifts, ("DEU", "FRA"), ShiftKind.RIFT)
    assert FIRST + timedelta(days=198) <= rift.start <= rift.alert <= FIRST + timedelta(days=209)
    assert 0.9 < rift.probability <= 1
    assert rift.before < 0.5 < rift.now
    assert rift.size.low < rift.size.best < rift.size.high
    assert rift.size.best == pytest.approx(rift.now - rift.before)
    assert rift.standing.likeliest is Stance.ALLY
    assert set(rift.incidents) <= {one.incident_id for one in RIFT}
    assert list(rift.incident_days) == sorted(rift.incident_days)
    assert dict(rift.types) == {"ACCUSE": len(rift.incidents)}
    assert rift.baselines.persistence > 0
    assert rift.baselines.score_drop is not None
    assert rift.baselines.score_drop > 0


def test_one_ongoing_shift_raises_one_alert() -> None:
    lasting = [act(day, "FRA", "DEU", QUARREL, name=f"q-{day}-{n}") for day in range(200, 240) for n in range(2)]
    shifts = found(quiet_world() + lasting, per_week=0.2)
    own = [shift for shift in shifts if shift.dyad == ("DEU", "FRA") and shift.kind is ShiftKind.RIFT]
    assert len([shift for shift in own if shift.alert >= FIRST + timedelta(days=198)]) == 1


def test_conflict_is_sooner_news_between_allies_than_between_enemies() -> None:
    world = [one for one in quiet_world() if one.dyad not in {("DEU", "FRA"), ("KOR", "PRK")}]
    same = burst(200, 12, "FRA", "DEU", QUARREL) + burst(200, 12, "KOR", "PRK", QUARREL)
    shifts = found(world + [replace(one, incident_id=f"{one.incident_id}-{one.actor}") for one in same])
    friends, foes = (by_kind(shifts, dyad, ShiftKind.RIFT) for dyad in (("DEU", "FRA"), ("KOR", "PRK")))
    assert friends.surprise > foes.surprise
    assert friends.alert < foes.alert


def test_more_of_both_kinds_is_attention_and_less_of_a_turn_than_conflict_alone() -> None:
    quarrel = burst(200, 14, "FRA", "DEU", QUARREL)
    talk = [act(200 + n % 10, "FRA", "DEU", TALK, name=f"talk-{n}") for n in range(60)]
    alone = by_kind(found(quiet_world() + quarrel), ("DEU", "FRA"), ShiftKind.RIFT)
    both = [one for one in found(quiet_world() + quarrel + talk, 1.0) if one.dyad == ("DEU", "FRA")]
    assert all(one.news < alone.news for one in both if one.kind is ShiftKind.RIFT)


def test_the_number_of_alerts_is_what_was_asked_for() -> None:
    acts = quiet_world()
    assert len(found(acts, per_week=0.25)) <= 13
    assert len(found(acts, per_week=0.25)) > len(found(acts, per_week=0.1))
    assert found(acts, per_week=0) == ()


def test_without_acts_there_is_no_shift() -> None:
    assert find_shifts([], Stands([])) == ()


@pytest.mark.parametrize("status", ["planned", "possible", "negated"])
def test_what_was_not_done_makes_no_shift(status: str) -> None:
    acts = quiet_world() + [replace(one, status=status) for one in RIFT]
    assert [
        shift for shift in found(acts) if shift.dyad == ("DEU", "FRA") and shift.incidents[0].startswith("burst")
    ] == []


def test_asking_is_neither_conflict_nor_cooperation() -> None:
    asking = [replace(one, type="REQUEST", score=0.0) for one in RIFT]
    assert not [one for one in found(quiet_world() + asking) if one.incidents[0].startswith("burst")]
    assert notes([replace(act(0, "FRA", "DEU", QUARREL), type="REQUEST", score=0.0)], Stands([])) == ()


# Online: an alert is made from what was known


def test_a_shift_is_told_alike_when_later_acts_are_not_there_yet(shifts: tuple[Shift, ...]) -> None:
    acts = quiet_world() + RIFT + THAW
    for shift in shifts:
        known = [one for one in acts if one.day <= shift.alert]
        daily = count_daily(known)
        assert daily is not None
        place = daily.dyads.index(shift.dyad)
        assert tell(daily, World.of(daily), Stands(known), place, shift.kind, shift.alert) == shift


def test_news_values_do_not_depend_on_what_comes_later() -> None:
    def values(acts: list[Act]) -> dict[tuple[str, str], np.ndarray]:
        daily = count_daily(acts, FIRST + timedelta(days=229))
        assert daily is not None
        counts, _ = daily.block(0, len(daily.dyads))
        news = news_of(counts, World.of(daily), _expected(daily, Stands(acts), 0, len(daily.dyads)))
        return {dyad: news.value[:, place] for place, dyad in enumerate(daily.dyads)}

    acts = quiet_world() + RIFT + THAW
    early = values([one for one in acts if one.day <= FIRST + timedelta(days=229)])
    whole = values(acts)
    for dyad, value in early.items():
        np.testing.assert_array_equal(value, whole[dyad])


@given(st.randoms(use_true_random=False))
@settings(max_examples=5, deadline=None)
def test_the_order_of_reading_changes_nothing(chance: random.Random) -> None:
    acts = quiet_world(120) + burst(60, 10, "FRA", "DEU", QUARREL)
    shuffled = acts.copy()
    chance.shuffle(shuffled)
    until = FIRST + timedelta(days=119)
    assert find_shifts(acts, Stands(acts), 0.5, until) == find_shifts(shuffled, Stands(shuffled), 0.5, until)


# Days without news


@pytest.mark.parametrize("stray", [date(1, 1, 1), date(1066, 10, 14), date(1926, 11, 17)])
def test_one_act_of_long_ago_changes_no_shift(shifts: tuple[Shift, ...], stray: date) -> None:
    old = replace(act(0, "KEN", "SOM", QUARREL, name="old"), day=stray)
    assert [one for one in found([old, *quiet_world(), *RIFT, *THAW]) if one.dyad != ("KEN", "SOM")] == list(shifts)


def test_days_that_are_only_looked_back_at_leave_the_number_of_alerts_as_it_is() -> None:
    acts = quiet_world() + RIFT + THAW
    years = range(1953, 2013)
    recalled = [replace(act(0, "KEN", "SOM", name=f"r{year}"), day=date(year, 6, 1)) for year in years]
    assert len(find_shifts(acts + recalled, Stands(acts + recalled), 0.25)) <= len(found(acts, 0.25)) + 1


def test_after_a_long_silence_counting_begins_anew() -> None:
    one, other = quiet_world(120), [replace(each, day=each.day + timedelta(days=900)) for each in quiet_world(90)]
    stretches = count_stretches(one + other)
    assert [daily.acts for daily in stretches] == [daily.acts for daily in map(count_daily, (one, other)) if daily]
    assert len(count_stretches([*one, act(300, "FRA", "DEU", TALK), *other])) == 2
    assert len(count_stretches([*one, act(300, "FRA", "DEU", TALK), act(600, "FRA", "DEU", TALK), *other])) == 1
    assert count_stretches([]) == ()


def test_a_last_day_far_away_adds_no_days_without_end() -> None:
    (daily,) = count_stretches(quiet_world(60), date.max)
    assert daily.days <= 60 + SILENCE_DAYS


@pytest.mark.parametrize("days", range(1, 2 * WINDOW_DAYS + 2))
def test_a_ledger_may_be_of_any_number_of_days(days: int) -> None:
    acts = [act(day, "FRA", "DEU", QUARREL) for day in range(days)]
    assert {one.dyad for one in find_shifts(acts, Stands(acts), 7.0)} <= {("DEU", "FRA")}


# Choosing alerts


@st.composite
def some_cells(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    shape = (2, draw(st.integers(1, 4)), draw(st.integers(1, 12)))
    size = shape[0] * shape[1] * shape[2]
    values = draw(st.lists(st.sampled_from([0.0, 1.0, 1.5, 2.0, 3.0]), min_size=size, max_size=size))
    over = draw(st.lists(st.booleans(), min_size=size, max_size=size))
    return np.array(values).reshape(shape), np.array(over).reshape(shape)


def by_walking(value: np.ndarray, over: np.ndarray, threshold: float) -> list[tuple[int, int, int]]:
    """Day by day: an alert where the value is high enough and no shift goes on."""
    alerts = []
    for kind in range(2):
        for dyad in range(value.shape[1]):
            ongoing = False
            for day in range(value.shape[2]):
                ongoing = ongoing and not over[kind, dyad, day]
                if not ongoing and value[kind, dyad, day] >= threshold:
                    alerts.append((kind, dyad, day))
                    ongoing = True
    return alerts


@given(some_cells(), st.sampled_from([1.0, 1.5, 2.0, 3.0]))
def test_alerts_are_those_of_walking_through_the_days(values: tuple[np.ndarray, np.ndarray], threshold: float) -> None:
    assert alerts_of(cells_of(*values).above(threshold)) == by_walking(*values, threshold)


@given(some_cells(), st.integers(1, 10))
def test_the_lowest_threshold_within_the_budget_is_chosen(values: tuple[np.ndarray, np.ndarray], budget: int) -> None:
    possible = [by_walking(*values, threshold) for threshold in (3.0, 2.0, 1.5, 1.0)]
    fitting = [alerts for alerts in possible if len(alerts) <= budget]
    assert choose(cells_of(*values), budget) == (fitting[-1] if fitting else [])


def test_cells_of_equal_value_come_together() -> None:
    none = np.array([], dtype=np.int64)
    cells = Cells(none, none, none, np.array([]), none)
    assert cells.top(3) is cells
    value = np.array([[[2.0, 1.0, 1.0]], [[0.0, 0.0, 0.0]]])
    assert len(cells_of(value, value < 0).top(2).value) == 3


# Notes


def test_one_act_between_friends_is_a_note_long_before_a_shift() -> None:
    acts = [act(0, "FRA", "DEU", "material conflict", "SANCTION"), act(0, "KOR", "PRK", QUARREL)]
    (note,) = notes(acts, Stands(acts))
    assert (note.kind, note.actor, note.recipient) == (ShiftKind.RIFT, "FRA", "DEU")
    assert 0.5 < note.probability < 1
    assert note.surprise > 2


def test_help_between_foes_is_a_note_and_help_between_friends_is_none() -> None:
    acts = [act(0, "KOR", "PRK", "material cooperation", "AID"), act(0, "FRA", "DEU", "material cooperation", "AID")]
    (note,) = notes(acts, Stands(acts))
    assert (note.kind, note.actor) == (ShiftKind.THAW, "KOR")


def test_notes_are_ranked_by_surprise_and_confidence() -> None:
    sure = act(0, "FRA", "DEU", "material conflict", "SANCTION", "sure")
    doubtful = replace(sure, incident_id="doubtful", confidence=0.3)
    said = act(0, "FRA", "DEU", QUARREL, name="said")
    ranked = notes([doubtful, said, sure], Stands([]))
    assert [note.incident_id for note in ranked] == ["sure", "said", "doubtful"]


@pytest.mark.parametrize("status", ["planned", "possible", "negated"])
def test_what_was_not_done_is_no_note(status: str) -> None:
    assert notes([replace(act(0, "FRA", "DEU", QUARREL), status=status)], Stands([])) == ()


# Sentences


def test_the_sentence_of_a_shift_is_made_of_its_facts(shifts: tuple[Shift, ...]) -> None:
    thaw = by_kind(shifts, ("CUB", "USA"), ShiftKind.THAW)
    sentence = shift_sentence(thaw, {"CUB": "Cuba", "USA": "United States"}.__getitem__)
    assert sentence.startswith("Thaw between Cuba and United States, who most likely were enemies before (")
    assert f"{len(thaw.incidents)} incidents ({len(thaw.incidents)} CONSULT)" in sentence
    assert f"from {thaw.before:.1f} to {thaw.now:.1f} a week" in sentence
    assert f"between {thaw.size.low:+.1f} and {thaw.size.high:+.1f} a week" in sentence
    assert ("few" in sentence) == (len(thaw.incidents) < FEW_REPORTS)


def test_few_incidents_are_said_to_be_few(shifts: tuple[Shift, ...]) -> None:
    thin = replace(shifts[0], incidents=("one",), incident_days=(FIRST,), types=(("ACCUSE", 1),), probability=0.6)
    sentence = shift_sentence(thin)
    assert sentence.startswith("Likely ")
    assert "1 incident (1 ACCUSE)" in sentence
    assert " raises acts of " in sentence
    assert "incidents are few, so the interval is wide" in sentence


@pytest.mark.parametrize(("share", "words"), [(1.0, "over 99 %"), (0.994, "99 %"), (0.5, "50 %"), (0.001, "under 1 %")])
def test_nothing_is_said_to_be_certain(shifts: tuple[Shift, ...], share: float, words: str) -> None:
    assert f"a turn is {words}" in shift_sentence(replace(shifts[0], probability=share))


def test_the_sentence_of_a_note_names_who_did_what_to_whom() -> None:
    note: Note = notes([act(5, "FRA", "DEU", "material conflict", "SANCTION")], Stands([]))[0]
    assert note_sentence(note) == (
        "Conflict between friends: one act of SANCTION by FRA towards DEU on 6 January 2013, "
        f"who were allies ({100 * max(note.standing.probabilities):.0f} %)."
    )


def test_kinds_are_counted_in_one_order() -> None:
    assert KINDS == (ShiftKind.RIFT, ShiftKind.THAW)


# Any acts at all


@st.composite
def any_acts(draw: st.DrawFn) -> list[Act]:
    made = []
    for number in range(draw(st.integers(1, 25))):
        one, other = draw(st.permutations(["CUB", "DEU", "FRA", "USA"]))[:2]
        quad = draw(st.sampled_from([TALK, QUARREL, "material conflict", "material cooperation"]))
        told = act(draw(st.integers(0, 400)), one, other, quad, name=f"i{number}")
        made.append(replace(told, confidence=draw(st.sampled_from([0.01, 0.5, 1.0]))))
    return made


@given(any_acts(), st.sampled_from([0.05, 0.5, 7.0]))
@settings(deadline=None)
def test_whatever_the_acts_a_shift_has_causes_dates_and_finite_numbers(acts: list[Act], per_week: float) -> None:
    by_id = {one.incident_id: one for one in acts}
    for shift in find_shifts(acts, Stands(acts), per_week):
        assert 0 <= shift.probability <= 1
        assert shift.start <= shift.alert
        assert shift.size.low < shift.size.high
        assert 0 <= shift.before < shift.now
        assert shift.news > 0
        assert shift.incidents
        for incident_id in shift.incidents:
            cause = by_id[incident_id]
            assert (cause.dyad, kind_of(cause.quad)) == (shift.dyad, shift.kind)
            assert shift.start <= cause.day <= shift.alert
        assert shift_sentence(shift)
