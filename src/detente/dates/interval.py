"""DateInterval: the days that a time expression allows, with the rule that gave them."""

from dataclasses import dataclass
from enum import StrEnum


class DateRule(StrEnum):
    """Which reading gave the interval; docs/dates.md explains each."""

    ABSOLUTE = "absolute"
    DAY_ORDER = "day-order"
    ISO_WEEK = "iso-week"
    NEAREST_YEAR = "nearest-year"
    DAY_OF_MONTH = "day-of-month"
    TODAY = "today"
    TIME_OF_DAY = "time-of-day"
    OVERNIGHT = "overnight"
    WEEKDAY = "weekday"
    WEEKDAY_OF_WEEK = "weekday-of-week"
    WEEKEND = "weekend"
    MONTH = "month"
    SEASON = "season"
    QUARTER = "quarter"
    DECADE = "decade"
    CENTURY = "century"
    HOLIDAY = "holiday"
    CALENDAR = "calendar"
    SO_FAR = "so-far"
    REST = "rest"
    WINDOW = "window"
    RECENT = "recent"
    DURATION = "duration"
    NTH_DAY = "nth-day"
    AGO = "ago"
    AHEAD = "ahead"
    ANCHOR = "anchor"
    PREVIOUS = "previous"
    COUNTED = "counted"
    PART = "part"
    NTH_OF = "nth-of"
    RANGE = "range"
    LIST = "list"
    SINCE = "since"
    FROM = "from"
    UNTIL = "until"
    AFTER = "after"
    EVE = "eve"


@dataclass(frozen=True, slots=True)
class DateInterval:
    """First and last day (ISO 8601, both included) that the words allow; None where they leave that end open."""

    from_: str | None
    to: str | None
    precision: str
    """The unit that the words name: day, week, month, quarter, season, year, decade or century."""
    rule: DateRule | None = None
