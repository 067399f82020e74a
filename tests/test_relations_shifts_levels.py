from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats  # type: ignore[import-untyped]

from detente.relations.act import Act
from detente.relations.shifts.baselines import persistence, score_drop, z_score
from detente.relations.shifts.daily import count_daily
from detente.relations.shifts.levels import HALF_LIFE_DAYS, Levels, World, delayed, discounted, turned, windowed
from detente.relations.shifts.telling import _change, _start

some_counts = st.lists(st.integers(0, 5), min_size=1, max_size=40).map(lambda counts: np.array(counts, dtype=float))


def act(day: int, quad: str = "verbal conflict", confidence: float = 1.0, dyad: str = "AAA BBB") -> Act:
    actor, recipient = dyad.split()
    when = date(2014, 1, 1) + timedelta(days=day)
    return Act(f"i{day}", when, actor, recipient, "ACCUSE", quad, -3.0, "actual", confidence, 1)


# Counts


def test_counts_are_of_conflict_and_cooperation_by_dyad_and_day() -> None:
    acts = [act(0), act(0, "material cooperation"), act(2, confidence=0.5), act(1, dyad="CCC AAA")]
    daily = count_daily(acts)
    assert daily is not None
    assert (daily.dyads, daily.days) == ((("AAA", "BBB"), ("AAA", "CCC")), 3)
    counts, scores = daily.block(0, 2)
    assert counts.tolist() == [[[1, 0, 0.5], [0, 1, 0]], [[1, 0, 0], [0, 0, 0]]]
    assert scores[0].tolist() == [-6.0, 0.0, -1.5]
    assert daily.totals.tolist() == [[1, 1, 0.5], [1, 0, 0]]
    assert daily.seen.tolist() == [1, 2, 2]


def test_acts_after_the_last_day_are_not_counted() -> None:
    daily = count_daily([act(0), act(5)], date(2014, 1, 3))
    assert daily is not None
    assert daily.totals.sum() == 1
    assert daily.days == 3
    assert count_daily([act(5)], date(2014, 1, 3)) is None


def test_blocks_hold_every_dyad_once() -> None:
    daily = count_daily([act(0, dyad=f"AAA B{number:02}") for number in range(7)])
    assert daily is not None
    assert list(daily.blocks(cells=3)) == [(0, 3), (3, 6), (6, 7)]


# Sums over days


@given(some_counts)
def test_sums_are_those_of_adding_day_by_day(counts: np.ndarray) -> None:
    keep = 0.5 ** (1 / HALF_LIFE_DAYS)
    days = range(len(counts))
    faded = [sum(counts[past] * keep ** (day - past) for past in range(day + 1)) for day in days]
    np.testing.assert_allclose(discounted(counts), faded)
    np.testing.assert_allclose(windowed(counts, 3), [counts[max(0, day - 2) : day + 1].sum() for day in days])
    np.testing.assert_array_equal(delayed(counts, 3), [counts[day - 3] if day >= 3 else 0 for day in days])


# Levels


def levels_of(before: tuple[float, float], now: tuple[float, float]) -> Levels:
    shape = np.ones((1, 1, 1))
    return Levels(shape * before[0], shape * before[1], shape * now[0], shape * now[1], np.full((1, 1), 14.0))


@pytest.mark.parametrize(
    ("before", "now"), [((2.0, 40.0), (6.0, 17.0)), ((0.3, 20.0), (1.2, 17.0)), ((40.0, 60.0), (15.0, 17.0))]
)
def test_the_rise_is_that_of_integrating_over_both_levels(
    before: tuple[float, float], now: tuple[float, float]
) -> None:
    earlier, later = stats.gamma(before[0], scale=1 / before[1]), stats.gamma(now[0], scale=1 / now[1])
    above = integrate.quad(lambda x: later.pdf(x) * earlier.cdf(x), 0, np.inf, epsabs=1e-10)[0]
    gain = integrate.quad(lambda x: later.sf(x) * earlier.cdf(x), 0, np.inf, epsabs=1e-10)[0]
    probability, size = levels_of(before, now).rise()
    assert probability.item() == pytest.approx(above, rel=1e-4)
    assert size.item() == pytest.approx(14 * gain, rel=1e-4)


def test_a_level_that_has_not_risen_is_no_rise() -> None:
    probability, size = levels_of((5.0, 10.0), (2.0, 17.0)).rise()
    assert (probability.item(), size.item()) == (0.0, 0.0)


