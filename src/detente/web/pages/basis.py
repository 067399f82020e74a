"""Basis: the acts of all dyads at a level with what pages of relations ask of them, worked out ahead of the pages."""

import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from detente.relations import parties
from detente.relations.act import Act, Level
from detente.relations.overview import last_day, within
from detente.relations.series import DONE
from detente.relations.shifts import Shift
from detente.relations.standing import Stands
from detente.web import clock
from detente.web.act_store import Acts
from detente.web.relating import acts_at, shifts_today, stands_at
from detente.web.state import AppState, Lately

PATIENCE, HASTE = 0.8, 0.25
"""Seconds for which a page waits for what is being worked out before it says so: with nothing to show meanwhile, and
with what was there before the ledger changed."""
_LOOK = 0.02
"""Seconds from one look to the next while it waits."""

Value = TypeVar("Value")
Dyad = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Basis:
    """What the pages of one level are made from."""

    until: date
    """Today: acts that are dated later, being planned or by a mistyped year, count for nothing yet."""
    acts: Acts
    """Up to today, by day."""
    by_dyad: Mapping[Dyad, tuple[Act, ...]]
    """All acts by day, later ones as well; a dyad is two keys in the order of the alphabet."""
    stands: Stands
    last: date | None
    """The last day up to today with an act that was done; None without any."""
    parties: frozenset[str]
    """Keys of all that act or are acted upon."""
    months: tuple[str, ...]
    """Months up to today with an act that was done, as 2024-09, the last one first."""


def basis_of(acts: Acts, stands: Stands, until: date = date.max) -> Basis:
    """The basis of some acts, by day, and the standings that follow from them; what comes after a day is the future."""
    grouped: defaultdict[Dyad, list[Act]] = defaultdict(list)
    for act in acts:
        grouped[act.dyad].append(act)
    happened = tuple(within(acts, None, until))
    months = sorted({act.day.isoformat()[:7] for act in happened if act.status in DONE}, reverse=True)
    by_dyad = {dyad: tuple(own) for dyad, own in grouped.items()}
    named = frozenset(party for dyad in by_dyad for party in dyad)
    return Basis(until, happened, by_dyad, stands, last_day(happened), named, tuple(months))


def made_basis(state: AppState, level: Level) -> Basis:
    """The basis of a level as the ledger is now, made while the caller waits."""
    return state.answer(
        ("basis", level), lambda: basis_of(acts_at(state, level), stands_at(state, level), clock.today())
    )


def basis_at(state: AppState, level: Level, patience: float = PATIENCE) -> Lately[Basis]:
    """The basis of a level: of the ledger as it is if that takes no longer than the patience, in seconds.

    Else the one before, or none yet; it is being worked out then.
    """
    return awaited(state, ("basis", level), lambda: made_basis(state, level), patience)


def shifts_of(state: AppState, level: Level, patience: float = HASTE) -> Lately[tuple[Shift, ...]]:
    """The shifts of a level, as ``basis_at`` gives the basis; a page without them has enough else to show."""
    return awaited(state, ("shifts of a page", level), lambda: shifts_today(state, level), patience)


def awaited(state: AppState, key: Hashable, make: Callable[[], Value], patience: float) -> Lately[Value]:
    """What ``state.soon`` gives once it is fresh, or when the patience, in seconds, is over."""
    began = time.monotonic()
    found = state.soon(key, make)
    while not found.fresh and time.monotonic() < began + (patience if found.value is None else min(patience, HASTE)):
        time.sleep(_LOOK)
        found = state.soon(key, make)
    return found


@lru_cache(maxsize=8192)
def name_of(key: str) -> str:
    """The name of a party by its key; kept, since finding it means to look through the table of actors."""
    return parties.name_of(key)
