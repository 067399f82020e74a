"""Report page: a view of the ledger as one page that needs nothing else, to be mailed or kept.

The page has no script and asks for nothing over the network: pictures and style stand in it, and what reports say is
escaped. It has map and time line of all incidents of the view, and tells the foremost of them with versions and
evidence, as long as there is room; what was left out is counted.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from sqlalchemy import Connection, select

from detente import __version__
from detente.codebook import QUADS, load_codebook
from detente.exports.inline_svg import inline_svg
from detente.incidents.incident import Incident, Member, Telling
from detente.ledger import IncidentFilter, Ledger
from detente.ledger.schema import events, runs
from detente.ledger.told import by_first, parts_of, reports_of
from detente.plots.map import map_of
from detente.plots.timeline import timeline_of
from detente.report import Report
from detente.spans import trim
from detente.web import incident_words
from detente.web.marking import LETTERS, Segment, marks_of, segments
from detente.web.rendering import web_link

TITLE = "What happened"
MOST_BYTES = 5_000_000
"""Bytes of the whole page."""
MOST_INCIDENTS = 300
"""Incidents told in full."""
MOST_MEMBERS, MOST_VERSIONS, MOST_SOURCES = 8, 12, 400
"""Sentences and versions of one incident, and reports in the list of sources."""
MOST_SENTENCE = 900
"""Characters of one sentence."""
_FOLDER = Path(__file__).parent / "web"
_SHEETS = ("base.css", "marks.css", "report_file.css")
LONGEST_LINK = 2_000
"""Characters of an address that is made a link; a longer one is left out, since half of it leads elsewhere."""
_LINE = 400
"""Bytes of one line of the list of sources beside what the report says of itself."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One event of an incident with the sentence that tells it."""

    member: Member
    sentence: tuple[Segment, ...]
    """Empty where the event came from a table without text."""
    cut: bool
    """Whether the sentence is longer than what is shown."""


@dataclass(frozen=True, slots=True)
class Source:
    """A report that tells of the incidents shown."""

    telling: Telling
    events: int


