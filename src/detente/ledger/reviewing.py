"""Correcting events in the ledger, and what became of each correction."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from detente.event import CodedReport, Event
from detente.ledger import queries
from detente.ledger.review_rows import corrections_of, keep_correction
from detente.ledger.rows import Row, event_row, mention_rows
from detente.ledger.schema import doubts, events, mentions, readings, reports
from detente.reviews.applying import corrected
from detente.reviews.change import Change, Undo
from detente.reviews.correction import Conflict, Correction, ReviewError, State
from detente.reviews.history import History, history_of


@dataclass(frozen=True, slots=True)
class Kept:
    """A correction that was kept, and the row of the event that holds now, None where it is rejected."""

    correction: Correction
    row: int | None


def history(connection: Connection, event_id: str) -> History | None:
    """What was said of an event; None for one that the ledger has never held."""
    coded = _coded(connection, event_id)
    corrections = corrections_of(connection, [event_id]).get(event_id, [])
    if coded is None and not corrections:
        known = connection.execute(select(events.c.id).where(events.c.event_id == event_id).limit(1)).first()
        if known is None:
            return None
    return history_of(None if coded is None else coded.event, corrections)


def report_of_event(connection: Connection, event_id: str) -> CodedReport | None:
    """The reading that holds of the report which an event was told in, in whatever reading of it; None if unknown."""
    told_in = select(reports.c.report_id).join(readings, readings.c.report == reports.c.id)
    told_in = told_in.join(events, events.c.reading == readings.c.id).where(events.c.event_id == event_id)
    name = connection.execute(told_in.order_by(events.c.id.desc()).limit(1)).scalar()
    query = select(readings.c.id).join(reports, reports.c.id == readings.c.report)
    query = query.where(reports.c.report_id == name, readings.c.superseded_by.is_(None))
    number = connection.execute(query.order_by(readings.c.id.desc()).limit(1)).scalar()
    return None if number is None else queries.coded_reading(connection, number)


def complete(connection: Connection, event_id: str, change: Change, seen: int) -> Change:
    """The change with what it leaves open filled in. Raises as ``correct`` does."""
    # The tables of actors and places are read by those alone who correct something.
    from detente.reviews.completing import completed

    coded, before = _seen(connection, event_id, change, seen)
    found = history_of(coded.event, before)
    return completed(change, found.event or coded.event, queries.coded_reading(connection, coded.reading))


def correct(connection: Connection, event_id: str, change: Change, author: str, seen: int, now: str) -> Kept:
    """Keeps one correction, which ``complete`` has completed, and the event that follows from it.

    Raises Conflict if the last correction of the event is not the one with number ``seen`` (0: none), and ReviewError
    where the change cannot be made.
    """
    coded, before = _seen(connection, event_id, change, seen)
    _require_possible(history_of(coded.event, before), change, event_id)
    correction = keep_correction(connection, coded.event, change, author, now, before)
    found = history_of(coded.event, [*before, correction])
    return Kept(found.corrections[-1], _replace(connection, coded, found))


@dataclass(frozen=True, slots=True)
class _Coded:
    """An event as the reading that holds coded it."""

    row: int
    reading: int
    event: Event
    meaning: bytes | None
    published: str | None


def _coded(connection: Connection, event_id: str) -> _Coded | None:
    query = select(events, reports.c.report_id, reports.c.published)
    query = query.join(readings, readings.c.id == events.c.reading).join(reports, reports.c.id == readings.c.report)
    query = query.where(events.c.event_id == event_id, events.c.ordinal >= 0, readings.c.superseded_by.is_(None))
    rows = connection.execute(query.order_by(events.c.id.desc()).limit(1)).mappings().all()
    for row, event in queries.events_of_rows(connection, rows):
        return _Coded(row["id"], row["reading"], event, row["meaning"], row["published"])
    return None


def _seen(connection: Connection, event_id: str, change: Change, seen: int) -> tuple[_Coded, list[Correction]]:
    """The event as it was coded and its corrections, the last of which is the one that was seen."""
    coded = _coded(connection, event_id)
    before = corrections_of(connection, [event_id]).get(event_id, [])
    if (before[-1].number if before else 0) != seen:
        raise Conflict(event_id, change, [one for one in before if one.number > seen])
    if coded is None:
        raise _unknown(connection, event_id)
    return coded, before


def _unknown(connection: Connection, event_id: str) -> ReviewError:
    if history(connection, event_id) is None:
        return ReviewError(event_id, "the ledger holds no event of this id", "detente events --format jsonl lists them")
    return ReviewError(event_id, "holds no longer: its report was read again otherwise")


def _require_possible(found: History, change: Change, event_id: str) -> None:
    if not isinstance(change, Undo):
        assert found.coded is not None
        held = [one.change for one in found.corrections if one.state is State.HOLDS]
        corrected(found.coded, [*(one for one in held if not isinstance(one, Undo)), change])
    elif found.review is None:
        raise ReviewError(event_id, "there is no correction to undo")


def _replace(connection: Connection, coded: _Coded, found: History) -> int | None:
    """Writes the event that holds now, and says of the one before that it does no longer."""
    holding = select(events.c.id).where(events.c.turn == coded.row, events.c.superseded_by.is_(None))
    for number in connection.execute(holding).scalars().all():
        connection.execute(update(events).where(events.c.id == number).values(superseded_by=coded.reading))
        connection.execute(delete(doubts).where(doubts.c.event == number))
    if found.event is None:
        return None
    number = int(connection.execute(select(func.max(events.c.id))).scalar_one()) + 1
    row = corrected_row(found, number, coded.row, coded.reading, coded.published)
    same_trigger = found.event.trigger == coded.event.trigger
    connection.execute(insert(events).values(row | {"meaning": coded.meaning if same_trigger else None}))
    connection.execute(insert(mentions), list(mention_rows(found.event, number)))
    return number


def corrected_row(found: History, number: int, turn: int, reading: int, published: str | None) -> Row:
    """The row ``number`` of ``events`` for the event that follows from what was said of the one in row ``turn``."""
    assert found.event is not None
    place = {"id": number, "reading": reading, "ordinal": -number, "turn": turn, "review": found.review}
    return event_row(found.event, published) | place
