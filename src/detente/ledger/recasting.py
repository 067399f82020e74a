"""One event put into its incident anew, in the transaction that has corrected it."""

from sqlalchemy import Connection, select

from detente import __version__
from detente.incidents.grouping import regroup
from detente.incidents.weights import shipped_weights
from detente.ledger.corrections import corrections_now
from detente.ledger.held import LedgerHeld, evidence_of_rows
from detente.ledger.placing import place
from detente.ledger.schema import copies, events, groupings, readings


def recast(connection: Connection, event_id: str, row: int | None) -> None:
    """Takes an event from its incident and puts the one of this row, if any, into the incident where it belongs now.

    Where events are still to be grouped by the weights that ship, or the report to be compared for copies, nothing is
    done: whoever brings the incidents up to date will find the event.
    """
    grouping = connection.execute(select(groupings).where(groupings.c.superseded_by.is_(None))).first()
    if grouping is None or (row is not None and not _is_settled(connection, row)):
        return
    weights = shipped_weights()
    if (grouping.version, grouping.weights) != (__version__, weights.name):
        return
    held = LedgerHeld(connection)
    leaving = tuple(held.numbers([event_id]))
    added = {} if row is None else {event_id: row}
    said = corrections_now(connection)
    named = {name for pair in (said.joins | said.splits) if event_id in pair for name in pair} - {event_id}
    touched = sorted(held.numbers(named))
    change = regroup(evidence_of_rows(connection, list(added.values())), leaving, held, weights, said, touched)
    place(connection, change, added, grouping.id)


def _is_settled(connection: Connection, row: int) -> bool:
    """Whether the report of an event was compared for copies."""
    query = select(copies.c.report).join(readings, readings.c.report == copies.c.report)
    query = query.join(events, events.c.reading == readings.c.id).where(events.c.id == row)
    return connection.execute(query).first() is not None
