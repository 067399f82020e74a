"""Named days: forms that name a stretch of the calendar outright or once a year or week."""

import re
from dataclasses import replace
from datetime import date, timedelta

from detente.dates.forms import Form, Reader, form, ordinal_of
from detente.dates.frame import Frame, Tense, UnknownError
from detente.dates.holidays import holidays, nth_weekday
from detente.dates.interval import DateRule
from detente.dates.plain import FIRST_YEAR, LAST_YEAR, MOST_DAYS_AHEAD, parse_date
from detente.dates.units import SEASON_BEGINS, Days, Unit, containing, day, half, months, move, third, weekend
from detente.dates.words import MONTHS, WEEKDAYS

DAYS_INTO_NEXT_YEAR = 31
"""How many days ahead a day of the next year may lie without its year: news leave out the year of publication."""
LATE_DAYS = 1
"""How many days after publication an act of the past may lie: the report may come from another time zone."""


def _absolute(words: str) -> Days | None:
    found = parse_date(words)
    if found is None or found.from_ is None or found.to is None:
        return None
    return Days(date.fromisoformat(found.from_), date.fromisoformat(found.to), Unit(found.precision))


def _plain(found: re.Match[str], _frame: Frame, _read: Reader) -> Days | None:
    days = _absolute(found.group())
    is_part = found.group().startswith(("early", "late"))
    return None if days is not None and is_part and days.unit is not Unit.DAY else days


def choose(days: list[date], frame: Frame) -> date:
    """Of the same day in several years, the one that the other end of a range, the tense, or nearness picks."""
    if frame.not_before is not None:
        return min(one for one in days if one >= frame.not_before)
    if frame.not_after is not None:
        return max(one for one in days if one <= frame.not_after)
    today = frame.today
    if frame.tense is Tense.PLANNED:
        return min(one for one in days if one >= today)
    if frame.tense is Tense.PAST:
        return max(one for one in days if one <= today + timedelta(LATE_DAYS))
    near = [
        one
        for one in days
        if (one - today).days <= (MOST_DAYS_AHEAD if one.year == today.year else DAYS_INTO_NEXT_YEAR)
    ]
    return min(near, key=lambda one: (abs((one - today).days), one))


def _years(frame: Frame) -> range:
    """Years to look in: 29 February may be eight years away."""
    at = (frame.not_before or frame.not_after or frame.today).year
    return range(max(at - 8, 1), min(at + 9, 10000))


def _day_in(year: int, month: int, number: int) -> list[date]:
    try:
        return [date(year, month, number)]
    except ValueError:
        return []


