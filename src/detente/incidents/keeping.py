"""Keeping: the incidents of a ledger brought up to date with what was read, read again or corrected since.

First the reports that nobody has compared yet are compared for copies, then events are put into incidents: those that
no longer hold, those whose report turned out to copy another text, and those that are new. All goes batch by batch,
each one transaction that starts from what it finds in the ledger: after a stop at any moment the next start goes on.
Another version of Detente or other weights start anew with all events; the incidents that they find as they were stay.
Heavy libraries are loaded only when there is something to do.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, exists, func, insert, or_, select, update

from detente import __version__
from detente.error import DetenteError
from detente.incidents.incident import Incident
from detente.incidents.weights import Weights, shipped_weights
from detente.ledger import corrections as by_hand
from detente.ledger.held import LedgerHeld, evidence_of_rows
from detente.ledger.incident_queries import incident_by_id, incidents_of_events
from detente.ledger.placing import place
from detente.ledger.schema import (
    block_keys,
    copies,
    events,
    groupings,
    incident_members,
    incidents,
    readings,
    reports,
    standing,
)
from detente.ledger.told import by_first, parts_of

REPORTS = 500
"""Reports compared in one transaction."""
EVENTS = 5_000
"""Events put into incidents in one transaction: a few seconds. Of 20,000 made events 2,000, 5,000 and 20,000 at once
took the same time of the processor, 0.6 ms an event (26 November 2026)."""

Begin = Callable[[], AbstractContextManager[Connection]]
"""Begins a transaction."""
Progress = Callable[[int, int], None]
"""Told after each batch how many reports and events are done, and how many there are to do."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps the incidents of one ledger."""

    read: Begin
    write: Begin
    weights: Weights
    reports_at_once: int = REPORTS
    events_at_once: int = EVENTS

    @classmethod
    def load(cls, read: Begin, write: Begin) -> "Keeper":
        """With the weights that are shipped."""
        return cls(read, write, shipped_weights())

    def bring_up_to_date(self, progress: Progress | None = None) -> int:
        """Puts into incidents what is not there yet, and returns how many events that were; writes nothing if none."""
        with self.read() as connection:
            due = _due(connection) if _is_grouped_by(connection, self.weights) else _everything(connection)
        if not due:
            return 0
        with self.write() as connection:
            grouping = _begin(connection, self.weights)
        done = placed = 0
        while settled := self._settle():
            done += settled
            _tell(progress, done, due)
        last = 0
        while True:
            with self.write() as connection:
                batch = _leaving(connection, self.events_at_once) or _arriving(connection, self.events_at_once, last)
                _regroup(connection, batch, self.weights, grouping)
            if not batch.size:
                return placed
            last = max([last, *batch.arriving.values()]) if not batch.leaving else last
            placed, done = placed + batch.size, done + batch.size
            _tell(progress, done, due)

    def join(self, ids: Sequence[str], author: str, now: str) -> Incident:
        """Notes that these events and all events of these incidents are one happening, and makes them one incident.

        Raises DetenteError for an id that is neither, and if all of it has been said already.
        """
        self.bring_up_to_date()
        with self.write() as connection:
            event_ids = list(dict.fromkeys(name for given in ids for name in _events_of(connection, given)))
            word = by_hand.joined(by_hand.said_now(connection), event_ids)
            if not word.added:
                raise DetenteError(", ".join(ids), "nothing to join", "name two incidents or more")
            return self._keep(connection, word, event_ids, author, now)[0]

    def split(self, incident_id: str, event_ids: Sequence[str], author: str, now: str) -> tuple[Incident, ...]:
        """Notes that these events of an incident are not one happening with its others, and takes them apart.

        Returns the incidents that its events are in now. Raises DetenteError if there is no such incident, an event is
        not of it, or none of its events would be left.
        """
        self.bring_up_to_date()
        with self.write() as connection:
            members = [member.event.event_id for member in _incident(connection, incident_id).members]
            for name in event_ids:
                if name not in members:
                    raise DetenteError(name, f"no event of incident {incident_id}", "detente incidents show lists them")
            others = [name for name in members if name not in event_ids]
            if not others or not event_ids:
                raise DetenteError(incident_id, "nothing to split", "name some of its events, and not all of them")
            word = by_hand.split(by_hand.said_now(connection), event_ids, others)
            return self._keep(connection, word, members, author, now)

    def _settle(self) -> int:
        """Compares one batch of reports for copies; returns how many came or went."""
        from detente.incidents.copies import settle
        from detente.ledger.shelf import LedgerShelf

        with self.write() as connection:
            gone = _superseded_reports(connection, self.reports_at_once)
            new = _new_reports(connection, self.reports_at_once)
            if not gone and not new:
                return 0
            shelf = LedgerShelf(connection)
            left, arrived = shelf.take(gone), shelf.put(new)
            settle(shelf, arrived, left)
            shelf.keep()
            _mark_changed(connection, shelf.moved)
            return len(gone) + len(new)

    def _keep(
        self, connection: Connection, word: by_hand.Word, event_ids: Sequence[str], author: str, now: str
    ) -> tuple[Incident, ...]:
        from detente.incidents.grouping import regroup

        by_hand.keep(connection, word, author, now)
        held = LedgerHeld(connection)
        touched = sorted(held.numbers(word.names()))
        change = regroup((), (), held, self.weights, by_hand.corrections_now(connection), touched)
        place(connection, change, {}, _begin(connection, self.weights))
        return tuple(incidents_of_events(connection, event_ids))


