"""Choosing the coder's numbers: calibration finds the curve that the data came from."""

import math
import random

import pytest

from training.choose import fit_calibration


@pytest.mark.parametrize(("slope", "shift"), [(1.0, 0.0), (0.6, -0.4), (1.8, 0.5), (0.0, 0.4)])
def test_calibration_finds_the_curve(slope: float, shift: float) -> None:
    chance = random.Random(3)
    judged = []
    for _ in range(20_000):
        logit = chance.gauss(0.5, 1.5)
        right = chance.random() < 1 / (1 + math.exp(-(slope * logit + shift)))
        judged.append((1 / (1 + math.exp(-logit)), right))
    found = fit_calibration(judged)
    assert found.slope == pytest.approx(slope, abs=0.08)
    assert found.shift == pytest.approx(shift, abs=0.08)
