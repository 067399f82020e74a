"""Actor look-up: who is named in the ledger, and what of the ledger one of them is in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from detente.actors.table import SECTORS
from detente.incidents.incident import Incident
from detente.ledger import paging
from detente.ledger.queries import is_party
from detente.ledger.rows import folded
from detente.ledger.schema import events, incident_members, incidents, mentions, readings, reports
from detente.relations.parties import name_of

ROLES = ("actor", "recipient")


@dataclass(frozen=True, slots=True)
class Entry:
    """One party as the directory lists it."""

    key: str
    """``actor_id``, else country and sector (``RUS:MIL``), else country."""
    name: str
    """Of a code what it stands for, whatever reports call it: one name a party, and one party a name."""
    country: str | None
    sector: str | None
    countries: tuple[str, ...]
    """Of all mentions, in the order of the alphabet; empty where some mention has none."""
    acts: int
    """Mentions as actor in events that hold."""
    suffers: int
    """Mentions as recipient."""
    searched: str
    """Key, name, and what it is called most often, without capitals, which words are looked for in."""

    @property
    def total(self) -> int:
        """Mentions of both roles."""
        return self.acts + self.suffers


@dataclass(frozen=True, slots=True)
class Heard:
    """Words by which reports named a party, and how often."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report as a list names it."""

    report_id: str
    title: str | None
    publisher: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What of the ledger a party is in."""

    events: int
    heard: tuple[Heard, ...]
    """Most frequent first."""
    incidents: tuple[Incident, ...]
    """Those that began last, the last one first."""
    more_incidents: int
    reports: tuple[ReportLine, ...]
    """Those published last, the last one first."""
    more_reports: int


def directory(connection: Connection) -> tuple[Entry, ...]:
    """All parties that events which hold name and that could be told, those named most often first."""
    columns = (mentions.c.actor_id, mentions.c.country, mentions.c.sector, mentions.c.role)
    query = select(*columns, func.max(mentions.c.name).label("name"), func.count().label("many"))
    query = query.join(events, events.c.id == mentions.c.event).where(events.c.superseded_by.is_(None))
    query = query.where(
        mentions.c.role.in_(ROLES), or_(mentions.c.actor_id.is_not(None), mentions.c.country.is_not(None))
    )
    counts: defaultdict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(ROLES, 0))
    most: dict[str, tuple[int, str, str | None, str | None]] = {}
    countries: defaultdict[str, set[str | None]] = defaultdict(set)
    for row in connection.execute(query.group_by(*columns)):
        key = key_of(row.actor_id, row.country, row.sector)
        counts[key][row.role] += row.many
        countries[key].add(row.country)
        told = (row.many, row.name or key, row.country, row.sector)
        most[key] = max(most.get(key, told), told, key=lambda one: (one[0], str(one)))
    entries = (_entry(key, most[key], countries[key], counts[key]) for key in counts)
    return tuple(sorted(entries, key=lambda entry: (-entry.total, entry.key)))


def key_of(actor_id: str | None, country: str | None, sector: str | None) -> str:
    """The key of a party by what a mention says of it; one of the three is not None."""
    if actor_id:
        return actor_id
    return ":".join(part for part in (country, sector) if part)


def search(entries: tuple[Entry, ...], words: str) -> tuple[Entry, ...]:
    """Those whose key or name has all of the words, in their order."""
    wanted = folded(words).split()
    return tuple(entry for entry in entries if all(word in entry.searched for word in wanted))


def look_up(connection: Connection, key: str, most: int, countries: Sequence[str] = ()) -> Found:
    """What of the ledger a party is in, by its key; of each list the first ``most``.

    Of a country, all that any of its actors is in. ``countries`` are those of its entry in the directory: with them it
    takes less time.
    """
    named = _is_named(key, countries)
    held = and_(events.c.superseded_by.is_(None), mentions.c.role.in_(ROLES), named)
    total = connection.execute(
        select(func.count(mentions.c.event.distinct())).join(events, events.c.id == mentions.c.event).where(held)
    ).scalar_one()
    heard = select(mentions.c.text, func.count().label("many")).join(events, events.c.id == mentions.c.event)
    heard = heard.where(held).group_by(mentions.c.text).order_by(func.count().desc(), mentions.c.text).limit(most)
    incident_rows, more_incidents = _incident_rows(connection, named, most)
    lines, more_reports = _reports(connection, held, most)
    return Found(
        events=total,
        heard=tuple(Heard(row.text, row.many) for row in connection.execute(heard) if row.text),
        incidents=tuple(paging.incidents_by_row(connection, incident_rows)),
        more_incidents=more_incidents,
        reports=lines,
        more_reports=more_reports,
    )


def members_of(entries: tuple[Entry, ...], country: str, most: int) -> tuple[Entry, ...]:
    """The parties of a country that are named most, without the country itself."""
    own = (entry for entry in entries if entry.country == country and entry.key != country)
    return tuple(entry for entry, _ in zip(own, range(most), strict=False))


def is_country(key: str) -> bool:
    """Whether a key is that of a country or a body that stands where a country does."""
    return len(key) == len("RUS") and key.isalpha() and key.isupper()


def _entry(
    key: str, told: tuple[int, str, str | None, str | None], seen: set[str | None], counts: Mapping[str, int]
) -> Entry:
    _, said, country, sector = told
    by_code = is_country(key) or key.partition(":")[2] in SECTORS
    name = name_of(key) if by_code else said
    countries = () if None in seen else tuple(sorted(filter(None, seen)))
    searched = folded(f"{key} {name} {said}")
    return Entry(key, name, country, sector, countries, counts["actor"], counts["recipient"], searched)


def _is_named(key: str, countries: Sequence[str]) -> ColumnElement[bool]:
    """True of mentions of a party; from its countries an index leads to them."""
    if is_country(key):
        return mentions.c.country == key
    same = is_party(key)
    return and_(mentions.c.country.in_(countries), same) if countries else same


def _incident_rows(connection: Connection, named: ColumnElement[bool], most: int) -> tuple[list[int], int]:
    query = select(incidents.c.id, incidents.c.first_day).distinct()
    query = query.join(incident_members, incident_members.c.incident == incidents.c.id)
    query = query.join(mentions, mentions.c.event == incident_members.c.event)
    query = query.where(incidents.c.holds, mentions.c.role.in_(ROLES), named)
    rows = connection.execute(query).all()
    ordered = sorted(rows, key=lambda row: (row.first_day or "", row.id), reverse=True)
    return [row.id for row in ordered[:most]], max(0, len(rows) - most)


def _reports(connection: Connection, held: ColumnElement[bool], most: int) -> tuple[tuple[ReportLine, ...], int]:
    query = select(readings.c.report).distinct().join(events, events.c.reading == readings.c.id)
    numbers = query.join(mentions, mentions.c.event == events.c.id).where(held)
    heads = select(reports.c.report_id, reports.c.title, reports.c.publisher, reports.c.published)
    heads = heads.where(reports.c.id.in_(numbers))
    total = connection.execute(select(func.count()).select_from(heads.subquery())).scalar_one()
    ordered = heads.order_by(func.coalesce(reports.c.published, "").desc(), reports.c.id.desc()).limit(most)
    return tuple(ReportLine(*row) for row in connection.execute(ordered)), max(0, total - most)
