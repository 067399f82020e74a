"""Holidays: days with a name, from ``holidays.tsv``."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

from detente.tables import read_table

DayOfYear = Callable[[int], date]
_RULE = re.compile(
    r"(?P<fixed>[01][0-9]-[0-3][0-9])|(?P<orthodox>orthodox-)?easter(?P<days>[+-][0-9]{1,2})"
    r"|(?P<month>[01][0-9])-(?P<nth>-?[1-5])-(?P<weekday>[0-6])|(?P<once>[0-9]{4}-[01][0-9]-[0-3][0-9])"
)


@cache
def holidays() -> Mapping[str, DayOfYear]:
    """Names, in small letters without apostrophes, and the function that gives the day of a year."""
    return read_holidays(Path(__file__).with_name("holidays.tsv"))


def read_holidays(path: Path) -> Mapping[str, DayOfYear]:
    """As ``holidays``, of another file. Raises DetenteError that names file and line of a row that cannot be right."""
    found: dict[str, DayOfYear] = {}
    for row in read_table(path, ("name", "rule")):
        name, rule = row.cells
        parts = _RULE.fullmatch(rule)
        if parts is None:
            raise row.fault(f"{rule!r} is no rule", "write it as the head says")
        if name in found or name != name.lower():
            raise row.fault(f"{name!r} stands there twice or has capital letters", "write each once, in small letters")
        found[name] = _function(parts)
        try:
            found[name](2024)
        except ValueError as error:
            raise row.fault(f"{rule!r} is no day of the year", "correct it") from error
    return MappingProxyType(found)


def _function(parts: re.Match[str]) -> DayOfYear:
    if parts["once"]:
        one_day = parts["once"]
        return lambda _year: date.fromisoformat(one_day)
    if parts["fixed"]:
        month, number = (int(part) for part in parts["fixed"].split("-"))
        return lambda year: date(year, month, number)
    if parts["days"]:
        days, is_orthodox = timedelta(int(parts["days"])), parts["orthodox"] is not None
        return lambda year: _easter(year, is_orthodox=is_orthodox) + days
    numbers = int(parts["month"]), int(parts["nth"]), int(parts["weekday"])
    return lambda year: nth_weekday(year, *numbers)


def _easter(year: int, *, is_orthodox: bool) -> date:
    from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter

    return easter(year, EASTER_ORTHODOX if is_orthodox else EASTER_WESTERN)


def nth_weekday(year: int, month: int, nth: int, weekday: int) -> date:
    """The nth (from 1; -1 is the last) Monday (0) to Sunday (6) of a month; ValueError if it has no such day."""
    if nth > 0:
        first = date(year, month, 1)
        return first.replace(day=1 + (weekday - first.weekday()) % 7 + 7 * (nth - 1))
    last = date(year, month, monthrange(year, month)[1])
    return last.replace(day=last.day - (last.weekday() - weekday) % 7 + 7 * (nth + 1))