def rises(counts: list[float], others: list[float] | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Probability and size of the rise of conflict of one dyad, beside a second one."""
    own = np.zeros((2, 2, len(counts)))
    own[0, 0] = counts
    own[1, 1] = others or [1.0] * len(counts)
    seen = np.full(len(counts), 2.0)
    both = own.sum(axis=(0, 1))
    days = np.ones(len(counts))
    world = World(
        discounted(own.sum(axis=1)) / discounted(seen),
        windowed(both),
        delayed(discounted(both)),
        delayed(discounted(days)),
        windowed(days),
    )
    probability, size = Levels.of(own, world).rise()
    return probability[0, 0], size[0, 0]


def test_a_burst_after_quiet_is_a_rise_and_lasts_until_it_is_over() -> None:
    probability, size = rises([0.0] * 60 + [2.0] * 5 + [0.0] * 40)
    assert probability[59] < 0.5
    assert probability[64] > 0.99
    assert size[64] > 4
    assert probability[90] == 0


def test_a_new_level_becomes_the_usual_one() -> None:
    probability, size = rises([0.0] * 60 + [1.0] * 300)
    assert size[70] > 3 * size[-1]
    assert probability[70] > probability[-1]


def test_the_first_weeks_show_less_than_the_same_acts_after_a_known_past() -> None:
    _, at_once = rises([2.0] * 5 + [0.0] * 60)
    _, later = rises([0.0] * 60 + [2.0] * 5)
    assert at_once[4] < later[64]


def test_few_acts_leave_more_doubt_than_many() -> None:
    few, _ = rises([0.0] * 60 + [1.0])
    many, _ = rises([0.0] * 60 + [8.0])
    assert few[-1] < many[-1]


def test_what_comes_with_more_of_everything_is_less_of_a_rise() -> None:
    _, usual = rises([0.1] * 60 + [1.0] * 10, [20.0] * 70)
    _, loud = rises([0.1] * 60 + [1.0] * 10, [20.0] * 60 + [200.0] * 10)
    assert loud[-1] < usual[-1]


def test_a_turn_is_a_change_of_share() -> None:
    counts = np.zeros((2, 1, 60))
    counts[1] = 1.0
    counts[0, 0, 50:] = 2.0
    expected = np.full((1, 60), 0.2)
    turn = turned(counts, expected)
    np.testing.assert_allclose(turn.sum(axis=0), 1)
    assert turn[0, 0, 40] < 0.6
    assert turn[0, 0, -1] > 0.95


# Telling


@pytest.mark.parametrize(("before", "now"), [((3.0, 10.0), (8.0, 4.0)), ((0.4, 3.0), (1.5, 2.4))])
def test_the_interval_of_a_change_holds_nine_tenths(before: tuple[float, float], now: tuple[float, float]) -> None:
    found = _change(before, now)
    chance = np.random.default_rng(7)
    drawn = chance.gamma(now[0], 1 / now[1], 200_000) - chance.gamma(before[0], 1 / before[1], 200_000)
    assert np.mean(drawn < found.low) == pytest.approx(0.05, abs=0.005)
    assert np.mean(drawn > found.high) == pytest.approx(0.05, abs=0.005)
    assert found.best == pytest.approx(drawn.mean(), abs=0.02)


@pytest.mark.parametrize(
    ("counts", "start"),
    [
        ([0] * 30 + [3, 2, 4], 30),
        ([0] * 30 + [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 4], 40),
        ([1, 0, 0, 0] * 8 + [3, 3, 3, 3], 32),
        ([2], 0),
    ],
)
def test_a_shift_starts_where_the_counts_turn(counts: list[int], start: int) -> None:
    usual = 0.25 if counts[0] == 1 else 0.02
    assert _start(np.array(counts, dtype=float), usual) == start


# Baselines


@given(some_counts)
def test_persistence_is_this_week_less_the_last(counts: np.ndarray) -> None:
    for day, value in enumerate(persistence(counts)):
        now, before = counts[max(0, day - 6) : day + 1], counts[max(0, day - 13) : max(0, day - 6)]
        assert value == pytest.approx(now.sum() - before.sum())


def test_the_drop_of_the_mean_score_is_past_less_present() -> None:
    scores, acts = np.array([[2.0, 0, 0, 0, 0, 0, 0, 0, -6.0]]), np.array([[1.0, 0, 0, 0, 0, 0, 0, 0, 2.0]])
    drop = score_drop(scores, acts)
    assert drop[0, -1] == 5.0
    assert not drop[0, :-1].any()
    assert not score_drop(scores, acts, least=3).any()


@given(some_counts)
def test_the_z_score_is_that_of_all_whole_weeks_before(counts: np.ndarray) -> None:
    weeks = [counts[day - 6 : day + 1].sum() for day in range(6, len(counts))]
    for day, value in enumerate(z_score(counts)):
        if day < 13:
            assert value == 0
            continue
        past = np.array(weeks[: day - 12])
        assert value == pytest.approx((weeks[day - 6] - past.mean()) / (past.std() + 1), abs=1e-6)


@pytest.mark.parametrize("statistic", [persistence, z_score])
def test_statistics_use_nothing_that_comes_later(statistic: Callable[[np.ndarray], np.ndarray]) -> None:
    counts = np.array([0.0, 2, 1, 0, 3, 0, 0, 1, 0, 5, 0, 0, 1, 4, 0, 2])
    for days in range(1, len(counts)):
        np.testing.assert_allclose(statistic(counts[:days]), statistic(counts)[:days])
