"""Today: what has shifted, what came in, and what was read; each leads to its words in two more steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection, func, select
from starlette.requests import Request
from starlette.responses import Response

from detente.incidents.incident import Incident
from detente.ledger import Ledger, paging
from detente.ledger.rows import reject_from_row
from detente.ledger.schema import events, rejects, reports, runs
from detente.reject import Reject
from detente.relations.act import Level
from detente.relations.overview import likely, within
from detente.relations.sentences import note_sentence, shift_sentence
from detente.relations.series import Step, series
from detente.relations.shifts import Note, Shift, ShiftKind, notes
from detente.web import clock, incident_words
from detente.web.browsing import columns_of
from detente.web.incident_store import UNKNOWN
from detente.web.pages.basis import Basis, awaited, made_basis, name_of
from detente.web.relating import shifts_today
from detente.web.rendering import page
from detente.web.state import AppState, Lately, state_of

SPANS = {"week": 7, "month": 30, "quarter": 91, "year": 365, "all": None}
"""Stretches before the last day with an act that the page looks back on, in days."""
SHIFTS = 12
NOTES = 8
INCIDENTS = 10
INCIDENTS_OF_SHIFT = 4
"""Incidents of a shift that are linked from the page; the dyad's own page has all."""
PATIENCE = 0.5
"""Seconds for which the page waits for what is being worked out, before it says so and comes back."""
RUNS = 5
REJECTS = 100
"""Rejects a page."""
WEEKS = 26
"""Weeks of a small series."""
SPARK_WIDTH, SPARK_HEIGHT = 208, 44

router = APIRouter(include_in_schema=False)
State = Annotated[AppState, Depends(state_of)]


@dataclass(frozen=True, slots=True)
class SparkBar:
    """One week of a small series: cooperation upwards from the middle, conflict downwards."""

    x: float
    up: float
    down: float
    inside: bool
    """Whether the week lies between start and alert of the shift."""


@dataclass(frozen=True, slots=True)
class Spark:
    """A small series, SPARK_WIDTH by SPARK_HEIGHT."""

    bars: tuple[SparkBar, ...]
    middle: float
    width: float
    """Of a bar."""
    words: str


@dataclass(frozen=True, slots=True)
class ShiftView:
    """One shift as it is shown."""

    shift: Shift
    one: str
    other: str
    sentence: str
    spark: Spark
    incidents: tuple[tuple[str, date], ...]
    more: int


@dataclass(frozen=True, slots=True)
class NoteView:
    """One note as it is shown."""

    note: Note
    sentence: str


@dataclass(frozen=True, slots=True)
class Turns:
    """What shifted in the days up to the last one with an act."""

    first: date | None
    last: date | None
    """None where no act between two countries is known."""
    shifts: tuple[ShiftView, ...]
    left_out: int
    notes: tuple[NoteView, ...]


