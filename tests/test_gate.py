"""The gate: a floor holds unless it is lowered on purpose."""

from pathlib import Path

import pytest

from benchmarks.gate import Floor, fallen, read_floor, refuse, write_floor

FLOOR = Floor("d1", {"typed": 0.75, "row": 0.4})

FALLS = {
    "equal": ({"typed": 0.75, "row": 0.4}, []),
    "higher": ({"typed": 0.9, "row": 0.5}, []),
    "within the slack": ({"typed": 0.7475, "row": 0.4}, []),
    "lower": ({"typed": 0.70, "row": 0.4}, ["typed: 0.7000, floor 0.7500"]),
    "gone": ({"typed": 0.75}, ["row: 0.0000, floor 0.4000"]),
}


@pytest.mark.parametrize(("scores", "faults"), FALLS.values(), ids=FALLS)
def test_scores_below_the_floor_are_named(scores: dict[str, float], faults: list[str]) -> None:
    assert fallen(FLOOR, scores) == faults


def test_a_floor_is_lowered_only_on_purpose() -> None:
    worse = Floor("d1", {"typed": 0.6, "row": 0.4})
    assert refuse(FLOOR, worse, lower=False)
    assert refuse(FLOOR, worse, lower=True) == []
    assert refuse(None, worse, lower=False) == []


def test_other_data_has_a_floor_of_its_own() -> None:
    assert refuse(FLOOR, Floor("d2", {"typed": 0.1, "row": 0.1}), lower=False) == []


def test_a_floor_is_read_as_written(tmp_path: Path) -> None:
    write_floor(tmp_path / "floor.json", FLOOR)
    assert read_floor(tmp_path / "floor.json") == FLOOR
    assert read_floor(tmp_path / "none.json") is None
