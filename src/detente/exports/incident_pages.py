"""Incidents made to be read: a block each in a list; one alone with every version and why each event is in it.

Words from reports are made safe to show. Without colours the trigger stands between asterisks and what the event names
between square brackets, as in the table of events.
"""

import io
import shutil
from collections.abc import Callable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from detente.event import CodedReport
from detente.exports.table import NARROWEST, PLAIN, WIDEST, marked, wants_colour
from detente.exports.visible import visible
from detente.incidents.incident import Incident, Member, Party, Site, Toll, Version

_INDENT = 2
_LABEL = 7
_MOST_PARTIES = 4
"""Parties of a side that a list names; the others are counted."""
_TOLLS = ("killed", "injured", "detained")

Line = tuple[int, str, Text]
"""Indent, label and words."""


class Page:
    """Lines laid out for a terminal or for plain text, in which they are the same everywhere."""

    def __init__(self, terminal: bool, width: int | None = None) -> None:
        columns = width or (shutil.get_terminal_size((PLAIN, 24)).columns if terminal else PLAIN)
        self._out = io.StringIO()
        self._console = Console(
            file=self._out,
            width=max(NARROWEST, min(columns, WIDEST)),
            force_terminal=terminal,
            color_system="auto" if terminal and wants_colour() else None,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    @property
    def coloured(self) -> bool:
        """Whether styles are seen."""
        return self._console.color_system is not None

    def text(self, lines: Iterator[Line]) -> str:
        """The lines broken where they are too long, each with its label before it, and an empty line after all."""
        self._out.seek(0)
        self._out.truncate()
        for indent, label, words in lines:
            self._line(indent, label, words)
        self._console.print()
        return self._out.getvalue()

    def _line(self, indent: int, label: str, words: Text) -> None:
        hang = indent + (_LABEL if label else 0)
        for number, line in enumerate(words.wrap(self._console, max(self._console.width - hang, 10), overflow="fold")):
            line.rstrip()
            before = " " * indent + label.ljust(hang - indent) if number == 0 else " " * hang
            self._console.print(Text.assemble(Text(before, style="dim"), line), soft_wrap=True)


def listed(incident: Incident) -> Iterator[Line]:
    """The incident in a few lines."""
    yield 0, "", _title(incident)
    yield from _facts(incident, _MOST_PARTIES)
    yield _INDENT, "told", Text(_told(incident))
    yield _INDENT, "id", Text(visible(incident.incident_id))


def shown(incident: Incident, report_of: Callable[[str], CodedReport | None], coloured: bool) -> Iterator[Line]:
    """The whole incident; ``report_of`` gives the report of an event by the event's id, None where there is none."""
    yield 0, "", _title(incident)
    yield from _facts(incident, None)
    yield _INDENT, "told", Text(_told(incident))
    yield _INDENT, "id", Text(visible(incident.incident_id))
    yield 0, "", Text("")
    yield 0, "", Text("versions", style="bold")
    for version in incident.versions:
        yield from _version(version)
    yield 0, "", Text("")
    yield 0, "", Text("events", style="bold")
    for member in incident.members:
        yield from _member(member, report_of(member.event.event_id), coloured)


def _title(incident: Incident) -> Text:
    kind = Text.assemble(Text(incident.type, style="bold"), f" {incident.mode}" if incident.mode else "")
    status = Text(incident.status, style="" if incident.status == "actual" else "bold yellow")
    sure = Text(f"confidence {incident.confidence:.2f}")
    return Text(" · ").join([Text(_days(incident), style="bold"), kind, status, sure])


def _days(incident: Incident) -> str:
    first, last = incident.first_day, incident.last_day
    match first, last:
        case None, None:
            days = "no date"
        case None, _:
            days = f"until {last}"
        case _, None:
            days = f"from {first}"
        case _:
            days = str(first) if first == last else f"{first} to {last}"
    return days if incident.dated or days == "no date" else f"reported {days}"


def _facts(incident: Incident, most: int | None) -> Iterator[Line]:
    yield _INDENT, "who", Text(_who(incident.actors, incident.recipients, most))
    if incident.site is not None:
        yield _INDENT, "where", Text(_where(incident.site))
    tolls = _tolls(incident)
    if tolls:
        yield _INDENT, "toll", Text(tolls)


def _who(actors: Sequence[Party], recipients: Sequence[Party], most: int | None) -> str:
    acting = _parties(actors, most) or "not said"
    return f"{acting} → {_parties(recipients, most)}" if recipients else acting


def _parties(parties: Sequence[Party], most: int | None) -> str:
    names = [_party(party) for party in parties[:most]]
    more = len(parties) - len(names)
    return "; ".join([*names, *([f"{more} more"] if more else [])])


def _party(party: Party) -> str:
    name = visible(party.name)
    known = party.actor_id or ":".join(part for part in (party.country, party.sector) if part)
    return f"{name} ({visible(known)})" if known and known != party.name else name


def _where(site: Site) -> str:
    parts = [visible(part) for part in (site.name, site.admin1, site.country) if part]
    return ", ".join(dict.fromkeys(parts)) + (f" ({site.precision})" if site.precision else "")


def _tolls(told: Incident | Version) -> str:
    stated: list[tuple[str, Toll | None]] = [(name, getattr(told, name)) for name in _TOLLS]
    return " · ".join(f"{name} {_count(toll)}" for name, toll in stated if toll is not None)


def _count(toll: Toll) -> str:
    if toll.min == toll.best == toll.max:
        return str(toll.best)
    if toll.max is None:
        return f"{toll.best} or more" if toll.min == toll.best else f"{toll.best} ({toll.min} or more)"
    return f"{toll.best} ({toll.min} to {toll.max})"


def _told(incident: Incident) -> str:
    reports = len({member.telling.report_id for member in incident.members})
    counts = [
        _counted(len(incident.members), "event"),
        _counted(reports, "report"),
        _counted(incident.publishers, "independent publisher"),
    ]
    told = " · ".join(counts)
    if incident.first_report is None:
        return told
    first, last = visible(incident.first_report), visible(incident.last_report or "")
    return f"{told} · {first}" + ("" if first == last else f" to {last}")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _version(version: Version) -> Iterator[Line]:
    publisher = visible(version.publisher) if version.publisher else "no publisher"
    source = f", quoting {visible(version.source)}" if version.source else ""
    yield _INDENT, "", Text.assemble(Text(publisher + source, style="bold"), f" · {version.status}")
    if version.blamed:
        yield 2 * _INDENT, "by", Text(_parties(version.blamed, None))
    tolls = _tolls(version)
    if tolls:
        yield 2 * _INDENT, "toll", Text(tolls)
    yield 2 * _INDENT, "events", Text(", ".join(visible(name) for name in version.event_ids))


def _member(member: Member, coded: CodedReport | None, coloured: bool) -> Iterator[Line]:
    told = member.telling
    head = [told.title or told.report_id, told.publisher, told.published]
    yield _INDENT, "", Text(" · ".join(visible(part) for part in head if part), style="bold")
    yield 2 * _INDENT, "id", Text(visible(member.event.event_id))
    if told.copy_of is not None:
        yield 2 * _INDENT, "copy", Text(f"of report {visible(told.copy_of)}")
    yield 2 * _INDENT, "why", Text(_why(member))
    if member.parts:
        yield 2 * _INDENT, "parts", Text(_sum(member))
    if coded is not None:
        row = Text("none: a row of an event table", style="dim")
        yield 2 * _INDENT, "text", marked(member.event, coded.report, coloured) if coded.report.text else row


def _why(member: Member) -> str:
    why = str(member.rule)
    if member.joined_to is not None:
        why += f" · to {visible(member.joined_to)}"
    return why if member.probability is None else f"{why} · probability {member.probability:.2f}"


def _sum(member: Member) -> str:
    """The parts and what they sum to; those that add nothing to two places are left out."""
    shown = [part for part in member.parts if round(part.weight, 2)]
    parts = [f"{' '.join(filter(None, (part.comparison, part.level)))} {part.weight:+.2f}" for part in shown]
    return f"{' · '.join(parts)} = log odds {sum(part.weight for part in member.parts):+.2f}"
