"""Browsing: the incidents that some words ask for, as a list, on a map and on a time line that narrow one another.

What is drawn on the map is narrowed by the days and all else, but not by the part of the map that was chosen, and the
bars of the time line the other way round, so that each shows what choosing more or less of itself would give.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import partial

import numpy as np
from sqlalchemy import Connection, Select, func, select, union_all

from detente.codebook import QUADS
from detente.ledger import IncidentFilter, incident_queries
from detente.ledger.filter import FilterError
from detente.ledger.queries import mention_conditions
from detente.ledger.rows import folded
from detente.ledger.schema import events, incidents, mentions, readings, reports
from detente.ledger.told import parts_of
from detente.relations.series import Step, reach
from detente.web.incident_store import UNKNOWN, Columns, Flags, Spot, Whole, spellings
from detente.web.state import AppState

EVERY_INCIDENT = IncidentFilter()
Counts = tuple[int, int, int, int]
"""Incidents by quad class, in the order of ``detente.codebook.QUADS``."""

DAYS, WEEKS = 150, 1200
"""A time line of up to so many days has a bar a day, of up to so many a bar a week, and beyond a bar a month."""
SHORTEST = 28
"""Days that a time line has at least, so that one day has its place among others."""
ROOM = 14
"""Days before and after the chosen ones that a time line has at least, so that more of them can be chosen."""
ROOM_SHARE = 4
"""Where incidents go on it has as many as this share of the chosen ones, a quarter."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a map: degrees, WGS 84. Raises FilterError where it is none."""

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        if not (-180 <= self.west <= self.east <= 180 and -90 <= self.south <= self.north <= 90):
            raise FilterError("box", "is no part of the world", "west,south,east,north in degrees: 42,12,55,19")

    @classmethod
    def read(cls, words: str) -> "Box":
        """The box of "west,south,east,north"."""
        try:
            west, south, east, north = (float(word) for word in words.split(","))
        except ValueError:
            raise FilterError("box", f"{words!r} is not four numbers", "west,south,east,north: 42,12,55,19") from None
        return cls(west, south, east, north)

    def __str__(self) -> str:
        return ",".join(f"{edge:g}" for edge in (self.west, self.south, self.east, self.north))


@dataclass(frozen=True, slots=True)
class Browse:
    """What is wanted: all that an IncidentFilter asks for, and more."""

    wanted: IncidentFilter = EVERY_INCIDENT
    place: str | None = None
    """Part of the name of the incident's place, of what it lies in, or of what reports call it; capitals, accents and
    white space make no difference."""
    source: str | None = None
    """Part of the name of a publisher that tells of it, or of whom a report gives as its source."""
    box: Box | None = None
    """Where it was; an area counts where its middle is."""

    @property
    def base(self) -> "Browse":
        """The same without what is chosen on the map and on the time line."""
        return Browse(replace(self.wanted, since=None, until=None), self.place, self.source)


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of a time line."""

    start: date
    end: date
    """Its last day."""
    counts: Counts

    @property
    def total(self) -> int:
        """Incidents of all classes."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class TimeLine:
    """Incidents by their first day; steps without any are left out."""

    step: Step
    first: date
    last: date
    bars: tuple[Bar, ...]
    before: int
    """Incidents before ``first``, and after ``last``."""
    after: int


@dataclass(frozen=True, slots=True)
class Placed:
    """The incidents of one place."""

    spot: Spot
    counts: Counts

    @property
    def total(self) -> int:
        """Incidents of all classes."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page of incidents shows."""

    total: int
    """How many are wanted."""
    rows: tuple[int, ...]
    """Rows in the ledger of those on this page, in the order of the list."""
    page: int
    pages: int
    time_line: TimeLine | None
    """None where none of the incidents has a day."""
    undated: int
    """How many of those that the time line is made of have no day."""
    places: tuple[Placed, ...]
    """Those of the map, most incidents first."""
    listed_places: tuple[Placed, ...]
    """Those of the incidents that are wanted; fewer than the map has where a part of it is chosen."""
    placeless: int
    """How many of those that are wanted have no coordinates."""


def columns_of(state: AppState) -> Columns:
    """The columns of all incidents that hold now."""
    return state.answer("incident columns", state.incident_store.columns)


def warm(state: AppState) -> None:
    """Begins to read the columns, which the first page that is asked for needs."""

    def make() -> None:
        columns_of(state)  # it is kept there

    state.soon("columns are read", make)


