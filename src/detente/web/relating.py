"""Relating: acts, standings and shifts of all dyads, worked out once until the ledger changes."""

from detente.relations.act import Level
from detente.relations.overview import last_day, within
from detente.relations.shifts import Shift, find_shifts
from detente.relations.standing import Stands
from detente.web import clock
from detente.web.act_store import Acts
from detente.web.state import AppState


def acts_at(state: AppState, level: Level) -> Acts:
    """All acts at a level, by day, as the ledger has them now."""
    return state.answer(("acts", level), lambda: state.act_store.acts(level))


def stands_at(state: AppState, level: Level) -> Stands:
    """How all dyads stand at a level, by these acts."""
    return state.answer(("stands", level), lambda: Stands(acts_at(state, level)))


def shifts_at(state: AppState, level: Level) -> tuple[Shift, ...]:
    """The shifts at a level, most newsworthy first."""
    return state.answer(("shifts", level), lambda: find_shifts(acts_at(state, level), stands_at(state, level)))


def shifts_today(state: AppState, level: Level) -> tuple[Shift, ...]:
    """The shifts as they are known today: acts that are dated later, by a mistyped year or so, count for nothing."""
    today, acts = clock.today(), acts_at(state, level)
    if (last_day(acts) or today) <= today:
        return shifts_at(state, level)
    happened = within(acts, None, today)
    return state.answer(("shifts", level, today), lambda: find_shifts(happened, stands_at(state, level)))


def warm(state: AppState) -> None:
    """Begins to read what pages of relations need, so that it is there when the first of them is asked for."""
    state.soon(("stands", Level.COUNTRY), lambda: stands_at(state, Level.COUNTRY))
