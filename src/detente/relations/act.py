"""Act: one incident as it counts between two parties, the unit that series, standings and shifts are made of."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Level(StrEnum):
    """How finely parties are told apart."""

    COUNTRY = "country"
    """Those who act for a state or are named as the country: ``RUS``; rebels, parties and crowds are not the state."""
    SECTOR = "sector"
    """Country and PLOVER sector: ``RUS:MIL``."""
    ORGANISATION = "organisation"
    """The named organisation or person where there is one (its ``actor_id``), else country and sector."""


@dataclass(frozen=True, slots=True)
class Act:
    """One incident between two parties, counted once however many reports tell it."""

    incident_id: str
    day: date
    """First day of the incident."""
    actor: str
    """Key of the party that acts, at the level asked for."""
    recipient: str
    """Key of the party that is acted upon; never the same as ``actor``."""
    type: str
    quad: str
    score: float
    """-10 to 10."""
    status: str
    """actual and alleged acts are counted; planned, possible and negated ones are kept apart and never as done."""
    confidence: float
    """0 to 1."""
    publishers: int
    """Independent publishers that tell it."""

    @property
    def dyad(self) -> tuple[str, str]:
        """The two parties without direction, in the order of the alphabet."""
        return (self.actor, self.recipient) if self.actor < self.recipient else (self.recipient, self.actor)
