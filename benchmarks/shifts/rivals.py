"""Rivals: the three baselines of the same counts, as detectors under the same rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from detente.relations.shifts.baselines import persistence, score_drop, z_score
from detente.relations.shifts.daily import Daily, Numbers
from detente.relations.shifts.detection import Alert, cells_of, choose


@dataclass(frozen=True, slots=True)
class Rival:
    """One baseline with its settings."""

    name: str
    settings: str
    value: Numbers
    """2 kinds by dyads by days, above 0 towards the kind."""
    acts: Numbers
    """Acts of the kind, in the same shape."""

    def alerts(self, budget: int) -> list[Alert]:
        """Alerts at the threshold that gives so many, by the rules that ours follow.

        A shift lasts until the statistic is 0 or below, and only a day with an act of the kind can bring an alert.
        """
        return choose(cells_of(np.where(self.acts > 0, self.value, 0.0), self.value <= 0), budget)


CHOSEN = {
    "persistence": "21 days",
    "drop of the mean score": "7 days, at least 8 acts, prior of 10",
    "z-score": "14 days, floor of 4",
}
"""For each baseline the settings, of all those below, with the highest mean recall at 60 to 208 alerts a year on
states_2014.tsv (2026-11-26): chosen on the very list that they are then measured on, to their advantage."""

SHOWN = {
    "persistence": "7 days",
    "drop of the mean score": "7 days, at least 1 acts, prior of 0",
    "z-score": "7 days, floor of 1",
}
"""As they stand beside every shift, untuned: acts of the week less those of the week before, the raw drop of the mean
score, and the z-score of the weekly count."""

WEEKLY = {
    "persistence": "7 days",
    "drop of the mean score": "7 days, at least 8 acts, prior of 10",
    "z-score": "7 days, floor of 2",
}
"""The same among those that look at one week, as the names of the baselines say."""


def rivals(daily: Daily) -> Iterator[Rival]:
    """Every baseline with all the settings that were tried."""
    counts, scores = daily.block(0, len(daily.dyads))
    both = counts.sum(axis=0)
    for days in (7, 14, 21):
        yield Rival("persistence", f"{days} days", persistence(counts, days), counts)
        for floor in (0.5, 1, 2, 4):
            yield Rival("z-score", f"{days} days, floor of {floor}", z_score(counts, days, floor), counts)
        for least in (1, 3, 5, 8):
            for prior in (0, 1, 10):
                drop = score_drop(scores, both, days, least, prior)
                settings = f"{days} days, at least {least} acts, prior of {prior}"
                yield Rival("drop of the mean score", settings, np.stack([drop, -drop]), counts)


def chosen(daily: Daily, settings: Mapping[str, str]) -> list[Rival]:
    """Each baseline with its chosen settings."""
    return [rival for rival in rivals(daily) if settings[rival.name] == rival.settings]
