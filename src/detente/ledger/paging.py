"""Pages of what the ledger holds: so many rows after a place that stays good while other rows come and go.

A place is the key of the last row seen in the order of the list, so that rows which come later neither move what was
seen onto the next page nor hide what was not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, exists, func, select, tuple_

from detente.event import Event
from detente.incidents.incident import Incident
from detente.ledger import incident_queries, queries
from detente.ledger.filter import EventFilter, IncidentFilter
from detente.ledger.rows import report_from_row
from detente.ledger.schema import events, incidents, readings, reports
from detente.ledger.told import told
from detente.report import Report

_DAY = func.coalesce(incidents.c.first_day, incident_queries.LAST_OF_ALL)


@dataclass(frozen=True, slots=True)
class Placed:
    """A row of ``events`` that holds, and its place in the order of reading."""

    turn: int
    row: int


def placed_events(connection: Connection, wanted: EventFilter, after: int, limit: int) -> list[Placed]:
    """The next wanted events in the order of reading; ``after`` is the turn of the last one seen, 0 at first."""
    query = select(events.c.turn, events.c.id).where(
        events.c.superseded_by.is_(None), *queries.event_conditions(wanted)
    )
    rows = connection.execute(query.where(events.c.turn > after).order_by(events.c.turn).limit(limit))
    return [Placed(*row) for row in rows]


def events_with_reports(connection: Connection, numbers: Sequence[int]) -> list[tuple[Event, Report]]:
    """The events of these rows in their order, each with its report, one value for all events of one."""
    found = told(connection, numbers)
    rows = select(readings.c.report).join(events, events.c.reading == readings.c.id).where(events.c.id.in_(numbers))
    query = select(reports).where(reports.c.id.in_(rows))
    known = {row["report_id"]: report_from_row(row) for row in connection.execute(query).mappings()}
    return [(found[number].event, known[found[number].event.report_id]) for number in numbers]


def incidents_page(
    connection: Connection, wanted: IncidentFilter, after: tuple[str, str] | None, limit: int
) -> tuple[list[Incident], tuple[str, str] | None]:
    """The next wanted incidents by first day and id, those without a day last; and the place of the last of them.

    ``after`` is the place of the last one seen, None at first; the place returned is None where no more follow.
    """
    query = select(incidents.c.id, _DAY.label("day"), incidents.c.incident_id)
    query = query.where(incidents.c.holds, *incident_queries.incident_conditions(wanted))
    if after is not None:
        query = query.where(tuple_(_DAY, incidents.c.incident_id) > after)
    rows = connection.execute(query.order_by(_DAY, incidents.c.incident_id).limit(limit + 1)).all()
    shown = rows[:limit]
    found = list(incident_queries.incidents_of_rows(connection, [row.id for row in shown]))
    return found, (shown[-1].day, shown[-1].incident_id) if len(rows) > limit else None


def incident_rows(connection: Connection) -> list[int]:
    """Rows of all incidents that hold. What a row says never changes: an incident that changes gets another one."""
    return list(connection.execute(select(incidents.c.id).where(incidents.c.holds).order_by(incidents.c.id)).scalars())


def incidents_by_row(connection: Connection, rows: Sequence[int]) -> list[Incident]:
    """The incidents of these rows, at most some hundred, in their order."""
    return list(incident_queries.incidents_of_rows(connection, rows))


def reports_page(
    connection: Connection, wanted: EventFilter, after: int, limit: int
) -> tuple[list[Report], list[int], int | None]:
    """The next reports in the order of reading, how many events of each hold, and the place of the last one.

    Any word of the filter leaves those reports alone that have an event which it lets pass. The place returned is None
    where no more follow.
    """
    query = select(reports).where(reports.c.superseded_by.is_(None), reports.c.id > after)
    if wanted != EventFilter():
        query = query.where(_has_event(*queries.event_conditions(wanted)))
    rows = connection.execute(query.order_by(reports.c.id).limit(limit + 1)).mappings().all()
    shown = rows[:limit]
    counts = _counts(connection, [row["id"] for row in shown])
    last = shown[-1]["id"] if len(rows) > limit else None
    return [report_from_row(row) for row in shown], [counts.get(row["id"], 0) for row in shown], last


def current_reading(connection: Connection, report_id: str) -> int | None:
    """Row of the reading that holds of a report; None if the report is not known."""
    query = select(readings.c.id).join(reports, reports.c.id == readings.c.report)
    query = query.where(reports.c.report_id == report_id, reports.c.superseded_by.is_(None))
    query = query.where(readings.c.superseded_by.is_(None)).order_by(readings.c.id.desc())
    number: int | None = connection.execute(query.limit(1)).scalar()
    return number


def _has_event(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    of_report = (readings.c.report == reports.c.id, readings.c.id == events.c.reading)
    return exists().where(*of_report, events.c.superseded_by.is_(None), *conditions)


def _counts(connection: Connection, numbers: Sequence[int]) -> dict[int, int]:
    query = select(readings.c.report, func.count()).join(events, events.c.reading == readings.c.id)
    query = query.where(events.c.superseded_by.is_(None), readings.c.report.in_(numbers)).group_by(readings.c.report)
    return {row[0]: row[1] for row in connection.execute(query)}
