"""Ledger: reports, events and rejects kept in a database; see the package for the rules."""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection, update

from detente.event import CodedReport, Event
from detente.ledger import opening, queries, writing
from detente.ledger.filter import EventFilter, IncidentFilter
from detente.ledger.run import RunIdentity
from detente.ledger.schema import runs
from detente.ledger.writing import Kept
from detente.reject import Reject
from detente.report import Report

if TYPE_CHECKING:
    import polars
    import pyarrow

    from detente.incidents.incident import Incident
    from detente.incidents.keeping import Keeper
    from detente.ledger.incident_queries import SaidByHand
    from detente.ledger.searching import Hit
    from detente.reviews.change import Change
    from detente.reviews.correction import Correction
    from detente.reviews.doubt import Doubted
    from detente.reviews.history import History
    from detente.reviews.sentence import ReviewedSentence

__all__ = ["Kept", "Ledger"]

_EVERYTHING = EventFilter()
_EVERY_INCIDENT = IncidentFilter()
_NO_EFFECTS: Mapping[str, float] = MappingProxyType({})


class Ledger:
    """The database at ``where``: a path to an SQLite file, or a ``postgresql://`` URL.

    Made if it is not there (unless ``create`` is False), upgraded if it is older. Raises LedgerError if it is not a
    ledger, is newer than this version of Detente, or cannot be used; every method raises it if the database fails.
    Use it in a ``with`` statement or close it.
    """

    def __init__(self, where: str | Path = "detente.db", *, create: bool = True) -> None:
        self._engine = opening.open_database(where, create)

    @property
    def name(self) -> str:
        """Its path, or its URL without the password."""
        return opening.name_of(self._engine.url)

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    def waiting(self, seconds: float) -> "Ledger":
        """The same open ledger, whose changes wait at most so long for another writer, then raise LedgerError."""
        same = copy.copy(self)
        same._engine = opening.waiting(self._engine, round(seconds * 1000))
        return same

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Writing

    def begin(self, identity: RunIdentity) -> int:
        """Number of the run of this identity: a new row of ``runs``, or the old one, which goes on."""
        with opening.write(self._engine) as connection:
            return writing.begin(connection, identity, _now())

    def end(self, run: int) -> None:
        """Notes that the run has come to its end."""
        with opening.write(self._engine) as connection:
            connection.execute(update(runs).where(runs.c.id == run).values(ended=_now()))

    def keep(self, run: int, items: Iterable[CodedReport | Reject]) -> Kept:
        """Keeps coded reports and rejects of this run, all of them or, if it fails, none; says what was new."""
        with opening.write(self._engine) as connection:
            return writing.keep(connection, run, items)

    def read_before(self, run: int, reports: Sequence[Report]) -> dict[str, CodedReport]:
        """Those of the reports that hold as this run has read them, by id, with the events kept of them."""
        with opening.read(self._engine) as connection:
            return writing.read_before(connection, run, reports)

    def update_incidents(
        self, progress: Callable[[int, int], None] | None = None, *, at_once: int | None = None
    ) -> int:
        """Puts into incidents the events that are new or were read again since; returns how many those were.

        ``progress`` is told between two transactions how many reports and events are done and how many there are to
        do. A transaction puts ``at_once`` events there, 5,000 unless told: fewer let others write sooner. Stopped at
        any moment and started again it ends with the same incidents.
        """
        keeper = self._keeper()
        return (replace(keeper, events_at_once=at_once) if at_once else keeper).bring_up_to_date(progress)

    def join(self, *ids: str, author: str) -> "Incident":
        """Notes by hand that these events, and all events of these incidents, are one happening; returns its incident.

        Brings the incidents up to date first. The correction stays until a later one undoes it. Raises DetenteError for
        an id that is neither of an event nor of an incident, and where there is nothing to join.
        """
        return self._keeper().join(ids, author, _now())

    def split(self, incident_id: str, *event_ids: str, author: str) -> "tuple[Incident, ...]":
        """Notes by hand that these events of an incident are not one happening with its other events.

        Brings the incidents up to date first, and returns the incidents that the events are in now. The correction
        stays until a later one undoes it. Raises DetenteError where the incident is not known, an event is not of it,
        or none of its events would be left.
        """
        return self._keeper().split(incident_id, event_ids, author, _now())

    def correct(self, event_id: str, change: "Change", author: str, seen: int) -> "Correction":
        """Keeps what somebody says of an event, and the event that follows from it; see ``detente.reviews``.

        ``seen`` is the number of the last correction of the event that the author has seen, 0 for none. The incident of
        the event is worked out anew in the same transaction, if events were put into incidents before. Raises Conflict,
        with the corrections that came since, if ``seen`` is not the last, and ReviewError where the change cannot be
        made; nothing is kept then.
        """
        from detente.ledger import recasting, reviewing
        from detente.reviews.correction import ReviewError

        if not author.strip():
            raise ReviewError(event_id, "nobody is named", "say who corrects it")
        with opening.read(self._engine) as connection:
            whole = reviewing.complete(connection, event_id, change, seen)
        with opening.write(self._engine) as connection:
            kept = reviewing.correct(connection, event_id, whole, author.strip(), seen, _now())
            recasting.recast(connection, event_id, kept.row)
        return kept.correction

    # Reading

    def history(self, event_id: str) -> "History | None":
        """How an event was coded, what people said of it and what it is now; None if the ledger never held it."""
        from detente.ledger import reviewing

        with opening.read(self._engine) as connection:
            return reviewing.history(connection, event_id)

    def events_in(self, incident_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Ids of the events of each of these incidents that holds, by incident id."""
        from detente.ledger import incident_queries

        with opening.read(self._engine) as connection:
            return incident_queries.events_in(connection, incident_ids)

    def said_by_hand(self, *event_ids: str) -> "tuple[SaidByHand, ...]":
        """What people said by hand on whether these events are one happening, in the order in which it was said."""
        from detente.ledger import incident_queries

        with opening.read(self._engine) as connection:
            return tuple(incident_queries.said_by_hand(connection, event_ids))

    def report_of(self, event_id: str) -> CodedReport | None:
        """The report that an event was told in, as it holds now with its events, be the event rejected or not."""
        from detente.ledger import reviewing

        with opening.read(self._engine) as connection:
            return reviewing.report_of_event(connection, event_id)

    def doubts(
        self, limit: int = 50, after: tuple[float, int] | None = None, effects: Mapping[str, float] = _NO_EFFECTS
    ) -> "tuple[Doubted, ...]":
        """Events to review, those first that are doubted most: by what ``update_incidents`` has found.

        Events that somebody has accepted, corrected or rejected are left out. ``after`` is the ``place`` of the last
        one seen. ``effects`` has by event id how far a shift would be gone without the event, 0 to 1: see
        ``detente.reviews.effects``.
        """
        from detente.ledger import doubting

        with opening.read(self._engine) as connection:
            return tuple(doubting.doubtful(connection, limit, after, effects))

    def reviewed_sentences(self) -> "Iterator[ReviewedSentence]":
        """Sentences of which every event was accepted, corrected or rejected, in the order of reading."""
        from detente.ledger import reviewed

        with opening.read(self._engine) as connection:
            yield from reviewed.reviewed_sentences(connection)

    def doubts_left(self) -> int:
        """How many events there are to review."""
        from detente.ledger import doubting

        with opening.read(self._engine) as connection:
            return doubting.doubtful_count(connection)

    def search(
        self, words: str, limit: int = 50, after: int | None = None, *, evidence: bool = False
    ) -> "tuple[Hit, ...]":
        """Reports, as they were read last, whose title and text have all words; the one read last comes first.

        ``"words in a row"`` stand together and ``attack*`` is every word that begins so; capitals, accents and signs
        make no difference. With ``evidence`` all words must stand in one sentence that tells an event. ``after`` is the
        ``number`` of the last hit seen. Never raises for any words; words without letter or digit find nothing.
        """
        from detente.ledger import searching

        with opening.read(self._engine) as connection:
            return tuple(searching.search(connection, words, limit, after, evidence))

    def incidents(
        self, wanted: IncidentFilter = _EVERY_INCIDENT, progress: Callable[[int, int], object] | None = None
    ) -> "Iterator[Incident]":
        """Incidents as ``update_incidents`` has left them, by their first day, those without any last.

        ``progress`` is told now and then how many have come, of how many.
        """
        from detente.ledger import incident_queries

        with opening.read(self._engine) as connection:
            yield from incident_queries.incidents_that_hold(connection, wanted, progress)

    def incident(self, incident_id: str) -> "Incident | None":
        """The incident of this id, or the one that holds in its place; None if there is none."""
        from detente.ledger import incident_queries

        with opening.read(self._engine) as connection:
            return incident_queries.incident_by_id(connection, incident_id)

    def coded(self, wanted: EventFilter = _EVERYTHING) -> Iterator[CodedReport]:
        """Reports with those of their events that are wanted; reports without such events are left out."""
        with opening.read(self._engine) as connection:
            yield from queries.coded_reports(connection, wanted)

    def events(self, wanted: EventFilter = _EVERYTHING) -> Iterator[Event]:
        """Events that hold now: by the order in which their reports were read, then by the order of the text."""
        for coded in self.coded(wanted):
            yield from coded.events

    def event(self, event_id: str) -> Event | None:
        """The event of this id that holds now, None if there is none."""
        with opening.read(self._engine) as connection:
            return queries.event_by_id(connection, event_id)

    def reading_of(self, event_id: str) -> tuple[CodedReport, RunIdentity] | None:
        """The report of an event that holds now, with all its events, and the run that read it so."""
        with opening.read(self._engine) as connection:
            return queries.reading_of(connection, event_id)

    def reports(self) -> Iterator[Report]:
        """The last revision of every report, with events or without, in the order of reading."""
        with opening.read(self._engine) as connection:
            yield from queries.current_reports(connection)

    def revisions(self, report_id: str) -> tuple[Report, ...]:
        """All revisions of one report, the first one first; empty if the id is not known."""
        with opening.read(self._engine) as connection:
            return queries.revisions(connection, report_id)

    def rejects(self) -> Iterator[Reject]:
        """What was refused, in the order of reading; what several runs refused alike stands once."""
        with opening.read(self._engine) as connection:
            yield from queries.all_rejects(connection)

    def connection(self) -> AbstractContextManager[Connection]:
        """A context that gives a SQLAlchemy connection on which the ledger stands still, for queries of your own."""
        return opening.read(self._engine)

    def to_arrow(self, wanted: EventFilter = _EVERYTHING) -> "pyarrow.Table":
        """The wanted events as an Arrow table; see ``detente.exports.arrow``."""
        from detente.exports.arrow import to_arrow

        return to_arrow(self.events(wanted))

    def to_polars(self, wanted: EventFilter = _EVERYTHING) -> "polars.DataFrame":
        """The wanted events as a Polars frame; raises DetenteError if Polars is not installed."""
        from detente.exports.arrow import to_polars

        return to_polars(self.events(wanted))

    def _keeper(self) -> "Keeper":
        from detente.incidents.keeping import Keeper

        return Keeper.load(lambda: opening.read(self._engine), lambda: opening.write(self._engine))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
