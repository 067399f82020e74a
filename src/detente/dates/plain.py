"""Plain dates: time expressions that name a day, a month or a year, and moments in the heads of reports.

Plain forms name a day, a month or a year: "Nov. 2", "on 2 November 2024", "2024-11-02", "November 2024", "in 2019".
Weekdays, "yesterday" and other relative forms are not read here: they give None; ``resolving`` reads them.

Two rules decide where the words leave room:

* Without a year, the year of the publication date is taken, or the one before or after it, whichever gives the
  nearest day; never a day more than ``MOST_DAYS_AHEAD`` days after publication. Without publication date: None.
* "02/11/2024" is read only where one order of day and month is possible or both give the same day, or where the
  caller knows the ``Order`` of the report. With dots ("02.11.2024") the day comes first: no country writes
  month.day.year.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from detente.dates.interval import DateInterval

MOST_DAYS_AHEAD = 180
FIRST_YEAR, LAST_YEAR = 1800, 2199
"""Four digits outside these years are not taken for a year."""


class Order(StrEnum):
    """Which of the first two numbers of "02/11/2024" is the day."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            *("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug"),
            *("september sept sep", "october oct", "november nov", "december dec"),
        ],
        start=1,
    )
    for name in names.split()
}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_DAY = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?"
_UNTIL = r"(?:\s?(?:-|–|to|and)\s?(?P<last>[0-3]?[0-9])(?:st|nd|rd|th)?)?"
_YEAR = r"(?P<year>[12][0-9]{3})"
_START = r"(?<![0-9A-Za-z./+-])"
_END = r"(?![0-9]|(?!T[0-9])[A-Za-z])(?![./:-][0-9])"
"""What a date in running text does not touch: other digits and letters, save the T before a time of day."""
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?\s)?"

_NUMBERS = rf"(?P<first>[0-3]?[0-9])(?P<sign>[/-])(?P<second>[0-3]?[0-9])(?P=sign){_YEAR}"
_DAY_FORMS = tuple(
    re.compile(_START + _WEEKDAY + form + _END, re.IGNORECASE)
    for form in (
        rf"{_YEAR}-(?P<month>[01]?[0-9])-(?P<day>[0-3]?[0-9])",
        rf"{_YEAR}/(?P<month>[01]?[0-9])/(?P<day>[0-3]?[0-9])",
        rf"(?:the\s)?{_DAY}{_UNTIL}(?:\s|-|\sof\s)?{_MONTH}(?:,?\s?|-){_YEAR}",
        rf"{_MONTH}\s?(?:the\s)?{_DAY}{_UNTIL}(?:,\s?|\s){_YEAR}",
        _NUMBERS,
        rf"(?P<day>[0-3]?[0-9])\.(?P<month>[01]?[0-9])\.{_YEAR}",
    )
)
"""Forms of a whole date."""
_SHORT_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_WEEKDAY}(?:the\s)?{_DAY}{_UNTIL}(?:\s|\sof\s){_MONTH}",
        rf"{_WEEKDAY}{_MONTH}\s?(?:the\s)?{_DAY}{_UNTIL}",
        rf"(?:the\smonth\sof\s)?{_MONTH}(?:\sof|,)?\s{_YEAR}",
        r"(?P<year>[12][0-9]{3})-(?P<month>[01][0-9])",
        rf"(?:the\syear\s)?{_YEAR}",
    )
)
_LEAD = re.compile(
    r"(?:dated|(?:(?:early|late)\s)?(?:on|in|during|of)(?:\sthe\s(?:morning|afternoon|evening|night)\sof)?"
    r"|the\s(?:morning|afternoon|evening|night)\sof)\s",
    re.IGNORECASE,
)


def parse_date(text: str, published: str | None = None) -> DateInterval | None:
    """The days that ``text`` names, or None where it is no date in a plain form or the date does not exist.

    ``published`` is the report's date (ISO 8601 date or date and time). White space, a leading preposition, a weekday
    beside the date and closing punctuation are passed over; any other words beside the date give None.
    """
    words = " ".join(text.split()).strip("()[]'\"‘’“”,;: ")
    lead = _LEAD.match(words)
    words = words[lead.end() :] if lead else words
    for form in (*_DAY_FORMS, *_SHORT_FORMS):
        found = form.fullmatch(words) or form.fullmatch(words.rstrip("."))
        if found:
            return _interval(found, published)
    return None


def _interval(found: re.Match[str], published: str | None) -> DateInterval | None:
    named = found.groupdict()
    try:
        if named.get("day") or named.get("first"):
            first, last = _days(named, published)
            return DateInterval(first.isoformat(), last.isoformat(), "day")
        year = _year(named["year"])
        if named.get("month") is None:
            return DateInterval(f"{year}-01-01", f"{year}-12-31", "year")
        month = _month(named["month"])
        return DateInterval(f"{year}-{month:02}-01", f"{year}-{month:02}-{monthrange(year, month)[1]}", "month")
    except ValueError:
        return None


