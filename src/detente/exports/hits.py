"""What a search has found written out: for people a few lines a report, else one record or row each."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from detente.exports.csv import Cell, csv_line
from detente.exports.destination import Destination
from detente.exports.jsonl import record_line
from detente.exports.visible import visible
from detente.ledger.searching import Hit
from detente.report import Span

HEAD = ("title", "byline", "dateline", "published", "publisher", "url", "language")
COLUMNS = ("report_id", *HEAD, "snippet", "event_ids")
"""Columns of a row; ids of events are joined by "; "."""
_INDENT = "    "


def write_hits(hits: Iterable[Hit], format: str, destination: Destination) -> None:  # noqa: A002
    """Writes the hits in one of ``detente.exports.FORMATS``. Raises DetenteError for Parquet on a terminal."""
    if format == "parquet":
        _write_parquet(hits, destination)
        return
    for line in _lines(hits, format, terminal=destination.terminal):
        destination.stream.write(line.encode("utf-8", "backslashreplace"))
    destination.stream.flush()


def record_of(hit: Hit) -> dict[str, Any]:
    """The report's head, where in title and text the words are, the part of the text around them, and the events."""
    report = hit.report
    return {
        "report_id": report.id,
        **{name: getattr(report, name) for name in HEAD},
        "title_spans": [_span(span) for span in hit.title],
        "text_spans": [_span(span) for span in hit.text],
        "snippet": {**_span(hit.snippet), "text": report.text[slice(*hit.snippet)]},
        "event_ids": list(hit.event_ids),
    }


def _span(span: Span) -> dict[str, int]:
    return {"start": span[0], "end": span[1]}


def _lines(hits: Iterable[Hit], format: str, *, terminal: bool) -> Iterator[str]:  # noqa: A002
    match format:
        case "jsonl":
            yield from (record_line(record_of(hit)) for hit in hits)
        case "csv":
            yield csv_line(COLUMNS)
            yield from (csv_line(_cells(hit), terminal=terminal) for hit in hits)
        case _:
            yield from (_block(hit) for hit in hits)


def _cells(hit: Hit) -> list[Cell]:
    report = hit.report
    snippet = report.text[slice(*hit.snippet)]
    return [report.id, *(getattr(report, name) for name in HEAD), snippet, "; ".join(hit.event_ids)]


def _block(hit: Hit) -> str:
    """Title, date and publisher; the part of the text with what was found between asterisks; report and events."""
    report = hit.report
    head = " · ".join(filter(None, (report.title or report.id, report.published, report.publisher)))
    lines = [visible(head), _INDENT + visible(_marked(hit)), f"{_INDENT}report {visible(report.id)}"]
    if hit.event_ids:
        lines.append(f"{_INDENT}events {visible(' '.join(hit.event_ids))}")
    return "\n".join(lines) + "\n\n"


def _marked(hit: Hit) -> str:
    text, (first, last) = hit.report.text, hit.snippet
    parts, place = [], first
    for start, end in hit.text:
        if first <= start and end <= last:
            parts += [text[place:start], f"*{text[start:end]}*"]
            place = end
    parts.append(text[place:last])
    return ("… " if first > 0 else "") + "".join(parts).strip() + (" …" if last < len(text) else "")


def _write_parquet(hits: Iterable[Hit], destination: Destination) -> None:
    import pyarrow as pa

    from detente.exports.parquet import RowGroups

    text = partial(pa.field, type=pa.string())
    span = pa.struct([pa.field("start", pa.int64()), pa.field("end", pa.int64())])
    snippet = pa.struct([pa.field("start", pa.int64()), pa.field("end", pa.int64()), text("text")])
    schema = pa.schema(
        [
            *(text(name) for name in ("report_id", *HEAD)),
            *(pa.field(name, pa.list_(span)) for name in ("title_spans", "text_spans")),
            pa.field("snippet", snippet),
            pa.field("event_ids", pa.list_(pa.string())),
        ]
    )
    groups = RowGroups(destination.for_bytes("parquet"), schema)
    try:
        for hit in hits:
            groups.add([record_of(hit)])
        groups.close()
    except BaseException:
        groups.drop()
        raise
