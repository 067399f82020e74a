"""Incidents read from the ledger: by filter, by id; page by page, so that memory does not grow."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Text, func, literal_column, select

from detente.incidents.incident import Incident, JoinRule, Member, Part
from detente.incidents.versions import incident_of
from detente.ledger.filter import IncidentFilter
from detente.ledger.queries import mention_conditions
from detente.ledger.schema import NO_DAY, corrections, events, incident_members, incidents, mentions
from detente.ledger.told import by_first, parts_of, told


@dataclass(frozen=True, slots=True)
class SaidByHand:
    """What somebody said of two events: that they are one happening, or two."""

    number: int
    kind: str
    """join or split."""
    event_ids: tuple[str, str]
    author: str
    made: str
    """When, ISO 8601, UTC."""
    holds: bool
    """False where a later one has undone it."""


PAGE = 100
"""Incidents a page."""
LAST_OF_ALL = literal_column(f"'{NO_DAY}'", Text)
"""Sorts after every day; written out, as in the index that gives the order."""


def incidents_that_hold(
    connection: Connection, wanted: IncidentFilter, progress: Callable[[int, int], object] | None = None
) -> Iterator[Incident]:
    """By their first day, those without any last; of one day by id. ``progress`` is told how many are read, of all."""
    day = func.coalesce(incidents.c.first_day, LAST_OF_ALL)
    query = (
        select(incidents.c.id)
        .where(incidents.c.holds, *incident_conditions(wanted))
        .order_by(day, incidents.c.incident_id)
    )
    numbers = list(connection.execute(query).scalars())
    for start in range(0, len(numbers), PAGE):
        yield from incidents_of_rows(connection, numbers[start : start + PAGE])
        if progress is not None:
            progress(min(start + PAGE, len(numbers)), len(numbers))


def incident_by_id(connection: Connection, incident_id: str) -> Incident | None:
    """The incident of this id, or the one that holds in its place; None for one that is not known or holds no more."""
    query = select(incidents.c.id, incidents.c.superseded_by).where(incidents.c.incident_id == incident_id)
    row = connection.execute(query.order_by(incidents.c.holds.desc(), incidents.c.id.desc())).first()
    while row is not None and row.superseded_by is not None:
        later = select(incidents.c.id, incidents.c.superseded_by).where(incidents.c.id == row.superseded_by)
        row = connection.execute(later).one()
    holds = select(incidents.c.id).where(incidents.c.holds, incidents.c.id == (row.id if row is not None else 0))
    return next(incidents_of_rows(connection, list(connection.execute(holds).scalars())), None)


def incidents_of_events(connection: Connection, event_ids: Sequence[str]) -> Iterator[Incident]:
    """The incidents that these events, each of which holds, are in; in the order of the events, each once."""
    query = select(events.c.event_id, incidents.c.id).join(incident_members, incident_members.c.event == events.c.id)
    query = query.join(incidents, incidents.c.id == incident_members.c.incident)
    query = query.where(incidents.c.holds, events.c.superseded_by.is_(None))
    found: dict[str, int] = {}
    for asked in parts_of(event_ids):
        found |= by_first(connection, query.where(events.c.event_id.in_(asked)))
    yield from incidents_of_rows(connection, list(dict.fromkeys(found[name] for name in event_ids if name in found)))


def events_in(connection: Connection, incident_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The events of each of these incidents that holds, by incident id; events by the order of reading."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    query = select(incidents.c.incident_id, events.c.event_id)
    query = query.join(incident_members, incident_members.c.incident == incidents.c.id)
    query = query.join(events, events.c.id == incident_members.c.event).where(incidents.c.holds)
    for asked in parts_of(list(incident_ids)):
        rows = connection.execute(query.where(incidents.c.incident_id.in_(asked)).order_by(events.c.turn))
        for row in rows:
            found[row.incident_id].append(row.event_id)
    return {name: tuple(several) for name, several in found.items()}


def said_by_hand(connection: Connection, event_ids: Sequence[str]) -> Iterator[SaidByHand]:
    """What was said of these events, also of them with others, in the order in which it was said."""
    found: dict[int, SaidByHand] = {}
    for asked in parts_of(list(event_ids)):
        query = select(corrections).where(corrections.c.first_event.in_(asked) | corrections.c.second_event.in_(asked))
        for row in connection.execute(query):
            pair, holds = (row.first_event, row.second_event), row.superseded_by is None
            found[row.id] = SaidByHand(row.id, row.kind, pair, row.author, row.made, holds)
    yield from (found[number] for number in sorted(found))


def incidents_of_rows(connection: Connection, numbers: Sequence[int]) -> Iterator[Incident]:
    """The incidents of these rows, which must fit one page, in their order."""
    ids = by_first(connection, select(incidents.c.id, incidents.c.incident_id).where(incidents.c.id.in_(numbers)))
    joined = events.alias("joined")
    query = select(incident_members, joined.c.event_id.label("joined_to_id"))
    query = query.outerjoin(joined, joined.c.id == incident_members.c.joined_to)
    query = query.where(incident_members.c.incident.in_(numbers)).order_by(incident_members.c.event)
    rows = connection.execute(query).all()
    known = told(connection, [row.event for row in rows])
    members: defaultdict[int, list[Member]] = defaultdict(list)
    for row in rows:
        found = known[row.event]
        parts = tuple(Part(*values) for values in json.loads(row.parts))
        member = Member(found.event, found.telling, JoinRule(row.rule), row.joined_to_id, row.probability, parts)
        members[row.incident].append(member)
    for number in numbers:
        yield incident_of(ids[number], members[number])


def incident_conditions(wanted: IncidentFilter) -> Iterator[ColumnElement[bool]]:
    """What rows of ``incidents`` must meet to be wanted."""
    if wanted.type:
        yield incidents.c.type.in_(wanted.type)
    if wanted.status:
        yield incidents.c.status.in_(wanted.status)
    if wanted.min_confidence is not None:
        yield incidents.c.confidence >= wanted.min_confidence
    if wanted.min_publishers is not None:
        yield incidents.c.publishers >= wanted.min_publishers
    if wanted.since is not None:
        yield incidents.c.last_day >= wanted.since
    if wanted.until is not None:
        yield incidents.c.first_day <= wanted.until
    for condition in mention_conditions(wanted.actor, wanted.country):
        # Not correlated: else the planner searches all mentions of a country anew for every incident.
        named = select(incident_members.c.incident).join(mentions, mentions.c.event == incident_members.c.event)
        yield incidents.c.id.in_(named.where(condition))
