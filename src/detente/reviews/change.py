"""Change: what one correction says of an event. Offsets are characters of the report's text, as everywhere."""

from dataclasses import dataclass

from detente.event import Mention

LIST_ROLES = {"actor": "actors", "recipient": "recipients", "place": "places", "source": "sources"}
"""Roles that an event may have several of, with the field of the event that holds them."""
SINGLE_ROLES = ("date", "killed", "injured", "detained")
ROLES = ("trigger", *LIST_ROLES, *SINGLE_ROLES)


@dataclass(frozen=True, slots=True)
class Accept:
    """The event is right as it stands."""


@dataclass(frozen=True, slots=True)
class Reject:
    """There is no such event in the sentence."""


@dataclass(frozen=True, slots=True)
class SetType:
    """It is of another type or mode; quad class, score and CAMEO code follow from the codebook."""

    type: str
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class SetStatus:
    """actual, alleged, planned, possible or negated."""

    status: str


@dataclass(frozen=True, slots=True)
class SetTime:
    """current, recurrent or historical."""

    time: str


@dataclass(frozen=True, slots=True)
class SetSpan:
    """The trigger or an argument is other words: those at [start, end) in place of those at [old_start, old_end).

    ``said`` is what the new words stand for. The ledger fills it in when it keeps the change; nobody else needs to.
    """

    role: str
    """One of ROLES."""
    old_start: int
    old_end: int
    start: int
    end: int
    said: Mention | None = None


@dataclass(frozen=True, slots=True)
class SetActor:
    """The actor or recipient at [start, end) stands for somebody else, or, without ``actor_id``, for nobody known.

    ``name``, ``country`` and ``sector`` may be left out where ``actor_id`` is a row of the table of actors
    (``YEM:houthis``), country and sector (``YEM:MIL``) or a country (``YEM``): the ledger fills them in.
    """

    role: str
    """actor or recipient."""
    start: int
    end: int
    actor_id: str | None
    name: str | None = None
    country: str | None = None
    """ISO 3166-1 alpha-3, or UNO, EUR, IGO, IMG."""
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Add:
    """The words at [start, end) play a role too. ``said`` as in SetSpan."""

    role: str
    """One of ROLES but trigger; of date and tolls an event has one at most."""
    start: int
    end: int
    said: Mention | None = None


@dataclass(frozen=True, slots=True)
class Remove:
    """The words at [start, end) do not play the role."""

    role: str
    """One of ROLES but trigger."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Undo:
    """The last correction that is not undone yet was a mistake."""


Change = Accept | Reject | SetType | SetStatus | SetTime | SetSpan | SetActor | Add | Remove | Undo

KINDS: dict[type[Change], str] = {
    Accept: "accept",
    Reject: "reject",
    SetType: "type",
    SetStatus: "status",
    SetTime: "time",
    SetSpan: "span",
    SetActor: "actor",
    Add: "add",
    Remove: "remove",
    Undo: "undo",
}
"""The word that the ledger keeps for each."""
