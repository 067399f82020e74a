import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.error import DetenteError
from detente.numbers import LARGEST, phrases, read_number, read_phrases, tokens_of
from detente.tolls import TollRule, resolve_toll

ONE_EACH = [
    ("seven", 7, 7, "number"),
    ("a villager", 1, 1, "article"),
    ("another", 1, 1, "article"),
    ("dozens", 24, 99, "vague"),
    ("nobody", 0, 0, "none"),
    ("between 4 and 6", 4, 6, "range"),
    ("at least 20", 20, None, "least"),
    ("more than a hundred", 101, None, "over"),
    ("up to 30", 0, 30, "most"),
    ("fewer than 20", 0, 19, "under"),
    ("nearly 200", 180, 199, "near"),
    ("some 40", 36, 44, "about"),
    ("two nurses and a driver", 3, 3, "sum"),
    ("hundreds, if not thousands", 200, 9999, "either"),
    ("more than 10 but fewer than 20", 11, 19, "both-bounds"),
]


@pytest.mark.parametrize(("words", "least", "most", "rule"), ONE_EACH)
def test_each_rule(words: str, least: int, most: int | None, rule: str) -> None:
    found = resolve_toll(words)
    assert found is not None
    assert (found.min, found.max, found.rule) == (least, most, rule)


def test_every_rule_has_a_case() -> None:
    assert {rule for *_, rule in ONE_EACH} == set(TollRule)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("1,200", 1200),
        ("1.200", 1200),
        ("1 200", 1200),
        ("1\u202f200\u00a0000", 1200000),
        ("1'200", 1200),
        ("1,50,000", 150000),
        ("12,34,567", 1234567),
        ("2 lakh", 200000),
        ("2.5 crore", 25000000),
        ("1.5 million", 1500000),
        ("1,5 million", 1500000),
        ("30k", 30000),
        ("half a dozen", 6),
        ("half a million", 500000),
        ("one and a half million", 1500000),
        ("a million and a half", 1500000),
        ("a quarter of a million", 250000),
        ("twenty-five", 25),
        ("one hundred and five", 105),
        ("two thousand five hundred", 2500),
        ("twelve hundred", 1200),
        ("two million three hundred thousand and five", 2300005),
        ("three score", 60),
        ("the two men", 2),
        ("both", 2),
        ("a couple of dozen", 24),
        ("a family of five", 5),
        ("150 (one hundred and fifty)", 150),
        ("two 15-year-old boys", 2),
        ("a 20-year-old man", 1),
        ("a man and his son", 2),
        ("50 people, 12 of them children", 50),
        ("5 dead and 12 wounded", 5),
        ("killing 3", 3),
    ],
)
def test_numbers(words: str, number: int) -> None:
    found = resolve_toll(words)
    assert found is not None
    assert (found.min, found.max) == (number, number)


@pytest.mark.parametrize(
    ("words", "least", "most"),
    [
        ("two or three hundred", 200, 300),
        ("two to three dozen", 24, 36),
        ("1.5-2 million", 1500000, 2000000),
        ("90 to 200", 90, 200),
        ("several hundred", 300, 999),
        ("several dozen", 36, 99),
        ("several hundred thousand", 300000, 999999),
        ("tens of thousands", 20000, 99999),
        ("several tens of thousands", 30000, 99999),
        ("tens or hundreds of thousands", 20000, 999999),
        ("a few", 3, 9),
        ("a handful of", 3, 5),
        ("scores", 40, 99),
        ("many", 2, None),
        ("40 or more", 40, None),
        ("60-plus", 60, None),
        ("20 people, possibly more", 20, None),
        ("a dozen or so", 11, 13),
        ("about five", 4, 6),
        ("at least 20, and as many as 35", 20, 35),
        ("at least three soldiers and dozens of rebels", 27, None),
        ("over half a million", 500001, None),
    ],
)
def test_ranges(words: str, least: int, most: int | None) -> None:
    found = resolve_toll(words)
    assert found is not None
    assert (found.min, found.max) == (least, most)


@pytest.mark.parametrize(
    "words",
    [
        *("", "-", "and", "soldiers", "the first", "15th", "20 percent", "20 to 30 per cent", "20%", "$20", "5 km"),
        *("an unknown number", "a third of them", "most of them", "one in ten", "10-5", "three days", "1.5", "1,23"),
        *("more than", "between 5", "9223372036854775808", "99999999999999999999", "nine trillion trillion"),
        *("more than 9223372036854775807", "9223372036854775806 and 5", "9" * 300),
    ],
)
def test_words_that_tell_no_number_of_people(words: str) -> None:
    assert resolve_toll(words) is None


def test_largest_number() -> None:
    found = resolve_toll(f"{LARGEST:,}")
    assert found is not None
    assert found.max == LARGEST


PIECES = st.sampled_from(
    ["1,200", "5", "-", "and", "or", "two", "hundred", "million", "dozens", "of", "at least", "up to", "half", "a", "%"]
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=12).map(" ".join)))
def test_any_text_gives_a_proper_range_or_none(text: str) -> None:
    found = resolve_toll(text)
    assert found is None or 0 <= found.min <= LARGEST
    assert found is None or found.max is None or found.min <= found.max <= LARGEST


@settings(deadline=None)
@given(st.integers(0, LARGEST))
def test_digits_are_read_back(number: int) -> None:
    for written in (str(number), f"{number:,}", f"{number:,}".replace(",", " ")):
        found = resolve_toll(written)
        assert found is not None
        assert (found.min, found.max) == (number, number)


UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
UNITS += " seventeen eighteen nineteen"
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety"


def spelled(number: int) -> str:
    if number < 20:
        return UNITS.split()[number]
    if number < 100:
        rest = number % 10
        return TENS.split()[number // 10] + (f"-{UNITS.split()[rest]}" if rest else "")
    for size, name in ((1000000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            link = " and " if 0 < rest < 100 else " "
            return f"{spelled(number // size)} {name}" + (link + spelled(rest) if rest else "")
    raise AssertionError(number)


@settings(deadline=None)
@given(st.integers(0, 999_999_999))
def test_words_are_read_back(number: int) -> None:
    found = read_number(tokens_of(spelled(number)))
    assert found is not None
    assert found.value == number


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("heaps\tdozens\t24\t99", "is no kind"),
        ("heap\tdozens\t99\t24", "is no range"),
        ("heap\tdozens\tx\t", "is no range"),
        ("least\tat least\t1\t", "has no value"),
        ("part\tthird\t\t\npart\tthird\t\t", "twice"),
    ],
)
def test_table_with_a_bad_row_is_refused(tmp_path: Path, row: str, fault: str) -> None:
    path = tmp_path / "words.tsv"
    path.write_text(f"# Origin: x\n# Licence: x\n# Date: x\nkind\tphrase\tmin\tmax\n{row}\n", encoding="utf-8")
    with pytest.raises(DetenteError, match=fault) as raised:
        read_phrases(path)
    assert re.search(r"words\.tsv:[56]$", raised.value.subject)


def test_every_vague_word_of_the_table_is_read() -> None:
    for kind in ("vague", "heap", "none"):
        for words, phrase in phrases()[kind].items():
            found = resolve_toll(" ".join(words))
            if words[-1] != "of":
                assert found is not None, words
                assert (found.min, found.max) == (phrase.min, phrase.max), words