@dataclass(frozen=True, slots=True)
class Made:
    """By what the events of the ledger were read."""

    version: str
    model: str
    codebook: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Incidents of one type."""

    type: str
    quad: str
    done: int
    """Actual or alleged."""
    others: int


def report_page(
    ledger: Ledger, wanted: IncidentFilter, title: str = TITLE, progress: Callable[[int, int], object] | None = None
) -> str:
    """The page of the incidents that meet the conditions, as ``update_incidents`` has left them; UTF-8 HTML.

    No longer than MOST_BYTES. The same ledger, filter and title give the same page.
    """
    found = list(ledger.incidents(wanted, progress))
    chosen = foremost(found, MOST_INCIDENTS)
    pictures = [
        Markup(inline_svg(timeline_of(found), "time-", "Incidents by day and type")),  # noqa: S704  made and escaped here
        Markup(inline_svg(map_of(found), "map-", "Incidents on a map")),  # noqa: S704
    ]
    with ledger.connection() as connection:
        texts = _texts(connection, chosen)
        made = _made(connection)
    values = {
        "title": title,
        "pictures": pictures,
        "conditions": conditions_of(wanted),
        "total": len(found),
        "days": _days(found),
        "tallies": _tallies(found),
        "made": made,
        "version": __version__,
        "sheet": _sheet(),
    }
    room = MOST_BYTES - _size(_rendered("report_file.html", told=(), left_out=0, sources=(), unlisted=0, **values))
    told = _told(chosen, texts, room)
    sources = _sources(chosen[: len(told)])
    return _rendered(
        "report_file.html",
        told=told,
        left_out=len(found) - len(told),
        sources=sources[:MOST_SOURCES],
        unlisted=max(0, len(sources) - MOST_SOURCES),
        **values,
    )


def foremost(incidents: Sequence[Incident], most: int) -> list[Incident]:
    """Of too many incidents those told by most independent publishers, then those that are surest, then the last ones.

    They come in the order of the incidents.
    """
    ranked = sorted(
        range(len(incidents)),
        key=lambda place: (-incidents[place].publishers, -incidents[place].confidence, -place),
    )
    return [incidents[place] for place in sorted(ranked[:most])]


def conditions_of(wanted: IncidentFilter) -> list[tuple[str, str]]:
    """The conditions that are set, by the words of the command line."""
    found = []
    for field in fields(wanted):
        value = getattr(wanted, field.name)
        if value not in (None, ()):
            words = ", ".join(value) if isinstance(value, tuple) else str(value)
            found.append((field.name.replace("_", "-"), words))
    return found


def evidence_of(member: Member, report: Report | None) -> Evidence:
    """The sentence of an event with what it names marked."""
    event = member.event
    if report is None or not report.text:
        return Evidence(member, (), False)
    start, end = trim(report.text, *event.sentence)
    shown = (start, min(end, start + MOST_SENTENCE))
    return Evidence(member, segments(report.text, marks_of([event]), shown), shown[1] < end)


def _told(incidents: Sequence[Incident], texts: Mapping[str, Report], room: int) -> list[Markup]:
    """The incidents as markup, in their order, as many as there is room for with their sources, in bytes."""
    told: list[Markup] = []
    left = room
    listed: dict[str, int] = {}
    for incident in incidents:
        evidence = [evidence_of(member, texts.get(member.event.event_id)) for member in incident.members[:MOST_MEMBERS]]
        text = _rendered(
            "report_file_incident.html",
            incident=incident,
            evidence=evidence,
            more_members=len(incident.members) - len(evidence),
            versions=incident.versions[:MOST_VERSIONS],
            more_versions=max(0, len(incident.versions) - MOST_VERSIONS),
        )
        new = {member.telling.report_id: _line_size(member.telling) for member in incident.members}
        if len(listed) < MOST_SOURCES:
            left -= sum(size for name, size in new.items() if name not in listed)
            listed |= new
        left -= _size(text)
        if left < 0:
            break
        told.append(Markup(text))  # noqa: S704  made by a template that escapes
    return told


def _line_size(told: Telling) -> int:
    """Bytes that a line of the list of sources takes at most."""
    parts = (told.url or "", told.title or told.report_id, told.publisher or "", told.published or "")
    return _LINE + sum(_size(escape(part)) for part in parts)


def _sources(incidents: Iterable[Incident]) -> list[Source]:
    """The reports that tell of these incidents, by date of publication."""
    counts: Counter[str] = Counter()
    tellings: dict[str, Telling] = {}
    for incident in incidents:
        for member in incident.members:
            counts[member.telling.report_id] += 1
            tellings[member.telling.report_id] = member.telling
    ordered = sorted(tellings.values(), key=lambda told: (told.published or "", told.report_id))
    return [Source(told, counts[told.report_id]) for told in ordered]


def _texts(connection: Connection, incidents: Iterable[Incident]) -> dict[str, Report]:
    """The reports of the events that are shown, by event id."""
    shown = [member.event.event_id for incident in incidents for member in incident.members[:MOST_MEMBERS]]
    query = select(events.c.event_id, events.c.id).where(events.c.superseded_by.is_(None))
    rows: dict[str, int] = {}
    for asked in parts_of(shown):
        rows |= by_first(connection, query.where(events.c.event_id.in_(asked)))
    by_row = reports_of(connection, list(rows.values()))
    return {event_id: by_row[row] for event_id, row in rows.items()}


def _made(connection: Connection) -> list[Made]:
    query = select(runs.c.version, runs.c.model, runs.c.codebook).distinct()
    return [Made(*row) for row in connection.execute(query.order_by(*query.selected_columns))]


def _tallies(incidents: Iterable[Incident]) -> list[Tally]:
    """By type, from cooperation to conflict."""
    done: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for one in incidents:
        (done if one.status in ("actual", "alleged") else others)[one.type] += 1
    book = load_codebook()
    order = sorted(done.keys() | others.keys(), key=lambda name: (QUADS.index(book.quad(name)), name))
    return [Tally(name, book.quad(name), done[name], others[name]) for name in order]


def _days(incidents: Sequence[Incident]) -> str:
    days = [day for one in incidents for day in (one.first_day, one.last_day) if day is not None]
    return incident_words.day_range(min(days), max(days)) if days else "no date"


def _rendered(template: str, **values: object) -> str:
    return _templates().get_template(template).render(**values)


def _size(text: str) -> int:
    return len(text.encode())


@cache
def _sheet() -> Markup:
    """The style sheets of the workspace's pages that this one needs, as one."""
    sheets = [(_FOLDER / "static" / name).read_text(encoding="utf-8") for name in _SHEETS]
    return Markup("\n".join(sheets))  # noqa: S704  files of this package


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update({"tell": incident_words, "letters": LETTERS, "longest_link": LONGEST_LINK})
    environment.filters["web_link"] = web_link
    environment.filters["moment"] = incident_words.moment
    environment.filters["called"] = incident_words.called
    return environment
