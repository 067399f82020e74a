"""The codebook's values: event types with their modes, quad classes, scores and CAMEO codes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from detente.error import DetenteError

QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")

Cell = str | float | None

COLUMNS = ("type", "mode", "quad", "score", "cameo", "description")
"""The columns of ``Codebook.rows``."""


class CodebookError(DetenteError):
    """Something that the codebook does not hold, or a data file of it that is not well made."""


@dataclass(frozen=True, slots=True)
class Mode:
    """One way in which an event of a type can happen."""

    name: str
    description: str
    score: float
    """Conflict-cooperation score, -10 to 10."""
    own_score: bool
    """False where the score is only the type's base score."""
    cameo: str
    """Nearest CAMEO code, two to four digits."""


@dataclass(frozen=True, slots=True)
class EventType:
    """One type of event."""

    name: str
    description: str
    quad: str
    """One of QUADS."""
    score: float
    """Base conflict-cooperation score, -10 to 10."""
    cameo: str
    """Nearest CAMEO code, two to four digits."""
    modes: tuple[Mode, ...]

    def mode(self, name: str) -> Mode:
        """Find a mode by name. Raises CodebookError if the type has none of this name."""
        for mode in self.modes:
            if mode.name == name:
                return mode
        known = ", ".join(mode.name for mode in self.modes)
        raise CodebookError(f"{self.name}/{name}", "no such mode", f"modes: {known}" if known else "it has no modes")


@dataclass(frozen=True, slots=True)
class Codebook:
    """All types by name, in the order of the manual, and the CAMEO codes with the type and mode each becomes."""

    name: str
    types: Mapping[str, EventType]
    crosswalk: Mapping[str, tuple[str, str | None]]

    def type(self, name: str) -> EventType:
        """Find a type by name. Raises CodebookError if there is none of this name."""
        if name not in self.types:
            raise CodebookError(name, "no such event type", f"types: {', '.join(self.types)}")
        return self.types[name]

    def quad(self, event_type: str) -> str:
        """One of QUADS. Raises CodebookError if there is no such type."""
        return self.type(event_type).quad

    def score(self, event_type: str, mode: str | None = None) -> float:
        """Conflict-cooperation score, -10 to 10. Raises CodebookError if there is no such type or mode."""
        found = self.type(event_type)
        return found.score if mode is None else found.mode(mode).score

    def cameo(self, event_type: str, mode: str | None = None) -> str:
        """Nearest CAMEO code, two to four digits. Raises CodebookError if there is no such type or mode."""
        found = self.type(event_type)
        return found.cameo if mode is None else found.mode(mode).cameo

    def plover(self, cameo: str) -> tuple[str, str | None] | None:
        """Type and mode of a CAMEO code; a code that is not known counts as the code above it (``1411`` as ``141``).

        None for what PLOVER does not code (CAMEO 01) and for what is no CAMEO code.
        """
        for length in range(len(cameo), 1, -1):
            if cameo[:length] in self.crosswalk:
                return self.crosswalk[cameo[:length]]
        return None

    def rows(self) -> Iterator[dict[str, Cell]]:
        """For each type a row without a mode, then one for each mode; keys are COLUMNS."""
        for event_type in self.types.values():
            for mode in (None, *event_type.modes):
                stated = event_type if mode is None else mode
                yield {
                    "type": event_type.name,
                    "mode": None if mode is None else mode.name,
                    "quad": event_type.quad,
                    "score": stated.score,
                    "cameo": stated.cameo,
                    "description": stated.description,
                }
