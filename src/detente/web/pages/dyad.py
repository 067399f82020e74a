"""Dyad: what passed between two parties, how they stand and why, when that shifted, and the incidents behind it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BeforeValidator
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from detente.actors.resolve import TABLE_DATE
from detente.codebook import QUADS
from detente.error import DetenteError
from detente.ledger import Ledger, paging
from detente.ledger.schema import incidents
from detente.relations.act import Act, Level
from detente.relations.alliances import Relation
from detente.relations.overview import likely, within
from detente.relations.parties import level_asked, party_of
from detente.relations.prior import Five, Setting, Stance
from detente.relations.sentences import shift_sentence
from detente.relations.series import Series, Step, series
from detente.relations.shifts import Shift
from detente.relations.standing import Standing
from detente.web.incident_words import counted, told_by
from detente.web.pages.basis import Basis, basis_at, name_of, shifts_of
from detente.web.pages.relations import working
from detente.web.pages.series_drawing import MOST_STEPS, Chart, draw_series, words_of
from detente.web.rendering import page
from detente.web.state import AppState, state_of

SHORT, LONG = 60, 1_100
"""Days up to which a series is by day, and up to which by week, unless another step is asked for."""
ROWS = 50
"""Incidents on one page of their table."""
MOST_SHIFTS = 20
FEWEST_SEEN = 0.05
"""Acts, old ones counting less, below which they add nothing that two places could show."""
FIRST_DAY, LAST_DAY = date(1000, 1, 1), date(9998, 12, 31)

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Why:
    """One thing that the standing follows from."""

    words: str
    rows: tuple[Relation, ...]
    """Rows of the table of relations in force, if it is a term that has them."""
    weights: Five
    """What it adds to the log weight of each stance."""
    seen: float | None
    """Acts seen, old ones counting less; None for what is known without any report."""


@dataclass(frozen=True, slots=True)
class TurnView:
    """A shift with its number in the chart and its sentence."""

    number: int
    shift: Shift
    sentence: str


@dataclass(frozen=True, slots=True)
class DyadView:
    """All that is told of two parties."""

    first: str
    second: str
    series: Series
    chart: Chart | None
    standing: Standing
    reasons: tuple[Why, ...]
    turns: tuple[TurnView, ...]
    acts: tuple[Act, ...]
    """Of the days that the series has, the last one first."""
    since: date | None
    until: date
    coarser: bool
    """Whether steps are longer than was asked for, since there would be too many."""
    beyond: tuple[date, date] | None
    """First and last day of all acts between the two, whatever days are shown; None without any."""
    later: int
    """Acts of days to come, which are not shown unless they are asked for."""

    @property
    def done(self) -> int:
        """Acts done in the days of the series."""
        return sum(point.done for point in self.series.points)

    @property
    def told(self) -> tuple[tuple[date, str], ...]:
        """Steps with acts and what they hold in words, the last one first."""
        return tuple((point.start, words_of(point)) for point in reversed(self.series.points) if any(point.by_status))


@router.get("/relations/dyad")
def dyad(
    request: Request,
    state: Annotated[AppState, Depends(state_of)],
    a: Annotated[str, Query(max_length=300)],
    b: Annotated[str, Query(max_length=300)],
    level: Annotated[Level | None, BeforeValidator(lambda given: given or None)] = None,
    by: Step | None = None,
    since: str = "",
    until: str = "",
    start: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> Response:
    """The dyad of two parties, each by a country's name or code, a code such as RUS:MIL, or an actor's name or id.

    Without a level they are told apart as finely as the two words ask for.
    """
    level = level or _level_asked(a, b)
    first, last = _day("since", since), _day("until", until)
    if first and last and first > last:
        raise DetenteError("since", f"{first} is after {last}")
    basis = basis_at(state, level)
    if basis.value is None:
        return working(request, state)
    pair = pair_of(a, b, level, basis.value.parties)
    shifts = shifts_of(state, level)
    view = dyad_view(basis.value, pair, shifts.value or (), by, first, last)
    rows = view.acts[start : start + ROWS]
    return page(
        request,
        "dyad.html",
        view=view,
        level=level,
        levels=tuple(Level),
        steps=tuple(Step),
        stances=tuple(Stance),
        quads=QUADS,
        fresh=basis.fresh,
        shifts_there=shifts.value is not None,
        rows=rows,
        told=tellers_of(state.ledger, rows),
        start=start,
        page_rows=ROWS,
        name_of=name_of,
    )


def pair_of(a: str, b: str, level: Level, known: Collection[str] = ()) -> tuple[str, str]:
    """The keys of two parties, in the order of the alphabet; keys that are ``known`` are taken as they are.

    Raises DetenteError where one is not known at this level, or both are the same.
    """
    one, other = (words if words in known else party_of(words, level) for words in (a, b))
    if one == other:
        raise DetenteError(f"{a}, {b}", f"both are {name_of(one)}", "name two parties, or choose a finer level")
    return min(one, other), max(one, other)


def dyad_view(
    basis: Basis,
    pair: tuple[str, str],
    shifts: Sequence[Shift] = (),
    step: Step | None = None,
    since: date | None = None,
    until: date | None = None,
) -> DyadView:
    """What is told of two parties, in the order of the alphabet, of the days from ``since`` to ``until``."""
    everything = basis.by_dyad.get(pair, ())
    own = within(everything, since, until or basis.until)
    end = until or basis.last or date.fromisoformat(TABLE_DATE)
    chosen, coarser = _step(own, step)
    found = series(own, pair, chosen)
    standing = basis.stands.standing(*pair, end + timedelta(days=1))
    turns = _turns(pair, shifts, since, end)
    return DyadView(
        first=pair[0],
        second=pair[1],
        series=found,
        chart=draw_series(found, basis.stands, [turn.shift for turn in turns], since),
        standing=standing,
        reasons=_reasons(standing),
        turns=turns,
        acts=tuple(reversed(own)),
        since=since,
        until=end,
        coarser=coarser,
        beyond=(everything[0].day, everything[-1].day) if everything else None,
        later=0 if until else sum(act.day > basis.until for act in everything),
    )


def tellers_of(ledger: Ledger, acts: Sequence[Act]) -> dict[str, str]:
    """By incident of these acts how many tell it, in the words of the list of incidents; at most some hundred."""
    names = {act.incident_id for act in acts}
    query = select(incidents.c.id).where(incidents.c.holds, incidents.c.incident_id.in_(names))
    with ledger.connection() as connection:
        found = paging.incidents_by_row(connection, list(connection.execute(query).scalars()))
    known = {one.incident_id: told_by(one, "publisher") for one in found}
    # An act may be of an incident that holds no more, while all is being worked out anew.
    return {act.incident_id: known.get(act.incident_id) or counted(act.publishers, "publisher") for act in acts}


def _level_asked(a: str, b: str) -> Level:
    try:
        return level_asked(a, b)
    except DetenteError:
        if ":" not in a + b:
            raise
        return Level.ORGANISATION  # the ledger may have an id that no table has


def _day(name: str, given: str) -> date | None:
    if not given:
        return None
    try:
        found = date.fromisoformat(given)
    except ValueError:
        raise DetenteError(name, f"{given!r} is not a date", "write it as 2024-11-17") from None
    if not FIRST_DAY <= found <= LAST_DAY:
        raise DetenteError(name, f"{found} is not between {FIRST_DAY} and {LAST_DAY}")
    return found


def _step(acts: Sequence[Act], wanted: Step | None) -> tuple[Step, bool]:
    """The step of a series of these acts, and whether it is coarser than the one that was wanted."""
    days = (acts[-1].day - acts[0].day).days + 1 if acts else 1
    step = wanted or (Step.DAY if days <= SHORT else Step.WEEK if days <= LONG else Step.MONTH)
    steps = tuple(Step)
    lengths = {Step.DAY: 1, Step.WEEK: 7, Step.MONTH: 30}
    while days > MOST_STEPS * lengths[step] and step is not steps[-1]:
        step = steps[steps.index(step) + 1]
    return step, wanted is not None and step is not wanted


def _turns(pair: tuple[str, str], shifts: Sequence[Shift], since: date | None, until: date) -> tuple[TurnView, ...]:
    """The shifts of a dyad that are likelier than not, by their start; the most newsworthy of them."""
    own = [one for one in likely(shifts, since) if one.dyad == pair and one.start <= until][:MOST_SHIFTS]
    ordered = sorted(own, key=lambda one: (one.start, one.alert, one.kind))
    return tuple(TurnView(number, one, shift_sentence(one, name_of)) for number, one in enumerate(ordered, 1))


_SETTINGS = {
    Setting.SAME_STATE: "both act for one state",
    Setting.OWN_ARMED_GROUP: "an armed group and the state of its country",
    Setting.ARMED_GROUP: "one is an armed group",
    Setting.NEIGHBOURS: "neighbours by land",
    Setting.BASE: "any two parties",
}


def _reasons(standing: Standing) -> tuple[Why, ...]:
    """What is known of the two before any report, then what was seen."""
    known = [
        Why(_SETTINGS.get(reason.term, reason.term), reason.rows, reason.weights, None)  # type: ignore[call-overload]
        for reason in standing.prior.reasons
    ]
    acts = zip(QUADS, standing.seen, standing.evidence, strict=True)
    return (*known, *(Why(quad, (), weights, seen) for quad, seen, weights in acts if seen >= FEWEST_SEEN))
