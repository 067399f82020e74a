"""Doubt: which events to look at first, as a number made of parts that sum to it.

Each part is a share between 0 and 1, so that none has to be weighed against another by taste: how likely the event was
misread, and how large a part of the other texts that tell of its incident say otherwise. The last part is how far a
shift between two actors would be gone if the event were misread.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Generic, TypeVar

from detente.event import ActorMention, Event, TollMention
from detente.incidents.incident import Member
from detente.incidents.versions import text_of

PLACES = 6
"""Decimals that are kept of each part."""
_TOLLS = ("killed", "injured", "detained")


class Reason(StrEnum):
    """Why an event is doubted: the closed list of parts."""

    MISREAD = "misread"
    """Probability that there is no such event or that its type is wrong: what is missing of ``confidence`` to 1."""
    STATUS = "status"
    """Share of the other texts of its incident that give it another status."""
    TOLL = "toll"
    """Share of those with a number of killed, injured or detained whose number cannot be the same."""
    BLAMED = "blamed"
    """Share of those that name who did it and name others."""
    SHIFT = "shift"
    """Probability of being misread times what the event makes of a shift."""


Parts = tuple[tuple[Reason, float], ...]
Range = tuple[int, int | None]
"""A toll: least and most, None where the words set no upper bound."""
_Party = tuple[str | None, str | None, str | None, str]
"""Id, country and sector of an actor, and the words that name it where no country is known."""
Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Doubted:
    """An event that nobody has reviewed, and why it should be."""

    event: Event
    doubt: float
    """The sum of the parts."""
    parts: Parts
    """Those that are not 0, in the order of ``Reason``."""
    number: int
    """Row of the event: of events that are doubted alike the smaller comes first."""

    @property
    def place(self) -> tuple[float, int]:
        """Where it stands in the queue: ``after`` of those that follow."""
        return self.doubt, self.number


def doubts_of(members: Sequence[Member]) -> dict[str, Parts]:
    """The parts of every event of one incident, by event id."""
    if len(members) == 1:
        return {members[0].event.event_id: _parts(members[0].event)}
    texts = {text_of(one.telling) for one in members}
    statuses = _Telling(members, lambda event: event.status, lambda one, other: one == other)
    tolls = [_Telling(members, partial(_toll, role=role), _may_be_one) for role in _TOLLS]
    blamed = _Telling(members, _blamed, _share_one)
    found: dict[str, Parts] = {}
    for one in members:
        others = texts - {text_of(one.telling)}
        toll = max(said.against(one.event, others) for said in tolls)
        shares = (statuses.against(one.event, others), toll, blamed.against(one.event, others))
        found[one.event.event_id] = _parts(one.event, *shares)
    return found


def with_effect(parts: Parts, confidence: float, effect: float) -> Parts:
    """The parts with that of a shift which is gone, to the share ``effect`` of 0 to 1, without the event."""
    value = round((1 - confidence) * effect, PLACES)
    return (*parts, (Reason.SHIFT, value)) if value > 0 else parts


def doubt(parts: Parts) -> float:
    """What the parts sum to, 0 or more."""
    return round(sum(value for _, value in parts), PLACES)


def _parts(event: Event, status: float = 0.0, toll: float = 0.0, blamed: float = 0.0) -> Parts:
    values = (1 - event.confidence, status, toll, blamed)
    named = zip((Reason.MISREAD, Reason.STATUS, Reason.TOLL, Reason.BLAMED), values, strict=True)
    return tuple((reason, rounded) for reason, value in named if (rounded := round(value, PLACES)) > 0)


class _Telling(Generic[Value]):
    """What the texts of an incident say in one respect: each value that is told, with the texts that tell it."""

    def __init__(
        self, members: Sequence[Member], said: Callable[[Event], Value | None], agree: Callable[[Value, Value], bool]
    ) -> None:
        self._said = said
        self._agree = agree
        self._texts: dict[Value, set[str]] = {}
        self._agreeing: dict[Value, set[str]] = {}
        for one in members:
            value = said(one.event)
            if value is not None:
                self._texts.setdefault(value, set()).add(text_of(one.telling))
        self._all = set().union(*self._texts.values())

    def against(self, event: Event, others: set[str]) -> float:
        """Share of the other texts that say something here of which nothing agrees with what the event says."""
        value = self._said(event)
        asked = others & self._all
        if value is None or not asked:
            return 0.0
        if value not in self._agreeing:
            alike = (texts for other, texts in self._texts.items() if self._agree(value, other))
            self._agreeing[value] = set().union(*alike)
        return len(asked - self._agreeing[value]) / len(asked)


def _toll(event: Event, role: str) -> Range | None:
    toll: TollMention | None = getattr(event, role)
    return None if toll is None or (toll.min is None and toll.max is None) else (toll.min or 0, toll.max)


def _may_be_one(one: Range, other: Range) -> bool:
    """Whether one number can be in both ranges."""
    return (one[1] is None or other[0] <= one[1]) and (other[1] is None or one[0] <= other[1])


def _blamed(event: Event) -> frozenset[_Party] | None:
    return frozenset(map(_party, event.actors)) or None


def _party(mention: ActorMention) -> _Party:
    words = "" if mention.country else " ".join((mention.name or mention.text).casefold().split())
    return mention.actor_id, mention.country, mention.sector, words


def _share_one(some: frozenset[_Party], others: frozenset[_Party]) -> bool:
    return any(_may_be_same(one, other) for one in some for other in others)


def _may_be_same(one: _Party, other: _Party) -> bool:
    """One actor, or two of one country of which the sector is the same or of one not known."""
    if one[1] is None or other[1] is None:
        return one == other
    return one[1] == other[1] and (one[2] is None or other[2] is None or one[2] == other[2])
