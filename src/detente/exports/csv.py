"""CSV: one row an event, for spreadsheets and R; flat, so what is listed is joined by "; ".

The exact forms are JSON Lines and Parquet. Where text has ``=``, ``+``, ``-`` or ``@`` at a place where a spreadsheet
may begin a cell, an apostrophe stands before the sign, for what follows would be run as a formula: at its beginning,
and after a semicolon, a tab or a line end, where some spreadsheets cut, even if blanks or quotation marks stand
between. Numbers stay as they are. Text that begins with a tab or a line end gets an apostrophe, too. Where several
values are joined, the n-th belongs to the n-th text of the same row, and is empty where it is not known.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

from detente.event import CodedReport, Event, Mention
from detente.exports.visible import visible
from detente.report import Report

Cell = str | int | float | None

_SIGNS = frozenset("=+-@＝＋－＠")
"""The wide ones are taken for the others."""
_LINE_ENDS = ("\t", "\r", "\n")
_GAP = re.compile(r"""\A[\s;"]*|[\s;"]+""")
"""What may stand before the beginning of a cell; a run of it is looked at once, however long it is."""
_NUMBER = re.compile(r"[+-][0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?(?= *(?:[;\t\r\n]|\Z))", re.ASCII)


class CsvWriter:
    """Writes the names of the columns, then a row an event."""

    def __init__(self, stream: BinaryIO, *, terminal: bool = False) -> None:
        self._stream = stream
        self._terminal = terminal
        self._write_rows([list(COLUMNS)])

    def write(self, coded: CodedReport) -> None:
        """One row an event."""
        self._write_rows(row(event, coded.report) for event in coded.events)

    def close(self) -> None:
        """Nothing is due."""
        self._stream.flush()

    def drop(self) -> None:
        """Nothing is held back."""

    def _write_rows(self, rows: Iterable[list[Cell]]) -> None:
        lines = (csv_line(row, terminal=self._terminal) for row in rows)
        self._stream.write("".join(lines).encode())
        self._stream.flush()


def row(event: Event, report: Report) -> list[Cell]:
    """The cells of one event in the order of COLUMNS."""
    return [cell(event, report) for cell in COLUMNS.values()]


def csv_line(cells: Iterable[Cell], *, terminal: bool = False) -> str:
    """One row with its line end; cells that a spreadsheet would run get an apostrophe.

    On a terminal what it would obey is spelt out; anywhere else cells hold the words as they are.
    """
    if terminal:
        cells = [visible(cell) if isinstance(cell, str) else cell for cell in cells]
    # The module quotes what holds a character of the line end: with this one both of them, and lines end in one.
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(map(_guarded, cells))
    return text.getvalue().removesuffix("\r\n") + "\n"


def _guarded(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    held = _GAP.sub(_held_off, cell)
    return f"'{held}" if held.startswith(_LINE_ENDS) else held


def _held_off(gap: re.Match[str]) -> str:
    """The gap, with an apostrophe where what follows would be run as a formula."""
    begins = gap.start() == 0 or any(sign in gap[0] for sign in (";", *_LINE_ENDS))
    follows = gap.string[gap.end() : gap.end() + 1]
    runs = begins and follows in _SIGNS and not _NUMBER.match(gap.string, gap.end())
    return f"{gap[0]}'" if runs else gap[0]


def _joined(mentions: Iterable[Mention], field: str) -> str:
    values = ["" if (value := getattr(mention, field)) is None else str(value) for mention in mentions]
    return "; ".join(values) if any(values) else ""


def _of_event(field: str) -> Callable[[Event, Report], Any]:
    return lambda event, _: getattr(event, field)


def _of_report(field: str) -> Callable[[Event, Report], Any]:
    return lambda _, report: getattr(report, field)


def _of_several(role: str, field: str) -> Callable[[Event, Report], Any]:
    return lambda event, _: _joined(getattr(event, role), field)


def _of_one(role: str, field: str) -> Callable[[Event, Report], Any]:
    return lambda event, _: None if getattr(event, role) is None else getattr(getattr(event, role), field)


COLUMNS: dict[str, Callable[[Event, Report], Any]] = {
    "event_id": _of_event("event_id"),
    "report_id": _of_event("report_id"),
    "published": _of_report("published"),
    "publisher": _of_report("publisher"),
    "title": _of_report("title"),
    "url": _of_report("url"),
    "type": _of_event("type"),
    "mode": _of_event("mode"),
    "quad": _of_event("quad"),
    "score": _of_event("score"),
    "cameo": _of_event("cameo"),
    "status": _of_event("status"),
    "time": _of_event("time"),
    "trigger": _of_one("trigger", "text"),
    **{
        f"{role}{suffix}": _of_several(f"{role}s", field)
        for role in ("actor", "recipient")
        for suffix, field in (
            *(("s", "text"), ("_ids", "actor_id"), ("_names", "name")),
            *(("_countries", "country"), ("_sectors", "sector")),
        )
    },
    "places": _of_several("places", "text"),
    "place_ids": _of_several("places", "geonames_id"),
    "place_names": _of_several("places", "name"),
    "place_countries": _of_several("places", "country"),
    "place_lats": _of_several("places", "lat"),
    "place_lons": _of_several("places", "lon"),
    "date": _of_one("date", "text"),
    "date_from": _of_one("date", "from_"),
    "date_to": _of_one("date", "to"),
    "date_precision": _of_one("date", "precision"),
    **{
        f"{toll}{suffix}": _of_one(toll, field)
        for toll in ("killed", "injured", "detained")
        for suffix, field in (("", "text"), ("_min", "min"), ("_max", "max"))
    },
    "sources": _of_several("sources", "text"),
    "source_kinds": _of_several("sources", "kind"),
    "confidence": _of_event("confidence"),
    "sentence": lambda event, report: report.text[slice(*event.sentence)],
    "sentence_start": lambda event, _: event.sentence[0],
    "sentence_end": lambda event, _: event.sentence[1],
    "trigger_start": _of_one("trigger", "start"),
    "trigger_end": _of_one("trigger", "end"),
    "model": _of_event("model"),
    "codebook": _of_event("codebook"),
}
"""The columns and what stands in them; described one by one on the reference page."""
