"""The table made to be read: each report with its date, each event with its words marked in the sentence.

On a terminal with colours the trigger and the arguments are coloured; elsewhere the trigger stands between asterisks
and arguments between square brackets, in plain text that is the same everywhere.
"""

import io
import os
import shutil
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from rich.console import Console
from rich.text import Text

from detente.event import ActorMention, CodedReport, DateMention, Event, Mention, PlaceMention, TollMention
from detente.exports.visible import visible
from detente.report import Report

NARROWEST, WIDEST, PLAIN = 40, 120, 100
"""Columns on the narrowest and the widest terminal that is made use of, and columns of plain text."""
_LABEL = 7
_INDENT = 4
_STYLES = {
    "trigger": "bold reverse",
    "actors": "cyan",
    "recipients": "magenta",
    "places": "green",
    "date": "yellow",
    "killed": "red",
    "injured": "red",
    "detained": "red",
    "sources": "blue",
}
"""Styles by field; where two spans overlap the field named first here is the one marked."""
_TOLLS = ("killed", "injured", "detained")


class TableWriter:
    """Writes report by report, so that the first is seen while others are still read."""

    def __init__(self, stream: BinaryIO, *, terminal: bool = False, width: int | None = None) -> None:
        self._stream = stream
        columns = width or (shutil.get_terminal_size((PLAIN, 24)).columns if terminal else PLAIN)
        self._page = io.StringIO()
        self._console = Console(
            file=self._page,
            width=max(NARROWEST, min(columns, WIDEST)),
            force_terminal=terminal,
            color_system="auto" if terminal and wants_colour() else None,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    def write(self, coded: CodedReport) -> None:
        """The report's head, then its events or that there are none."""
        self._lines(0, _head(coded.report))
        if not coded.events:
            self._lines(_INDENT // 2, Text("no events", style="dim"))
        for event in coded.events:
            self._write_event(event, coded.report)
        self._console.print()
        self._stream.write(self._page.getvalue().encode("utf-8", "backslashreplace"))
        self._stream.flush()
        self._page.seek(0)
        self._page.truncate()

    def close(self) -> None:
        """Nothing is due."""
        self._stream.flush()

    def drop(self) -> None:
        """Nothing is held back."""

    def _write_event(self, event: Event, report: Report) -> None:
        self._lines(_INDENT // 2, _title(event))
        for label, text in _fields(event):
            self._lines(_INDENT, text, label)
        coloured = self._console.color_system is not None
        told = marked(event, report, coloured) if report.text else Text("none: a row of an event table", style="dim")
        self._lines(_INDENT, told, "text")

    def _lines(self, indent: int, text: Text, label: str = "") -> None:
        """The text broken into lines, the lines after the first below it; the label before the first."""
        hang = indent + (_LABEL if label else 0)
        room = max(self._console.width - hang, 10)
        for number, line in enumerate(text.wrap(self._console, room, overflow="fold")):
            line.rstrip()
            before = Text(" " * indent + label.ljust(hang - indent) if number == 0 else " " * hang, style="dim")
            self._console.print(Text.assemble(before, line), soft_wrap=True)


def wants_colour() -> bool:
    """Whether the user's environment does not forbid colours."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _head(report: Report) -> Text:
    title = Text(visible(report.title or report.id), style="bold")
    date = Text(visible(report.published)) if report.published else Text("no date found", style="dim italic")
    where = [visible(part) for part in (report.publisher, report.file) if part]
    return Text.assemble(title, "\n", Text(" · ").join([date, *(Text(part, style="dim") for part in where)]))


def _title(event: Event) -> Text:
    kind = Text(event.type, style="bold")
    mode = Text(f" {event.mode}" if event.mode else "")
    status = Text(event.status, style="" if event.status == "actual" else "bold yellow")
    parts = [Text.assemble(kind, mode), status]
    if event.time != "current":
        parts.append(Text(event.time))
    return Text(" · ").join([*parts, Text(f"confidence {event.confidence:.2f}")])


def _fields(event: Event) -> Iterator[tuple[str, Text]]:
    """Label and words of what is known of the event."""
    yield "who", _who(event)
    if event.places:
        yield "where", _listed(event.places, [_place(place) for place in event.places], "places")
    if event.date is not None:
        yield "when", _listed([event.date], [_span_of_days(event.date)], "date")
    tolls = [(name, toll) for name in _TOLLS if (toll := getattr(event, name)) is not None]
    if tolls:
        parts = [Text.assemble(f"{name} ", _listed([toll], [_count(toll)], name)) for name, toll in tolls]
        yield "toll", Text(" · ").join(parts)
    if event.sources:
        yield "source", _listed(event.sources, [source.kind for source in event.sources], "sources")


def _who(event: Event) -> Text:
    sides = [
        _listed(side, [_party(actor) for actor in side], name) if side else Text("not said", style="dim italic")
        for name, side in (("actors", event.actors), ("recipients", event.recipients))
    ]
    return Text(" → ").join(sides if event.recipients else sides[:1])


def _listed(mentions: Sequence[Mention], notes: Sequence[str | None], field: str) -> Text:
    """The words of each mention with what they were found to mean in parentheses."""
    parts = []
    for mention, note in zip(mentions, notes, strict=True):
        said = _words(mention)
        words = Text(visible(said or note or ""), style=_STYLES[field])
        parts.append(
            Text.assemble(words, f" ({visible(note)})" if said and note and (mention.text or said != note) else "")
        )
    return Text(", ").join(parts)


def _words(mention: Mention) -> str:
    """The words of the report; of a row of a table, which has none, the name that it states."""
    named = mention.name if isinstance(mention, ActorMention | PlaceMention) else None
    return mention.text or named or ""


def _party(actor: ActorMention) -> str | None:
    return actor.actor_id or actor.name or actor.country or actor.sector


def _place(place: PlaceMention) -> str | None:
    parts = [part for part in (place.name, place.admin1, place.country) if part and part != _words(place)]
    return ", ".join(dict.fromkeys(parts)) or None


def _span_of_days(date: DateMention) -> str | None:
    match date.from_, date.to:
        case None, None:
            return None
        case None, last:
            return f"until {last}"
        case first, None:
            return f"from {first}"
        case first, last:
            return first if first == last else f"{first} to {last}"


def _count(toll: TollMention) -> str | None:
    match toll.min, toll.max:
        case None, None:
            return None
        case None, most:
            return f"up to {most}"
        case least, None:
            return f"{least} or more"
        case least, most:
            return str(least) if least == most else f"{least} to {most}"


def marked(event: Event, report: Report, coloured: bool) -> Text:
    """The sentence with its trigger and arguments marked, where they are in it."""
    position, end = event.sentence
    sentence = Text()
    position += len(report.text[position:end]) - len(report.text[position:end].lstrip())
    for start, stop, field in _marks(event):
        words = _between(report.text, start, stop)
        if not coloured:
            words = f"*{words}*" if field == "trigger" else f"[{words}]"
        sentence.append(_between(report.text, position, start))
        sentence.append(words, style=_STYLES[field])
        position = stop
    return sentence.append(_between(report.text, position, end))


def _between(text: str, start: int, end: int) -> str:
    return visible(text[start:end])


def _marks(event: Event) -> list[tuple[int, int, str]]:
    """Spans to be marked, in the order of the text, none of which overlap."""
    chosen: list[tuple[int, int, str]] = []
    for field in _STYLES:
        value = getattr(event, field)
        for mention in value if isinstance(value, tuple) else (value,):
            if mention is None or not event.sentence[0] <= mention.start < mention.end <= event.sentence[1]:
                continue
            if all(mention.end <= start or stop <= mention.start for start, stop, _ in chosen):
                chosen.append((mention.start, mention.end, field))
    return sorted(chosen)