@dataclass(frozen=True, slots=True)
class _Batch:
    """Events that leave, and the rows of those that arrive; one that has changed does both."""

    leaving: tuple[str, ...]
    arriving: dict[str, int]

    @property
    def size(self) -> int:
        return len({*self.leaving, *self.arriving})


def _tell(progress: Progress | None, done: int, due: int) -> None:
    if progress is not None:
        progress(done, max(done, due))


# What is due

_HOLDS = events.c.superseded_by.is_(None)
_NEW_EVENT = and_(
    _HOLDS,
    ~exists().where(standing.c.event == events.c.id),
    # Of two events of one id the one that came first stands.
    ~exists().where(standing.c.event_id == events.c.event_id),
)
_NEW_REPORT = and_(reports.c.superseded_by.is_(None), ~exists().where(copies.c.report == reports.c.id))
_STANDS_NO_MORE = or_(events.c.superseded_by.is_not(None), standing.c.changed)


def _due(connection: Connection) -> int:
    """How many reports are to be compared and how many events to be put into incidents or taken out."""
    gone = select(func.count()).select_from(copies).join(reports, reports.c.id == copies.c.report)
    leaving = select(func.count()).select_from(standing).join(events, events.c.id == standing.c.event)
    counts = (
        select(func.count()).select_from(reports).where(_NEW_REPORT),
        gone.where(reports.c.superseded_by.is_not(None)),
        select(func.count()).select_from(events).where(_NEW_EVENT),
        leaving.where(_STANDS_NO_MORE),
    )
    return sum(connection.execute(count).scalar_one() for count in counts)


def _everything(connection: Connection) -> int:
    """The same where nothing stands by these weights."""
    new_reports = select(func.count()).select_from(reports).where(_NEW_REPORT)
    all_events = select(func.count()).select_from(events).where(_HOLDS)
    return int(connection.execute(new_reports).scalar_one() + connection.execute(all_events).scalar_one())


def _leaving(connection: Connection, most: int) -> _Batch | None:
    """Events that stand in an incident as they hold no longer, with what holds in their place."""
    query = select(standing.c.event_id).join(events, events.c.id == standing.c.event).where(_STANDS_NO_MORE)
    names = tuple(connection.execute(query.order_by(standing.c.event).limit(most)).scalars())
    now: dict[str, int] = {}
    for asked in parts_of(names):
        again = select(events.c.event_id, events.c.id).where(_HOLDS, events.c.event_id.in_(asked))
        now |= by_first(connection, again.order_by(events.c.id))
    return _Batch(names, now) if names else None


