"""Records: what the API sends of each value, as plain values in the shape that ``models`` describes."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

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
from detente.report import Report

Record = dict[str, Any]

HEAD_COLUMNS = (*("report_id", "title", "byline", "dateline", "published", "publisher", "url", "language", "events"),)


def event_record(event: Event) -> Record:
    """The same as ``Event.to_dict``, in a fifth of its time: a page has hundreds of mentions."""
    record = dict(zip(_EVENT_NAMES, _event_values(event), strict=True))
    record["sentence"] = {"start": event.sentence[0], "end": event.sentence[1]}
    record["trigger"] = _PLAIN[Mention](event.trigger)
    for name in _LISTS:
        record[name] = [_PLAIN[type(mention)](mention) for mention in record[name]]
    for name in _SINGLE:
        mention = record[name]
        if mention is not None:
            record[name] = _PLAIN[type(mention)](mention)
    return record


def report_head(report: Report, events: int) -> Record:
    """A report without its text, with the number of its events."""
    names = HEAD_COLUMNS[1:-1]
    return {"report_id": report.id, **{name: getattr(report, name) for name in names}, "events": events}


def report_record(coded: CodedReport, revision: int) -> Record:
    """A report with its text, sentences and events."""
    report = coded.report
    return {
        **report_head(report, len(coded.events)),
        "revision": revision,
        "text": report.text,
        "body": [{"start": start, "end": end} for start, end in report.body],
        "sentences": [{"start": cut.start, "end": cut.end} for cut in coded.sentences],
        "event_records": [event_record(event) for event in coded.events],
    }


_LISTS = ("actors", "recipients", "places", "sources")
_SINGLE = ("date", "killed", "injured", "detained")
_EVENT_NAMES = tuple(field.name for field in fields(Event))
_event_values: Callable[[Event], Sequence[Any]] = attrgetter(*_EVENT_NAMES)


def _reader(kind: type[Mention]) -> Callable[[Mention], Record]:
    own = tuple(field.name for field in fields(kind))
    names, values = tuple(name.removesuffix("_") for name in own), attrgetter(*own)
    return lambda mention: dict(zip(names, values(mention), strict=True))


_PLAIN = {
    kind: _reader(kind) for kind in (Mention, ActorMention, PlaceMention, DateMention, TollMention, SourceMention)
}
