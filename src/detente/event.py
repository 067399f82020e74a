"""Event: one act told in one sentence of one report, with the words that say so."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from detente.report import Report, Sentence

if TYPE_CHECKING:
    import polars
    import pyarrow

_RENAMED = {"from_": "from"}


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters [start, end) of the report's text, and those characters."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class ActorMention(Mention):
    """An actor or recipient as the sentence names it; the fields after ``text`` are None until it is resolved."""

    actor_id: str | None = None
    name: str | None = None
    country: str | None = None
    """ISO 3166-1 alpha-3, XKX for Kosovo, or UNO, EUR, IGO, IMG: international bodies and groups of no one country."""
    sector: str | None = None
    """PLOVER sector: GOV, MIL, REB, …"""
    rule: str | None = None
    """Which rule decided, one of ``detente.actors.resolve.ActorRule``; None where none did."""


@dataclass(frozen=True, slots=True)
class PlaceMention(Mention):
    """A place of the event as the sentence names it; coordinates in degrees, WGS 84."""

    geonames_id: int | None = None
    name: str | None = None
    admin1: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: str | None = None
    """point, city, district, province, region or country."""


@dataclass(frozen=True, slots=True)
class DateMention(Mention):
    """When the event was: first and last day (ISO 8601) that the words allow, None for an end that they leave open."""

    from_: str | None = None
    to: str | None = None
    precision: str | None = None
    """day, week, month, quarter, season, year, decade or century."""


@dataclass(frozen=True, slots=True)
class TollMention(Mention):
    """A number of people killed, injured or detained; ``max`` is None where the words set no upper bound."""

    min: int | None = None
    max: int | None = None


@dataclass(frozen=True, slots=True)
class SourceMention(Mention):
    """Who the report gives as its source for the event."""

    kind: str | None = None
    """One of ``detente.actors.sources.SourceKind``; None where the words do not tell."""


@dataclass(frozen=True, slots=True)
class Event:
    """One act told in one sentence of one report, coded in PLOVER, with its evidence."""

    event_id: str
    report_id: str
    sentence: tuple[int, int]
    type: str
    mode: str | None
    quad: str
    score: float
    """PLOVER conflict-cooperation score of the type and mode, -10 to 10."""
    cameo: str | None
    """Root or code of the CAMEO crosswalk nearest to the type and mode."""
    status: str
    time: str
    trigger: Mention
    actors: tuple[ActorMention, ...]
    recipients: tuple[ActorMention, ...]
    places: tuple[PlaceMention, ...]
    date: DateMention | None
    killed: TollMention | None
    injured: TollMention | None
    detained: TollMention | None
    sources: tuple[SourceMention, ...]
    confidence: float
    """Calibrated probability, 0 to 1, that there is such an event and that its type is right."""
    model: str
    codebook: str

    def mentions(self) -> Iterator[Mention]:
        """The trigger and all arguments."""
        yield self.trigger
        yield from (*self.actors, *self.recipients, *self.places, *self.sources)
        yield from (one for one in (self.date, self.killed, self.injured, self.detained) if one is not None)

    def to_dict(self) -> dict[str, object]:
        """The event record of the docs: plain values, every field present, None or an empty list where unknown."""
        record = asdict(self)
        record["sentence"] = {"start": self.sentence[0], "end": self.sentence[1]}
        if record["date"] is not None:
            record["date"] = {_RENAMED.get(key, key): value for key, value in record["date"].items()}
        return {key: list(value) if isinstance(value, tuple) else value for key, value in record.items()}


@dataclass(frozen=True, slots=True)
class CodedReport:
    """A report with its sentences and the events they tell of, in the order of the text."""

    report: Report
    sentences: tuple[Sentence, ...]
    events: tuple[Event, ...]
    meanings: Mapping[str, bytes] = field(default_factory=dict, compare=False, repr=False)
    """By the id of an event what its trigger and sentence mean, as ``detente.incidents.meaning`` packs it: what
    incidents are made with, and no part of the event record. Empty where the coder makes none."""

    def to_arrow(self) -> "pyarrow.Table":
        """The events as an Arrow table with the fields of the event record."""
        from detente.exports.arrow import to_arrow

        return to_arrow(self)

    def to_polars(self) -> "polars.DataFrame":
        """The events as a polars data frame; raises DetenteError where polars is not installed."""
        from detente.exports.arrow import to_polars

        return to_polars(self)
