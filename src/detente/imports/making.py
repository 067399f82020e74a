"""Making: the report and the event of one row."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from detente.codebook import load_codebook
from detente.event import (
    ActorMention,
    CodedReport,
    DateMention,
    Event,
    Mention,
    PlaceMention,
    SourceMention,
    TollMention,
)
from detente.imports.cells import Row
from detente.report import Report

STATUS, TIME = "actual", "current"
"""Tables hold what was done. That it was a promise or a threat is said by the type."""
_NO_WORDS = Mention(0, 0, "")


@dataclass(frozen=True, slots=True)
class Told:
    """What a row says of its source: all None where the table does not tell."""

    published: str | None = None
    """ISO 8601."""
    publisher: str | None = None
    title: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What a row says of the event; type and mode of the codebook."""

    type: str
    mode: str | None
    actors: tuple[ActorMention, ...]
    recipients: tuple[ActorMention, ...]
    date: DateMention
    places: tuple[PlaceMention, ...] = ()
    killed: TollMention | None = None
    sources: tuple[SourceMention, ...] = ()
    cameo: str | None = None
    """The row's own CAMEO code; None where it has none and the codebook's nearest one stands in."""


def report_of(format_: str, row_id: str, row: Row, told: Told) -> Report:
    """The report that a row stands for: no text, ``icews:`` and the row's own id as id."""
    return Report(
        id=f"{format_}:{row_id}",
        text="",
        title=told.title,
        published=told.published,
        publisher=told.publisher,
        url=told.url,
        file=row.file,
        line=row.line,
    )


def coded(report: Report, act: Act | None, confidence: float) -> CodedReport:
    """The report with its event; without, where PLOVER has no type for what the row tells."""
    return CodedReport(report, (), () if act is None else (_event(report, act, confidence),))


def days(first: date, last: date, precision: str = "day") -> DateMention:
    """When it was: first and last day, without words."""
    return DateMention(0, 0, "", first.isoformat(), last.isoformat(), precision)


def killed(least: int | None, most: int | None) -> TollMention | None:
    """The dead: at least and at most so many; None where neither is stated."""
    return None if least is None and most is None else TollMention(0, 0, "", least, most)


def _event(report: Report, act: Act, confidence: float) -> Event:
    codebook = load_codebook()
    return Event(
        event_id=_event_id(report.id),
        report_id=report.id,
        sentence=(0, 0),
        type=act.type,
        mode=act.mode,
        quad=codebook.quad(act.type),
        score=codebook.score(act.type, act.mode),
        cameo=act.cameo or codebook.cameo(act.type, act.mode),
        status=STATUS,
        time=TIME,
        trigger=_NO_WORDS,
        actors=act.actors,
        recipients=act.recipients,
        places=act.places,
        date=act.date,
        killed=act.killed,
        injured=None,
        detained=None,
        sources=act.sources,
        confidence=confidence,
        model=model_of(report.id.partition(":")[0]),
        codebook=codebook.name,
    )


def model_of(format_: str) -> str:
    """What stands as ``model`` in events of a format: ``icews-table``, which no coder of texts is called."""
    return f"{format_}-table"


def _event_id(report_id: str) -> str:
    """Sixteen hexadecimal digits, the same for the same row however often its makers revise it."""
    return sha256(f"{report_id}\0table".encode("utf-8", "replace")).hexdigest()[:16]
