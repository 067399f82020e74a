"""Weights and pairs of types: what ships is whole, and a file that is not right is refused with its line."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from incidents_made import events

from detente.error import DetenteError
from detente.incidents.columns import columns_of
from detente.incidents.comparisons import SCALE
from detente.incidents.evidence import Evidence
from detente.incidents.scoring import parts, probability, scores
from detente.incidents.type_pairs import TypeRelation, load_type_pairs, shipped_type_pairs
from detente.incidents.weights import load_weights, shipped_weights

HEAD = "# Origin: written for a test\n# Licence: Apache-2.0\n# Date: 2026-11-26\n"
SMALL = {"day": ("same", "other")}
RIGHT = "comparison\tlevel\tweight\nbase\t\t-3.5\njoin\t\t-0.5\nday\tsame\t2\nday\tother\t-4.25\n"


def written(folder: Path, rows: str) -> Path:
    path = folder / "weights.tsv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return path


def test_a_file_of_weights(tmp_path: Path) -> None:
    weights = load_weights(written(tmp_path, RIGHT), SMALL)
    assert (weights.base, weights.join) == (-3.5, -0.5)
    assert weights.levels == {("day", "same"): 2.0, ("day", "other"): -4.25}


def test_other_weights_have_another_name(tmp_path: Path) -> None:
    first = load_weights(written(tmp_path, RIGHT), SMALL).name
    assert load_weights(written(tmp_path, RIGHT.replace("same\t2", "same\t2.0")), SMALL).name == first
    assert load_weights(written(tmp_path, RIGHT.replace("same\t2", "same\t2.5")), SMALL).name != first


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("day\tother\t-4.25\n", "", "no weight of day other"),
        ("join\t\t-0.5\n", "", "no weight of join"),
        ("day\tother", "day\tsame", "weights.tsv:8: day same stands twice"),
        ("day\tother", "day\tyesterday", "weights.tsv:8: no comparison has day yesterday"),
        ("day\tother", "weather\tother", "weights.tsv:8: no comparison has weather other"),
        ("-4.25", "much", "weights.tsv:8: weight 'much' is no finite number"),
        ("-4.25", "inf", "weights.tsv:8: weight 'inf' is no finite number"),
        ("weight\n", "odds\n", "weights.tsv:4: the columns are not"),
    ],
)
def test_a_file_of_weights_that_is_not_right(tmp_path: Path, old: str, new: str, error: str) -> None:
    with pytest.raises(DetenteError, match=error):
        load_weights(written(tmp_path, RIGHT.replace(old, new)), SMALL)


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("ASSAULT\tWAR\tapart", "'WAR' is no type of event"),
        ("ASSAULT\tASSAULT\tapart", "is no pair"),
        ("ASSAULT\tAID\tfar", "'far' is no relation"),
        ("AID\tASSAULT\tapart\nASSAULT\tAID\tapart", "stands twice"),
    ],
)
def test_a_file_of_type_pairs_that_is_not_right(tmp_path: Path, row: str, error: str) -> None:
    with pytest.raises(DetenteError, match=error):
        load_type_pairs(written(tmp_path, f"type\tother\trelation\n{row}\n"))


def test_the_pairs_that_ship_hold_both_ways() -> None:
    pairs = shipped_type_pairs()
    assert pairs["ASSAULT", "COERCE"] == pairs["COERCE", "ASSAULT"] == TypeRelation.APART


def test_the_weights_that_ship_speak_as_anybody_would() -> None:
    weigh = shipped_weights().levels
    assert weigh["day", "same day"] > weigh["day", "next day"] > weigh["day", "near day"]
    assert weigh["place", "same town"] > weigh["place", "in the country"] > weigh["place", "far"]
    assert weigh["killed", "same many"] > weigh["killed", "same one"] > weigh["killed", "far"]
    assert weigh["actors", "same"] > weigh["actors", "unknown"] > weigh["actors", "other"]
    assert weigh["trigger meaning", "very close"] > weigh["trigger meaning", "distant"]


@settings(max_examples=40, deadline=None)
@given(events(most=8))
def test_parts_sum_to_the_score(made: list[Evidence]) -> None:
    weights, columns = shipped_weights(), columns_of(made)
    left, right = np.triu_indices(len(made), 1)
    for score, pieces in zip(scores(columns, left, right, weights), parts(columns, left, right, weights), strict=True):
        assert [piece.comparison for piece in pieces] == ["base", *SCALE]
        total = sum(piece.weight for piece in pieces)
        assert np.isneginf(score) or score == pytest.approx(total)


@pytest.mark.parametrize(("score", "chance"), [(0.0, 0.5), (2.0, 0.8808), (-np.inf, 0.0), (-800.0, 0.0), (40.0, 1.0)])
def test_probability(score: float, chance: float) -> None:
    assert probability(score) == chance
