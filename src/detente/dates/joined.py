"""Joined expressions: ranges, lists, and bounds such as "since" and "until" around other expressions."""

import re
from dataclasses import replace
from datetime import date, timedelta

from detente.dates.forms import UNITS, Form, Reader, count_of, form
from detente.dates.frame import Frame, Tense, UnknownError
from detente.dates.interval import DateRule
from detente.dates.units import Days, Unit, containing, day, move
from detente.dates.words import MONTHS, WEEKDAYS

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR_AT_END = re.compile(r"(?<![0-9])(1[5-9][0-9]{2}|2[01][0-9]{2})$")
_YEAR = re.compile(r"(?<![0-9])(?:1[5-9][0-9]{2}|2[01][0-9]{2})(?![0-9])")
_BARE_DAY = re.compile(r"(?:the )?([0-3]?[0-9])(?:st|nd|rd|th)?")
_MONTH_WORD = re.compile(rf"\b({_MONTH})\b")
_QUALIFIED = re.compile(r"[a-z]+,? (?P<rest>(?:of |in )?(?:last|this|next) (?:week|year|month))$")
_WEEKDAY_ALONE = re.compile(rf"(?:(?:early|late) (?:on )?)?(?:{'|'.join(WEEKDAYS)})")


def _range(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    return join(found["left"], found["right"], frame, read)


_TO = (
    r"(?: ?- ?|(?<=-[0-9]{2})/| to | until | till | through | thru | up to | up until | and up to | and until | into )"
)
_LINK_OF_RANGE = re.compile(_TO)
_LINK_ORDER = {" - ": 1, "/": 2, "- ": 3, " -": 3, "-": 4}
"""Words come first: a hyphen may be one within a date."""


def _split_range(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """A range at whichever of its links both sides are expressions."""
    words = found["both"]
    links = sorted(_LINK_OF_RANGE.finditer(words), key=lambda link: _LINK_ORDER.get(link.group(), 0))
    for link in links[:MOST_LINKS]:
        left, right = words[: link.start()], words[link.end() :]
        if left and right and left not in _PARTS and (both := join(left, right, frame, read)) is not None:
            return both
    return None


_PARTS = frozenset({"early", "mid", "late", "middle", "end", "start", "pre", "post"})
MOST_LINKS = 6
"""At how many places a range is tried to be cut."""


def join(left: str, right: str, frame: Frame, read: Reader) -> Days | None:
    """From the first day of one expression to the last of another; either takes month, year or week from the other."""
    for one, other in _lent(left.strip(" ,"), right.strip(" ,")):
        both = _ends(one, other, frame, read)
        if both is not None:
            return both
    return None


def _lent(left: str, right: str) -> list[tuple[str, str]]:
    """The pairs that a range can mean, those where nothing stays unsaid first."""
    pairs: list[tuple[str, str]] = []
    month, year = _MONTH_WORD.search(right), _YEAR_AT_END.search(right)
    end = f" {year.group()}" if year else ""
    if _BARE_DAY.fullmatch(left) and month:
        pairs.append((f"{_number(left)} {month.group()}{end}", right))
    if _BARE_DAY.fullmatch(right) and (month := _MONTH_WORD.search(left)):
        pairs.append((left, f"{_number(right)} {month.group()}"))
    if (found := re.fullmatch(rf"({_BARE_DAY.pattern}),? (\d{{4}})", right)) and (month := _MONTH_WORD.search(left)):
        pairs.append((f"{left} {found[3]}", f"{_number(found[1])} {month.group()} {found[3]}"))
    if end and not _YEAR.search(left):
        pairs += [(f"{left}{end}", right), (f"{left} {int(end) - 1}", right)]
    if qualified := _QUALIFIED.search(right):
        pairs.append((f"{left} {qualified['rest']}", right))
    named = re.search(r"(?: century|s| quarter| half)$", right)
    pairs.append((left, right))
    if named and named.group() != "s":
        pairs.append((left + right[named.start() :], right))
    return pairs


def _number(words: str) -> str:
    return re.sub(r"[^0-9]", "", words)


def _ends(left: str, right: str, frame: Frame, read: Reader) -> Days | None:
    """Both ends; one that the calendar repeats is the nearest to the other on its side."""
    attempts = [_right_first, _left_first]
    if frame.is_planned or not _WEEKDAY_ALONE.fullmatch(right):
        attempts.reverse()
    for attempt in attempts:
        first, last = attempt(left, right, frame, read)
        if first is None or last is None or first.first is None or last.last is None or first.first > last.last:
            continue
        return Days(
            first.first, last.last, max(first.unit, last.unit, key=list(Unit).index) if first != last else first.unit
        )
    return None


def _left_first(left: str, right: str, frame: Frame, read: Reader) -> tuple[Days | None, Days | None]:
    try:
        first = read(left, frame)
    except UnknownError:
        first = None
    if first is None or first.first is None:
        return None, None
    return first, read(right, replace(frame, not_before=first.first))


def _right_first(left: str, right: str, frame: Frame, read: Reader) -> tuple[Days | None, Days | None]:
    last = read(right, frame)
    if last is None or last.last is None:
        return None, None
    return read(left, replace(frame, not_after=last.last)), last


def _listed(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """As in "Monday, Tuesday and Thursday", "Nov. 3, 5 and 8": from the first to the last."""
    parts = [part for part in re.split(r", (?:and |or )?| and | or ", found.group()) if part]
    return join(parts[0], parts[-1], frame, read) if 2 <= len(parts) <= 6 else None


def _tensed(frame: Frame, tense: Tense) -> Frame:
    return replace(frame, tense=tense)


def _leading(words: str, frame: Frame, read: Reader) -> Days | None:
    """The longest beginning of the words that is an expression; up to three words behind it name what happened then."""
    parts = words.split()
    for end in range(len(parts), max(0, len(parts) - 4), -1):
        inner = read(" ".join(parts[:end]).strip(" ,"), frame)
        if inner is not None:
            return inner
    return None


def _since(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """From the first day named up to the day of publication."""
    inner = _leading(found["of"], _tensed(frame, Tense.PAST), read)
    return _up_to_today(inner, frame)


_LINK = re.compile(r" (?:in|on|of|from) ")


def _since_act(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """As in "since the war began in 2011": from the time at its end."""
    for link in _LINK.finditer(found["of"]):
        inner = read(found["of"][link.end() :], _tensed(frame, Tense.PAST))
        if inner is not None:
            return _up_to_today(inner, frame)
    return None


def _up_to_today(inner: Days | None, frame: Frame) -> Days | None:
    if inner is None or inner.first is None:
        return None
    last = frame.published
    return Days(inner.first, last if last is not None and last >= inner.first else None, inner.unit)


def _from(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """From the first day named: up to the day of publication for what has been, open for what is to come."""
    inner = read(found["of"], frame)
    if inner is None or inner.first is None:
        return None
    return Days(inner.first, None, inner.unit) if frame.is_planned else _up_to_today(inner, frame)


def _ahead(words: str, frame: Frame) -> Frame:
    """A bound lies ahead where the tense is not known; a day of a month without year is the nearest."""
    is_day_of_month = _MONTH_WORD.search(words) and re.search(r"\b[0-3]?[0-9](?:st|nd|rd|th)?\b", words)
    return frame if frame.tense is not None or is_day_of_month else _tensed(frame, Tense.PLANNED)


def _until(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """Up to the last day named: from the day of publication, unless the act is past."""
    inner = _leading(found["of"], _ahead(found["of"], frame), read)
    return _from_today(inner.last, inner.unit, frame) if inner is not None and inner.last is not None else None


def _before(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """Up to the day before the first one named; "before the end of" a unit reaches to its last day."""
    inner = _leading(found["of"], _ahead(found["of"], frame), read)
    if inner is None or inner.first is None:
        return None
    of_end = re.match(r"(?:the )?(?:end|close) of |(?:the )?(?:year|month|week)[ -]end", found["of"])
    last = inner.last if of_end else inner.first - timedelta(1)
    return _from_today(last, inner.unit, frame) if last is not None else None


def _from_today(last: date, unit: Unit, frame: Frame) -> Days:
    first = None if frame.tense is Tense.PAST or frame.published is None or frame.published > last else frame.published
    return Days(first, last, unit)


def _after(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """From the day after the last one named."""
    inner = _leading(found["of"], frame, read)
    if inner is None or inner.last is None:
        return None
    first = inner.last + timedelta(1)
    open_end = frame.is_planned or frame.published is None or frame.published < first
    return Days(first, None if open_end else frame.published, inner.unit)


def _eve(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    inner = _leading(found["of"], frame, read)
    return day(inner.first - timedelta(1)) if inner is not None and inner.first is not None else None


def _counted_from(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """As in "three days after Nov. 5", "a year after August 2020": as exact as what is counted from."""
    if found["side"] == "from":
        frame = _tensed(frame, Tense.PLANNED)
    inner = _leading(found["of"], frame, read)
    if inner is None or inner.first is None or inner.last is None:
        return None
    unit, times = UNITS[found["unit"]]
    back = found["side"] in ("before", "prior to", "ahead of")
    count = times * count_of(found["count"]) * (-1 if back else 1)
    return Days(move(inner.first, unit, count), _month_end(inner, move(inner.last, unit, count)), inner.unit)


def _vaguely_counted(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """As in "days after Friday's attack": at least two of them, and fewer than make the next larger unit."""
    inner = _leading(found["of"], frame, read)
    if inner is None or inner.first is None or inner.last is None:
        return None
    back, name = found["side"] in ("before", "ahead of", "prior to"), found["unit"]
    at = inner.first if back else inner.last
    side = -1 if back else 1
    near = at if name == "hour" else move(at, UNITS[name][0], 2 * side)
    first, last = sorted((near, move(at, _NEXT_LARGER[name], side)))
    return Days(first, last, inner.unit)


_NEXT_LARGER = {"hour": Unit.DAY, "day": Unit.WEEK, "week": Unit.MONTH, "month": Unit.YEAR, "year": Unit.DECADE}


def _month_end(inner: Days, moved: date) -> date:
    """The last day of a month stays one, however long the month."""
    if inner.unit in (Unit.DAY, Unit.WEEK):
        return moved
    return containing(moved, Unit.MONTH).last or moved


def _window_around(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """As in "in the two weeks before Nov. 5", "in the five months after March 2020"."""
    inner = _leading(found["of"], frame, read)
    if inner is None or inner.first is None or inner.last is None:
        return None
    unit, times = UNITS[found["unit"]]
    count = times * count_of(found["count"])
    if found["side"] in ("before", "prior to", "ahead of", "leading up to", "to", "until", "preceding"):
        if found["side"] in ("to", "until") and inner.unit is not Unit.DAY:
            return Days(move(inner.last + timedelta(1), unit, -count), inner.last, unit)
        return Days(move(inner.first, unit, -count), inner.first, unit)
    return Days(inner.last, move(inner.last, unit, count), unit)


def _day_part(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    """A time of day beside a day: the day; a word for part of the day may be of a range of days too."""
    inner = read(found["of"], frame)
    return inner if inner is not None and inner.unit is Unit.DAY else None


def _same_meaning(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    return read(found["of"], frame)


def _early_or_late(found: re.Match[str], frame: Frame, read: Reader) -> Days | None:
    inner = read(found["of"], frame)
    return inner if inner is not None and inner.unit is Unit.DAY else None


_PARTS_OF_DAY = (
    r"(?:mid-?|early |late |pre-?|the early |the late )?(?:mornings?|afternoons?|evenings?|nights?|dawn|dusk|noon"
    r"|midday|midnight|daybreak|sunrise|sunset|nightfall|first light|sundown|sunup"
    r"|lunchtime|early hours|small hours|hours|noontime|night-?time|daytime|rush hour|evening rush hour"
    r"|morning rush hour)"
)
_NOT = r"(?!.*\b(?:the end|the start|the beginning) of\b)"
JOINED: tuple[Form, ...] = (
    form(r"(?:ever )?since (?:(?:about|around|at least|late on|early on) )?(?P<of>.+)", DateRule.SINCE, _since),
    form(r"(?:ever )?since (?P<of>.+)", DateRule.SINCE, _since_act),
    form(
        r"(?:on |in |at |during )?(?:the nights? of )?(?:some time |sometime "
        r"|anywhere )?between (?P<left>.+?) (?:and|to|-) (?P<right>.+)",
        DateRule.RANGE,
        _range,
    ),
    form(r"(?:on |in |during )?(?:the nights? of )?between (?P<left>.+?) ?- ?(?P<right>.+)", DateRule.RANGE, _range),
    form(
        rf"(?:(?:during|in|over) )?(?:the )?(?:period |years |nights? |night )?(?:from|starting"
        rf"|beginning)(?: on)? (?P<both>.+?{_TO}.+)",
        DateRule.RANGE,
        _split_range,
    ),
    form(
        r"(?:from|starting|beginning|effective|commencing|as of|as from|as early as|with effect from"
        r"|dating (?:back )?to)(?: on| from| in)? (?P<of>.+?)(?: on| onwards?| forward)?",
        DateRule.FROM,
        _from,
    ),
    form(r"(?P<of>.+?) onwards?", DateRule.FROM, _from),
    form(
        r"(?:until|till|'?til|through|thru|up to|up until|by|no later than|not later than|as late as|running to"
        r"|lasting until|lasting to)(?: at least| about| around| late| on)? (?P<of>.+)",
        DateRule.UNTIL,
        _until,
    ),
    form(r"(?:on )?(?:the )?eve of (?:an? |the )?(?P<of>.+)", DateRule.EVE, _eve),
    form(
        r"(?:(?:in|just|only|mere|a few|several) )*(?:the )?(?P<unit>hour|day|week|month|year)s "
        r"(?P<side>before|prior to|ahead of|after|following) (?P<of>.+)",
        DateRule.COUNTED,
        _vaguely_counted,
    ),
    form(
        r"(?:for|over|in|after) (?:about |around |nearly |at least |more than )?(?:[0-9]+|an|several|a few) "
        r"(?:hour|minute)s?(?: on| late on| early on)? (?P<of>.+)",
        DateRule.TIME_OF_DAY,
        _day_part,
    ),
    form(
        r"(?:(?:on|in|at|about|around|roughly|nearly|almost|just|only|some|exactly"
        r"|less than) )*(?:the )?(?:(?P<count>[0-9]{1,5}|an?|(?:a )?couple(?: of)?) )?(?P<unit>day|night|week"
        r"|fortnight|month|year|decade)s? "
        r"(?P<side>before|prior to|ahead of|after|following|from|since) (?P<of>.+)",
        DateRule.COUNTED,
        _counted_from,
    ),
    form(
        r"(?:(?:in|over|during|for|within) )?(?:the |a further |another )?(?P<count>[0-9]{1,5}|an?"
        r"|(?:a )?couple of)? ?(?P<unit>day|night|week|fortnight|month|year|decade)s?,? "
        r"(?P<side>before|prior to|ahead of|leading up to|to|until|preceding|after|following|from|since|starting"
        r"|beginning|as of)(?: on| from)? (?P<of>.+)",
        DateRule.COUNTED,
        _window_around,
    ),
    form(
        rf"(?:(?:(?:at|on|in|during|around|about|by|before|after|towards?|late|early|throughout|until|shortly|just"
        rf"|over) )*(?:the )?){_PARTS_OF_DAY}(?: of| on|,| to| into| between)? (?P<of>.+)",
        DateRule.TIME_OF_DAY,
        _day_part,
    ),
    form(
        r"(?:just |shortly |immediately |soon |long |well )?(?:before|ahead of"
        r"|prior to) (?P<of>.+)",
        DateRule.UNTIL,
        _before,
    ),
    form(
        r"(?:just |shortly |immediately |soon |any time |anytime )?(?:after|following) (?P<of>.+)",
        DateRule.AFTER,
        _after,
    ),
    form(
        rf"(?P<of>.+?)(?:,)?(?: at| in| around| by| before| after| during| about| towards?| just before| just after"
        rf"| shortly before| shortly after)*(?: the)? {_PARTS_OF_DAY}",
        DateRule.TIME_OF_DAY,
        _day_part,
    ),
    form(rf"(?P<both>.+?{_TO}.+)", DateRule.RANGE, _split_range),
    form(r"(?:in |on )?(?P<left>[0-3]?[0-9])/(?P<right>[0-3]?[0-9] <MONTH>.*)", DateRule.RANGE, _range),
    form(
        r"(?:both |either |on both |on )?(?P<left>[^,]+) (?:and|or|and then|and again) (?:on |again on "
        r"|in )?(?P<right>[^,]+)",
        DateRule.LIST,
        _range,
    ),
    form(r"[^,]+(?:, (?!and |or )[^,]+)*,? (?:and|or) [^,]+", DateRule.LIST, _listed),
    form(
        r"(?:very )?(?:early|earlier|late|later|sometime|some time|again|mid)(?: on)? (?P<of>.+)",
        DateRule.WEEKDAY,
        _early_or_late,
    ),
    form(
        r"(?!(?:over|about|around) .* ago$)(?:on|in|during|at|over|of|for|throughout|within|across|around|about"
        r"|circa|beginning|sometime|some time|again|only|just|as recently as|as|all|back in|way back in"
        r"|as far back as|the whole of|roughly|approximately|nearly|dated) (?P<of>.+)",
        DateRule.ABSOLUTE,
        _same_meaning,
    ),
    form(
        r"(?:(?:for|in|over|during|through|throughout) )?(?:the )?"
        r"(?:most|much|part|parts|all|rest|whole|course|entirety) of (?P<of>.+)",
        DateRule.ABSOLUTE,
        _same_meaning,
    ),
    form(
        r"(?:(?:on|at) )?(?:1|an?|some) (?:day|night|evening|morning|afternoon)(?: of| in| during)? (?P<of>.+)",
        DateRule.ABSOLUTE,
        _same_meaning,
    ),
    form(
        r"(?:the )?(?:year|month|day|date|night|period|evening|morning|afternoon)(?: of)? (?P<of>.+)",
        DateRule.ABSOLUTE,
        _same_meaning,
    ),
    form(r"the (?P<of>[0-9].+|[a-z]+ [0-9].*)", DateRule.ABSOLUTE, _same_meaning),
    form(r"(?P<of>.+?),? (?:alone|itself|too|as well|again|only|so far|onward)", DateRule.ABSOLUTE, _same_meaning),
)
TRANSPARENT = frozenset({_same_meaning, _day_part, _early_or_late})
"""Meanings that pass on what they hold: the rule is that of the inner form."""
