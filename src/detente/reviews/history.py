"""History: all that people said of one event, and the event that follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from detente.event import Event
from detente.reviews.applying import corrected
from detente.reviews.change import Change, Undo
from detente.reviews.correction import Coding, Correction, ReviewError, State


@dataclass(frozen=True, slots=True)
class History:
    """One event as it was coded by the reading that holds, what people said of it, and what it is now."""

    coded: Event | None
    """None where the reading that holds has no such event."""
    event: Event | None
    """None where it is rejected or not coded any more."""
    corrections: tuple[Correction, ...]
    """In their order, each with what became of it."""

    @property
    def last(self) -> int:
        """Number of the last correction, whatever became of it; 0 where there is none. To be named as ``seen``."""
        return self.corrections[-1].number if self.corrections else 0

    @property
    def review(self) -> int | None:
        """Number of the last correction that the event follows from; None where it stands as it was coded."""
        held = [one.number for one in self.corrections if one.state is State.HOLDS and not isinstance(one.change, Undo)]
        return held[-1] if held else None

    @property
    def rejected(self) -> bool:
        """Whether somebody has said that there is no such event."""
        return self.coded is not None and self.event is None


def history_of(coded: Event | None, corrections: Sequence[Correction]) -> History:
    """What these corrections, in their order, make of an event as it was coded.

    Corrections of another coding wait, and so does what cannot be said of this one: of an argument that is not there.
    An Undo takes back the last correction of its own coding that was left.
    """
    states = _states(corrections, None if coded is None else Coding.of(coded))
    changes: list[Change] = []
    event = coded
    for one in corrections:
        if coded is None or states[one.number] is not State.HOLDS or isinstance(one.change, Undo):
            continue
        try:
            event = corrected(coded, [*changes, one.change])
            changes.append(one.change)
        except ReviewError:
            states[one.number] = State.WAITING
    return History(coded, event, tuple(replace(one, state=states[one.number]) for one in corrections))


def _states(corrections: Sequence[Correction], coding: Coding | None) -> dict[int, State]:
    states: dict[int, State] = {}
    left: dict[Coding, list[int]] = {}
    for one in corrections:
        stack = left.setdefault(one.coding, [])
        states[one.number] = State.HOLDS if one.coding == coding else State.WAITING
        if not isinstance(one.change, Undo):
            stack.append(one.number)
        elif stack:
            states[stack.pop()] = State.UNDONE
    return states