def _days(named: dict[str, str | None], published: str | None = None, order: Order | None = None) -> tuple[date, date]:
    """First and last day named; ValueError where there is no such day or it cannot be told which is meant."""
    if named.get("first"):
        days = _by_order(named)
        if len(set(days.values())) != 1 and order not in days:
            raise ValueError("no day, or two")
        day = days[order] if order in days else next(iter(days.values()))
        return day, day
    month, number = _month(named["month"]), int(named["day"] or 0)
    last_number = int(named.get("last") or number)
    if last_number < number:
        raise ValueError("the last day comes before the first")
    day = date(_year(named["year"]), month, number) if named.get("year") else _nearest(month, number, published)
    return day, day.replace(day=last_number)


def _by_order(named: dict[str, str | None]) -> dict[Order | None, date]:
    """The days that "02/11/2024" may be, by the order that gives each."""
    first, second, year = int(named["first"] or 0), int(named["second"] or 0), _year(named["year"])
    days: dict[Order | None, date] = {}
    for order, day, month in ((Order.DAY_FIRST, first, second), (Order.MONTH_FIRST, second, first)):
        if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
            days[order] = date(year, month, day)
    return days


def _nearest(month: int, day: int, published: str | None) -> date:
    if published is None:
        raise ValueError("no year")
    today = datetime.fromisoformat(published).date()
    # 29 February may be up to eight years away: 1900 and 2100 are no leap years.
    days = [d for d in _same_days(month, day, today.year) if (d - today).days <= MOST_DAYS_AHEAD]
    if not days:
        raise ValueError("no such day near publication")
    return min(days, key=lambda d: (abs((d - today).days), d))


def _same_days(month: int, day: int, year: int) -> Iterator[date]:
    for near in range(max(year - 8, 1), min(year + 2, 10000)):
        if 1 <= day <= monthrange(near, month)[1]:
            yield date(near, month, day)


def _month(name: str | None) -> int:
    name = (name or "").lower()
    month = _MONTHS[name] if name in _MONTHS else int(name)
    if not 1 <= month <= 12:
        raise ValueError("no such month")
    return month


def _year(digits: str | None) -> int:
    year = int(digits or 0)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError("no year that reports tell of")
    return year


