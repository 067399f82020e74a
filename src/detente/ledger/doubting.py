"""The queue of doubt: which events to review first, kept as incidents are, and read from its top."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import islice

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select

from detente.incidents.incident import Member
from detente.ledger.rows import Row
from detente.ledger.schema import doubts, events
from detente.ledger.told import parts_of, told
from detente.reviews.doubt import Doubted, Parts, Reason, doubt, doubts_of, with_effect

_PAGE = 200
"""Rows looked at once."""
_Ranked = tuple[float, int, Parts]
"""Minus the doubt, row of the event, and the parts: in the order of the queue."""
_IN_QUEUE = and_(events.c.superseded_by.is_(None), events.c.review.is_(None))


def doubtful(
    connection: Connection, limit: int, after: tuple[float, int] | None, effects: Mapping[str, float]
) -> list[Doubted]:
    """The events that are doubted most and not reviewed yet; ``after`` is the place of the last one seen.

    ``effects`` has by event id, for events that made a shift, how far it would be gone without them, 0 to 1.
    """
    last = None if after is None else (-after[0], after[1])
    in_shifts = _with_effects(connection, effects)
    numbers = {number for _, number, _ in in_shifts}
    rest = (one for one in _by_doubt(connection, last) if one[1] not in numbers)
    ranked = list(islice(merge((one for one in in_shifts if last is None or one[:2] > last), rest), limit))
    known = told(connection, [number for _, number, _ in ranked])
    return [Doubted(known[number].event, -less, parts, number) for less, number, parts in ranked]


def doubtful_count(connection: Connection) -> int:
    """How many events are still to be reviewed."""
    query = select(func.count()).select_from(doubts).join(events, events.c.id == doubts.c.event).where(_IN_QUEUE)
    return int(connection.execute(query).scalar_one())


def doubt_rows(members: Sequence[Member], numbers: Mapping[str, int]) -> list[Row]:
    """Rows of ``doubts`` for the events of one incident, ``numbers`` their rows of ``events``.

    Events of tables have no words that a review could look at, and get none; they count for the doubt of others.
    """
    worded = {one.event.event_id for one in members if one.event.trigger.text}
    return [
        {
            "event": numbers[name],
            "doubt": doubt(parts),
            "parts": json.dumps([[str(reason), value] for reason, value in parts], separators=(",", ":")),
        }
        for name, parts in doubts_of(members).items()
        if name in worded
    ]


def write_doubts(connection: Connection, rows: Sequence[Row], gone: Iterable[int]) -> None:
    """Puts these in the place of what was kept of the same events; of events that are gone, or reviewed, nothing."""
    reviewed: set[int] = set()
    asked_all = sorted({*gone, *(row["event"] for row in rows)})
    for asked in parts_of(asked_all):
        connection.execute(delete(doubts).where(doubts.c.event.in_(asked)))
        query = select(events.c.id).where(events.c.id.in_(asked), events.c.review.is_not(None))
        reviewed.update(connection.execute(query).scalars())
    new = [row for row in rows if row["event"] not in reviewed]
    if new:
        connection.execute(insert(doubts), new)


def _by_doubt(connection: Connection, last: tuple[float, int] | None) -> Iterator[_Ranked]:
    query = select(doubts).join(events, events.c.id == doubts.c.event).where(_IN_QUEUE)
    query = query.order_by(doubts.c.doubt.desc(), doubts.c.event).limit(_PAGE)
    while True:
        rows = connection.execute(query if last is None else query.where(_after(last))).all()
        for row in rows:
            last = (-row.doubt, row.event)
            yield -row.doubt, row.event, _parts(row.parts)
        if len(rows) < _PAGE:
            return


def _after(last: tuple[float, int]) -> ColumnElement[bool]:
    """Said so that SQLite begins at the place in the index."""
    value = -last[0]
    return and_(doubts.c.doubt <= value, or_(doubts.c.doubt < value, doubts.c.event > last[1]))


def _with_effects(connection: Connection, effects: Mapping[str, float]) -> list[_Ranked]:
    """Those of the events of shifts that are in the queue, in its order."""
    ranked: list[_Ranked] = []
    for asked in parts_of(sorted(effects)):
        query = select(doubts, events.c.event_id, events.c.confidence).join(events, events.c.id == doubts.c.event)
        for row in connection.execute(query.where(_IN_QUEUE, events.c.event_id.in_(asked))):
            parts = with_effect(_parts(row.parts), row.confidence, effects[row.event_id])
            ranked.append((-doubt(parts), row.event, parts))
    return sorted(ranked)


def _parts(text: str) -> Parts:
    return tuple((Reason(reason), value) for reason, value in json.loads(text))
