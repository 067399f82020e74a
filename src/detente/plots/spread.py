"""Spread: symbols that would hide each other moved apart, the same way every time."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ROUNDS = 80
"""At most so many; a few dozen are enough unless there is no room at all."""
_GOLDEN = np.pi * (3 - np.sqrt(5))
"""Turns of this angle never meet the same direction again."""


def spread(
    places: Sequence[tuple[float, float]], radii: Sequence[float], box: tuple[float, float]
) -> list[tuple[float, float]]:
    """Where circles of these radii go, each as near as may be to its place, inside a box from (0, 0) to ``box``.

    Two circles that overlap are pushed apart by half of what they overlap each, round by round, all at once; circles in
    one place leave it in directions that follow from their number. Rounded to a thousandth, so that the last digits of
    the machine's sums do not show.
    """
    if not places:
        return []
    at = np.array(places, dtype=float).reshape(-1, 2)
    size = np.array(radii, dtype=float)
    low, high = size[:, None], np.maximum(np.array(box) - size[:, None], size[:, None])
    at = np.clip(at, low, high)
    for _ in range(ROUNDS):
        push = _push(at, size)
        if not push.any():
            break
        at = np.clip(at + push, low, high)
    return [(round(float(x), 3), round(float(y), 3)) for x, y in at]


def _push(at: NDArray[np.float64], size: NDArray[np.float64]) -> NDArray[np.float64]:
    away = at[:, None, :] - at[None, :, :]
    apart = np.hypot(away[..., 0], away[..., 1])
    overlap = size[:, None] + size[None, :] - apart
    np.fill_diagonal(overlap, 0.0)
    overlap = np.where(overlap > 1e-4, overlap, 0.0)
    number = np.arange(len(at))
    turn = _GOLDEN * (number[:, None] + number[None, :]) + np.where(number[:, None] < number[None, :], 0.0, np.pi)
    by_chance = np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    direction = np.where(apart[..., None] > 1e-6, away / np.maximum(apart, 1e-6)[..., None], by_chance)
    return np.asarray((direction * (overlap * 0.5)[..., None]).sum(axis=1))
