"""Date lines at the head of a report, and the dateline that opens its first paragraph."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from detente.dates import Order, find_moment, order_by_days, parse_date
from detente.sources.bylines import agencies
from detente.sources.places import is_city, is_country, is_known_place

LONGEST_DATE_LINE = 150
LONGEST_DATELINE = 110
"""A dateline ends within this many characters."""
MOST_DAYS_AFTER_DATELINE = 7
"""A report appears no later than this after the day of its dateline, where that decides between two readings."""

_MAYBE_DATE = re.compile(r"[12][0-9]{3}|[0-9][./-][0-9]")
_LABELS = re.compile(
    r"\b(?:this (?:story|article|report|piece) (?:is|was|has been)|from|first|last|originally"
    r"|publi(?:shed|cation)|update[ds]?|posted|issued|released?|created|modified"
    r"|edited|revised|filed|dated?|time|local|pub|on|at|in|am|pm|et|pt|ist|cst|mst|sst|aest|gmt|utc"
    r"|(?:[0-9]{1,2}|[a-z]+)[ -]min(?:ute)?s?(?: read)?|read"
    r"|(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?)\b",
    re.IGNORECASE,
)
_FIRST_LABEL = re.compile(
    r"(?:(?:publi|posted|issued|released|created|filed)\w*|\b(?:story|article|report|piece) (?:is|was) from)"
    r"\W*(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)
_LATER_LABEL = re.compile(r"(?:update|modified|edited|revised)\w*\W*(?:\w+\W+){0,2}$", re.IGNORECASE)
_SIGNS = re.compile(r"[\W_]+")
_NUMBERS = re.compile(r"[\d\W_]*\d[\d\W_]*")


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that tells when the report appeared. ``published`` is None where all its dates leave two readings."""

    published: str | None
    updated: bool
    """Whether the date is of a later change alone."""
    labelled: bool
    """Whether the line says that it is about publication."""
    unsure: bool
    """Whether one of its dates leaves two readings."""
    rest: str
    """What else stands in the line: a name, a place; empty where nothing does."""


@dataclass(frozen=True, slots=True)
class _Stated:
    """One date of a line; ``iso`` is None where it leaves two readings."""

    iso: str | None
    later: bool
    labelled: bool


def read_date_line(line: str, order: Order | None = None) -> DateLine | None:
    """The date line that ``line`` is, or None; what other words beside the date are is up to the caller.

    ``order`` is the order of day and month in "02/11/2024", if it is known.
    """
    if len(line) > LONGEST_DATE_LINE or not _MAYBE_DATE.search(line):
        return None
    dates: list[_Stated] = []
    rest = line
    while len(dates) < 4 and (moment := find_moment(rest, order or Order.DAY_FIRST)):
        before, words = rest[: moment.start], rest[moment.start : moment.end]
        later = _LATER_LABEL.search(before) is not None
        iso = moment.iso if order or find_moment(words) else None
        dates.append(_Stated(iso, later, later or _FIRST_LABEL.search(before) is not None))
        rest = before + " | " + rest[moment.end :]
    left = _LABELS.sub(" ", rest).strip(" ,:;.|-–—()[]•·/\t")
    if not dates:
        return DateLine(None, False, True, False, "") if _NUMBERS.fullmatch(left) and _dashed(line) else None
    best = min(dates, key=lambda date: (date.iso is None, date.later))
    return DateLine(
        published=best.iso,
        updated=best.later,
        labelled=any(date.labelled for date in dates),
        unsure=any(date.iso is None for date in dates),
        rest=left if _SIGNS.sub("", left) else "",
    )


def order_by_dateline(line: str, dateline: str) -> Order | None:
    """The order of day and month in a date line that puts it on the dateline's day or soon after; None if unsure."""
    found = _DAY.search(dateline)
    return order_by_days(line, found.group().strip(" ,()"), MOST_DAYS_AFTER_DATELINE) if found else None


def _dashed(line: str) -> bool:
    return re.search(r"[0-9]{1,2}([./-])[0-9]{1,2}\1[0-9]{2,4}", line) is not None


