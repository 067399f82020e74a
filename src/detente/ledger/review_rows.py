"""Corrections of events as rows of the ledger, and back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select

from detente.event import Event
from detente.ledger.rows import Row
from detente.ledger.schema import reviews
from detente.ledger.told import parts_of
from detente.reviews.change import KINDS, Change
from detente.reviews.correction import Coding, Correction
from detente.reviews.record import change_from_json, change_to_json


def corrections_of(connection: Connection, event_ids: Iterable[str]) -> dict[str, list[Correction]]:
    """The corrections of each of these events that has any, in their order; ``state`` is not worked out yet."""
    found: defaultdict[str, list[Correction]] = defaultdict(list)
    for asked in parts_of(list(event_ids)):
        query = select(reviews).where(reviews.c.event_id.in_(asked)).order_by(reviews.c.id)
        for row in connection.execute(query).mappings():
            found[row["event_id"]].append(_correction(row))
    return dict(found)


def keep_correction(
    connection: Connection, coded: Event, change: Change, author: str, made: str, before: Sequence[Correction]
) -> Correction:
    """Writes one correction of an event as it was coded, after those before it."""
    number = int(connection.execute(select(func.coalesce(func.max(reviews.c.id), 0))).scalar_one()) + 1
    last = before[-1].number if before else None
    correction = Correction(number, coded.event_id, change, author, made, last, Coding.of(coded))
    connection.execute(insert(reviews).values(_row(correction)))
    return correction


def _row(correction: Correction) -> Row:
    coding = correction.coding
    row: Row = {name: getattr(correction, name) for name in ("event_id", "author", "made", "supersedes")}
    row |= {"id": correction.number, "kind": KINDS[type(correction.change)], "type": coding.type}
    row |= {"change": change_to_json(correction.change)}
    row |= {"sentence_start": coding.sentence[0], "sentence_end": coding.sentence[1]}
    return row | {"trigger_start": coding.trigger[0], "trigger_end": coding.trigger[1]}


def _correction(row: RowMapping) -> Correction:
    sentence = (row["sentence_start"], row["sentence_end"])
    coding = Coding(sentence, (row["trigger_start"], row["trigger_end"]), row["type"])
    same: dict[str, Any] = {name: row[name] for name in ("event_id", "author", "made", "supersedes")}
    return Correction(number=row["id"], change=change_from_json(row["kind"], row["change"]), coding=coding, **same)
