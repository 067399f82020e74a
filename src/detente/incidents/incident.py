"""Incident: one happening in the world, as told by one or more events, in one or more reports."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from detente.event import Event


class JoinRule(StrEnum):
    """Why an event stands in its incident: the closed list that the ledger keeps one of for every member."""

    FOUNDS = "founds"
    """The first of its incident: nothing was there to join."""
    ALIKE = "alike"
    """The learnt score of the evidence, on average over the members, says one happening."""
    COPY = "copy"
    """The same words as another event, in a copy of the same text."""
    JOINED_BY_HAND = "joined by hand"
    SPLIT_BY_HAND = "split by hand"


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of evidence for or against a join; the weights of all parts and the base sum to the score."""

    comparison: str
    """What was compared: type, actors, place, day, toll, words, …"""
    level: str
    """How the two stand in it: ``same``, ``near``, ``other``, ``unknown``, …"""
    weight: float
    """Log odds that this level adds."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Whose report an event stands in: what of the report its incident needs."""

    report_id: str
    title: str | None
    publisher: str | None
    published: str | None
    """ISO 8601."""
    url: str | None
    copy_of: str | None
    """Id of the report whose text this one copies, None for a text of its own."""


@dataclass(frozen=True, slots=True)
class Member:
    """One event of an incident and why it is there."""

    event: Event
    telling: Telling
    rule: JoinRule
    joined_to: str | None
    """Id of the event of the incident that it is most like; None for the one that founds."""
    probability: float | None
    """Calibrated probability, 0 to 1, that the two tell of one happening; None where no score was asked."""
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Toll:
    """People killed, injured or detained over all versions: least, most likely and most."""

    min: int
    best: int
    max: int | None
    """None where some version sets no upper bound."""


@dataclass(frozen=True, slots=True)
class Party:
    """An actor or recipient of the incident, as most of its events resolve it."""

    actor_id: str | None
    name: str
    """Resolved name, else the words of the report."""
    country: str | None
    sector: str | None


@dataclass(frozen=True, slots=True)
class Site:
    """Where: the most precise place that the events agree on; degrees, WGS 84."""

    geonames_id: int | None
    name: str | None
    admin1: str | None
    country: str | None
    lat: float | None
    lon: float | None
    precision: str | None


@dataclass(frozen=True, slots=True)
class Version:
    """What one source says of the incident: a publisher with its own text, or the source that its text names."""

    publisher: str | None
    source: str | None
    """Whom the report gives as its source, None where it speaks for itself."""
    status: str
    """actual, alleged, planned, possible or negated, by this source."""
    blamed: tuple[Party, ...]
    killed: Toll | None
    injured: Toll | None
    detained: Toll | None
    event_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Incident:
    """One happening with every source's own version of it."""

    incident_id: str
    type: str
    mode: str | None
    quad: str
    score: float
    """PLOVER conflict-cooperation score of the type and mode, -10 to 10."""
    status: str
    """actual if any version says so and else alleged, planned, possible or negated, in this order."""
    confidence: float
    """Probability, 0 to 1, that at least one of its events was read right."""
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    site: Site | None
    first_day: date | None
    """First and last day that the events' dates allow together; without any date, None."""
    last_day: date | None
    dated: bool
    """False where the days are those of the reports, since no event has a date of its own."""
    killed: Toll | None
    injured: Toll | None
    detained: Toll | None
    publishers: int
    """Independent publishers: copies of one text count once, reports without publisher by their text."""
    first_report: str | None
    """Earliest and latest date of publication among the reports, ISO 8601."""
    last_report: str | None
    versions: tuple[Version, ...]
    members: tuple[Member, ...]
