"""Groups: events that tell of one happening, what users say of them by hand, and what a store keeps and answers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from detente.incidents.evidence import Evidence
from detente.incidents.incident import JoinRule, Part

Pair = tuple[str, str]
"""Two event ids, the smaller first."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """What users have said by hand; both win over every score and every veto, and a split over a join."""

    joins: frozenset[Pair] = field(default_factory=frozenset)
    """Pairs of events that are one happening."""
    splits: frozenset[Pair] = field(default_factory=frozenset)
    """Pairs of events that are not."""


@dataclass(frozen=True, slots=True)
class Joined:
    """One event of a group and why it is there."""

    event_id: str
    rule: JoinRule
    joined_to: str | None
    """Event of the group that it is most like, or copies, or was joined to by hand; None for the one that founds."""
    probability: float | None
    """Calibrated probability, 0 to 1, that the two tell of one happening; None for the founder and for copies."""
    parts: tuple[Part, ...]
    """Sum to the log odds of the probability; empty where it is None."""


@dataclass(frozen=True, slots=True)
class Group:
    """Events that tell of one happening: the founder first, then by event id."""

    group_id: str
    """A function of the founder's id alone; the founder is the event told first, of several the one of smallest id."""
    members: tuple[Joined, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One event under one key."""

    key: int
    """64 bits, signed."""
    sort: str
    """Place in the order of those under a key; ties go by event id."""
    event_id: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a store keeps of each event that is grouped."""

    event_id: str
    telling: str | None
    sort: str
    keys: tuple[int, ...]
    """Under which it is found, without repeats; empty for an event that another with the same telling stands for."""


NONE_BY_HAND = Corrections()


class Held(Protocol):
    """A store's answers on the events that it holds, as they stand before a change."""

    def standings(self, event_ids: Collection[str]) -> Iterable[Standing]:
        """The standings of these events, in any order; ids that are not held are passed over."""

    def under(self, keys: Collection[int]) -> Iterable[Entry]:
        """Every entry under one of these keys, in any order."""

    def telling(self, tellings: Collection[str]) -> Iterable[Standing]:
        """The standing of every event with one of these tellings, in any order."""

    def evidence(self, event_ids: Collection[str]) -> Iterable[Evidence]:
        """The evidence of these events, all of which are held, in any order."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a store has to write, in one transaction with the events that caused it."""

    groups: tuple[Group, ...]
    """Take each of their events out of the group that holds it now and put it into this one."""
    standings: tuple[Standing, ...]
    """Write over what is kept of these events."""
    gone: tuple[str, ...]
    """Take these events out of their groups and forget their standings."""
