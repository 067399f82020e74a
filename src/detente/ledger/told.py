"""Events by their row, held now or once, each with what its incident needs of the report that tells it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, select

from detente.event import Event
from detente.incidents.incident import Telling
from detente.ledger.queries import with_mentions
from detente.ledger.rows import event_from_rows
from detente.ledger.schema import copies, events, readings, reports
from detente.report import Report

Value = TypeVar("Value")
IN_ONE_QUERY = 500
"""Values looked up at once; SQLite takes some thousand a query."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event and its report's head."""

    number: int
    """Row of ``events``."""
    event: Event
    telling: Telling
    meaning: bytes | None


def told(connection: Connection, numbers: Sequence[int]) -> dict[int, Told]:
    """The events of these rows, by row."""
    found: dict[int, Told] = {}
    for asked in parts_of(numbers):
        heads = {head.id: head for head in connection.execute(_HEADS.where(events.c.id.in_(asked)))}
        rows = connection.execute(select(events).where(events.c.id.in_(asked)).order_by(events.c.id)).mappings().all()
        for row, said in with_mentions(connection, rows):
            head = heads[row["id"]]
            event = event_from_rows(row, head.report_id, said)
            found[row["id"]] = Told(row["id"], event, _telling(head), row["meaning"])
    return found


def reports_of(connection: Connection, numbers: Sequence[int]) -> dict[int, Report]:
    """By row of ``events`` its report with text, title and date of publication, one value for all events of one."""
    found: dict[int, Report] = {}
    for asked in parts_of(numbers):
        of_event: dict[int, int] = by_first(connection, _REPORTS.where(events.c.id.in_(asked)))
        columns = (reports.c.id, reports.c.report_id, reports.c.text, reports.c.title, reports.c.published)
        query = select(*columns).where(reports.c.id.in_(set(of_event.values())))
        by_row = {
            row.id: Report(row.report_id, row.text, row.title, published=row.published)
            for row in connection.execute(query)
        }
        found |= {number: by_row[report] for number, report in of_event.items()}
    return found


def by_first(connection: Connection, query: Select[Any]) -> dict[Any, Any]:
    """The rows of a query of two columns, the second by the first; of one key the last row counts."""
    return {row[0]: row[1] for row in connection.execute(query)}


def parts_of(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """The values in parts that one query takes."""
    for start in range(0, len(values), IN_ONE_QUERY):
        yield values[start : start + IN_ONE_QUERY]


_originals = reports.alias("originals")
_REPORTS = select(events.c.id, readings.c.report).join(readings, readings.c.id == events.c.reading)
_HEADS = (
    select(
        *(events.c.id, reports.c.report_id, reports.c.title, reports.c.publisher, reports.c.published, reports.c.url),
        _originals.c.report_id.label("copy_of"),
    )
    .join(readings, readings.c.id == events.c.reading)
    .join(reports, reports.c.id == readings.c.report)
    .outerjoin(copies, copies.c.report == reports.c.id)
    .outerjoin(_originals, _originals.c.id == copies.c.copy_of)
)


def _telling(head: Any) -> Telling:
    return Telling(head.report_id, head.title, head.publisher, head.published, head.url, head.copy_of)
