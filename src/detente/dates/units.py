"""Units: days, weeks, months, seasons, years as stretches of the calendar. Weeks begin on Monday (ISO 8601)."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum


class Unit(StrEnum):
    """What a time expression counts in, smallest first."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day, both included, None where an end is open, and the unit that the words name."""

    first: date | None
    last: date | None
    unit: Unit


_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.SEASON: 3, Unit.YEAR: 12, Unit.DECADE: 120, Unit.CENTURY: 1200}
SEASON_BEGINS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""First months of the seasons of the northern hemisphere, as weather services count them."""


def day(one: date) -> Days:
    """One day."""
    return Days(one, one, Unit.DAY)


def months(year: int, month: int, count: int, unit: Unit) -> Days:
    """``count`` whole months from the one given; ValueError outside the years 1 to 9999."""
    last = month - 1 + count - 1
    last_year, last_month = year + last // 12, last % 12 + 1
    return Days(date(year, month, 1), date(last_year, last_month, monthrange(last_year, last_month)[1]), unit)


def containing(one: date, unit: Unit) -> Days:
    """The calendar unit that a day lies in."""
    if unit is Unit.DAY:
        return day(one)
    if unit is Unit.WEEK:
        monday = one - timedelta(one.weekday())
        return Days(monday, monday + timedelta(6), unit)
    if unit is Unit.SEASON:
        begin = move(one.replace(day=1), Unit.MONTH, -(one.month % 3))
        return months(begin.year, begin.month, 3, unit)
    if unit is Unit.CENTURY:
        return months((one.year - 1) // 100 * 100 + 1, 1, 1200, unit)
    size = _MONTHS[unit]
    year = one.year // 10 * 10 if unit is Unit.DECADE else one.year
    return months(year, (one.month - 1) // size * size + 1 if size < 12 else 1, size, unit)


def move(one: date, unit: Unit, count: int) -> date:
    """The day that many units later; the last day of a shorter month stands for a day it lacks."""
    from dateutil.relativedelta import relativedelta

    if unit in (Unit.DAY, Unit.WEEK):
        return one + timedelta(count * (7 if unit is Unit.WEEK else 1))
    return one + relativedelta(months=count * _MONTHS[unit])


def weekend(one: date) -> Days:
    """Saturday and Sunday of the week of a day."""
    monday = one - timedelta(one.weekday())
    return Days(monday + timedelta(5), monday + timedelta(6), Unit.DAY)


_THIRDS = {
    Unit.WEEK: (0, 2, 4, 7),
    Unit.YEAR: (0, 4, 8, 12),
    Unit.QUARTER: (0, 1, 2, 3),
    Unit.SEASON: (0, 1, 2, 3),
    Unit.DECADE: (0, 48, 84, 120),
    Unit.CENTURY: (0, 396, 792, 1200),
}
"""Where early, middle and late begin and end: days of a week, months of what is longer."""


def third(days: Days, which: int) -> Days:
    """Early (0), middle (1) or late (2) part; of a month the days 1-10, 11-20 and the rest. A day stays whole."""
    first, last, unit = days.first, days.last, days.unit
    if first is None or last is None or unit is Unit.DAY:
        return days
    if unit is Unit.MONTH and (first.year, first.month) == (last.year, last.month):
        begin = first.replace(day=1 + 10 * which)
        return replace(days, first=begin, last=last if which == 2 else begin.replace(day=10 * which + 10))
    if (unit is Unit.MONTH) or unit not in _THIRDS:
        return days
    begin_at, end_at = _THIRDS[unit][which], _THIRDS[unit][which + 1]
    if unit is Unit.WEEK:
        return replace(days, first=first + timedelta(begin_at), last=first + timedelta(end_at - 1))
    begin = move(first, Unit.MONTH, begin_at)
    return months(begin.year, begin.month, end_at - begin_at, unit)


def half(days: Days, which: int) -> Days:
    """First (0) or second (1) half: of a month from its 1st or 16th day; months of what is longer."""
    first, last, unit = days.first, days.last, days.unit
    if first is None or last is None or unit in (Unit.DAY, Unit.WEEK):
        raise ValueError("no halves")
    if unit is Unit.MONTH:
        return replace(days, first=first.replace(day=16)) if which else replace(days, last=first.replace(day=15))
    size = _MONTHS[unit]
    begin = move(first, Unit.MONTH, which * size // 2)
    smaller = {Unit.YEAR: Unit.MONTH, Unit.QUARTER: Unit.MONTH, Unit.SEASON: Unit.MONTH}.get(unit, Unit.YEAR)
    return months(begin.year, begin.month, size // 2, smaller) if size % 2 == 0 else days
