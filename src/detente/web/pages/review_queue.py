"""The queue of the review: which event comes next, by doubt and by what it makes of shifts."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from sqlalchemy import Connection, select

from detente.ledger import Ledger
from detente.ledger.schema import events, incident_members, incidents
from detente.ledger.told import parts_of
from detente.relations.act import Level
from detente.relations.shifts import notes
from detente.reviews.doubt import Parts
from detente.reviews.effects import effects, incidents_behind
from detente.web import relating
from detente.web.state import AppState

QUEUE = 100
"""Events of the queue that are looked up at once; who has done those gets the next."""
LEVEL = Level.COUNTRY
"""Parties of which shifts count for the queue."""
_EFFECTS = ("review", "effects")


@dataclass(frozen=True, slots=True)
class Queued:
    """An event in the queue."""

    event_id: str
    at: str
    """Its place, which stays when events before it have been reviewed: ``doubt,row``."""
    parts: Parts


@dataclass(frozen=True, slots=True)
class Queue:
    """The head of the queue."""

    items: tuple[Queued, ...]
    left: int
    """How many there are in all."""

    def after(self, at: str) -> Queued | None:
        """The first event behind a place; the first of all where the place is none."""
        place = _place(at)
        found = 0 if place is None else bisect_right(self._places(), place)
        return self.items[found] if found < len(self.items) else None

    def before(self, at: str) -> Queued | None:
        """The last event ahead of a place."""
        place = _place(at)
        found = 0 if place is None else bisect_left(self._places(), place)
        return self.items[found - 1] if found else None

    def named(self, event_id: str) -> Queued | None:
        """The event of this id, None where it is not among those looked up."""
        return next((one for one in self.items if one.event_id == event_id), None)

    def _places(self) -> list[tuple[float, int]]:
        return [place for one in self.items if (place := _place(one.at)) is not None]


def queue_of(state: AppState) -> Queue:
    """The head of the queue as the ledger has it now, with the effects on shifts that were worked out last."""
    lately = state.lately(_EFFECTS)
    return state.answer(("review queue", lately.generation), lambda: _queue(state.ledger, lately.value or {}))


def begin_effects(state: AppState) -> None:
    """Begins to work out anew, where the ledger has changed, what single events make of shifts.

    It takes seconds, so this is done where a review begins and not after each correction.
    """
    state.soon(_EFFECTS, lambda: _effects(state))


def _queue(ledger: Ledger, known: Mapping[str, float]) -> Queue:
    found = ledger.doubts(QUEUE, effects=known)
    items = tuple(Queued(one.event.event_id, f"{one.doubt!r},{one.number}", one.parts) for one in found)
    return Queue(items, ledger.doubts_left())


def _effects(state: AppState) -> dict[str, float]:
    shifts = relating.shifts_at(state, LEVEL)
    noted = notes(relating.acts_at(state, LEVEL), relating.stands_at(state, LEVEL))
    with state.ledger.connection() as connection:
        return effects(shifts, noted, _members(connection, incidents_behind(shifts, noted)))


def _members(connection: Connection, incident_ids: Sequence[str]) -> dict[str, list[str]]:
    """By incident the ids of its events."""
    query = select(incidents.c.incident_id, events.c.event_id)
    query = query.join(incident_members, incident_members.c.incident == incidents.c.id)
    query = query.join(events, events.c.id == incident_members.c.event)
    query = query.where(incidents.c.holds, events.c.superseded_by.is_(None)).order_by(events.c.id)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for asked in parts_of(incident_ids):
        for row in connection.execute(query.where(incidents.c.incident_id.in_(asked))):
            found[row.incident_id].append(row.event_id)
    return found


def _place(at: str) -> tuple[float, int] | None:
    """A place as a pair that sorts as the queue does; None for what is no place."""
    doubt, _, number = at.partition(",")
    try:
        place = -float(doubt), int(number)
    except ValueError:
        return None
    return place if isfinite(place[0]) else None
