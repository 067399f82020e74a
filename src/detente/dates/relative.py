"""Relative days: forms that count from the day of publication, or from the day the story is at."""

import re
from dataclasses import replace
from datetime import date, timedelta

from detente.dates.forms import UNITS, Form, Reader, count_of, form, ordinal_of
from detente.dates.frame import Frame, Tense
from detente.dates.interval import DateRule
from detente.dates.named import nearest_weekday
from detente.dates.units import SEASON_BEGINS, Days, Unit, containing, day, months, move, weekend
from detente.dates.words import MONTHS, WEEKDAYS

_NAMED_DAYS = {"day before yesterday": -2, "yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_NAMED_DAYS |= {
    "day after tomorrow": 2,
    "now": 0,
    "last night": -1,
    "night before last": -2,
    "last evening": -1,
    "to-day": 0,
    "tomorrow night": 1,
}
_LARGER = {
    "minute": (Unit.DAY, 0),
    "hour": (Unit.DAY, 1),
    "day": (Unit.WEEK, 1),
    "night": (Unit.WEEK, 1),
    "week": (Unit.MONTH, 1),
    "fortnight": (Unit.MONTH, 1),
    "month": (Unit.YEAR, 1),
    "quarter": (Unit.YEAR, 1),
    "year": (Unit.DECADE, 1),
    "decade": (Unit.CENTURY, 1),
}
"""How far an unnamed number of units reaches: to where one would count in the next larger unit."""


