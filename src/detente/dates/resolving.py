"""Resolving: the days that a time expression means in its sentence and report."""

import re
from collections.abc import Mapping
from dataclasses import replace

from detente.dates.forms import Form
from detente.dates.frame import Frame, Tense, read_frame_date
from detente.dates.interval import DateInterval, DateRule
from detente.dates.joined import JOINED, TRANSPARENT
from detente.dates.named import NAMED, numeric_orders
from detente.dates.relative import RELATIVE
from detente.dates.tense import tense_of
from detente.dates.units import Days
from detente.dates.words import MONTHS, WEEKDAYS, plain_words
from detente.event import CodedReport

LONGEST_EXPRESSION = 120
"""Characters; longer text is no time expression."""
DEEPEST = 5
"""Expressions within expressions."""
MOST_READINGS = 100
"""Attempts at expressions within one; real ones take fewer than 40."""
FORMS: tuple[Form, ...] = (*NAMED, *RELATIVE, *JOINED)


def resolve_date(
    text: str,
    published: str | None = None,
    tense: str | None = None,
    *,
    context: str | None = None,
    anchor: str | None = None,
    day_first: bool | None = None,
) -> DateInterval | None:
    """The days that the time expression ``text`` allows, with the rule that says why; None where that is not known.

    ``published`` is the date of the report, ``anchor`` the day the story is at (both ISO 8601, date or date and time),
    ``tense`` "past" or "planned". ``context``, the sentence or more that ``text`` stands in, decides what is not given:
    the tense, the anchor (the last day named before the expression), and which of day and month comes first in dates
    of digits (``day_first``). Without ``published`` only absolute expressions are known.
    """
    if len(text) > LONGEST_EXPRESSION:
        return None
    day, clock = read_frame_date(published)
    words = plain_words(text)
    if not words.plain and words.hour is None:
        return None
    if tense is None and context is not None:
        tense = tense_of(context, text)
    frame = Frame(
        published=day,
        clock=clock,
        tense=Tense(tense) if tense is not None else None,
        anchor=read_frame_date(anchor)[0],
        day_first=day_first if day_first is not None or context is None else day_order(context),
        hour=words.hour,
    )
    if frame.anchor is None and context is not None and _COUNTS.search(words.plain):
        frame = replace(frame, anchor=read_frame_date(day_named_before(context, text, published))[0])
    return _interval(*_Reading().read(words.plain or "noon", frame))


def resolve_dates(coded: CodedReport) -> Mapping[str, DateInterval]:
    """The days of the events of a report, by event id; events whose date is not known are left out.

    An event that is planned lies ahead; for others the words of their sentence decide. Expressions such as "two days
    later" count from the last single day that their sentence names before them, or else from the one that an earlier
    event of the report was dated to.
    """
    report, found = coded.report, dict[str, DateInterval]()
    order, story = day_order(report.text), None
    for event in sorted(coded.events, key=lambda one: (one.sentence, one.trigger.start)):
        if event.date is None:
            continue
        sentence, at = report.text[slice(*event.sentence)], event.date.start - event.sentence[0]
        tense = Tense.PLANNED if event.status == "planned" else tense_of(sentence, event.date.text, at)
        anchor = day_named_before(sentence, event.date.text, report.published, at) or story
        interval = resolve_date(event.date.text, report.published, tense, anchor=anchor, day_first=order)
        if interval is not None:
            found[event.event_id] = interval
            story = interval.from_ if interval.from_ == interval.to else story
    return found


def _interval(days: Days | None, rule: DateRule | None) -> DateInterval | None:
    if days is None or (days.first is None and days.last is None):
        return None
    if days.first is not None and days.last is not None and days.first > days.last:
        return None
    return DateInterval(
        days.first.isoformat() if days.first else None,
        days.last.isoformat() if days.last else None,
        str(days.unit),
        rule,
    )


