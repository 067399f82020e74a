"""Relations: the network of actors on a day, how far it is from balance, and which dyads moved most before it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from detente.error import DetenteError
from detente.relations.act import Act, Level
from detente.relations.balance import Census, Tie, Triad, census, networks, strained_triads
from detente.relations.frustration import Frustration, frustration
from detente.relations.overview import Move, most_active, moves, within
from detente.relations.series import DONE
from detente.relations.standing import Standing
from detente.web.pages.basis import PATIENCE, Basis, Dyad, awaited, made_basis, name_of
from detente.web.pages.network_drawing import Drawing, draw_network
from detente.web.rendering import page
from detente.web.state import AppState, state_of

PARTIES = 24
"""Actors that are drawn unless another number is asked for."""
PARTY_CHOICES = (12, 24, 36, 60)
ACTIVE_DAYS = 365
"""Days before the evening in which the actors must have acted: a network shows who counts now, not who once did."""
ROWS = 40
"""Ties listed at first; the others are behind a button."""
MOVES, TRIADS = 8, 10
"""Dyads that moved most, and strained triads, that are listed."""
MONTH = r"^([1-9]\d{3}-(0[1-9]|1[0-2]))?$"
LAST_MONTH = "9998-12"
"""Later ones are beyond the calendar as soon as a day is added."""

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class TieRow:
    """One tie as the table lists it."""

    tie: Tie
    standing: Standing
    acts: int
    """Acts done between the two in the last ACTIVE_DAYS."""


@dataclass(frozen=True, slots=True)
class RelationsView:
    """The network on the evening of a day, with all that stands beside it."""

    day: date
    drawing: Drawing
    rows: tuple[TieRow, ...]
    """All ties between the actors looked at, those with most acts first."""
    actors: int
    """Actors that were looked at, whether they have ties or not."""
    census: Census
    frustration: Frustration
    triads: tuple[Triad, ...]
    """The most strained first."""
    moves: tuple[Move, ...]


@router.get("/relations")
def relations(
    request: Request,
    state: Annotated[AppState, Depends(state_of)],
    level: Level = Level.COUNTRY,
    month: Annotated[str, Query(pattern=MONTH)] = "",
    parties: Annotated[int, Query(ge=3, le=PARTY_CHOICES[-1])] = PARTIES,
) -> Response:
    """The network at a level on the last evening of a month, or of the last day with an act."""
    if month > LAST_MONTH:
        raise DetenteError("month", f"{month} is after {LAST_MONTH}")
    found = awaited(state, ("relations", level), lambda: _prepared(state, level), PATIENCE)
    if found.value is None:
        return working(request, state)
    view = _view_of(state, found.value, found.generation, level, month, parties)
    return page(
        request,
        "relations.html",
        view=view,
        fresh=found.fresh,
        level=level,
        levels=tuple(Level),
        month=month,
        months=found.value.months,
        parties=parties,
        party_choices=PARTY_CHOICES,
        name_of=name_of,
        rows_shown=ROWS,
    )


def working(request: Request, state: AppState) -> Response:
    """The page that says what is being worked out; it asks for itself again."""
    store = state.act_store
    response = page(request, "working.html", 200, done=store.done, due=store.due)
    response.headers["refresh"] = "2"
    response.headers["cache-control"] = "no-store"
    return response


def relations_view(basis: Basis, day: date, parties: int) -> RelationsView:
    """The network of the parties that acted most in the year up to a day, on its evening."""
    recent = [act for act in within(basis.acts, day - timedelta(days=ACTIVE_DAYS), day) if act.status in DONE]
    chosen = most_active(recent, parties)
    network = networks(basis.stands, chosen, [day + timedelta(days=1)])[0]
    return RelationsView(
        day=day,
        drawing=draw_network(network.ties, name_of),
        rows=_rows(basis, network.ties, recent, day),
        actors=len(chosen),
        census=census(network),
        frustration=frustration(network),
        triads=strained_triads(network, TRIADS),
        moves=moves(basis.acts, basis.stands, None, day, MOVES),
    )


def last_day_of(month: str) -> date:
    """The last day of a month given as 2024-09."""
    first = date.fromisoformat(f"{month}-01")
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def warm(state: AppState) -> None:
    """Begins to work out the page as it is first seen."""
    state.soon(("relations", Level.COUNTRY), lambda: _prepared(state, Level.COUNTRY))


def _prepared(state: AppState, level: Level) -> Basis:
    """The basis of a level, with the view that is asked for first at hand."""
    generation = state.generation
    basis = made_basis(state, level)
    _view_of(state, basis, generation, level, "", PARTIES)
    return basis


def _view_of(
    state: AppState, basis: Basis, generation: str, level: Level, month: str, parties: int
) -> RelationsView | None:
    """The view of a basis, made once; None where the basis has no act that was done."""
    if basis.last is None:
        return None
    day = min(last_day_of(month), basis.last) if month else basis.last
    # The generation of the basis is part of the key: an older one must not pass for what follows from the newest.
    key = ("relations", generation, level, day, parties)
    return state.answer(key, lambda: relations_view(basis, day, parties))


def _rows(basis: Basis, ties: Sequence[Tie], recent: Sequence[Act], day: date) -> tuple[TieRow, ...]:
    counts: Counter[Dyad] = Counter(act.dyad for act in recent)
    morning = day + timedelta(days=1)
    rows = [
        TieRow(tie, basis.stands.standing(tie.first, tie.second, morning), counts[tie.first, tie.second])
        for tie in ties
    ]
    return tuple(sorted(rows, key=lambda row: (-row.acts, -abs(row.tie.weight), row.tie.first, row.tie.second)))
