import random
import re
from datetime import date, timedelta
from math import exp, fsum, log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import relations
from detente.codebook import QUADS
from detente.error import DetenteError
from detente.relations.act import Act
from detente.relations.alliances import RelationKind, load_alliances
from detente.relations.prior import Priors, Setting, Stance, load_terms, prior
from detente.relations.standing import (
    HALF_LIFE_DAYS,
    Emissions,
    Stands,
    load_emissions,
    read_emissions,
    standings,
)

FOLDER = Path(relations.__file__).parent
TALK, HELP, QUARREL, FIGHT = QUADS
START = date(2014, 1, 1)


def act(day: date, quad: str, parties: str = "USA GBR", status: str = "actual", confidence: float = 1.0) -> Act:
    actor, recipient = parties.split()
    return Act("incident", day, actor, recipient, "CONSULT", quad, 0.0, status, confidence, 1)


def each(days: range, quad: str, parties: str = "USA GBR") -> list[Act]:
    return [act(START + timedelta(day), quad, parties) for day in days]


def test_without_acts_the_standing_is_the_prior() -> None:
    standing = Stands([]).standing("USA", "GBR", START)
    assert standing.probabilities == pytest.approx(prior("USA", "GBR", START).probabilities)
    assert standing.likeliest is Stance.ALLY
    assert [part.name for part in standing.parts] == ["base", "alliance", "partnership"]


# Two parties, what happens between them every few days of half a year, and how they stand in the end.
COURSES = [
    ("BOL FJI", (), "neutral"),
    ("BOL FJI", ((2, TALK), (6, HELP)), "friendly"),
    ("BOL FJI", ((2, QUARREL), (6, TALK)), "strained"),
    ("BOL FJI", ((3, FIGHT), (4, QUARREL)), "hostile"),
    ("USA GBR", ((3, TALK), (12, HELP)), "ally"),
    ("USA GBR", ((3, TALK), (12, QUARREL)), "ally"),
    ("USA GBR", ((3, FIGHT), (4, QUARREL), (12, TALK)), "hostile"),
    ("IND PAK", ((2, TALK), (6, HELP)), "friendly"),
    ("IND PAK", ((4, TALK), (4, QUARREL)), "strained"),
    ("IND PAK", ((4, FIGHT), (4, QUARREL)), "hostile"),
]


@pytest.mark.parametrize(("parties", "course", "expected"), COURSES)
def test_half_a_year_of_acts_is_believed(parties: str, course: tuple[tuple[int, str], ...], expected: str) -> None:
    acts = [told for step, quad in course for told in each(range(0, 180, step), quad, parties)]
    first, second = parties.split()
    assert Stands(acts).standing(first, second, START + timedelta(180)).likeliest == expected


def test_one_clash_does_not_make_allies_enemies() -> None:
    standing = Stands([act(START, FIGHT)]).standing("USA", "GBR", START + timedelta(1))
    assert standing.likeliest is Stance.ALLY
    assert standing.negative > prior("USA", "GBR", START).probabilities[3]


def test_acts_are_forgotten_until_the_prior_speaks_again() -> None:
    stands = Stands([*each(range(0, 90, 2), FIGHT), *each(range(0, 90, 3), QUARREL)])
    means = [stands.standing("USA", "GBR", START + timedelta(days)).mean for days in (0, 90, 500, 3000)]
    assert means[0] > 0.8
    assert means[1] < 0
    assert means[1] < means[2] < means[3]
    assert means[3] == pytest.approx(means[0], abs=0.01)


def test_a_half_life_later_an_act_counts_half() -> None:
    stands = Stands([act(START, TALK, confidence=0.8)])
    later = stands.standing("USA", "GBR", START + timedelta(HALF_LIFE_DAYS))
    assert later.seen == pytest.approx((0.4, 0, 0, 0))


def test_a_morning_knows_nothing_of_its_own_day() -> None:
    stands = Stands([act(START, FIGHT)])
    assert stands.standing("USA", "GBR", START).seen == (0, 0, 0, 0)
    assert stands.standing("USA", "GBR", START + timedelta(1)).seen[3] > 0