class _Reading:
    """Reads one expression and those within it, with a limit on their number."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = MOST_READINGS

    def read(self, words: str, frame: Frame, depth: int = 0) -> tuple[Days | None, DateRule | None]:
        """The days of the first form that matches and means something in this frame, and its rule."""
        self._left -= 1
        if depth > DEEPEST or not words or self._left < 0:
            return None, None
        for form in FORMS:
            if (found := form.pattern.fullmatch(words)) is not None:
                days, rule = self._meaning(form, found, frame, depth)
                if days is not None:
                    return days, rule
        return None, None

    def _meaning(
        self, form: Form, found: re.Match[str], frame: Frame, depth: int
    ) -> tuple[Days | None, DateRule | None]:
        inner: list[DateRule | None] = []

        def read(words: str, within: Frame) -> Days | None:
            days, rule = self.read(words, within, depth + 1)
            inner.append(rule)
            return days

        try:
            days = form.meaning(found, frame, read)
        except (ValueError, OverflowError):
            return None, None
        passes_on = form.meaning in TRANSPARENT and inner and inner[-1] is not None
        return days, inner[-1] if passes_on else form.rule


_COUNTS = re.compile(
    r"\b(?:later|earlier|before|after|afterwards?|following|next|previous(?:ly)?|preceding|prior|same|that|hence"
    r"|day|morning"
    r"|evening|night|afternoon|dawn|noon|midday|midnight)\b"
)
_DAY_NAMED = re.compile(
    rf"\b(?:(?:{'|'.join(WEEKDAYS)})\b|(?:{'|'.join(MONTHS)})\.? [0-3]?[0-9](?:st|nd|rd|th)?\b(?:, [12][0-9]{{3}}\b)?"
    rf"|[0-3]?[0-9](?:st|nd|rd|th)? (?:of )?(?:{'|'.join(MONTHS)})\b(?:,? [12][0-9]{{3}}\b)?|yesterday"
    rf"|[12][0-9]{{3}}-[01][0-9]-[0-3][0-9])",
    re.IGNORECASE,
)
_SAID_ON = re.compile(
    r"\b(?:said|says|told [^,.]{1,30}|announced|reported|added)(?: late| early)?(?: on)? $", re.IGNORECASE
)


def day_named_before(context: str, text: str, published: str | None, at: int | None = None) -> str | None:
    """The last single day that a sentence names before an expression that begins ``at``, its first occurrence if None.

    ISO 8601, read against the date of publication. Days on which somebody said so are passed over.
    """
    at = context.find(text) if at is None else at
    for found in reversed(list(_DAY_NAMED.finditer(context, 0, max(at, 0)))):
        if not _SAID_ON.search(context[: found.start()]):
            named = resolve_date(found.group(), published, Tense.PAST if published else None)
            if named is not None and named.from_ == named.to:
                return named.from_
    return None


_NUMERIC = re.compile(r"(?<![0-9/.-])([0-3]?[0-9])/([0-3]?[0-9])/([12][0-9]{3})(?![0-9/])")
_DAY_THEN_MONTH = re.compile(
    rf"\b[0-3]?[0-9](?:st|nd|rd|th)? (?:{'|'.join(name for name in MONTHS if name != 'may')})\b", re.IGNORECASE
)
_MONTH_THEN_DAY = re.compile(
    rf"\b(?:{'|'.join(name for name in MONTHS if name != 'may')})\.? [0-3]?[0-9]\b(?! [a-z]+ of)", re.IGNORECASE
)


def day_order(text: str) -> bool | None:
    """Whether a report writes the day before the month; None where it does not show or both occur.

    Dates of digits that allow one order alone decide; without any, dates whose month is a word.
    """
    orders = set()
    for first, second, year in _NUMERIC.findall(text):
        possible = numeric_orders(int(first), int(second), int(year))
        if len(possible) == 1:
            orders |= set(possible)
    if not orders:
        orders |= {True} if _DAY_THEN_MONTH.search(text) else set()
        orders |= {False} if _MONTH_THEN_DAY.search(text) else set()
    return orders.pop() if len(orders) == 1 else None


__all__ = ["day_named_before", "day_order", "resolve_date", "resolve_dates"]
