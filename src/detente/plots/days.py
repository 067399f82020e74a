"""Days: an axis of time with few, round labels; its unit is the ordinal of a day."""

from collections.abc import Iterator
from datetime import date, timedelta

from matplotlib.axes import Axes

MOST = 9
"""Labels at most, so that none touches the next."""
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000)


def ticks(first: date, last: date) -> list[tuple[date, str]]:
    """Days from the first to the last at the finest round distance that gives no more than MOST, and their labels."""
    for days in _DAYS:
        found = [(day, day.isoformat()) for day in _every_days(first, last, days)]
        if len(found) <= MOST:
            return found
    for months in _MONTHS:
        found = [(day, _label(day, months)) for day in _every_months(first, last, months)]
        if len(found) <= MOST:
            return found
    return [(first, first.isoformat())]


def set_days(axes: Axes, first: date, last: date, *, labelled: bool) -> None:
    """Make the axes run from the morning of the first to the evening of the last day."""
    found = ticks(first, last)
    axes.set_xlim(first.toordinal(), last.toordinal() + 1)
    axes.set_xticks([day.toordinal() for day, _ in found], [label if labelled else "" for _, label in found])
    axes.tick_params(axis="x", labelsize=8, length=3)


def _every_days(first: date, last: date, step: int) -> Iterator[date]:
    day = first if step == 1 or step % 7 else first + timedelta(days=-first.weekday() % 7)
    for _ in range(MOST + 1):
        if day > last:
            return
        yield day
        day += timedelta(days=step)


def _every_months(first: date, last: date, step: int) -> Iterator[date]:
    number = first.year * 12 + first.month - 1 + (first.day > 1)
    number += -number % step
    while (year := number // 12) <= last.year and (day := date(year, number % 12 + 1, 1)) <= last:
        yield day
        number += step


def _label(day: date, months: int) -> str:
    return str(day.year) if months >= 12 else day.isoformat()[:7]