@pytest.mark.parametrize(("status", "counts"), [("actual", 1), ("alleged", 1), ("planned", 0), ("possible", 0),
                                                ("negated", 0)])  # fmt: skip
def test_only_what_was_done_counts(status: str, counts: int) -> None:
    assert len(Stands([act(START, FIGHT, status=status)]).dyads) == counts


def test_what_is_expected_and_what_surprises_follows_from_how_they_stand() -> None:
    allies, enemies = (Stands([]).standing(*pair, START) for pair in (("USA", "GBR"), ("KOR", "PRK")))
    assert allies.surprise(FIGHT) > enemies.surprise(FIGHT)
    assert enemies.surprise(HELP) > allies.surprise(HELP)
    assert fsum(allies.expected(quad) for quad in QUADS) == pytest.approx(1)
    assert allies.surprise(FIGHT) == pytest.approx(-log(allies.expected(FIGHT)))


def test_a_prior_as_known_before_can_be_given() -> None:
    then = Priors(load_alliances().known_on(START), load_terms())
    day = date(2014, 6, 1)
    assert Stands([]).standing("RUS", "UKR", day).likeliest is Stance.HOSTILE
    assert Stands([], priors=then).standing("RUS", "UKR", day).likeliest is Stance.FRIENDLY


def test_standings_of_many_pairs_come_in_their_order() -> None:
    found = standings(each(range(9), TALK), [("USA", "GBR"), ("CUB", "FRA")], START + timedelta(9))
    assert [(one.first, one.second) for one in found] == [("GBR", "USA"), ("CUB", "FRA")]
    assert found[0].seen[0] > 8
    assert found[1].seen == (0, 0, 0, 0)


acts_of_a_dyad = st.lists(
    st.builds(
        act,
        st.integers(0, 300).map(lambda days: START + timedelta(days)),
        st.sampled_from(QUADS),
        confidence=st.floats(0.05, 1),
    ),
    max_size=20,
)
mornings = st.integers(0, 400).map(lambda days: START + timedelta(days))


@given(acts_of_a_dyad, mornings)
def test_parts_sum_to_the_log_odds_and_probabilities_to_one(acts: list[Act], day: date) -> None:
    standing = Stands(acts).standing("USA", "GBR", day)
    sums = [fsum(column) for column in zip(*(part.weights for part in standing.parts), strict=True)]
    for stance in range(1, 5):
        odds = log(standing.probabilities[stance] / standing.probabilities[0])
        assert odds == pytest.approx(sums[stance] - sums[0], abs=1e-6)
    assert fsum(standing.probabilities) == pytest.approx(1)
    assert -1 <= standing.mean <= 1


@given(acts_of_a_dyad, mornings)
def test_counts_are_the_plain_discounted_sums(acts: list[Act], day: date) -> None:
    seen = Stands(acts).standing("USA", "GBR", day).seen
    for quad, found in zip(QUADS, seen, strict=True):
        weights = (
            one.confidence * 0.5 ** ((day - one.day).days / HALF_LIFE_DAYS)
            for one in acts
            if one.quad == quad and one.day < day
        )
        assert found == pytest.approx(fsum(weights))


@given(st.lists(st.sampled_from(QUADS), max_size=12))
def test_evidence_is_the_probability_of_drawing_the_acts_from_polyas_urn(quads: list[str]) -> None:
    emissions = load_emissions()
    evidence = Stands([act(START, quad) for quad in quads], half_life=1e12).standing(
        "USA", "GBR", START + timedelta(1)
    ).evidence  # fmt: skip
    for stance in range(5):
        precision = emissions.precisions[stance]
        urn = [share * precision for share in emissions.shares[stance]]
        expected = 0.0
        for quad in quads:
            expected += log(urn[QUADS.index(quad)] / fsum(urn))
            urn[QUADS.index(quad)] += 1
        assert fsum(weights[stance] for weights in evidence) == pytest.approx(expected, abs=1e-6)


@given(acts_of_a_dyad, st.randoms(use_true_random=False))
def test_the_order_of_acts_does_not_matter(acts: list[Act], chance: random.Random) -> None:
    mixed = list(acts)
    chance.shuffle(mixed)
    day = START + timedelta(200)
    assert Stands(mixed).standing("GBR", "USA", day) == Stands(acts).standing("USA", "GBR", day)


