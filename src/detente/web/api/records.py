"""Records of reports: what the API sends of each, as plain values in the shape that ``models`` describes."""

from typing import Any

from detente.event import CodedReport
from detente.report import Report

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
        "body": [{"start": start, "end": end} for start, end in report.body],
        "sentences": [{"start": cut.start, "end": cut.end} for cut in coded.sentences],
        "event_records": [event.to_dict() for event in coded.events],
    }
