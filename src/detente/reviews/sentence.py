"""ReviewedSentence: a sentence in which somebody has looked at every event, to learn from."""

from collections.abc import Collection
from dataclasses import dataclass

from detente.event import Event
from detente.report import Report, Span
from detente.reviews.change import Undo
from detente.reviews.correction import Correction, State
from detente.reviews.history import History


@dataclass(frozen=True, slots=True)
class ReviewedSentence:
    """One sentence of a report as it holds, with the history of each event that was coded in it."""

    report: Report
    span: Span
    """Characters [start, end) of the report's text."""
    histories: tuple[History, ...]
    """One at least, each with a correction that holds; in the order of the text."""

    @property
    def text(self) -> str:
        """Its words."""
        return self.report.text[slice(*self.span)]

    @property
    def events(self) -> tuple[Event, ...]:
        """The events that hold; none where all were rejected."""
        return tuple(history.event for history in self.histories if history.event is not None)

    @property
    def said(self) -> tuple[Correction, ...]:
        """What makes the events what they are, in the order in which it was said."""
        held = (one for history in self.histories for one in history.corrections if one.state is State.HOLDS)
        return tuple(sorted((one for one in held if not isinstance(one.change, Undo)), key=lambda one: one.number))

    def is_by(self, authors: Collection[str]) -> bool:
        """Whether all that was said of it was said by these."""
        return all(one.author in authors for one in self.said)

    def is_since(self, day: str) -> bool:
        """Whether any of it was said on this day, ISO 8601, or later."""
        return any(one.made[:10] >= day for one in self.said)
