"""The records of the API as OpenAPI describes them; what is sent is held against them by tests, not at every request.

Fields are those of the records that the command line writes as JSON Lines. What is not known is null or an empty list,
never missing.
"""

from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from detente.coding.labels import STATUSES, TYPES

Item = TypeVar("Item")
Day = str | None


class Record(BaseModel):
    """A record with all of its fields and no others."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Fault(Record):
    """One thing that is wrong with a request."""

    field: str | None = Field(description="Parameter; null where it is none of them.")
    reason: str
    advice: str


class Errors(Record):
    """Why a request was not done: everything that is wrong with it."""

    errors: list[Fault]


class Page(Record, Generic[Item]):
    """Some records of a list, and the cursor that gives those after them; null on the last page."""

    items: list[Item]
    next: str | None


class Span(Record):
    """Characters [start, end) of the report's text."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class MentionRecord(Span):
    """Words of the report's text."""

    text: str


class ActorRecord(MentionRecord):
    """An actor or recipient as the sentence names it, and to whom it was resolved."""

    actor_id: str | None
    name: str | None
    country: str | None = Field(description="ISO 3166-1 alpha-3, XKX, or UNO, EUR, IGO, IMG.")
    sector: str | None = Field(description="PLOVER sector.")
    rule: str | None = Field(description="Which rule decided.")


class PlaceRecord(MentionRecord):
    """A place of the event; coordinates in degrees, WGS 84."""

    geonames_id: int | None
    name: str | None
    admin1: str | None
    country: str | None
    lat: float | None
    lon: float | None
    precision: str | None = Field(description="point, city, district, province, region or country.")


class DateRecord(MentionRecord):
    """When the event was: first and last day, ISO 8601."""

    from_: Day = Field(alias="from")
    to: Day
    precision: str | None


class TollRecord(MentionRecord):
    """A number of people; max is null where the words set no upper bound."""

    min: int | None
    max: int | None


class SourceRecord(MentionRecord):
    """Who the report gives as its source."""

    kind: str | None


class EventRecord(Record):
    """One act told in one sentence of one report, coded in PLOVER, with its evidence."""

    event_id: str
    report_id: str
    sentence: Span
    type: Literal[TYPES]  # type: ignore[valid-type]
    mode: str | None
    quad: str
    score: float = Field(ge=-10, le=10)
    cameo: str | None
    status: Literal[STATUSES]  # type: ignore[valid-type]
    time: str
    trigger: MentionRecord
    actors: list[ActorRecord]
    recipients: list[ActorRecord]
    places: list[PlaceRecord]
    date: DateRecord | None
    killed: TollRecord | None
    injured: TollRecord | None
    detained: TollRecord | None
    sources: list[SourceRecord]
    confidence: float = Field(ge=0, le=1)
    model: str
    codebook: str


class ReportFields(Record):
    """What is known of a report besides its text."""

    report_id: str
    title: str | None
    byline: str | None
    dateline: str | None
    published: str | None = Field(description="Date or date and time, ISO 8601.")
    publisher: str | None
    url: str | None = Field(description="As the report gave it: check it before following it.")
    language: str | None


class ReportHead(ReportFields):
    """A report without its text."""

    events: int = Field(ge=0, description="Events of it that hold.")


class ReportRecord(ReportHead):
    """A report with its text; what it says is not to be trusted as markup."""

    revision: int = Field(ge=1, description="How many times it was read with other words; the last one is shown.")
    text: str
    body: list[Span] = Field(description="Parts that sentences are looked for in.")
    sentences: list[Span]
    event_records: list[EventRecord]


class PartyRecord(Record):
    """An actor or recipient as most events resolve it."""

    actor_id: str | None
    name: str
    country: str | None
    sector: str | None


class SiteRecord(Record):
    """Where: the most precise place that the events agree on; degrees, WGS 84."""

    geonames_id: int | None
    name: str | None
    admin1: str | None
    country: str | None
    lat: float | None
    lon: float | None
    precision: str | None


class RangeRecord(Record):
    """People over all versions: least, most likely, most; null where some version sets no upper bound."""

    min: int
    best: int
    max: int | None


class VersionRecord(Record):
    """What one source says of the incident."""

    publisher: str | None
    source: str | None
    status: str
    blamed: list[PartyRecord]
    killed: RangeRecord | None
    injured: RangeRecord | None
    detained: RangeRecord | None
    event_ids: list[str]


class PartRecord(Record):
    """One piece of evidence for or against a join, in log odds."""

    comparison: str
    level: str
    weight: float


