"""Sentences: a shift or note in plain English, made from its facts alone."""

from collections.abc import Callable, Sequence
from datetime import date

from detente.relations.prior import Stance
from detente.relations.shifts.shift import Note, Shift, ShiftKind

FEW_REPORTS = 5
"""Below so many incidents the sentence says that they are few."""

Namer = Callable[[str], str]

_STANDINGS = {
    Stance.ALLY: "allies",
    Stance.FRIENDLY: "friendly",
    Stance.NEUTRAL: "neutral to each other",
    Stance.STRAINED: "at odds",
    Stance.HOSTILE: "enemies",
}
_WORDS = {ShiftKind.RIFT: "conflict", ShiftKind.THAW: "cooperation"}


def shift_sentence(shift: Shift, name: Namer = str) -> str:
    """What one shift is, in one sentence; ``name`` gives the name of a party by its key.

    It tells nothing but fields of the shift. Where incidents are few it says that the interval is wide.
    """
    one, other = (name(party) for party in shift.dyad)
    stood = _STANDINGS[shift.standing.likeliest]
    many = len(shift.incidents)
    told = f"{many} {'incident' if many == 1 else 'incidents'} ({_types(shift)}) since {_day(shift.start)}"
    return (
        f"{_opening(shift)} between {one} and {other}, who most likely were {stood} before "
        f"({_percent(max(shift.standing.probabilities))}): {told} {'raises' if many == 1 else 'raise'} "
        f"acts of {_WORDS[shift.kind]} from {shift.before:.1f} to {shift.now:.1f} a week, "
        f"as known on {_day(shift.alert)}; {_certainty(shift)}."
    )


def note_sentence(note: Note, name: Namer = str) -> str:
    """What one note is, in one sentence."""
    against = "friends" if note.kind is ShiftKind.RIFT else "foes"
    kind = f"{_WORDS[note.kind].capitalize()} between {against}"
    return (
        f"{kind}: one act of {note.type} by {name(note.actor)} towards {name(note.recipient)} on {_day(note.day)}, "
        f"who were {_STANDINGS[note.standing.likeliest]} ({_percent(max(note.standing.probabilities))})."
    )


def _opening(shift: Shift) -> str:
    word = "Rift" if shift.kind is ShiftKind.RIFT else "Thaw"
    if shift.probability >= 0.9:
        return word
    return f"{'Likely' if shift.probability >= 0.5 else 'Possible'} {word.lower()}"


def _types(shift: Shift) -> str:
    return _listed([f"{many} {type_}" for type_, many in shift.types])


def _certainty(shift: Shift) -> str:
    span = f"between {_signed(shift.size.low)} and {_signed(shift.size.high)} a week"
    if len(shift.incidents) < FEW_REPORTS:
        few = f"incidents are few, so the interval is wide: the change lies {span}"
    else:
        few = f"the change lies {span}"
    return f"the probability of a turn is {_percent(shift.probability)} and {few} (90 %)"


def _percent(share: float) -> str:
    """Whole percent, but never 0 or 100: nothing here is certain."""
    if share >= 0.995:
        return "over 99 %"
    return f"{100 * share:.0f} %" if share >= 0.005 else "under 1 %"


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
"""Of our own, since those of strftime follow the user's locale."""


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def _signed(change: float) -> str:
    """A change to one decimal with its sign; what rounds to nothing has no minus."""
    return f"{round(change, 1) + 0.0:+.1f}"
