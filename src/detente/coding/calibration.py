"""Calibration: from the probability that the coder gives to the share of such events that are right."""

import math
from dataclasses import dataclass

LEAST = 1e-6
"""Probabilities are kept this far from 0 and 1, where the logit has no end."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logistic curve (Platt, 1999) over the logit of an event's joint probability."""

    slope: float = 1.0
    shift: float = 0.0

    def confidence(self, score: float) -> float:
        """Calibrated probability, 0 to 1, of a score between 0 and 1."""
        return 1.0 / (1.0 + math.exp(-(self.slope * logit(score) + self.shift)))


def logit(probability: float) -> float:
    """Logarithm of the odds."""
    bounded = min(max(probability, LEAST), 1.0 - LEAST)
    return math.log(bounded / (1.0 - bounded))
