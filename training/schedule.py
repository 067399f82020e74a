"""How the shipped coder was taught: the numbers that one training run is decided by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast to learn."""

    epochs: int = 10
    batch: int = 28
    rate: float = 1.5e-4
    head_rate: float = 6e-4
    warm_up: float = 0.08
    """Share of the steps in which the rates rise."""
    decay: float = 0.01
    average: float = 0.998
    """Share of the running average of the weights that a step leaves."""
    seed: int = 0


SCHEDULE = Schedule()
MADE_WEIGHT = 0.5
"""Share of the loss that sentences made from frames have: they are plainer than news."""
