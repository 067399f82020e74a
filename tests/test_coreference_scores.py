"""Scores of coreference on examples worked by hand and against plain definitions."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.coreference.scores import Partition, Score, b_cubed, ceaf_e, muc, score


def sets(text: str) -> list[frozenset[str]]:
    """``ab c`` is one set of two mentions and one of one."""
    return [frozenset(word) for word in text.split()]


def rounded(scored: Score) -> tuple[float, float, float]:
    return round(scored.recall, 2), round(scored.precision, 2), round(scored.f1, 2)


def test_the_worked_example_of_the_reference_scorer() -> None:
    """Its paper prints 0.46 for the F1 of B-cubed, whose precision of 1/2 and recall of 5/12 make 0.4545."""
    gold, found = sets("abc defg"), sets("ab cd fghi")
    assert rounded(muc(gold, found)) == (0.40, 0.40, 0.40)
    assert rounded(b_cubed(gold, found)) == (0.42, 0.50, 0.45)
    assert rounded(ceaf_e(gold, found)) == (0.65, 0.43, 0.52)


@pytest.mark.parametrize(
    ("gold", "found", "muc_f1", "b_cubed_f1", "ceaf_e_f1"),
    [
        pytest.param("abc de f", "abc de f", 1.0, 1.0, 1.0, id="all right"),
        pytest.param("a b c", "a b c", 0.0, 1.0, 1.0, id="all alone: no links to find"),
        pytest.param("abcde fg hijkl", "abcdefg hijkl", 0.947, 0.865, 0.733, id="a small one joined"),
        pytest.param("abcde fg hijkl", "abcdehijkl fg", 0.947, 0.737, 0.667, id="two large ones joined"),
        pytest.param("ab", "a b", 0.0, 0.667, 0.444, id="not joined"),
    ],
)
def test_joined_and_parted(gold: str, found: str, muc_f1: float, b_cubed_f1: float, ceaf_e_f1: float) -> None:
    """The second and third are the example of Bagga and Baldwin, whose precision by B-cubed is 0.76 and 0.58."""
    scores = score(sets(gold), sets(found))
    assert scores.muc.f1 == pytest.approx(muc_f1, abs=5e-4)
    assert scores.b_cubed.f1 == pytest.approx(b_cubed_f1, abs=5e-4)
    assert scores.ceaf_e.f1 == pytest.approx(ceaf_e_f1, abs=5e-4)
    assert scores.conll == pytest.approx((muc_f1 + b_cubed_f1 + ceaf_e_f1) / 3, abs=1e-3)


@st.composite
def partitions(draw: st.DrawFn) -> tuple[Partition, Partition]:
    """Two partitions of up to seven mentions."""
    count = draw(st.integers(1, 7))
    numbers = st.lists(st.integers(0, 3), min_size=count, max_size=count)
    return _partition(draw(numbers)), _partition(draw(numbers))


def _partition(numbers: list[int]) -> Partition:
    return [frozenset(m for m, own in enumerate(numbers) if own == number) for number in sorted(set(numbers))]


def plain_b_cubed(partition: Partition, other: Partition) -> float:
    mentions = [mention for own in partition for mention in own]
    shares = []
    for mention in mentions:
        (mine,) = (own for own in partition if mention in own)
        (theirs,) = (own for own in other if mention in own)
        shares.append(len(mine & theirs) / len(mine))
    return sum(shares) / len(mentions)


def plain_muc(partition: Partition, other: Partition) -> float:
    links = sum(len(own) - 1 for own in partition)
    missing = sum(sum(1 for theirs in other if own & theirs) - 1 for own in partition)
    return (links - missing) / links if links else 0.0


def plain_alike(gold: Partition, found: Partition) -> float:
    short, long = sorted((gold, found), key=len)
    return max(
        sum(2 * len(a & b) / (len(a) + len(b)) for a, b in zip(short, chosen, strict=True))
        for chosen in permutations(long, len(short))
    )


@given(partitions())
@settings(max_examples=200)
def test_scores_follow_the_plain_definitions(both: tuple[Partition, Partition]) -> None:
    gold, found = both
    assert b_cubed(gold, found).recall == pytest.approx(plain_b_cubed(gold, found))
    assert b_cubed(gold, found).precision == pytest.approx(plain_b_cubed(found, gold))
    assert muc(gold, found).recall == pytest.approx(plain_muc(gold, found))
    assert muc(gold, found).precision == pytest.approx(plain_muc(found, gold))
    assert ceaf_e(gold, found).recall == pytest.approx(plain_alike(gold, found) / len(gold))
    assert ceaf_e(gold, found).precision == pytest.approx(plain_alike(gold, found) / len(found))


@given(partitions())
def test_scores_are_the_same_from_both_sides_and_one_for_the_same(both: tuple[Partition, Partition]) -> None:
    gold, found = both
    assert score(gold, found).conll == pytest.approx(score(found, gold).conll)
    assert score(gold, gold).b_cubed.f1 == pytest.approx(1.0)
    assert score(gold, gold).ceaf_e.f1 == pytest.approx(1.0)
