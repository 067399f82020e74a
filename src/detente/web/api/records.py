"""Records of reports: what the API sends of each, as plain values in the shape that ``models`` describes."""

from typing import Any

from detente.event import CodedReport
from detente.ledger.searching import Hit
from detente.report import Report, Span

Record = dict[str, Any]

HEAD = ("title", "byline", "dateline", "published", "publisher", "url", "language")
HEAD_COLUMNS = ("report_id", *HEAD, "events")


def report_head(report: Report, events: int) -> Record:
    """A report without its text, with the number of its events."""
    return {"report_id": report.id, **{name: getattr(report, name) for name in HEAD}, "events": events}


def report_record(coded: CodedReport, revision: int) -> Record:
    """A report with its text, sentences and events."""
    report = coded.report
    return {
        **report_head(report, len(coded.events)),
        "revision": revision,
        "text": report.text,
        "body": [_span(span) for span in report.body],
        "sentences": [_span((cut.start, cut.end)) for cut in coded.sentences],
        "event_records": [event.to_dict() for event in coded.events],
    }


def hit_record(hit: Hit) -> Record:
    """A report in which words were found: where, and a part of its text around them."""
    report = hit.report
    return {
        "report_id": report.id,
        **{name: getattr(report, name) for name in HEAD},
        "title_spans": [_span(span) for span in hit.title],
        "text_spans": [_span(span) for span in hit.text],
        "snippet": {**_span(hit.snippet), "text": report.text[slice(*hit.snippet)]},
        "event_ids": list(hit.event_ids),
    }


def _span(span: Span) -> Record:
    return {"start": span[0], "end": span[1]}
