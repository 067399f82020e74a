"""Notes: single acts that are news by how two stand, long before there are enough for a shift."""

from collections.abc import Iterable

from detente.relations.act import Act
from detente.relations.shifts.daily import kind_of, takes_a_side
from detente.relations.shifts.shift import Note, ShiftKind
from detente.relations.standing import Standing, Stands


def notes(acts: Iterable[Act], stands: Stands) -> tuple[Note, ...]:
    """Conflict between friends and cooperation between foes, act by act, most newsworthy first.

    Friends are those who are more likely allies or friendly than not, foes more likely strained or hostile than not.
    How two stand is asked for the morning of the act, so that it is not the act itself that tells. Notes are ranked by
    confidence times surprise. Acts that were not done, and those that take no side, make none.
    """
    found = [note for act in acts if takes_a_side(act) if (note := _note(act, stands)) is not None]
    return tuple(sorted(found, key=lambda note: (-note.confidence * note.surprise, note.day, *_names(note))))


def _note(act: Act, stands: Stands) -> Note | None:
    standing = stands.standing(*act.dyad, act.day)
    kind = kind_of(act.quad)
    probability = contrary(standing, kind)
    if probability <= 0.5:
        return None
    return Note(
        kind=kind,
        incident_id=act.incident_id,
        day=act.day,
        actor=act.actor,
        recipient=act.recipient,
        type=act.type,
        quad=act.quad,
        probability=probability,
        surprise=standing.surprise(act.quad),
        confidence=act.confidence,
        standing=standing,
    )


def contrary(standing: Standing, kind: ShiftKind) -> float:
    """Probability, 0 to 1, that an act of this kind goes against how the two stand."""
    return standing.positive if kind is ShiftKind.RIFT else standing.negative


def _names(note: Note) -> tuple[str, str, str]:
    return note.incident_id, note.actor, note.recipient