class MemberRecord(Record):
    """One event of an incident, its report, and why it is there."""

    event_id: str
    status: str
    report_id: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    copy_of: str | None
    rule: str
    joined_to: str | None
    probability: float | None
    parts: list[PartRecord]


class IncidentRecord(Record):
    """One happening with every source's own version of it."""

    incident_id: str
    type: Literal[TYPES]  # type: ignore[valid-type]
    mode: str | None
    quad: str
    score: float
    status: Literal[STATUSES]  # type: ignore[valid-type]
    confidence: float = Field(ge=0, le=1)
    actors: list[PartyRecord]
    recipients: list[PartyRecord]
    site: SiteRecord | None
    first_day: Day
    last_day: Day
    dated: bool
    killed: RangeRecord | None
    injured: RangeRecord | None
    detained: RangeRecord | None
    publishers: int
    first_report: str | None
    last_report: str | None
    versions: list[VersionRecord]
    members: list[MemberRecord]


class HitRecord(ReportFields):
    """A report in which all words were found."""

    title_spans: list[Span] = Field(description="Where in the title.")
    text_spans: list[Span] = Field(description="Where in the text.")
    snippet: MentionRecord = Field(description="A part of the text that has much of it.")
    event_ids: list[str] = Field(description="Events whose sentences have some of the words.")


class ProbabilitiesRecord(Record):
    """How two parties stand: probability of each, in sum 1."""

    ally: float
    friendly: float
    neutral: float
    strained: float
    hostile: float


class StandingRecord(Record):
    """How two parties stand on the morning of a day."""

    day: str
    likeliest: str
    mean: float = Field(description="-1 hostile to 1 ally.")
    probabilities: ProbabilitiesRecord


class QuadsRecord(Record):
    """Acts done, actual or alleged, by quad class."""

    verbal_cooperation: int
    material_cooperation: int
    verbal_conflict: int
    material_conflict: int


class DyadRecord(Record):
    """Two parties with what passed between them, by the words of the list, and how they stand after it."""

    first: str
    first_name: str
    second: str
    second_name: str
    acts: QuadsRecord
    done: int = Field(description="Acts done.")
    not_done: int = Field(description="Acts planned, possible or negated.")
    score_mean: float | None = Field(description="Mean score of acts done, -10 to 10.")
    first_day: str
    last_day: str
    standing: StandingRecord


class RelationRecord(Record):
    """A row of the shipped table that a standing comes from."""

    first: str
    second: str
    kind: str
    from_: str = Field(alias="from")
    to: Day
    source: str


class ReasonRecord(Record):
    """What a term of the prior adds to the log weight of each stance."""

    term: str
    weights: ProbabilitiesRecord
    rows: list[RelationRecord]


class SeenRecord(Record):
    """What the acts seen of a quad class add to the log weight of each stance; old acts count less."""

    quad: str
    acts: float
    weights: ProbabilitiesRecord


class FullStandingRecord(StandingRecord):
    """A standing with all that made it."""

    reasons: list[ReasonRecord]
    seen: list[SeenRecord]


class PointRecord(QuadsRecord):
    """One step of a series."""

    start: str
    done: int
    score_sum: float
    score_mean: float | None
    actual: int
    alleged: int
    planned: int
    possible: int
    negated: int
    share_actual: float | None
    share_alleged: float | None
    share_planned: float | None
    share_possible: float | None
    share_negated: float | None


class IntervalRecord(Record):
    """A number with its central interval of 90 %."""

    low: float
    best: float
    high: float


class BaselinesRecord(Record):
    """What simple counts say of the same dyad and day."""

    persistence: float
    score_drop: float | None
    z_score: float | None


class TypeCount(Record):
    """How many of the incidents are of a type."""

    type: str
    incidents: int


class ShiftRecord(Record):
    """A rift or thaw as it was known on the day of its alert."""

    first: str
    first_name: str
    second: str
    second_name: str
    kind: Literal["rift", "thaw"]
    sentence: str = Field(description="The same in plain English.")
    probability: float = Field(ge=0, le=1)
    start: str
    alert: str
    size: IntervalRecord = Field(description="Change of the acts of the kind in a week.")
    before: float
    now: float
    surprise: float
    news: float
    standing: StandingRecord = Field(description="How the two stood before.")
    types: list[TypeCount]
    incidents: list[str]
    baselines: BaselinesRecord


class BetweenRecord(Record):
    """All that is told of one dyad."""

    dyad: list[str]
    names: list[str]
    level: str
    step: str
    standing: FullStandingRecord
    points: list[PointRecord]
    shifts: list[ShiftRecord]