def browse(state: AppState, asked: Browse, page: int, size: int) -> Shown:
    """What a page of ``size`` incidents shows; of a page that is not there the last one."""
    columns = columns_of(state)
    base = state.answer(("browse", asked.base), lambda: _positions(state, columns, asked.base))
    in_time = _in_time(columns, base, asked.wanted)
    in_box = _in_box(columns, base, asked.box)
    listed = base[in_time & in_box]
    pages = max(1, -(-listed.size // size))
    page = min(page, pages)
    shown = columns.rows[listed[(page - 1) * size : page * size]]
    on_map, on_line = base[in_time], base[in_box]
    places = _places(columns, on_map)
    listed_places = _places(columns, listed) if asked.box else places
    return Shown(
        total=int(listed.size),
        rows=tuple(shown.tolist()),
        page=page,
        pages=pages,
        time_line=time_line(columns.first[on_line], columns.quad[on_line], asked.wanted),
        undated=int((columns.first[on_line] == UNKNOWN).sum()),
        places=places,
        listed_places=listed_places,
        placeless=int(listed.size) - sum(one.total for one in listed_places),
    )


def time_line(days: Whole, quads: Whole, chosen: IncidentFilter) -> TimeLine | None:
    """The bars of incidents with these first days, ordinals or UNKNOWN, and quad classes.

    Where days are ``chosen`` the line shows these with some room around them; at an end that was left open, and where
    none are chosen, so many that few are missing there.
    """
    known = days != UNKNOWN
    days, quads = days[known], quads[known]
    if not days.size:
        return None
    first, last = _ends(days, chosen)
    inside = (days >= first) & (days <= last)
    step = _step(last - first + 1)
    bars = _bars(days[inside], quads[inside], step)
    ends = date.fromordinal(first), date.fromordinal(last)
    return TimeLine(step, *ends, bars, int((days < first).sum()), int((days > last).sum()))


def _ends(days: Whole, chosen: IncidentFilter) -> tuple[int, int]:
    """The first and the last day of the line."""
    since, until = (date.fromisoformat(day).toordinal() if day else None for day in (chosen.since, chosen.until))
    first, last = reach(np.sort(days).tolist())
    # An end that was left open lies where the incidents end, or at the other one where that lies beyond.
    first = since if since is not None else min(first, until or first)
    last = until if until is not None else max(last, since or last)
    # Room as far as there are incidents, and a little in any case.
    room = max(ROOM, (last - first + 1) // ROOM_SHARE)
    if since is not None:
        first = max(first - room, min(first - ROOM, int(days.min())))
    if until is not None:
        last = min(last + room, max(last + ROOM, int(days.max())))
    more = max(0, SHORTEST - (last - first + 1))
    return max(1, first - more // 2), min(date.max.toordinal(), last + more - more // 2)


def _positions(state: AppState, columns: Columns, asked: Browse) -> Whole:
    """Where the wanted incidents are among all, in the order of the list.

    What each word alone lets pass is kept, so that one word more costs no more than its own.
    """
    if asked == Browse():
        return columns.order
    held = np.ones(columns.rows.size, np.bool_)
    for part in _words_of(asked):
        held &= state.answer(("browse word", part), partial(_passed, state, columns, part))
    ordered: Whole = columns.order[held[columns.order]]
    return ordered


def _words_of(asked: Browse) -> Iterator[Browse]:
    """Each word of what is wanted, alone."""
    for word in fields(IncidentFilter):
        value = getattr(asked.wanted, word.name)
        if value != getattr(EVERY_INCIDENT, word.name):
            yield Browse(replace(EVERY_INCIDENT, **{word.name: value}))
    if asked.place is not None:
        yield Browse(place=asked.place)
    if asked.source is not None:
        yield Browse(source=asked.source)


def _passed(state: AppState, columns: Columns, asked: Browse) -> Flags:
    """Which of all incidents these words let pass."""
    held: Flags = np.ones(columns.rows.size, np.bool_)
    alone = replace(asked.wanted, actor=None, country=())
    with state.ledger.connection() as connection:
        if alone != EVERY_INCIDENT:
            wanted = select(incidents.c.id).where(incidents.c.holds, *incident_queries.incident_conditions(alone))
            held &= _flags(held.size, columns.positions(_numbers(connection, wanted)))
        for query in _queries(connection, asked):
            held &= _flags(held.size, columns.told_by(_numbers(connection, query)))
    if asked.place is not None:
        words = spellings(asked.place)
        named = np.array([any(word in called for word in words) for called in columns.called], np.bool_)
        held &= named[columns.spot]
    return held


def _numbers(connection: Connection, query: Select[tuple[int]]) -> Whole:
    return np.array(connection.execute(query).scalars().all(), np.int64)


def _flags(size: int, positions: Whole) -> Flags:
    """So many flags, up at these positions."""
    found: Flags = np.zeros(size, np.bool_)
    found[positions] = True
    return found


def _queries(connection: Connection, asked: Browse) -> Iterator[Select[tuple[int]]]:
    """Queries for rows of events: an incident is wanted that each of them finds one of.

    Words of mentions are looked for in all mentions at once: asking each incident for its own takes many times as long
    where few have them. Which incident an event is in the columns know sooner than the database does.
    """
    if asked.wanted.actor is not None:
        yield select(mentions.c.event).where(*mention_conditions(asked.wanted.actor, ()))
    if asked.wanted.country:
        yield select(mentions.c.event).where(*mention_conditions(None, asked.wanted.country))
    if asked.source is not None:
        yield _by_source(connection, folded(asked.source))


def _by_source(connection: Connection, words: str) -> Select[tuple[int]]:
    """A query for rows of events that such a publisher, or such a source of a report, tells of."""
    publishers = connection.execute(select(reports.c.publisher).distinct()).scalars()
    named = [publisher for publisher in publishers if publisher and words in folded(publisher)]
    told = select(events.c.id).join(readings, readings.c.id == events.c.reading)
    told = told.join(reports, reports.c.id == readings.c.report)
    by = [told.where(reports.c.publisher.in_(asked)) for asked in parts_of(named)]
    quoted = select(mentions.c.event).where(mentions.c.role == "source")
    either = union_all(*by, quoted.where(func.lower(mentions.c.text).contains(words, autoescape=True))).subquery()
    return select(either.c[0])


def _in_time(columns: Columns, positions: Whole, wanted: IncidentFilter) -> Flags:
    """Which of these incidents touch the days that are wanted; what has no day touches none."""
    found = np.ones(positions.size, np.bool_)
    if wanted.since is not None:
        found &= columns.last[positions] >= date.fromisoformat(wanted.since).toordinal()
    if wanted.until is not None:
        first = columns.first[positions]
        found &= (first != UNKNOWN) & (first <= date.fromisoformat(wanted.until).toordinal())
    return found


def _in_box(columns: Columns, positions: Whole, box: Box | None) -> Flags:
    if box is None:
        return np.ones(positions.size, np.bool_)
    lats, lons = columns.lats, columns.lons
    inside: Flags = (lons >= box.west) & (lons <= box.east) & (lats >= box.south) & (lats <= box.north)
    found: Flags = inside[columns.spot[positions]]
    return found


def _places(columns: Columns, positions: Whole) -> tuple[Placed, ...]:
    """The incidents of each spot that has coordinates, most first."""
    width = len(QUADS)
    keys = columns.spot[positions] * width + columns.quad[positions]
    counts = np.bincount(keys, minlength=len(columns.spots) * width).reshape(-1, width)
    held = np.flatnonzero((counts.sum(axis=1) > 0) & ~np.isnan(columns.lats) & ~np.isnan(columns.lons))
    found = [Placed(columns.spots[place], _four(counts[place].tolist())) for place in held.tolist()]
    return tuple(sorted(found, key=lambda one: (-one.total, repr(one.spot))))


def _step(days: int) -> Step:
    if days <= DAYS:
        return Step.DAY
    return Step.WEEK if days <= WEEKS else Step.MONTH


def _bars(days: Whole, quads: Whole, step: Step) -> tuple[Bar, ...]:
    if not days.size:
        return ()
    several, places = np.unique(days, return_inverse=True)
    width = len(QUADS)
    counts = np.bincount(places * width + quads, minlength=several.size * width).reshape(-1, width)
    summed: dict[date, list[int]] = {}
    for day, row in zip(several.tolist(), counts.tolist(), strict=True):
        bar = summed.setdefault(step.start(date.fromordinal(day)), [0] * width)
        for place, count in enumerate(row):
            bar[place] += count
    return tuple(Bar(start, _end(step, start), _four(row)) for start, row in summed.items())


def _end(step: Step, start: date) -> date:
    """The last day of a step."""
    try:
        return date.fromordinal(step.after(start).toordinal() - 1)
    except OverflowError:
        return date.max


def _four(counts: list[int]) -> Counts:
    one, two, three, four = counts
    return one, two, three, four