_END_OF_DATELINE = re.compile(
    r"\s*(?:--+|—|―)\s*|\s*[–‒]\s+|\s+-\s*(?=[A-Z\"“‘'0-9])|(?<=\))-\s*|(?<=[)0-9])\s+-\s+|:\s+"
)
_MONTHS = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = re.compile(
    rf",?\s*\(?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
    rf"(?:\b{_MONTHS}\s?[0-3]?[0-9]\b|\b[0-3]?[0-9](?:st|nd|rd|th)?\s(?:of\s)?{_MONTHS})(?:,?\s?[12][0-9]{{3}}\b)?\)?,?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r",?\s*\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b,?", re.IGNORECASE)
_CLOCK = re.compile(
    r",?\s*(?:\bat\s)?\b[0-2]?[0-9][:.][0-5][0-9]\b(?:\s?[ap]\.?m\b\.?)?(?:\s?\(?[A-Z]{1,4}(?:[+-][0-9]{1,2})?\)?(?!\w))?",
)
_PARENTHESES = re.compile(r"\s*\(([^()]{2,40})\)")
_NAMES = r"[A-ZÀ-ÖØ-Þ][\w'’.-]*(?:[ -]+(?:of|al|el|de|du|la|le|the|au|and|aan|den|[A-ZÀ-ÖØ-Þ][\w'’.-]*)){0,4}"
_PLACE = re.compile(_NAMES)
_SMALL_PLACE = re.compile(r"[^\W\d_][\w'’.-]*(?:[ -][^\W\d_][\w'’.-]*)?")
"""A place in a text of small letters alone: one word or two."""
_NO_PLACE = frozenset(
    re.findall(
        r"\w+",
        "on in at by the a an after before as but and for from with it he she they we i this that there when while if "
        "so yet update breaking watch exclusive note factbox analysis opinion live video photo question answer q "
        "newsline warning correction refile wrapup snap timeline highlights",
    )
)
"""First words of what is no place, though it stands before a dash or colon."""
_SPEAKER = re.compile(r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ .'’-]{0,40}(?:\([^()]{1,60}\))?:\s")
_SPEECH = re.compile(
    r"\?|\b(?:I|I['’]m|[Ww]e|[Yy]ou|[Mm]y|[Oo]ur|[Uu]s|[Yy]our)\b"
    r"|\A(?:[Tt]hank|[Yy]es|[Nn]o,|[Ww]ell|[Gg]ood (?:morning|evening|day))",
)
"""What somebody says himself, rather than what is told of him."""
_QUOTATION = re.compile(r"[\"“][^\"“”]*(?:[\"”]|\Z)")
_QUESTIONS = ("Q", "A", "QUESTION", "ANSWER")
_TOLD_START = 400
"""So much of what follows a colon is looked at for speech, in characters."""


@dataclass(frozen=True, slots=True)
class Dateline:
    """Place, day and agency that open a report; ``end`` is the character after it, ``told`` the first that is told."""

    text: str
    end: int
    told: int
    day: str | None
    """ISO day where the dateline gives the year or ``published`` lets it be told."""


@dataclass(frozen=True, slots=True)
class Around:
    """What the rest of a report says on how to read its first paragraph."""

    words: str = ""
    """The report's text."""
    has_labels: bool = False
    """Whether further paragraphs begin with capitals and a colon."""
    has_speakers: bool = False
    """Whether what stands there is no place."""
    lower: bool = False
    """Whether the report is written in small letters alone."""

    @classmethod
    def of(cls, text: str, paragraphs: Iterable[str]) -> "Around":
        """Look at a report and its paragraphs without the one that may begin with a dateline."""
        labels = [found.group().rstrip(": ") for paragraph in paragraphs if (found := _SPEAKER.match(paragraph))]
        labels = [label for label in labels if label.lower() not in _NO_PLACE or label in _QUESTIONS]
        return cls(
            words=text,
            has_labels=bool(labels),
            has_speakers=any(not is_known_place(label) for label in labels),
            lower=not any(letter.isupper() for letter in text),
        )


def read_dateline(paragraph: str, published: str | None = None, around: Around | None = None) -> Dateline | None:
    """The dateline that opens ``paragraph``, or None where the words may be part of what is told."""
    around = around or Around.of(paragraph, ())
    for found in _END_OF_DATELINE.finditer(paragraph, 1, LONGEST_DATELINE):
        opened = paragraph[: found.start()]
        told = paragraph[found.end() :]
        if not told or not (told[0].isupper() or not told[0].isalpha() or around.lower):
            continue
        if _is_dateline(opened, found.group(), told, around):
            return Dateline(opened, found.start(), found.end(), day_of(opened, published))
    return None


def is_dateline_alone(line: str) -> bool:
    """Whether the line is a dateline and nothing else: it then needs a place and a day or an agency."""
    return len(line) <= LONGEST_DATELINE and _evidence(line) and _is_dateline(line, "", "", Around(line))


def is_place_alone(line: str) -> bool:
    """Whether the line is a place with its country and nothing else: "North Darfur, Sudan"."""
    *places, country = [part.strip() for part in line.split(",")]
    return 1 <= len(places) <= 3 and is_country(country) and all(_is_place(place) for place in places)


def day_of(dateline: str, published: str | None = None) -> str | None:
    """The ISO day of a dateline, if it gives the year or ``published`` (ISO 8601) lets it be told."""
    found = _DAY.search(dateline)
    day = parse_date(found.group().strip(" ,()"), published) if found else None
    return day.from_ if day else None


def _evidence(opened: str) -> bool:
    return bool(_DAY.search(opened)) or any(name.lower() in agencies() for name in _PARENTHESES.findall(opened))


def _is_dateline(opened: str, sign: str, told: str, around: Around) -> bool:
    evidence = _evidence(opened)
    dated = _DAY.search(opened) is not None
    places = _WEEKDAY.sub(",", _CLOCK.sub(",", _DAY.sub(",", opened)) if dated else opened)
    in_capitals = not evidence and _in_capitals(places, told)
    places = _PARENTHESES.sub(lambda m: "" if in_capitals or dated or m[1].lower() in agencies() else m[0], places)
    named = [place.strip() for place in re.split(r"[,/;]", places) if place.strip()]
    if not named:
        return evidence and ":" not in sign
    if any(not _is_place(place, around.lower) for place in named) or len(named) > 5:
        return False
    if around.lower and len(named[0].split()) > 1 and not any(is_known_place(place) for place in named):
        return False
    if evidence:
        return True
    if ":" in sign:
        return (in_capitals or around.lower) and len(named) == 1 and _is_place_before_colon(named[0], told, around)
    return in_capitals or _is_known_city(named, told, around)


def _is_place(place: str, lower: bool = False) -> bool:
    if place.lower() in agencies():
        return True
    form = _SMALL_PLACE if lower else _PLACE
    return bool(form.fullmatch(place)) and place.split()[0].lower() not in _NO_PLACE


def _is_place_before_colon(place: str, told: str, around: Around) -> bool:
    """Whether "QUETTA: ..." names where it happened and not, as "SMITH: ..." does, who speaks.

    A place that is not known counts only where the report says elsewhere that something is in or near it.
    """
    if around.has_speakers or _SPEECH.search(_QUOTATION.sub(" ", told[:_TOLD_START])):
        return False
    if is_city(place):
        return True
    if is_country(place):
        return not around.has_labels
    return not around.lower and _is_somewhere(place, around.words)


def _is_somewhere(place: str, words: str) -> bool:
    beside = r"\b(?:in|near|around|outside)\s+" + re.escape(place) + r"\b"
    return re.search(beside, words, re.IGNORECASE) is not None


def _is_known_city(named: list[str], told: str, around: Around) -> bool:
    """Whether "Nairobi - ..." opens a report: a city that is known, and no further dash or place beside the first."""
    if around.lower or not is_city(named[0]) or re.search(r"\s[-–—]+\s|--|—", told[:_TOLD_START]):
        return False
    begun = re.findall(r"\w[\w.'’-]*", told[:LONGEST_DATELINE])
    return not any(is_known_place(" ".join(begun[:count])) for count in (1, 2, 3))


def _in_capitals(places: str, told: str) -> bool:
    """Whether the place stands out in capitals; three letters or fewer are more often a body (UN, EU) than a place."""
    first = places.split(",")[0].split("(")[0]
    letters = [sign for sign in first if sign.isalpha()]
    return len(letters) > 3 and all(sign.isupper() for sign in letters) and not told[:60].isupper()
