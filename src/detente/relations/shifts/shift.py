"""Shift: a change of a dyad that its past does not explain; and what is said beside it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from detente.relations.standing import Standing


class ShiftKind(StrEnum):
    """Towards what a dyad moves."""

    RIFT = "rift"
    """Towards conflict."""
    THAW = "thaw"
    """Towards cooperation."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A number with its central interval of 90 % posterior probability."""

    low: float
    best: float
    """Posterior mean."""
    high: float


@dataclass(frozen=True, slots=True)
class Baselines:
    """What simple counts say of the same dyad and day, each positive where it points the way of the shift."""

    persistence: float
    """Acts of the kind in the last seven days less those of the seven before: how wrong "as last week" would be."""
    score_drop: float | None
    """Mean score, -10 to 10, of all acts before the last seven days less that of these days (for a thaw the reverse);
    None where one of the two has no act."""
    z_score: float | None
    """Acts of the kind in the last seven days, as standard deviations above the mean week before; None without a past
    of two weeks."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A rift or thaw as it was known on the day of its alert, from acts up to that day alone."""

    dyad: tuple[str, str]
    kind: ShiftKind
    probability: float
    """Posterior probability, 0 to 1, that acts of the kind have become more frequent and a larger share of all."""
    start: date
    """Day from which the new level most probably holds."""
    alert: date
    """Day on whose evening its news value first passed that of all others that had to be left out."""
    size: Interval
    """Change of the acts of the kind in a week."""
    before: float
    """Expected acts of the kind in a week before."""
    now: float
    """Expected acts of the kind in a week by the last two weeks."""
    surprise: float
    """-log of the probability, in nats, of an act of the kind between two that stand as these did."""
    news: float
    """Expected news value: probability times size, in acts over two weeks, times surprise."""
    standing: Standing
    """How the two stood before, on the first of the two weeks."""
    incidents: tuple[str, ...]
    """Ids of the incidents of the kind from the start to the alert, by day."""
    incident_days: tuple[date, ...]
    """Their days, in the same order."""
    types: tuple[tuple[str, int], ...]
    """Event types of these incidents, most frequent first, then by the alphabet."""
    baselines: Baselines


@dataclass(frozen=True, slots=True)
class Note:
    """One act that is news by how the two stand, however few acts there are."""

    kind: ShiftKind
    incident_id: str
    day: date
    actor: str
    recipient: str
    type: str
    quad: str
    probability: float
    """Probability, 0 to 1, that the two are allies or friendly (of conflict), strained or hostile (of cooperation)."""
    surprise: float
    """-log of the probability, in nats, of an act of this quad class between two that stand so."""
    confidence: float
    """Probability, 0 to 1, that the act was read right."""
    standing: Standing
