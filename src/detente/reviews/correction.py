"""Correction: one thing that somebody said of an event, when, and whether it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from detente.error import DetenteError
from detente.event import Event
from detente.report import Span
from detente.reviews.change import KINDS, Change


class State(StrEnum):
    """What became of a correction."""

    HOLDS = "holds"
    UNDONE = "undone"
    WAITING = "waiting"
    """The event is coded otherwise now, or not at all: it holds again of a reading that codes it so."""


@dataclass(frozen=True, slots=True)
class Coding:
    """How an event was coded when it was corrected: what a correction is said of."""

    sentence: Span
    trigger: Span
    type: str

    @classmethod
    def of(cls, event: Event) -> "Coding":
        """The coding of an event as it came from the coder."""
        return cls(event.sentence, (event.trigger.start, event.trigger.end), event.type)


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction of one event."""

    number: int
    """Counts up from 1 through the whole ledger."""
    event_id: str
    change: Change
    author: str
    made: str
    """When, ISO 8601, UTC."""
    supersedes: int | None
    """Number of the correction of this event before it, None of the first."""
    coding: Coding
    state: State = State.HOLDS

    @property
    def kind(self) -> str:
        """accept, reject, type, status, time, span, actor, add, remove or undo."""
        return KINDS[type(self.change)]


class ReviewError(DetenteError):
    """A correction of an event (``subject``: its id) that cannot be meant."""


class Conflict(ReviewError):  # noqa: N818  the brief word of the domain for what happens to two people at once
    """Somebody else corrected the event in the meantime: nothing was kept."""

    def __init__(self, event_id: str, change: Change, others: Sequence[Correction]) -> None:
        by = ", ".join(dict.fromkeys(one.author for one in others))
        reason = f"was corrected in the meantime by {by}" if by else "has no such correction as was seen"
        super().__init__(event_id, reason, "look at it again, then say what still has to be changed")
        self.change = change
        """What was to be kept."""
        self.others = tuple(others)
        """The corrections that came since, in their order."""