_TIME = re.compile(
    r"(?<![0-9:.])(?:T|at\s)?\s?(?:(?P<hour>[0-2]?[0-9])(?::|\."
    r"|h(?=[0-5]))(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9])(?:[.,][0-9]{1,6})?)?"
    r"|(?P<bare>1?[0-9])(?=\s?[ap]\.?m))(?:\s?(?P<half>[ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\s?\(?(?:(?P<name>GMT|UTC|Z|BST|CET|CEST|EET|EEST|MSK|EST|EDT|CDT|PST|PDT|JST|SGT|HKT|WAT|CAT|EAT|PKT)\b)?\s?"
    r"(?P<offset>[+-](?:0?[0-9]|1[0-4])(?::?[0-5][0-9])?)?(?![0-9])\)?"
)
_HOURS = {"BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "CDT": -5}
_HOURS |= {"PST": -8, "PDT": -7, "JST": 9, "SGT": 8, "HKT": 8, "WAT": 1, "CAT": 2, "EAT": 3, "PKT": 5}
"""Hours ahead of UTC of the zones whose letters name one zone alone; IST, CST and their like are left out."""
FIRST_PRINTED = "1600"
"""Year before which nothing was published that is read here: the first newspaper was printed in 1605. What says so is
a slip, such as 0024 for 2024, and would make a record of two thousand years."""
HOW_PUBLISHED = f"write it as 2024-11-17, a day of {FIRST_PRINTED} or later"
"""What to do where ``read_published`` finds none."""
_TIME_REACH = 24
"""How many characters after a date its time of day may begin, or end before it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A whole date found in a line, with the time of day where one stands by it; [start, end) covers both."""

    iso: str
    start: int
    end: int


def find_moment(line: str, order: Order | None = None) -> Moment | None:
    """The first whole date (day, month, year) in ``line`` that exists, with its time of day and zone if given.

    Without ``order`` a date like "02/11/2024" is passed over.
    """
    matches = sorted((m for form in _DAY_FORMS for m in form.finditer(line)), key=lambda m: (m.start(), -m.end()))
    for found in matches:
        try:
            day, last = _days(found.groupdict(), order=order)
        except ValueError:
            continue
        if day == last:
            return _with_time(line, found, day)
    return None


def _with_time(line: str, found: re.Match[str], day: date) -> Moment:
    after = _TIME.search(line, found.end(), found.end() + _TIME_REACH)
    before = _TIME.search(line, max(found.start() - _TIME_REACH, 0), found.start())
    clock = after or before
    if clock is None:
        return Moment(day.isoformat(), found.start(), found.end())
    zone = _ZONE.match(line, clock.end(), len(line) if after else found.start())
    assert zone is not None  # every part of the pattern may be empty
    try:
        iso = _clock(day, clock, zone)
    except ValueError:
        return Moment(day.isoformat(), found.start(), found.end())
    return Moment(iso, min(found.start(), clock.start()), max(found.end(), zone.end()))


def _clock(day: date, clock: re.Match[str], zone: re.Match[str]) -> str:
    hour = int(clock["hour"] or clock["bare"])
    if clock["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no such hour")
        hour = hour % 12 + (12 if clock["half"].lower() == "p" else 0)
    moment = datetime(day.year, day.month, day.day, hour, int(clock["minute"] or 0), int(clock["second"] or 0))
    if zone["name"] is None and zone["offset"] is None:
        return moment.isoformat()
    return moment.replace(tzinfo=timezone(_offset(zone["name"], zone["offset"]))).isoformat()


def _offset(name: str | None, offset: str | None) -> timedelta:
    ahead = timedelta(hours=_HOURS.get(name or "", 0))
    if offset is None:
        return ahead
    hours, minutes = (offset[1:].replace(":", ""), "0")
    if len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    shift = timedelta(hours=int(hours), minutes=int(minutes))
    return ahead + (shift if offset[0] == "+" else -shift)


_IN_NUMBERS = re.compile(_START + _NUMBERS + _END)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY_NAME = r"\b(?P<weekday>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs?|ur)?(?:day)?\b"
_WEEKDAY_BEFORE = re.compile(_WEEKDAY_NAME + r"[.,\s]*$", re.IGNORECASE)
_WEEKDAY_AFTER = re.compile(r"[,\s(]*" + _WEEKDAY_NAME, re.IGNORECASE)
_REACH = 12
"""How many characters before or after a date the weekday stands beside it."""


def order_by_numbers(text: str) -> Order | None:
    """The order of day and month in dates of ``text`` like "17/11/2024".

    Those count that fit one order alone, or have beside them a weekday that does. None where none counts, or two
    orders are found.
    """
    orders = {order for found in _IN_NUMBERS.finditer(text) if (order := _only_order(text, found))}
    return orders.pop() if len(orders) == 1 else None


def _only_order(text: str, found: re.Match[str]) -> Order | None:
    try:
        days = _by_order(found.groupdict())
    except ValueError:
        return None
    if len(days) == 2:
        before = _WEEKDAY_BEFORE.search(text[max(found.start() - _REACH, 0) : found.start()])
        named = before or _WEEKDAY_AFTER.match(text[found.end() : found.end() + _REACH])
        weekday = _WEEKDAYS.index(named["weekday"].lower()) if named else None
        days = {order: day for order, day in days.items() if day.weekday() == weekday}
    return next(iter(days)) if len(days) == 1 else None


def order_by_days(line: str, near: str, most_days: int) -> Order | None:
    """The order in which the dates of ``line`` follow a day within ``most_days`` days.

    ``near`` is the day in a plain form, with or without year. None where no order does, or both.
    """
    orders = [order for order in Order if _follows(find_moment(line, order), near, most_days)]
    return orders[0] if len(orders) == 1 else None


def _follows(moment: Moment | None, near: str, most_days: int) -> bool:
    day = parse_date(near, moment.iso) if moment else None
    if moment is None or day is None or day.to is None or day.precision != "day":
        return False
    return 0 <= (datetime.fromisoformat(moment.iso).date() - date.fromisoformat(day.to)).days <= most_days


def read_published(stated: str) -> str | None:
    """A publication date as ``read_day`` reads it; None where there is none, and before FIRST_PRINTED."""
    day = read_day(stated)
    return None if day is None or day < FIRST_PRINTED else day


def read_day(stated: str) -> str | None:
    """A day as ISO 8601 date or date and time; None where ``stated`` holds no whole date that exists.

    ISO 8601 in any of its forms, or any form that may stand at the head of a report, such as
    "Sun, 17 Nov 2024 10:00 GMT". A time without a date is no date.
    """
    stated = stated.strip()
    try:
        if len(stated) <= len("2024-11-17"):
            return date.fromisoformat(stated).isoformat()
        return datetime.fromisoformat(stated).isoformat()
    except ValueError:
        moment = find_moment(stated)
        return moment.iso if moment else None
