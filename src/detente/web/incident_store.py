"""IncidentStore: of every incident that holds what maps and time lines count, in columns that are read once.

What a row of the ledger says of an incident never changes: after a change of the ledger only new rows are read. A
hundred thousand incidents take some megabytes, and counting them anew for another stretch of days some milliseconds.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, select

from detente.codebook import QUADS, load_codebook
from detente.ledger import Ledger, paging
from detente.ledger.rows import folded
from detente.ledger.schema import incident_members, incidents, mentions
from detente.places.names import plain

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
UNKNOWN = 0
"""Stands for a day that is not known; ``date.toordinal()`` counts from 1."""


class Spot(NamedTuple):
    """Where incidents were, as the ledger keeps it; each part None where it is not known."""

    name: str | None
    country: str | None
    lat: float | None
    lon: float | None
    precision: str | None


@dataclass(frozen=True, slots=True)
class Columns:
    """All incidents that hold, by their row in the ledger; every array has a value for each of them."""

    rows: Whole
    """Rows of ``incidents``, rising."""
    first: Whole
    """First and last day as ``date.toordinal()`` counts them, or UNKNOWN."""
    last: Whole
    quad: Whole
    """Place in QUADS."""
    spot: Whole
    """Place in ``spots``."""
    order: Whole
    """Positions of all incidents, the latest first day first, of one day by id; those without a day last."""
    ids: NDArray[np.str_]
    spots: tuple[Spot, ...]
    """Each spot once; those of incidents that no longer hold may be among them."""
    lats: NDArray[np.float64]
    """Degrees of each spot, not a number where unknown."""
    lons: NDArray[np.float64]
    called: tuple[str, ...]
    """Of each spot its names, what it lies in and what reports call it, a line each, as ``spellings`` gives them."""
    events: Whole
    """Rows of ``events`` that the incidents are made of, rising."""
    told: Whole
    """Of each of these events the position of its incident."""

    def positions(self, rows: Whole) -> Whole:
        """Where these rows are among all; rows that do not hold are left out."""
        return _places_among(self.rows, rows)

    def told_by(self, events: Whole) -> Whole:
        """Where the incidents of these rows of ``events`` are among all; events of none are left out."""
        positions: Whole = self.told[_places_among(self.events, events)]
        return positions


def _places_among(rising: Whole, wanted: Whole) -> Whole:
    """Where each wanted value is; those that are not there are left out."""
    if not rising.size:
        return np.empty(0, np.int64)
    found = np.minimum(np.searchsorted(rising, wanted), rising.size - 1)
    places: Whole = found[rising[found] == wanted]
    return places


def spellings(words: str) -> tuple[str, str]:
    """Words of a place as they are looked for: without capitals, and without accents and marks too."""
    small = folded(words)
    return small, plain(words) or small


class IncidentStore:
    """The columns of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = threading.Lock()
        self._spots: dict[Spot, int] = {}
        self._called: dict[Spot, set[str]] = {}
        self._data = np.empty((0, 5), np.int64)
        self._ids = np.empty(0, np.str_)
        self._members = np.empty((0, 2), np.int64)
        """Rows of ``events`` that rise, each with the row of its incident."""

    def columns(self) -> Columns:
        """All incidents that hold now; whoever asks while another reads waits."""
        with self._lock:
            self._bring_up_to_date()
            rows, first, last, quad, spot = self._data.T
            spots = tuple(self._spots)
            # By the day backwards, then by id; an unknown day is 0, so that it comes last.
            order: Whole = np.lexsort((self._ids, -first)).astype(np.int64)
            lats, lons = (
                np.array([np.nan if degrees is None else degrees for degrees in several], np.float64)
                for several in ([one.lat for one in spots], [one.lon for one in spots])
            )
            called = tuple("\n".join(sorted(self._called.get(one, ()))) for one in spots)
            events, told = self._members[:, 0], np.searchsorted(rows, self._members[:, 1])
            return Columns(rows, first, last, quad, spot, order, self._ids, spots, lats, lons, called, events, told)

    def _bring_up_to_date(self) -> None:
        columns = incidents.c
        with self._ledger.connection() as connection:
            held = np.array(paging.incident_rows(connection), np.int64)
            kept = np.isin(self._data[:, 0], held)
            missing = np.setdiff1d(held, self._data[kept, 0])
            found: Sequence[Any] = ()
            members: Sequence[Any] = ()
            if missing.size:
                query = select(
                    columns.id,
                    columns.incident_id,
                    columns.type,
                    columns.first_day,
                    columns.last_day,
                    columns.place,
                    columns.country,
                    columns.lat,
                    columns.lon,
                    columns.precision,
                ).where(columns.holds, columns.id >= int(missing[0]))
                found = connection.execute(query).all()
                self._call(connection.execute(_names_since(int(missing[0]))).all())
                members = connection.execute(_members_since(int(missing[0]))).all()
        new, ids = self._read(found, set(missing.tolist()))
        data = np.concatenate((self._data[kept], new))
        names = np.concatenate((self._ids[kept], ids))
        by_row = np.argsort(data[:, 0], kind="stable")
        self._data, self._ids = data[by_row], names[by_row]
        self._join(np.fromiter(chain.from_iterable(members), np.int64).reshape(-1, 2), held, missing)

    def _join(self, found: Whole, held: Whole, missing: Whole) -> None:
        """Notes which events new incidents are made of, and forgets those of incidents that hold no more."""
        members = np.concatenate(
            (self._members[np.isin(self._members[:, 1], held)], found[np.isin(found[:, 1], missing)])
        )
        self._members = members[np.argsort(members[:, 0], kind="stable")]

    def _call(self, found: Sequence[Any]) -> None:
        """Notes what places are called; of one without a name its words are the name, as an incident has it."""
        for name, words, admin1, *where in found:
            called = self._called.setdefault(Spot(name or words, *where), set())
            for one in {name, words, admin1} - {None, ""}:
                called.update(spellings(one))

    def _read(self, found: Sequence[Any], wanted: set[int]) -> tuple[Whole, NDArray[np.str_]]:
        """The columns of these rows of the ledger, as far as they are wanted, and their ids."""
        quads = {name: QUADS.index(kind.quad) for name, kind in load_codebook().types.items()}
        values, ids = [], []
        for row, name, kind, first, last, *where in found:
            if row in wanted:
                spot = self._spots.setdefault(Spot(*where), len(self._spots))
                values.append((row, _ordinal(first), _ordinal(last), quads[kind], spot))
                ids.append(name)
        return np.array(values, np.int64).reshape(-1, 5), np.array(ids, np.str_)


def _names_since(row: int) -> Select[Any]:
    """A query for each place that incidents from this row on name: its name, its words, what it lies in, and where."""
    columns = mentions.c
    where = (columns.country, columns.lat, columns.lon, columns.precision)
    query = select(columns.name, columns.text, columns.admin1, *where).distinct()
    query = query.join(incident_members, incident_members.c.event == columns.event)
    return query.where(columns.role == "place", incident_members.c.incident >= row)


def _members_since(row: int) -> Select[Any]:
    """A query for the events of incidents from this row on, each with the row of its incident."""
    columns = incident_members.c
    query = select(columns.event, columns.incident).join(incidents, incidents.c.id == columns.incident)
    return query.where(incidents.c.holds, columns.incident >= row)


def _ordinal(day: str | None) -> int:
    return date.fromisoformat(day).toordinal() if day else UNKNOWN