def _named_day(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    return day(frame.today + timedelta(_NAMED_DAYS[found["name"]]))


def _part_of_today(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """A time of day alone: of the day the story is at, else of the day of publication.

    A report that came out earlier in the day than a past act was tells of the day before.
    """
    if found.groupdict().get("this"):
        return day(frame.today)
    if frame.anchor is not None:
        return day(frame.anchor)
    today = frame.today
    hour = frame.hour if frame.hour is not None else _BEGINS.get(found.groupdict().get("part") or "", 0)
    late = frame.clock is not None and hour > frame.clock.hour and not frame.is_planned
    return day(today - timedelta(1 if late else 0))


_BEGINS = {
    "afternoon": 12,
    "evening": 17,
    "night": 18,
    "midday": 11,
    "noon": 11,
    "dusk": 16,
    "sunset": 16,
    "nightfall": 17,
}


def _overnight(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """The night to the day of publication, or the one that a day names: that it began on, or "into" which it went."""
    today = frame.today if frame.published is not None else None
    words = found.groupdict().get("of")
    if words is None:
        end = frame.today + timedelta(1 if frame.is_planned else 0)
        return Days(end - timedelta(1), end, Unit.DAY)
    inner = read(words, frame)
    if inner is None or inner.first is None or inner.last is None or inner.unit is not Unit.DAY:
        return None
    if inner.first != inner.last:
        return inner
    into = found["how"] in ("to", "into", "until", "before") or (inner.first == today and not frame.is_planned)
    first = inner.first - timedelta(1) if into else inner.first
    return Days(first, first + timedelta(1), Unit.DAY)


def _sides(which: str) -> int:
    """-1 for what is past, 1 for what is to come, 0 for the one we are in."""
    if which.endswith(("last", "past", "previous", "preceding")):
        return -1
    return 1 if which.endswith(("next", "coming", "following")) else 0


def _calendar(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """As in "last week", "this year", "next month": the calendar unit beside or around the day of publication."""
    unit, side = Unit(found["unit"]), _sides(found["which"])
    return containing(move(containing(frame.today, unit).first or frame.today, unit, side), unit)


def _weekday_beside(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """As in "last Friday" lies before today, "next Friday" after it; "this Friday" is the one its tense points to."""
    number, side = WEEKDAYS[found["weekday"]], _sides(found["which"])
    if side < 0:
        return day(frame.today - timedelta((frame.today.weekday() - number - 1) % 7 + 1))
    if side > 0:
        return day(frame.today + timedelta((number - frame.today.weekday() - 1) % 7 + 1))
    if frame.tense is None:
        return day(frame.today + timedelta(number - frame.today.weekday()))
    return day(nearest_weekday(number, frame))


def _weekday_of_week(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    week = read(found["week"], frame)
    if week is None or week.first is None or week.unit is not Unit.WEEK:
        return None
    return day(week.first + timedelta(WEEKDAYS[found["weekday"]]))


def _weekdays_ago(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """As in "two Fridays ago": the last one before today is the first."""
    since = (frame.today.weekday() - WEEKDAYS[found["weekday"]] - 1) % 7 + 1
    return day(frame.today - timedelta(since + 7 * (count_of(found["count"]) - 1)))


def _weekend_of_story(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """As in "the following weekend": after the story's day; "the previous" is of last week where no day is known."""
    if found["side"] == "previous":
        return weekend((frame.anchor or frame.today) - timedelta(7))
    at = frame.from_anchor
    return weekend(at + timedelta(7 if at.weekday() >= 5 else 0))


def _weekend_beside(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """As in "last weekend" ends before the week of publication, "next weekend" is that of the week after it."""
    which, today = found["which"], frame.today
    if which.endswith("coming"):
        return weekend(today)
    if which == "this past":
        return weekend(today if today.weekday() == 6 else today - timedelta(7))
    if which == "this":
        past = frame.tense is Tense.PAST and today.weekday() < 5
        return weekend(today - timedelta(7 if past else 0))
    return weekend(today + timedelta(7 * _sides(which)))


def _month_beside(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """As in "last May", the latest before this month, "next May", the first after it, or "this May", of this year."""
    month, side, at = MONTHS[found["month"]], _sides(found["which"]), frame.today
    if side == 0:
        return months(at.year, month, 1, Unit.MONTH)
    year = at.year - (month >= at.month) if side < 0 else at.year + (month <= at.month)
    return months(year, month, 1, Unit.MONTH)


def _season_beside(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """As in "last summer" is the latest one that is over, "next summer" the first that has not begun."""
    begins, side, today = SEASON_BEGINS[found["season"]], _sides(found["which"]), frame.today
    seasons = [months(today.year + step, begins, 3, Unit.SEASON) for step in range(-2, 3)]
    over = [one for one in seasons if one.last is not None and one.last < today]
    coming = [one for one in seasons if one.first is not None and one.first > today]
    if side:
        return over[-1] if side < 0 else coming[0]
    around = [one for one in seasons if one not in over and one not in coming]
    if around:
        return around[0]
    if begins == SEASON_BEGINS["winter"]:
        return coming[0] if frame.is_planned or today.month > 8 else over[-1]
    return next(one for one in seasons if one.first is not None and one.first.year == today.year)


def _of_year_beside(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """Something once a year, of last, this or next year: "May last year", "last year's summer"."""
    which = found["which"]
    at = frame.from_anchor.year if which in ("that", "the same") else frame.today.year
    return read(f"{found['what']} {at + _sides(which)}", frame)


def _nearest_named(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """As in "last Christmas", "next Nov. 2": strictly before or after the day of publication; "this" is of its year."""
    side = _sides(found["which"])
    if side == 0:
        return read(f"{found['what']} {frame.today.year}", frame)
    beside = frame.today + timedelta(side)
    frame = replace(frame, not_after=beside if side < 0 else None, not_before=beside if side > 0 else None)
    inner = read(found["what"], frame)
    return inner if inner is not None and inner.unit is Unit.DAY else None


def _reach(found: re.Match[str]) -> tuple[Unit, int, str]:
    """Unit, count and name of the unit of a stretch; a count that is left open reaches to the next larger unit."""
    name = found["unit"]
    if found["count"] is None and (found.groupdict().get("vague") or found.groupdict().get("plural")):
        unit, count = _LARGER.get(name, (Unit.CENTURY, 1))
        return unit, count, name
    if name in ("minute", "hour"):
        return Unit.DAY, count_of(found["count"]), name
    unit, times = UNITS[name]
    return unit, times * count_of(found["count"]), name


def _named_unit(name: str) -> Unit:
    return UNITS[name][0] if name in UNITS else Unit.DAY


def _stretch(found: re.Match[str], frame: Frame, side: int, base: date) -> Days:
    """From a day back or on by a count of units, both ends included."""
    unit, count, name = _reach(found)
    if name in ("minute", "hour") and found["count"] is not None and base == frame.published:
        hours = count_of(found["count"]) if name == "hour" else 1
        other = frame.hours_away(side * hours) if name == "hour" or frame.clock is not None else base
    else:
        other = move(base, unit, side * (-(-count // 24) if name == "hour" and found["count"] is not None else count))
    first, last = sorted((base, other))
    return Days(first, last, _named_unit(name))


def _window(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """As in "in the past 24 hours", "over the last week", "in the coming days"."""
    which = found["which"]
    side = 1 if which in ("next", "coming", "following", "upcoming", "ensuing", "ahead", "to come") else -1
    about_story = which in ("previous", "preceding", "prior", "following", "ensuing") and frame.anchor is not None
    return _stretch(found, frame, side, frame.from_anchor if about_story else frame.today)


def _recent(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    return _stretch(found, frame, -1, frame.today)


def _within(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """As in "within 24 hours": to come, unless the act is past; "in two days" likewise."""
    return _stretch(found, frame, -1 if frame.tense is Tense.PAST else 1, frame.today)


def _duration(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """As in "for three days": up to the day of publication, or in a planned act from it."""
    return _stretch(found, frame, 1 if frame.is_planned else -1, frame.today)


def _nth_day(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """As in "for a third straight day": the first to the third, which is today or the day named."""
    nth = ordinal_of(found["nth"])
    base: date | None = frame.today
    if found.groupdict().get("on"):
        inner = read(found["on"], frame)
        base = inner.first if inner is not None and inner.unit is Unit.DAY else None
    if nth < 1 or base is None:
        return None
    unit = UNITS[found["unit"]][0]
    if found.group().startswith(("on ", "in ", "into ")) and not _RUNNING.search(found.group()):
        return None
    return Days(containing(move(base, unit, 1 - nth), unit).first, containing(base, unit).last, unit)


_RUNNING = re.compile(r"straight|consecutive|successive|running|in a row")


def _counted(found: re.Match[str], frame: Frame, base: date, side: int) -> Days:
    """The unit that lies a count of units away: a day for days, the calendar week, month or year for larger ones."""
    name = found["unit"]
    if name == "hour":
        return day(frame.hours_away(side * count_of(found["count"])) if frame.clock is not None else base)
    if name == "minute":
        return day(base)
    unit, times = UNITS[name]
    at = move(base, unit, side * times * count_of(found["count"]))
    grain = {Unit.DECADE: Unit.YEAR, Unit.CENTURY: Unit.YEAR, Unit.QUARTER: Unit.MONTH}.get(unit, unit)
    return containing(at, grain)


def _ago(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    return _counted(found, frame, frame.today, -1)


def _ahead(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    if frame.tense is Tense.PAST and found.groupdict().get("in"):
        return _within(found, frame, read)
    return _counted(found, frame, frame.today, 1)


def _vaguely_ago(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """As in "days ago": at least two of them, and fewer than make the next larger unit."""
    name = found["unit"]
    if name in ("minute", "hour"):
        return Days(frame.hours_away(-24) if name == "hour" else frame.today, frame.today, Unit.DAY)
    far, count = _LARGER.get(name, (Unit.CENTURY, 1))
    unit = UNITS[name][0]
    return Days(move(frame.today, far, -count), move(frame.today, unit, -2), unit)


def _ago_exactly(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """As in "a year ago today", "two weeks ago on Tuesday": the day or unit named, so far back."""
    unit, times = UNITS[found["unit"]]
    back = move(frame.today, unit, -times * count_of(found["count"]))
    what = found["on"].removeprefix("on ").removeprefix("last ").strip()
    if what in ("today", "this day"):
        return day(back)
    if what in ("tomorrow", "yesterday"):
        return day(back + timedelta(1 if what == "tomorrow" else -1))
    if what in WEEKDAYS:
        if unit is not Unit.WEEK:
            return day(move(nearest_weekday(WEEKDAYS[what], frame), unit, -times * count_of(found["count"])))
        monday = containing(back, unit).first
        return day(monday + timedelta(WEEKDAYS[what])) if monday is not None else None
    if what in ("this week", "this month"):
        return containing(back, Unit(what.removeprefix("this ")))
    return read(f"{what} {back.year}", frame) if unit is Unit.YEAR else None


def _from_story(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """As in "two days later", "a week earlier": counted from the day the story is at."""
    return _counted(found, frame, frame.from_anchor, -1 if found["side"] in _EARLIER else 1)


_EARLIER = frozenset({"earlier", "before", "beforehand", "previously", "prior", "previous", "preceding"})


def _unit_of_story(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """As in "the following day", "the same month"; "the previous week" is of today where no day is known."""
    unit, side = _named_unit(found["unit"]), found["side"]
    step = -1 if side in _EARLIER else 0 if side in ("same", "that", "that very", "the same") else 1
    base = frame.today if step < 0 and frame.anchor is None else frame.from_anchor
    return containing(move(base, unit, step), unit)


def _weekday_of_story(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    number, before = WEEKDAYS[found["weekday"]], found["side"] in _EARLIER
    base = frame.today if before and frame.anchor is None else frame.from_anchor
    if before:
        return day(base - timedelta((base.weekday() - number - 1) % 7 + 1))
    return day(base + timedelta((number - base.weekday() - 1) % 7 + 1))


def _weekday_of_story_week(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """As in "that Friday": of the week the story is in."""
    return day(frame.from_anchor + timedelta(WEEKDAYS[found["weekday"]] - frame.from_anchor.weekday()))


def _vaguely_from_story(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """As in "days later": at least two of them, and fewer than make the next larger unit."""
    name, at = found["unit"], frame.from_anchor
    side = -1 if found["side"] in _EARLIER else 1
    far, count = _LARGER[name]
    near = at if name == "hour" else move(at, UNITS[name][0], 2 * side)
    first, last = sorted((near, move(at, far, count * side)))
    return Days(first, last, _named_unit(name))


def _so_far(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """From the beginning of a unit up to the day of publication: "so far this year", "earlier this week"."""
    what = found["of"].removeprefix("in ").removeprefix("the ").removeprefix("this ")
    if what in ("day", "today", "morning", "afternoon", "evening"):
        return day(frame.from_anchor if what == "day" else frame.today)
    inner = containing(frame.today, Unit(what)) if what in _UNIT_NAMES else read(what, replace(frame, tense=Tense.PAST))
    if inner is None or inner.first is None or inner.last is None or inner.unit is Unit.DAY:
        return inner
    return replace(inner, last=min(inner.last, max(frame.today, inner.first)))


def _rest(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """From the day of publication to the end of a unit: "later this week"."""
    what = found["of"].removeprefix("in ").removeprefix("of ").removeprefix("the ").removeprefix("this ")
    if what in ("day", "today", "morning", "afternoon", "evening"):
        return day(frame.from_anchor if what == "day" else frame.today)
    inner = (
        containing(frame.today, Unit(what)) if what in _UNIT_NAMES else read(what, replace(frame, tense=Tense.PLANNED))
    )
    if inner is None or inner.first is None or inner.last is None or inner.unit is Unit.DAY:
        return inner
    return replace(inner, first=max(inner.first, frame.today)) if frame.today <= inner.last else inner


_UNIT_NAMES = frozenset({"week", "month", "quarter", "year", "decade", "century"})


def _unit_of_report(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    return containing(frame.today, Unit(found["unit"]))


def _of_week_end(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """As in "at week's end" is the weekend; "midweek" the middle of the week; "at year-end" the end of the year."""
    if found["unit"] == "week" and found["which"] == "end":
        return read("the weekend", frame)
    return read(
        f"{'mid' if found['which'] == 'mid' else 'end of'} {found.groupdict().get('side') or 'this'} {found['unit']}",
        frame,
    )


def _two_away(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """As in "the week before last", "the month after next"."""
    unit = Unit(found["unit"])
    begin = containing(frame.today, unit).first or frame.today
    return containing(move(begin, unit, 2 * _sides(found["which"])), unit)


def _weekend_two_away(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    return weekend(frame.today + timedelta(14 * _sides(found["which"])))


def _weekday_two_away(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    number, side = WEEKDAYS[found["weekday"]], _sides(found["which"])
    if side < 0:
        return day(frame.today - timedelta((frame.today.weekday() - number - 1) % 7 + 8))
    return day(frame.today + timedelta((number - frame.today.weekday() - 1) % 7 + 8))


def _week_on(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """As in "a week on Friday": seven days after the coming Friday."""
    coming = nearest_weekday(WEEKDAYS[found["weekday"]], replace(frame, tense=Tense.PLANNED))
    return day(coming + timedelta(7))


def _this_time(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """As in "this time last year": the same day of it."""
    return day(move(frame.today, Unit(found["unit"]), _sides(found["which"])))


def _unit_beside_story(found: re.Match[str], frame: Frame, _read: Reader) -> Days | None:
    """As in "the day before", "the week after"."""
    unit = Unit(found["unit"])
    return containing(move(frame.from_anchor, unit, -1 if found["side"] in _EARLIER else 1), unit)


_ON = r"(?:(?:on|in|during|at|over|for|of|throughout|within|across) )?"
_WINDOW_OF = r"(?:(?:in|over|within|during|for|throughout|across|of|through) )"
_SIDE = r"(?P<side>later|after|afterwards?|earlier|before|beforehand|previously|prior|on|thereafter|hence)"
_DAY_PARTS = (
    r"(?P<part>morning|afternoon|evening|night|dawn|dusk|noon|midday|midnight|daybreak|sunrise|sunset|nightfall"
    r"|lunchtime"
    r"|rush hour|pre-?dawn|pre dawn|early hours|small hours|night-?time|daytime)"
)
RELATIVE: tuple[Form, ...] = (
    form(r"so far (?P<of>.+)", DateRule.SO_FAR, _so_far),
    form(r"(?P<of>this (?:week|month|quarter|year|decade|century)) so far", DateRule.SO_FAR, _so_far),
    form(r"(?:in |for |over |during )?(?:the )?(?P<of>week|month|quarter|year) to date", DateRule.SO_FAR, _so_far),
    form(r"earlier (?P<of>(?:in |this |that ).+)", DateRule.SO_FAR, _so_far),
    form(
        r"(?:later|the rest|for the rest|the remainder|for the remainder) (?P<of>(?:in |of |this ).+)",
        DateRule.REST,
        _rest,
    ),
    form(
        rf"(?:on |of |by )?(?:the )?(?P<name>{'|'.join(sorted(_NAMED_DAYS, key=len, reverse=True))})",
        DateRule.TODAY,
        _named_day,
    ),
    form(
        r"(?:earlier|later|early|late) (?:on )?(?P<name>today|tonight|yesterday|tomorrow)", DateRule.TODAY, _named_day
    ),
    form(
        rf"(?:(?:early|earlier|late|later) )?(?:(?:in|at|during|by|before|after|around|on|until"
        rf"|through) )?(?P<this>this )?"
        rf"(?:the )?(?:early |late )?{_DAY_PARTS}(?: hours)?",
        DateRule.TIME_OF_DAY,
        _part_of_today,
    ),
    form(
        r"overnight(?:,)?(?: (?P<how>on|from|to|into|of|between|until|before|through|late|\b)? ?(?P<of>.+))?",
        DateRule.OVERNIGHT,
        _overnight,
    ),
    form(r"(?P<how>on |late )?(?P<of>[^ ]+(?: [0-9]+)?)(?: and)? overnight", DateRule.OVERNIGHT, _overnight),
    form(rf"{_ON}(?P<which>last|this|next) <ONE>", DateRule.CALENDAR, _calendar),
    form(rf"{_ON}(?P<which>this coming|this past) (?P<unit>month)", DateRule.CALENDAR, _calendar),
    form(rf"{_ON}(?P<which>this coming) (?P<unit>week|year|quarter)", DateRule.CALENDAR, _calendar),
    form(rf"{_ON}the <ONE> (?:before|after) (?P<which>last|next)", DateRule.CALENDAR, _two_away),
    form(r"<COUNT> <WEEKDAY>s ago", DateRule.WEEKDAY, _weekdays_ago),
    form(r"(?:on )?<WEEKDAY> (?P<which>last|next)", DateRule.WEEKDAY, _weekday_beside),
    form(r"(?:on )?<WEEKDAY> week", DateRule.WEEKDAY_OF_WEEK, _week_on),
    form(r"(?:on )?(?P<name>yesterday|today|tomorrow),? <WEEKDAY>", DateRule.TODAY, _named_day),
    form(r"(?:on )?<WEEKDAY>,? (?P<name>yesterday|today|tomorrow)", DateRule.TODAY, _named_day),
    form(rf"{_ON}the (?P<side>previous|following) weekend", DateRule.ANCHOR, _weekend_of_story),
    form(rf"{_ON}the weekend (?:before|after) (?P<which>last|next)", DateRule.WEEKEND, _weekend_two_away),
    form(rf"{_ON}the <WEEKDAY> (?:before|after) (?P<which>last|next)", DateRule.WEEKDAY, _weekday_two_away),
    form(
        rf"{_ON}(?P<which>last|this|next|this past|this coming|the coming|the past|past|coming) <WEEKDAY>",
        DateRule.WEEKDAY,
        _weekday_beside,
    ),
    form(
        r"(?:on )?(?:the )?<WEEKDAY>,?(?: of| in)? (?P<week>(?:last|this|next|the previous|the following"
        r"|the same) week|the week (?:before last|after next|of .+)|.+ weeks? ago)",
        DateRule.WEEKDAY_OF_WEEK,
        _weekday_of_week,
    ),
    form(
        r"(?P<week>(?:in |earlier |later )?(?:last|this|next) week),?(?: on)? <WEEKDAY>",
        DateRule.WEEKDAY_OF_WEEK,
        _weekday_of_week,
    ),
    form(r"(?:a|1) week (?:on|from|after) <WEEKDAY>", DateRule.WEEKDAY_OF_WEEK, _week_on),
    form(
        rf"{_ON}(?:the )?(?P<which>last|this|next|this past|this coming|coming|past) weekend",
        DateRule.WEEKEND,
        _weekend_beside,
    ),
    form(
        rf"{_ON}(?P<which>last|this|next|this past|this coming|the coming|the past|past) <MONTH>",
        DateRule.MONTH,
        _month_beside,
    ),
    form(
        rf"{_ON}(?P<which>last|this|next|this past|this coming|the coming|the past|past) <SEASON>",
        DateRule.SEASON,
        _season_beside,
    ),
    form(
        rf"{_ON}(?P<what>(?!the (?:last|this|next) year)(?!since|until|till|by|before|after|ahead).+?),?(?: of"
        rf"| in)? (?P<which>last|this|next|that|the same) year",
        DateRule.CALENDAR,
        _of_year_beside,
    ),
    form(rf"{_ON}(?P<which>last|this|next) year (?P<what>.+)", DateRule.CALENDAR, _of_year_beside),
    form(
        rf"{_ON}(?P<which>last|next|this past|this coming|this|past) (?P<what>[a-z].+)",
        DateRule.CALENDAR,
        _nearest_named,
    ),
    form(
        rf"{_WINDOW_OF}?(?:the )?(?:very )?(?P<which>past|last|previous|preceding|prior|next|coming|following"
        rf"|upcoming|ensuing) "
        r"(?:(?P<count>[0-9]{1,5}|couple of|couple) |(?P<vague>(?:few|several|many) ))"
        r"(?P<unit>minute|hour|day|night|week|fortnight|month|quarter|year|decade|centurie)s?",
        DateRule.WINDOW,
        _window,
    ),
    form(
        rf"{_WINDOW_OF}?(?:the |this )?(?:very )?(?P<which>past|last|coming|next|upcoming|ensuing|preceding"
        rf"|previous|following) <NOCOUNT>"
        r"(?P<unit>minute|hour|day|night|week|month|quarter|year|decade|centurie)(?P<plural>s)",
        DateRule.RECENT,
        _window,
    ),
    form(
        r"(?:(?:in|over|within|during|for|throughout|across) the|(?:in|over|within|during|for|throughout) this|the"
        r"|this) (?P<which>past|last) "
        r"<NOCOUNT>(?P<unit>hour|day|week|fortnight|month|quarter|year|decade|century)(?: or (?:so|more))?",
        DateRule.WINDOW,
        _window,
    ),
    form(
        r"(?:(?:in|over|within|during|for|throughout) the|the) (?P<which>coming) <NOCOUNT>(?P<unit>hour|day|week"
        r"|month|year|decade|century)",
        DateRule.WINDOW,
        _window,
    ),
    form(
        r"(?:(?:in|over|within|during|for|throughout) )(?:the )?(?P<which>next) <NOCOUNT>(?P<unit>hour|day|week"
        r"|month|year|decade|century)",
        DateRule.WINDOW,
        _window,
    ),
    form(
        r"(?:(?:in|over|within|during|for|throughout) )?(?:the )?(?:(?P<count>[0-9]{1,5}) |(?P<vague>(?:few"
        r"|several) ))?"
        r"(?P<unit>hour|day|week|month|year|decade)(?P<plural>s?) (?P<which>ahead|to come)",
        DateRule.WINDOW,
        _window,
    ),
    form(
        r"(?:(?:in|over|during) )?(?P<which>past) <NOCOUNT>(?P<unit>hour|day|week|month|year|decade|century)",
        DateRule.WINDOW,
        _window,
    ),
    form(
        rf"{_WINDOW_OF}?(?:the )?(?:more )?(?:most )?recent <NOCOUNT>(?P<unit>hour|day|night|week|month|year"
        rf"|decade)(?P<plural>s)",
        DateRule.RECENT,
        _recent,
    ),
    form(
        r"(?:within|in less than|in under|inside(?: of)?)(?: about| nearly| just| only)? <COUNT> <UNIT>(?: time)?",
        DateRule.WINDOW,
        _within,
    ),
    form(
        r"(?:in the space of|over the course of|over|across|in just|in only|during)(?: about| nearly| just| only)? "
        r"<COUNT> <UNIT>(?: of [a-z ]+)?",
        DateRule.DURATION,
        _duration,
    ),
    form(r"(?:in|for|after) <COUNT> <UNIT> of [a-z ]+", DateRule.DURATION, _duration),
    form(
        r"(?:in|for|over|during|within|across) (?:a|the|its|their) (?P<count>[0-9]{1,4})[- ]"
        r"(?P<unit>hour|day|week|month|year) (?:period|span|stretch|spell)",
        DateRule.DURATION,
        _duration,
    ),
    form(
        r"(?:within|in|over) (?:a )?(?P<vague>(?:matter of |few |several |a few |some "
        r"|a matter of )?)<NOCOUNT>(?P<unit>minute|hour|day|week|month|year|decade)(?P<plural>s)(?: time)?",
        DateRule.RECENT,
        _within,
    ),
    form(
        r"(?:for|lasting|spanning)(?: the (?:past|last))?(?: (?:about|nearly|almost|over|more than|at least|some"
        r"|around|roughly|up to|another|well over|as many as|a further|an additional|a total of|only|just))* "
        r"<COUNT>(?: (?:straight|consecutive|successive|full|whole|long|more|further|additional"
        r"|days? and))? (?P<unit>minute|hour|day|night|week|fortnight|month|year|decade|centurie|century)s?"
        r"(?: running| in a row| straight| now| or more| already)?",
        DateRule.DURATION,
        _duration,
    ),
    form(
        r"for (?P<vague>(?:(?:a few|several|many|some|long) )?)<NOCOUNT>(?P<unit>minute|hour|day|night|week|month"
        r"|year|decade|centurie)(?P<plural>s)(?: now| on end)?",
        DateRule.DURATION,
        _duration,
    ),
    form(
        r"(?:for|on|into|in) (?:a|the|its|their|his|her) <ORDINAL> (?:straight |consecutive "
        r"|successive )?(?P<unit>day|night|week|month|year)"
        r"(?: running| in a row| straight)?(?: of [a-z ]+?)?(?:,? (?P<on>(?:on )?[a-z]+day|today|on .+))?",
        DateRule.NTH_DAY,
        _nth_day,
    ),
    form(
        r"(?:(?:a|the|its|their) )?<ORDINAL> (?:straight |consecutive |successive )(?P<unit>day|night|week|month"
        r"|year)(?: of [a-z ]+?)?",
        DateRule.NTH_DAY,
        _nth_day,
    ),
    form(
        r"(?:(?:a|the) )?<ORDINAL> (?P<unit>day|night|week|month|year) (?:running|in a row|straight)",
        DateRule.NTH_DAY,
        _nth_day,
    ),
    form(r"<ROUGHLY><COUNT> <UNIT> ago", DateRule.AGO, _ago),
    form(
        r"(?:just |only )?(?P<vague>(?:<VAGUE> )?)(?P<unit>minute|hour|day|night|week|month|year|decade)s ago",
        DateRule.AGO,
        _vaguely_ago,
    ),
    form(
        r"<ROUGHLY><COUNT> (?P<unit>day|week|fortnight|month|year|decade)s? ago,? (?P<on>.+)",
        DateRule.AGO,
        _ago_exactly,
    ),
    form(
        r"(?P<on>this day|today|this week|this month) <COUNT> (?P<unit>week|month|year|decade)s? ago",
        DateRule.AGO,
        _ago_exactly,
    ),
    form(r"this (?:time|day|date) (?P<which>last|next) (?P<unit>year|month|week)", DateRule.AGO, _this_time),
    form(r"<ROUGHLY><COUNT> <UNIT> (?:from (?:now|today)|hence)", DateRule.AHEAD, _ahead),
    form(
        r"(?P<in>in) (?:about |around |roughly |some |just "
        r"|exactly )*<COUNT> <UNIT>(?: time)?",
        DateRule.AHEAD,
        _ahead,
    ),
    form(
        rf"(?:(?:just|only|about|some|nearly|almost|around|less than|within) )*<COUNT> <UNIT> {_SIDE}",
        DateRule.ANCHOR,
        _from_story,
    ),
    form(
        rf"{_ON}(?:the |that )?(?P<side>previous|preceding|prior) (?P<unit>day|week|month|quarter|year|decade"
        rf"|century|morning|afternoon|evening|night)",
        DateRule.PREVIOUS,
        _unit_of_story,
    ),
    form(rf"{_ON}that <WEEKDAY>", DateRule.ANCHOR, _weekday_of_story_week),
    form(
        r"(?:just |only )?(?P<vague>(?:<VAGUE> )?)(?P<unit>hour|day|night|week|month|year|decade)s (?P<side>later"
        r"|after|afterwards?|earlier|before|beforehand|previously|prior)",
        DateRule.ANCHOR,
        _vaguely_from_story,
    ),
    form(
        rf"{_ON}(?:the (?:very )?|that |(?=that))(?P<side>following|next|same|that)(?: very| same)? (?P<unit>day"
        rf"|week|month|quarter|year|decade|century|morning|afternoon|evening|night)",
        DateRule.ANCHOR,
        _unit_of_story,
    ),
    form(rf"{_ON}the <ONE> (?P<side>before|after|earlier|later|prior)", DateRule.ANCHOR, _unit_beside_story),
    form(rf"{_ON}(?:the )?(?P<side>following|previous|preceding|next) <WEEKDAY>", DateRule.ANCHOR, _weekday_of_story),
    form(rf"{_ON}(?:the )?current <ONE>", DateRule.CALENDAR, _unit_of_report),
    form(
        r"(?:at )?(?:the )?(?:(?P<side>last|next|this) )?(?P<unit>week|month|year|quarter)[ -](?P<which>end)",
        DateRule.PART,
        _of_week_end,
    ),
    form(r"(?:in |at |around )?(?P<which>mid)[ -]?(?P<unit>week|month|year)(?P<side>)", DateRule.PART, _of_week_end),
)