@given(acts_of_a_dyad)
def test_many_mornings_at_once_are_the_same_as_one_by_one(acts: list[Act]) -> None:
    stands = Stands(acts)
    days = np.arange(START.toordinal() - 2, START.toordinal() + 310, 7)
    many = stands.probabilities("USA", "GBR", days)
    for row, day in zip(many.tolist(), days.tolist(), strict=True):
        assert row == pytest.approx(stands.standing("USA", "GBR", date.fromordinal(day)).probabilities)


@given(acts_of_a_dyad)
def test_later_acts_never_change_an_earlier_morning(acts: list[Act]) -> None:
    day = START + timedelta(150)
    past = [one for one in acts if one.day < day]
    assert Stands(acts).standing("USA", "GBR", day) == Stands(past).standing("USA", "GBR", day)


def test_more_acts_of_one_mix_say_more_but_ten_times_as_many_do_not_say_ten_times_as_much() -> None:
    def said(number: int) -> float:
        acts = [act(START, quad, "BOL FJI") for quad in (FIGHT, QUARREL) for _ in range(number)]
        before, after = (Stands(told).standing("BOL", "FJI", START + timedelta(1)) for told in ([], acts))
        odds = [log(one.probabilities[4] / one.probabilities[1]) for one in (before, after)]
        return odds[1] - odds[0]

    assert 0 < said(1) < said(10) < said(100)
    assert said(10) < 10 * said(1)
    assert said(100) < 3 * said(10)


# The shipped emissions, and bad ones.


def test_the_better_two_stand_the_less_conflict_is_expected() -> None:
    conflict = [row[2] + row[3] for row in load_emissions().shares]
    assert conflict[3] > conflict[2]
    assert conflict[4] > conflict[3] > max(conflict[:2])


BAD_EMISSIONS = [
    ("ally\t0.", "ally\t0.1", "in sum 1"),
    ("ally\t0.", "ally\tmuch0.", "not a number"),
    ("\nfriendly\t", "\nfond\t", "'fond' is out of place"),
    ("\t12.0\nfriendly", "\t0\nfriendly", "precision is not above 0"),
]


@pytest.mark.parametrize(("old", "new", "reason"), BAD_EMISSIONS)
def test_bad_emissions_are_refused_with_file_and_line(tmp_path: Path, old: str, new: str, reason: str) -> None:
    text = (FOLDER / "emissions.tsv").read_text()
    assert old in text
    path = tmp_path / "emissions.tsv"
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(DetenteError, match=reason) as refused:
        read_emissions(path)
    assert refused.value.subject.startswith(f"{path}:")


def test_emissions_with_a_stance_too_few_are_refused(tmp_path: Path) -> None:
    lines = (FOLDER / "emissions.tsv").read_text().splitlines(keepends=True)
    (tmp_path / "emissions.tsv").write_text("".join(lines[:-1]))
    with pytest.raises(DetenteError, match="4 rows instead of 5"):
        read_emissions(tmp_path / "emissions.tsv")


def test_other_emissions_can_be_given() -> None:
    same: Emissions = Emissions(((0.25, 0.25, 0.25, 0.25),) * 5, (4.0,) * 5)
    found = Stands(each(range(9), FIGHT), emissions=same).standing("USA", "GBR", START + timedelta(9))
    assert found.probabilities == pytest.approx(prior("USA", "GBR", START).probabilities)
    assert exp(-found.surprise(FIGHT, same)) == pytest.approx(0.25)


# The page for readers.
PAGE = Path(__file__).parent.parent / "docs" / "relations.md"


@pytest.mark.parametrize("number", range(len(re.findall(r"```python\n", PAGE.read_text(encoding="utf-8")))))
def test_the_examples_of_the_page_run(number: int, capsys: pytest.CaptureFixture[str]) -> None:
    example = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[number]
    exec(compile(example, str(PAGE), "exec"), {})
    assert capsys.readouterr().out


def test_the_page_says_what_each_kind_of_relation_and_setting_means() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for kind in RelationKind:
        assert f"| `{kind}` |" in text
    for setting in Setting:
        assert f"`{setting}`" in text
