"""Explanations written: plain lines for people, or one record of plain values."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict

from detente.event import DateMention, Mention
from detente.explaining import Explanation, SpanWay
from detente.exports.visible import visible
from detente.reviews.correction import Correction
from detente.reviews.record import change_to_json

_WIDTH = 11
_INDENT = 15
_NAMES = {"from_": "from"}


def record_of(told: Explanation) -> dict[str, object]:
    """The explanation as plain values, every field present."""
    event, report, run = told.event, told.report, told.run
    start, end = event.sentence
    return {
        "event_id": event.event_id,
        "report": {
            name: getattr(report, name)
            for name in ("id", "title", "published", "publisher", "url", "dateline", "file", "line")
        },
        "sentence": {"start": start, "end": end, "text": told.sentence},
        "codebook": {"name": event.codebook, **told.codebook},
        "status": event.status,
        "time": event.time,
        "confidence": event.confidence,
        "spans": [_span_record(span) for span in told.spans],
        "run": {"version": run.version, "model": event.model, "codebook": run.codebook, "options": dict(run.options)},
        "missing_tables": list(told.missing),
        "corrections": [_correction_record(one) for one in told.corrections],
    }


def _correction_record(correction: Correction) -> dict[str, object]:
    said = json.loads(change_to_json(correction.change))
    who = {"author": correction.author, "made": correction.made, "state": str(correction.state)}
    return {"number": correction.number, "kind": correction.kind, "change": said, **who}


def _told_by_hand(correction: Correction) -> str:
    change = json.loads(change_to_json(correction.change))
    words = " ".join(f"{name} {value}" for name, value in change.items() if name != "said")
    said = " ".join(filter(None, (correction.kind, words)))
    return f"{said} · {correction.author}, {correction.made} · {correction.state}"


def _span_record(span: SpanWay) -> dict[str, object]:
    kept = span.kept
    return {
        "role": span.role,
        "start": kept.start,
        "end": kept.end,
        "text": kept.text,
        "resolved": _values(kept),
        "rule": span.rule,
        "score": span.score,
        "parts": dict(span.parts) if span.parts is not None else None,
        "row": dict(span.row) if span.row is not None else None,
        "now": _values(span.now) if span.now != kept else None,
    }


def _values(mention: Mention) -> dict[str, object]:
    """What the words were resolved to, without the words and the rule."""
    values = asdict(mention)
    return {_NAMES.get(k, k): v for k, v in values.items() if k not in ("start", "end", "text", "rule")}


def lines_of(told: Explanation) -> Iterator[str]:
    """Lines for people, without line ends."""
    event, report, run = told.event, told.report, told.run
    yield f"event {visible(event.event_id)}"
    where = [report.title, report.published, report.publisher, report.url, _file(told)]
    yield _line("report", " · ".join([report.id, *(one for one in where if one)]))
    told_in = f"{_place(*event.sentence)} {told.sentence}" if report.text else "no text: a row of an event table"
    yield _line("sentence", told_in)
    row = told.codebook
    kind = " ".join(str(row[name]) for name in ("type", "mode") if row[name])
    yield _line("codebook", f"{event.codebook}: {kind} · {row['quad']} · score {row['score']} · CAMEO {row['cameo']}")
    if row["description"]:
        yield _more(str(row["description"]))
    yield _line("status", f"{event.status} · {event.time} · confidence {event.confidence}")
    for span in told.spans if report.text else told.spans[1:]:
        yield from _span_lines(span)
    yield from (_line("corrected", words) for words in map(_told_by_hand, told.corrections))
    yield _line("run", f"detente {run.version} · model {event.model} · codebook {run.codebook}")
    yield from (_more(f"option {name}: {value}") for name, value in sorted(run.options.items()))
    for name in told.missing:
        yield _more(f"it was given a table of its own, which is not here: add --{name} FILE")


def _file(told: Explanation) -> str:
    report = told.report
    return f"{report.file}:{report.line}" if report.file and report.line else report.file or ""


def _span_lines(span: SpanWay) -> Iterator[str]:
    kept = span.kept
    yield _line(span.role, f"{_place(kept.start, kept.end)} {kept.text}" if kept.text else "as the row states")
    if span.role == "trigger":
        return
    yield _more(f"is: {_said(kept)}")
    if span.now != kept:
        yield _more(f"now: {_said(span.now)}")
    if span.rule:
        yield _more(f"rule: {span.rule}")
    if span.parts is not None:
        yield _more(f"score: {span.score} = {_joined(span.parts)}")
    if span.row is not None:
        yield _more(f"row: {_joined(span.row)}")


def _said(mention: Mention) -> str:
    values = {name: value for name, value in _values(mention).items() if value is not None}
    if isinstance(mention, DateMention) and values:
        values = {name: values.get(name, "open") for name in ("from", "to", "precision")}
    return _joined(values) if values else "not known"


def _joined(values: Mapping[str, object]) -> str:
    return " · ".join(f"{name} {value}" for name, value in values.items() if value is not None)


def _place(start: int, end: int) -> str:
    return f"[{start}, {end})"


def _line(label: str, text: str) -> str:
    return f"  {label:<{_WIDTH}}{visible(text)}"


def _more(text: str) -> str:
    return " " * _INDENT + visible(text)