def _month_day(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    parts = found.groupdict()
    month, number = MONTHS[parts["month"]], int(parts["day"])
    weekday = WEEKDAYS[parts["weekday"]] if parts.get("weekday") else None
    days = [one for year in _years(frame) for one in _day_in(year, month, number)]
    fitting = [one for one in days if weekday is None or one.weekday() == weekday]
    nearest = choose(days, frame)
    if weekday is None or nearest.weekday() == weekday or not fitting:
        return day(nearest)
    try:
        return day(choose(fitting, frame))
    except ValueError:
        return day(nearest)


def _day_of_month(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    number = int(found["day"])
    at = frame.not_before or frame.not_after or frame.today
    near = (move(at.replace(day=1), Unit.MONTH, step) for step in range(-3, 4))
    days = [one for month in near for one in _day_in(month.year, month.month, number)]
    weekday = found.groupdict().get("weekday")
    if weekday:
        days = [one for one in days if one.weekday() == WEEKDAYS[weekday]]
    if frame.tense is None and frame.not_before is None and frame.not_after is None:
        frame = replace(frame, tense=Tense.PAST)
    return day(choose(days, frame))


def numeric_orders(first: int, second: int, year: int) -> dict[bool, date]:
    """The days that two numbers can mean, by whether the day stands first."""
    orders = ((True, first, second), (False, second, first))
    return {day_first: one for day_first, number, month in orders for one in _day_in(year, month, number)}


def _numeric(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """Day and month by what is possible: such a day, on the side that the tense tells; then by the report."""
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += 2000 if frame.published is None or 2000 + year <= frame.today.year + 10 else 1900
    days = numeric_orders(int(found["first"]), int(found["second"]), year)
    if found["sign"] == ".":
        days.pop(False, None)
    if len(set(days.values())) > 1 and frame.published is not None and frame.tense is not None:
        sides = (1, 0) if frame.is_planned else (-1, 0)
        possible = {order: one for order, one in days.items() if _sign((one - frame.today).days) in sides}
        days = possible or days
    if len(set(days.values())) > 1:
        days = {order: one for order, one in days.items() if order == frame.day_first}
    return day(next(iter(days.values()))) if days else None


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _numeric_no_year(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    first, second = int(found["first"]), int(found["second"])
    both = [numeric_orders(first, second, year) for year in _years(frame)]
    orders = {order for days in both for order in days}
    if len(orders) > 1 and first != second:
        orders &= {frame.day_first}
    days = sorted({one for by_order in both for order, one in by_order.items() if order in orders})
    return day(choose(days, frame)) if days else None


def _year_first(found: re.Match[str], _frame: Frame, _read: Reader) -> Days | None:
    return day(date(_in_reach(int(found["year"])), int(found["month"]), int(found["day"])))


def _day_point_month(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    days = [one for year in _years(frame) for one in _day_in(year, int(found["number"]), int(found["day"]))]
    return day(choose(days, frame)) if days else None


def _numeric_month(found: re.Match[str], _frame: Frame, _read: Reader) -> Days | None:
    return months(_in_reach(int(found["year"])), int(found["number"]), 1, Unit.MONTH)


def _day_of_month_beside(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """As in "the 4th of last month"."""
    month = read(found["of"], frame)
    if month is None or month.first is None or month.unit is not Unit.MONTH:
        return None
    return day(month.first.replace(day=int(found["day"])))


def _iso_week(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    year = int(found["year"]) if found["year"] else frame.today.year
    number = found.groupdict().get("weekday_number")
    monday = date.fromisocalendar(year, int(found["week"]), int(number or 1))
    return day(monday) if number else containing(monday, Unit.WEEK)


def _ordinal_date(found: re.Match[str], _frame: Frame, _read: Reader) -> Days | None:
    one = date(int(found["year"]), 1, 1) + timedelta(int(found["number"]) - 1)
    return day(one) if one.year == int(found["year"]) else None


def _weekday(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """A bare weekday: the last one, today included, or in a planned act the next one, today included."""
    return day(nearest_weekday(WEEKDAYS[found["weekday"]], frame))


def nearest_weekday(number: int, frame: Frame) -> date:
    """The day of a weekday (Monday is 0) that the other end of a range or the tense picks."""
    if frame.not_before is not None:
        return frame.not_before + timedelta((number - frame.not_before.weekday()) % 7)
    if frame.not_after is not None:
        return frame.not_after - timedelta((frame.not_after.weekday() - number) % 7)
    today = frame.today
    if frame.is_planned:
        return today + timedelta((number - today.weekday()) % 7)
    back = (today.weekday() - number) % 7
    is_timed = frame.tense is Tense.PAST and frame.hour is not None and frame.clock is not None
    late = back == 0 and is_timed and (frame.hour or 0) > (frame.clock.hour if frame.clock else 24)
    return today - timedelta(7 if late else back)


def _month(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """A month without year: the last one, this month included, or in a planned act the next one."""
    month = MONTHS[found["month"]]
    return months(_year_of_month(month, frame), month, 1, Unit.MONTH)


def _year_of_month(month: int, frame: Frame) -> int:
    if frame.not_before is not None:
        return frame.not_before.year + (month < frame.not_before.month)
    at = frame.not_after or frame.today
    if frame.not_after is None and frame.is_planned:
        return at.year + (month < at.month)
    return at.year - (month > at.month)


def _month_of_year(found: re.Match[str], _frame: Frame, _read: Reader) -> Days | None:
    return months(_in_reach(int(found["year"])), MONTHS[found["month"]], 1, Unit.MONTH)


def _in_reach(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError("no year that reports tell of")
    return year


def _season(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """A season of a year, or the last one that has begun; a winter belongs to the year it begins in."""
    begins = SEASON_BEGINS[found["season"]]
    if found["year"]:
        return months(int(found["year"]), begins, 3, Unit.SEASON)
    at = frame.not_before or frame.not_after or frame.today
    year = at.year if (at.month >= begins) else at.year - 1
    if frame.is_planned and move(date(year, begins, 1), Unit.MONTH, 3) <= at:
        year += 1
    return months(year, begins, 3, Unit.SEASON)


def _season_of_years(found: re.Match[str], _frame: Frame, _read: Reader) -> Days | None:
    year, second = int(found["year"]), int(found["second"])
    if (year + 1) % (100 if second < 100 else 10000) != second:
        return None
    return months(year, SEASON_BEGINS[found["season"]], 3, Unit.SEASON)


_QUARTERS = {"1": 1, "2": 2, "3": 3, "4": 4, "first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
_QUARTERS |= {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4}


def _quarter(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """A quarter of a year, or the last one that has begun (planned: the next that has not ended)."""
    number = _QUARTERS[found["quarter"]]
    if found["year"]:
        return months(int(found["year"]), 3 * number - 2, 3, Unit.QUARTER)
    today = frame.today
    now = (today.month + 2) // 3
    year = today.year + (number < now) if frame.is_planned else today.year - (number > now)
    return months(year, 3 * number - 2, 3, Unit.QUARTER)


def _decade(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    digits = found.groupdict().get("decade") or str(_DECADES[found["named"]])
    year = int(digits)
    if year < 100:
        if frame.published is None and year < 30:
            raise UnknownError("which century")
        latest = frame.today.year if frame.published is not None else 1999
        year += 2000 if 2000 + year <= latest else 1900
    return months(_in_reach(year), 1, 120, Unit.DECADE)


_DECADES = {
    name: number
    for number, name in zip(
        range(20, 100, 10),
        ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"],
        strict=True,
    )
}


def _century(found: re.Match[str], _frame: Frame, _read: Reader) -> Days | None:
    number = ordinal_of(found["nth"])
    return months(100 * (number - 1) + 1, 1, 1200, Unit.CENTURY) if 16 <= number <= 21 else None


def _years_range(found: re.Match[str], _frame: Frame, _read: Reader) -> Days | None:
    """As in "2018-19", "2018/19": both years whole."""
    first, second = int(found["year"]), int(found["second"])
    last = second if second > 99 else first // 100 * 100 + second
    last += 100 if last < first else 0
    return Days(date(_in_reach(first), 1, 1), date(_in_reach(last), 12, 31), Unit.YEAR) if last > first else None


def _holiday(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    name = re.sub(r"[’'.]", "", found["holiday"]).removeprefix("the ").strip()
    in_year = holidays().get(name)
    if in_year is None:
        return None
    if found["year"]:
        return day(in_year(int(found["year"])))
    if in_year(2000) == in_year(2001):
        return day(in_year(2000))
    return day(choose(sorted({in_year(year) for year in _years(frame) if 1 <= year <= 4099}), frame))


def _weekend(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """The weekend just past or, on one of its days, this one; in a planned act the coming one; or that of a day."""
    of = found.groupdict().get("of")
    if of:
        inner = read(of, frame)
        if inner is None or inner.first is None or inner.unit is not Unit.DAY:
            return None
        return weekend(inner.first) if inner.first == inner.last else inner
    today = frame.today
    if frame.is_planned or today.weekday() >= 5:
        return weekend(today)
    return weekend(today - timedelta(7))


def _week_of(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """As in "the week of Nov. 4": its calendar week; "beginning" and "ending" a day: seven days from or to it."""
    inner = read(found["of"], frame)
    if inner is None or inner.first is None or inner.unit is not Unit.DAY:
        return None
    if found["how"] in ("of", "in"):
        return containing(inner.first, Unit.WEEK)
    ends = found["how"].startswith("end")
    first = inner.first - timedelta(6) if ends else inner.first
    return Days(first, first + timedelta(6), Unit.WEEK)


def _part(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """Early, middle or late part, or a half, of what follows."""
    inner = _whole(found["of"], frame, read)
    if inner is None:
        return None
    if inner.unit is Unit.DAY:
        return None
    which = found["part"] or found["edge"]
    if which.endswith("half"):
        return half(inner, int(not which.startswith(("first", "1st"))))
    return third(inner, _THIRDS[which.removesuffix(" part").split()[-1]])


_THIRDS = dict.fromkeys(("early", "beginning", "start", "opening", "onset", "earlier", "outset", "first"), 0)
_THIRDS |= dict.fromkeys(("mid", "middle", "midway"), 1)
_THIRDS |= dict.fromkeys(("late", "end", "close", "latter", "later", "closing", "last"), 2)
_PART = (
    r"(?:(?P<part>(?:very )?(?:early|mid|middle|late)|(?:early|later|latter|late|first|last|opening|closing) part"
    r"|(?:earlier|later)(?= (?:in )?(?:last|next) )|(?:first|1st|second|2nd|latter|last) half)[- ](?:of |in |on )?"
    r"|(?:very )?(?P<edge>beginning|start|end|close|onset|outset)(?: of |-))"
)


def _parts(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """As in "early to mid November", "mid- or late 2019"."""
    inner = _whole(found["of"], frame, read)
    if inner is None:
        return None
    first, last = (third(inner, _THIRDS[found[side]]) for side in ("from", "to"))
    return Days(first.first, last.last, inner.unit)


def _whole(words: str, frame: Frame, read: Reader) -> Days | None:
    """What a part is of; "the year" is the one of publication."""
    words = re.sub(r"^(?:in|of|on) ", "", words)
    if re.fullmatch(r"(?:the )?(?:week|month|quarter|year|decade|century)", words):
        return containing(frame.today, Unit(words.split()[-1]))
    return read(words, frame)


_FIRST_FEW = {"day": 7, "week": 4, "month": 4, "year": 4}
"""How many are "the first days", "the last weeks"."""


def _nth(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """As in "the first week of March", "the last two weeks of October", "the second Tuesday of November"."""
    inner = _whole(found["of"], frame, read)
    if inner is None or inner.first is None or inner.last is None:
        return None
    nth, count = ordinal_of(found["nth"]), int(found["count"] or 1)
    if found["plural"] and not found["count"] and nth in (1, -1):
        count = _FIRST_FEW.get(found["what"], 1)
    if found["what"] in WEEKDAYS:
        if inner.unit is not Unit.MONTH or count > 1:
            return None
        return day(nth_weekday(inner.first.year, inner.first.month, nth, WEEKDAYS[found["what"]]))
    if found["what"] == "weekend":
        saturday = nth_weekday(inner.first.year, inner.first.month, nth, 5) if inner.unit is Unit.MONTH else None
        return weekend(saturday) if saturday else None
    unit = Unit(found["what"])
    if nth == -1:
        first = move(inner.last + timedelta(1), unit, -count)
        last = inner.last
    else:
        first = move(inner.first, unit, (nth - 1) * count if nth > 1 else 0)
        last = move(first, unit, count) - timedelta(1)
    if first < inner.first or last > inner.last:
        return None
    return Days(first, last, unit)


_ON = (
    r"(?:(?:on|in|during|at|over|of|for|around|about|circa|within|throughout|across|dated|roughly"
    r"|approximately) )?(?:the )?"
)
NAMED: tuple[Form, ...] = (
    form(r".*[0-9].*", DateRule.ABSOLUTE, _plain),
    form(
        rf"{_ON}(?P<first>[0-3]?[0-9])(?P<sign>[/.-])(?P<second>[0-3]?[0-9])(?P=sign)(?P<year>[12][0-9]{{3}}"
        rf"|[0-9]{{2}})",
        DateRule.DAY_ORDER,
        _numeric,
    ),
    form(
        r"(?:on )?(?P<year>[12][0-9]{3})(?P<sign>\.?)(?P<month>[01][0-9])(?P=sign)(?P<day>[0-3][0-9])",
        DateRule.ABSOLUTE,
        _year_first,
    ),
    form(rf"{_ON}(?P<day>[0-3]?[0-9])\.(?P<number>[01]?[0-9])", DateRule.NEAREST_YEAR, _day_point_month),
    form(rf"{_ON}(?P<holiday>9/11)(?P<year>)(?: attacks?)?", DateRule.HOLIDAY, _holiday),
    form(rf"{_ON}(?P<first>[0-3]?[0-9])/(?P<second>[0-3]?[0-9])", DateRule.DAY_ORDER, _numeric_no_year),
    form(rf"{_ON}(?P<number>[01]?[0-9])/(?P<year>[12][0-9]{{3}})", DateRule.ABSOLUTE, _numeric_month),
    form(r"(?:on )?(?:the )?<DAY> of (?P<of>(?:last|this|next) month)", DateRule.DAY_OF_MONTH, _day_of_month_beside),
    form(
        r"(?P<year>[12][0-9]{3})-?w(?P<week>[0-5][0-9])(?:-?(?P<weekday_number>[1-7]))?", DateRule.ISO_WEEK, _iso_week
    ),
    form(
        rf"{_ON}(?:iso |calendar )?week (?:number |no )?(?P<week>[0-5]?[0-9])(?:(?: of|,| in)? <YEAR>)?",
        DateRule.ISO_WEEK,
        _iso_week,
    ),
    form(r"(?P<year>[12][0-9]{3})-(?P<number>[0-3][0-9]{2})", DateRule.ABSOLUTE, _ordinal_date),
    form(
        rf"{_ON}(?:<WEEKDAY>,? )?(?:the )?<DAY>(?: |-| of |(?<=[a-z]), )<MONTH>",
        DateRule.NEAREST_YEAR,
        _month_day,
    ),
    form(rf"{_ON}(?:<WEEKDAY>,? )?<MONTH>(?: |-| the )<DAY>", DateRule.NEAREST_YEAR, _month_day),
    form(rf"{_ON}<MONTH> <DAY>,? <WEEKDAY>", DateRule.NEAREST_YEAR, _month_day),
    form(
        r"(?:on )?(?:(?:<WEEKDAY>,?(?: the)?|the) )(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)(?: of the month)?",
        DateRule.DAY_OF_MONTH,
        _day_of_month,
    ),
    form(rf"{_ON}<WEEKDAY>", DateRule.WEEKDAY, _weekday),
    form(rf"{_ON}(?:month of )?<MONTH>", DateRule.MONTH, _month),
    form(rf"{_ON}(?:month of )?<MONTH>,?(?: of| in|-)? <YEAR>", DateRule.ABSOLUTE, _month_of_year),
    form(
        rf"{_ON}<SEASON>,?(?: of| in)? <YEAR>[-/](?P<second>[0-9]{{2}}|[0-9]{{4}})", DateRule.SEASON, _season_of_years
    ),
    form(rf"{_ON}<SEASON>(?: months)?(?P<year>)", DateRule.SEASON, _season),
    form(rf"{_ON}<SEASON>(?: months)?,?(?: of| in)? <YEAR>", DateRule.SEASON, _season),
    form(rf"{_ON}(?:<YEAR>[ -]?)?q(?P<quarter>[1-4])", DateRule.QUARTER, _quarter),
    form(rf"{_ON}q(?P<quarter>[1-4])(?: of|,)? <YEAR>", DateRule.QUARTER, _quarter),
    form(
        rf"{_ON}(?P<quarter>first|second|third|fourth|1st|2nd|3rd|4th) quarter(?:(?: of|,| in)? <YEAR>)?",
        DateRule.QUARTER,
        _quarter,
    ),
    form(rf"{_ON}(?P<quarter>last|final) quarter(?: of|,| in)? <YEAR>", DateRule.QUARTER, _quarter),
    form(rf"{_ON}(?P<decade>(?:[12][0-9])?[0-9]0)'?s", DateRule.DECADE, _decade),
    form(rf"{_ON}(?P<named>{'|'.join(_DECADES)})", DateRule.DECADE, _decade),
    form(rf"{_ON}<ORDINAL> century", DateRule.CENTURY, _century),
    form(
        rf"{_ON}(?:years? |period |seasons? )?<YEAR>[-/](?P<second>[0-9]{{2}}"
        rf"|[0-9]{{4}})",
        DateRule.RANGE,
        _years_range,
    ),
    form(
        rf"{_ON}(?P<holiday>[a-z4][a-z0-9 /-]+?)(?: holiday)?(?:(?: of|,"
        rf"| in)? <YEAR>)?",
        DateRule.HOLIDAY,
        _holiday,
    ),
    form(rf"{_ON}weekend(?: of (?P<of>.+))?", DateRule.WEEKEND, _weekend),
    form(
        rf"{_ON}week (?P<how>of|in|beginning|starting|ending|ended)(?: on)? (?P<of>.+)",
        DateRule.WEEKDAY_OF_WEEK,
        _week_of,
    ),
    form(
        r"(?:(?:in|at|on|during|by|around|towards?) )?(?:the )?(?P<from>early|mid|beginning|start|middle)-?"
        r"(?: to | or |-to-|-|/)(?:the )?(?P<to>mid|middle|late|end)[ -](?:of )?(?P<of>.+)",
        DateRule.PART,
        _parts,
    ),
    form(
        rf"(?:(?:in|at|on|during|over|around|towards?) )?(?:the )?{_PART}(?P<of>.+)",
        DateRule.PART,
        _part,
    ),
    form(
        r"(?:(?:in|at|on|during|over|for) )?(?:the )?<ORDINAL> (?:(?P<count>[0-9]{1,2}) )?"
        r"(?P<what>day|week|month|weekend|year|decade|quarter|<WEEKDAY_NAME>)(?P<plural>s?)(?: of"
        r"| in) (?P<of>.+)".replace("<WEEKDAY_NAME>", "|".join(WEEKDAYS)),
        DateRule.NTH_OF,
        _nth,
    ),
)
