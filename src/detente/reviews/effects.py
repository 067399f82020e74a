"""Effects: how far shifts and notes between two actors rest on single events, so that these are reviewed first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol


class RestsOnIncidents(Protocol):
    """What a shift is, as far as is asked here: ``detente.relations.shifts.shift.Shift``."""

    @property
    def probability(self) -> float:
        """Probability, 0 to 1, that it is one."""

    @property
    def incidents(self) -> Sequence[str]:
        """Ids of the incidents that made it."""


class RestsOnOne(Protocol):
    """What a note is, as far as is asked here: ``detente.relations.shifts.shift.Note``."""

    @property
    def probability(self) -> float:
        """Probability, 0 to 1, that it is news."""

    @property
    def incident_id(self) -> str:
        """Id of the incident that it is about."""


def incidents_behind(shifts: Iterable[RestsOnIncidents], notes: Iterable[RestsOnOne] = ()) -> tuple[str, ...]:
    """Ids of all incidents that these rest on, each once, sorted."""
    names = {name for shift in shifts for name in shift.incidents} | {note.incident_id for note in notes}
    return tuple(sorted(names))


def effects(
    shifts: Iterable[RestsOnIncidents], notes: Iterable[RestsOnOne], events: Mapping[str, Sequence[str]]
) -> dict[str, float]:
    """By event id, 0 to 1, the largest part of any of these that would be gone without the event.

    A shift of probability p that n incidents made loses p / n with one of them, a note all of its probability; an
    incident with m events loses a m-th with one of them. ``events`` has the events of each incident by its id;
    incidents that it does not have are passed over.
    """
    found: defaultdict[str, float] = defaultdict(float)
    for shift in shifts:
        _note(found, shift.probability / max(1, len(shift.incidents)), shift.incidents, events)
    for note in notes:
        _note(found, note.probability, (note.incident_id,), events)
    return dict(found)


def _note(
    found: defaultdict[str, float], effect: float, incidents: Iterable[str], events: Mapping[str, Sequence[str]]
) -> None:
    for name in incidents:
        members = events.get(name, ())
        for event_id in members:
            found[event_id] = max(found[event_id], effect / len(members))
