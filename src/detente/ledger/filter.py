"""EventFilter, IncidentFilter: what of the ledger is wanted; the same words on the command line and in Python."""

import re
from dataclasses import dataclass
from datetime import date

from detente.coding.labels import STATUSES, TYPES
from detente.error import DetenteError

_ALPHA_3 = re.compile(r"[A-Z]{3}")


class FilterError(DetenteError):
    """A filter word (``subject``) with a value that cannot be meant."""


@dataclass(frozen=True, slots=True)
class EventFilter:
    """All conditions must hold; of several types, countries or statuses one is enough. The empty filter lets all pass.

    Raises FilterError where a value is none of those allowed.
    """

    type: tuple[str, ...] = ()
    """PLOVER types: ``ASSAULT``."""
    actor: str | None = None
    """Part of the words or the name of an actor or recipient, in which capitals and white space make no difference; or
    an actor's id, whole: ``YEM:houthis``, or country and sector: ``YEM:MIL``."""
    country: tuple[str, ...] = ()
    """ISO 3166-1 alpha-3 code of an actor, a recipient or a place."""
    since: str | None = None
    """First day, ISO 8601. An event counts whose own date, else its report's date, touches [since, until]; an event
    without either is left out as soon as one of the two is given."""
    until: str | None = None
    """Last day, ISO 8601."""
    status: tuple[str, ...] = ()
    min_confidence: float | None = None
    """0 to 1."""

    def __post_init__(self) -> None:
        _require_meant(self)


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """All conditions must hold; of several types, countries or statuses one is enough. The empty filter lets all pass.

    Raises FilterError where a value is none of those allowed.
    """

    type: tuple[str, ...] = ()
    """PLOVER types: ``ASSAULT``; the incident's own."""
    actor: str | None = None
    """Part of the words or the name of an actor or recipient of any of its events, in which capitals and white space
    make no difference; or an actor's id, whole: ``YEM:houthis``, or country and sector: ``YEM:MIL``."""
    country: tuple[str, ...] = ()
    """ISO 3166-1 alpha-3 code of an actor, a recipient or a place of any of its events."""
    since: str | None = None
    """First day, ISO 8601. An incident counts whose days touch [since, until]; one without any is left out as soon as
    one of the two is given."""
    until: str | None = None
    """Last day, ISO 8601."""
    status: tuple[str, ...] = ()
    min_confidence: float | None = None
    """0 to 1."""
    min_publishers: int | None = None
    """Independent publishers, 1 or more."""

    def __post_init__(self) -> None:
        _require_meant(self)
        if self.min_publishers is not None and self.min_publishers < 1:
            raise FilterError("min_publishers", f"{self.min_publishers} is not 1 or more")


def _require_meant(wanted: EventFilter | IncidentFilter) -> None:
    _require_known("type", wanted.type, TYPES)
    _require_known("status", wanted.status, STATUSES)
    for code in wanted.country:
        if not _ALPHA_3.fullmatch(code):
            raise FilterError("country", f"{code!r} is not an ISO 3166-1 alpha-3 code", "such as YEM")
    for name, day in (("since", wanted.since), ("until", wanted.until)):
        if day is not None:
            _require_day(name, day)
    if wanted.since and wanted.until and wanted.since > wanted.until:
        raise FilterError("since", f"{wanted.since} is after {wanted.until}")
    if wanted.min_confidence is not None and not 0 <= wanted.min_confidence <= 1:
        raise FilterError("min_confidence", f"{wanted.min_confidence} is not between 0 and 1")


def _require_known(name: str, given: tuple[str, ...], known: tuple[str, ...]) -> None:
    for value in given:
        if value not in known:
            raise FilterError(name, f"{value!r} is not known", f"one of {', '.join(known)}")


def _require_day(name: str, day: str) -> None:
    try:
        same = date.fromisoformat(day).isoformat() == day
    except ValueError:
        same = False
    if not same:
        raise FilterError(name, f"{day!r} is not a date", "write it as 2024-11-17")