@dataclass(frozen=True, slots=True)
class RunView:
    """One run over input."""

    started: str
    model: str
    ended: bool
    reports: int
    events: int
    rejects: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in all."""

    reports: int
    events: int
    rejects: int
    runs: tuple[RunView, ...]


@router.get("/")
def today(request: Request, state: State, span: Annotated[str, Query(pattern="|".join(SPANS))] = "month") -> Response:
    """The front page."""
    turns = _turns(state, span)
    columns = columns_of(state)
    return page(
        request,
        "today.html",
        span=span,
        spans=tuple(SPANS),
        turns=turns.value,
        fresh=turns.fresh,
        done=state.act_store.done,
        due=state.act_store.due,
        reading=state.answer("reading", lambda: reading_of(state.ledger)),
        incident_count=int(columns.rows.size),
        latest=state.answer("latest", lambda: _latest(state)),
        tell=incident_words,
        spark_size=(SPARK_WIDTH, SPARK_HEIGHT),
    )


@router.get("/rejects")
def rejected(request: Request, state: State, after: Annotated[int, Query(ge=0, le=2**62)] = 0) -> Response:
    """What was refused when it was read, with the reason and what to do, the last first."""
    with state.ledger.connection() as connection:
        found, place = rejects_page(connection, after)
    return page(request, "rejects.html", found=found, place=place, after=after)


def turns_of(basis: Basis, shifts: Sequence[Shift], span: int | None) -> Turns:
    """Shifts and notes of the last days with acts."""
    if basis.last is None:
        return Turns(None, None, (), 0, ())
    first = basis.acts[0].day if span is None else basis.last - timedelta(days=span - 1)
    found = likely(shifts, first)
    told = notes(within(basis.acts, first, None), basis.stands)
    friends = [note for note in told if note.kind is ShiftKind.RIFT]
    return Turns(
        first=first,
        last=basis.last,
        shifts=tuple(_shift_view(basis, shift) for shift in found[:SHIFTS]),
        left_out=max(0, len(found) - SHIFTS),
        notes=tuple(NoteView(note, note_sentence(note, name_of)) for note in friends[:NOTES]),
    )


def reading_of(ledger: Ledger) -> Reading:
    """How much was read, and by which runs last."""
    with ledger.connection() as connection:
        report_count, event_count, reject_count = (
            int(connection.execute(query).scalar_one())
            for query in (
                select(func.count()).select_from(reports).where(reports.c.superseded_by.is_(None)),
                select(func.count()).select_from(events).where(events.c.superseded_by.is_(None)),
                select(func.count(func.distinct(rejects.c.digest))),
            )
        )
        last = connection.execute(select(runs).order_by(runs.c.id.desc()).limit(RUNS))
        told = [
            RunView(row.started, row.model, row.ended is not None, row.reports, row.events, row.rejects) for row in last
        ]
    return Reading(report_count, event_count, reject_count, tuple(told))


def rejects_page(connection: Connection, after: int) -> tuple[list[Reject], int | None]:
    """Rejects, the last one first, after the row of the one seen last (0 at first); and where the next page begins.

    What several runs refused for the same reason stands once.
    """
    first = select(func.min(rejects.c.id)).group_by(rejects.c.digest)
    query = select(rejects).where(rejects.c.id.in_(first)).order_by(rejects.c.id.desc()).limit(REJECTS + 1)
    if after:
        query = query.where(rejects.c.id < after)
    rows = connection.execute(query).mappings().all()
    shown = rows[:REJECTS]
    return [reject_from_row(row) for row in shown], shown[-1]["id"] if len(rows) > REJECTS else None


def _turns(state: AppState, span: str) -> Lately[Turns]:
    """The turns as they are now, or were before what was read last; none yet while they are worked out first."""

    def make() -> Turns:
        return turns_of(made_basis(state, Level.COUNTRY), shifts_today(state, Level.COUNTRY), SPANS[span])

    found: Lately[Turns] = awaited(state, ("turns", span), make, PATIENCE)
    return found


def _latest(state: AppState) -> list[Incident]:
    """The incidents that began last, but not after today nor the last day on which anything was reported."""
    columns = columns_of(state)
    with state.ledger.connection() as connection:
        told = connection.execute(select(func.max(func.substr(reports.c.published, 1, 10)))).scalar()
        ordered = columns.order
        if told:
            day = min(_ordinal(told), clock.today().toordinal())
            ordered = ordered[(columns.first[ordered] <= day) & (columns.first[ordered] != UNKNOWN)]
        return paging.incidents_by_row(connection, columns.rows[ordered[:INCIDENTS]].tolist())


def _shift_view(basis: Basis, shift: Shift) -> ShiftView:
    one, other = shift.dyad
    # The last first: what made the alert.
    told = list(zip(shift.incidents, shift.incident_days, strict=True))[::-1]
    return ShiftView(
        shift=shift,
        one=name_of(one),
        other=name_of(other),
        sentence=shift_sentence(shift, name_of),
        spark=_spark(basis, shift),
        incidents=tuple(told[:INCIDENTS_OF_SHIFT]),
        more=max(0, len(told) - INCIDENTS_OF_SHIFT),
    )


def _spark(basis: Basis, shift: Shift) -> Spark:
    """The weeks up to that of the alert."""
    last = Step.WEEK.start(shift.alert)
    first = last - timedelta(weeks=WEEKS - 1)
    points = series(basis.by_dyad.get(shift.dyad, ()), shift.dyad, Step.WEEK, first, last + timedelta(days=6)).points
    up = [point.counts[0] + point.counts[1] for point in points]
    down = [point.counts[2] + point.counts[3] for point in points]
    unit = SPARK_HEIGHT / max(max(up) + max(down), 1)
    middle = round(max(up) * unit, 1)
    step = SPARK_WIDTH / WEEKS
    begun = Step.WEEK.start(shift.start)
    bars = tuple(
        SparkBar(round(place * step, 1), round(high * unit, 1), round(low * unit, 1), point.start >= begun)
        for place, (point, high, low) in enumerate(zip(points, up, down, strict=True))
    )
    one, other = (incident_words.counted(sum(many), "act") for many in (up, down))
    words = (
        f"{WEEKS} weeks up to {shift.alert}: {one} of cooperation, at most {max(up)} a week, "
        f"and {other} of conflict, at most {max(down)} a week"
    )
    return Spark(bars, middle, round(step - 1, 1), words)


def _ordinal(day: str) -> int:
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return np.iinfo(np.int64).max