def _arriving(connection: Connection, most: int, last: int) -> _Batch:
    """Events after this row that stand nowhere yet."""
    query = select(events.c.event_id, events.c.id).where(_NEW_EVENT, events.c.id > last)
    batch: dict[str, int] = {}
    for row in connection.execute(query.order_by(events.c.id).limit(most)):
        batch.setdefault(row.event_id, row.id)
    return _Batch((), batch)


def _superseded_reports(connection: Connection, most: int) -> Sequence[int]:
    query = select(copies.c.report).join(reports, reports.c.id == copies.c.report)
    query = query.where(reports.c.superseded_by.is_not(None)).order_by(copies.c.report)
    return connection.execute(query.limit(most)).scalars().all()


def _new_reports(connection: Connection, most: int) -> Sequence[int]:
    query = select(reports.c.id).where(_NEW_REPORT).order_by(reports.c.id)
    return connection.execute(query.limit(most)).scalars().all()


def _mark_changed(connection: Connection, numbers: Sequence[int]) -> None:
    """Their events are to be put into incidents again: what is a copy of what counts there."""
    for asked in parts_of(numbers):
        of_reports = select(events.c.id).join(readings, readings.c.id == events.c.reading)
        of_reports = of_reports.where(readings.c.report.in_(asked))
        connection.execute(update(standing).where(standing.c.event.in_(of_reports)).values(changed=True))


# What is done


def _regroup(connection: Connection, batch: _Batch, weights: Weights, grouping: int) -> None:
    from detente.incidents.grouping import regroup

    if not batch.size:
        return
    said = by_hand.corrections_now(connection)
    named = {name for pair in (said.joins | said.splits) if not batch.arriving.keys().isdisjoint(pair) for name in pair}
    held = LedgerHeld(connection)
    touched = sorted(held.numbers(named - batch.arriving.keys() - set(batch.leaving)))
    arriving = evidence_of_rows(connection, sorted(batch.arriving.values()))
    place(connection, regroup(arriving, batch.leaving, held, weights, said, touched), batch.arriving, grouping)


def _is_grouped_by(connection: Connection, weights: Weights) -> bool:
    query = select(groupings.c.version, groupings.c.weights).where(groupings.c.superseded_by.is_(None))
    return connection.execute(query).first() in (None, (__version__, weights.name))


def _begin(connection: Connection, weights: Weights) -> int:
    """Row of the grouping by these weights; where others held before, all events are to be put into incidents anew."""
    now = connection.execute(select(groupings).where(groupings.c.superseded_by.is_(None))).first()
    if now is not None and (now.version, now.weights) == (__version__, weights.name):
        return int(now.id)
    number = int(connection.execute(select(func.coalesce(func.max(groupings.c.id), 0))).scalar_one()) + 1
    connection.execute(insert(groupings).values(id=number, version=__version__, weights=weights.name))
    if now is not None:
        connection.execute(update(groupings).where(groupings.c.id == now.id).values(superseded_by=number))
        _forget_what_stands(connection)
    return number


def _forget_what_stands(connection: Connection) -> None:
    for table in (standing, block_keys):
        connection.execute(delete(table))
    again = events.alias("again")
    told_again = (
        exists()
        .where(incident_members.c.incident == incidents.c.id, events.c.id == incident_members.c.event)
        .where(again.c.event_id == events.c.event_id, again.c.superseded_by.is_(None))
    )
    # Those of which nothing holds any more will not be met again.
    connection.execute(update(incidents).where(incidents.c.holds, ~told_again).values(holds=False))


def _incident(connection: Connection, incident_id: str) -> Incident:
    found = incident_by_id(connection, incident_id)
    if found is None:
        raise DetenteError(incident_id, "the ledger holds no incident of this id", "detente incidents lists them")
    return found


def _events_of(connection: Connection, given: str) -> list[str]:
    """The event of this id, or all events of the incident of this id."""
    if LedgerHeld(connection).numbers([given]):
        return [given]
    return [member.event.event_id for member in _incident(connection, given).members]
