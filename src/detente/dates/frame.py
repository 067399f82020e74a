"""Frame: what a time expression is read against."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Tense(StrEnum):
    """Which way an act lies from its report."""

    PAST = "past"
    PLANNED = "planned"


class UnknownError(ValueError):
    """What the expression counts from is not known."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Publication, tense, and what else decides where the words leave room.

    ``not_after`` and ``not_before`` are days that the other end of a range sets for weekdays and days without year.
    """

    published: date | None = None
    clock: datetime | None = None
    """Moment of publication, where its time of day is known."""
    tense: Tense | None = None
    anchor: date | None = None
    """The day the story is at."""
    day_first: bool | None = None
    """Whether the report writes the day before the month in dates of digits."""
    hour: int | None = None
    """Hour of the day that the expression itself names."""
    not_after: date | None = None
    not_before: date | None = None

    @property
    def today(self) -> date:
        """Day of publication; raises UnknownError without one."""
        if self.published is None:
            raise UnknownError("no date of publication")
        return self.published

    @property
    def is_planned(self) -> bool:
        """Whether the act is to come; unknown is past, since most of news is."""
        return self.tense is Tense.PLANNED

    @property
    def from_anchor(self) -> date:
        """The day the story is at; raises UnknownError without one."""
        if self.anchor is None:
            raise UnknownError("no day to count from")
        return self.anchor

    def hours_away(self, hours: int) -> date:
        """The day that lies some hours from publication; by whole days where its time of day is not known."""
        if self.clock is not None:
            return (self.clock + timedelta(hours=hours)).date()
        whole = -(-abs(hours) // 24)
        return self.today + timedelta(whole if hours > 0 else -whole)


def read_frame_date(stated: str | None) -> tuple[date | None, datetime | None]:
    """Day and, where told, moment of an ISO 8601 text; None for what is none."""
    try:
        moment = datetime.fromisoformat(stated) if stated else None
    except ValueError:
        return None, None
    if moment is None:
        return None, None
    return moment.date(), moment if len(stated or "") > len("2024-11-17") else None
