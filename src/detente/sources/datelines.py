"""Date lines at the head of a report, and the dateline that opens its first paragraph."""

import re
from dataclasses import dataclass

from detente.dates import find_moment, parse_date
from detente.sources.bylines import agencies

LONGEST_DATE_LINE = 150
LONGEST_DATELINE = 110
"""A dateline ends within this many characters."""

_MAYBE_DATE = re.compile(r"[12][0-9]{3}|[0-9][./-][0-9]")
_LABELS = re.compile(
    r"\b(?:first|last|originally|publi(?:shed|cation)|update[ds]?|posted|issued|released?|created|modified"
    r"|edited|revised|filed|dated?|time|local|pub|on|at|in|am|pm|et|pt|ist|cst|mst|sst|aest|gmt|utc"
    r"|(?:[0-9]{1,2}|[a-z]+)[ -]min(?:ute)?s?(?: read)?|read"
    r"|(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?)\b",
    re.IGNORECASE,
)
_FIRST_LABEL = re.compile(r"(?:publi|posted|issued|released|created|filed)\w*\W*(?:\w+\W+){0,2}$", re.IGNORECASE)
_LATER_LABEL = re.compile(r"(?:update|modified|edited|revised)\w*\W*(?:\w+\W+){0,2}$", re.IGNORECASE)
_SIGNS = re.compile(r"[\W_]+")
_NUMBERS = re.compile(r"[\d\W_]*\d[\d\W_]*")


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that tells when the report appeared. ``published`` is None where the date leaves two readings."""

    published: str | None
    updated: bool
    """Whether the date is of a later change alone."""
    labelled: bool
    """Whether the line says that it is about publication."""
    rest: str
    """What else stands in the line: a name, a place; empty where nothing does."""


def read_date_line(line: str) -> DateLine | None:
    """The date line that ``line`` is, or None; what other words beside the date are is up to the caller."""
    if len(line) > LONGEST_DATE_LINE or not _MAYBE_DATE.search(line):
        return None
    dates: list[tuple[str, bool, bool]] = []
    rest = line
    while len(dates) < 4 and (moment := find_moment(rest)):
        before = rest[: moment.start]
        later = _LATER_LABEL.search(before) is not None
        dates.append((moment.iso, later, later or _FIRST_LABEL.search(before) is not None))
        rest = before + " | " + rest[moment.end :]
    left = _LABELS.sub(" ", rest).strip(" ,:;.|-–—()[]•·/\t")
    if not dates:
        return DateLine(None, False, True, "") if _NUMBERS.fullmatch(left) and _dashed(line) else None
    iso, later, _ = min(dates, key=lambda entry: entry[1])
    return DateLine(iso, later, any(entry[2] for entry in dates), left if _SIGNS.sub("", left) else "")


def _dashed(line: str) -> bool:
    return re.search(r"[0-9]{1,2}([./-])[0-9]{1,2}\1[0-9]{2,4}", line) is not None


_END_OF_DATELINE = re.compile(r"\s*(?:--+|—|―)\s*|\s*[–‒]\s+|\s+-\s*(?=[A-Z\"“‘'0-9])|(?<=\))-\s*|:\s+")
_MONTHS = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = re.compile(
    rf",?\s*\(?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
    rf"(?:\b{_MONTHS}\s?[0-3]?[0-9]\b|\b[0-3]?[0-9](?:st|nd|rd|th)?\s(?:of\s)?{_MONTHS})(?:,?\s?[12][0-9]{{3}}\b)?\)?,?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r",?\s*\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b,?", re.IGNORECASE)
_PARENTHESES = re.compile(r"\s*\(([^()]{2,40})\)")
_PLACE = re.compile(
    r"[A-ZÀ-ÖØ-Þ][\w'’.-]*(?:[ -]+(?:of|al|el|de|du|la|le|the|au|and|aan|den|[A-ZÀ-ÖØ-Þ][\w'’.-]*)){0,4}"
)
_NO_PLACE = frozenset(
    re.findall(
        r"\w+",
        "on in at by the a an after before as but and for from with it he she they we i this that there when while if "
        "so yet update breaking watch exclusive note factbox analysis opinion live video photo question answer q "
        "newsline warning correction refile wrapup snap timeline highlights",
    )
)
"""First words of what is no place, though it stands before a dash or colon."""


@dataclass(frozen=True, slots=True)
class Dateline:
    """Place, day and agency that open a report; ``end`` is the character after it, ``told`` the first that is told."""

    text: str
    end: int
    told: int
    day: str | None
    """ISO day where the dateline gives the year or ``published`` lets it be told."""


def read_dateline(paragraph: str, published: str | None = None) -> Dateline | None:
    """The dateline that opens ``paragraph``, or None."""
    for found in _END_OF_DATELINE.finditer(paragraph, 1, LONGEST_DATELINE):
        opened = paragraph[: found.start()]
        told = paragraph[found.end() :]
        if not told or not (told[0].isupper() or not told[0].isalpha()):
            continue
        if _is_dateline(opened, colon=":" in found.group(), told=told):
            return Dateline(opened, found.start(), found.end(), _day(opened, published))
    return None


def is_dateline_alone(line: str) -> bool:
    """Whether the line is a dateline and nothing else: it then needs a place and a day or an agency."""
    return len(line) <= LONGEST_DATELINE and _evidence(line) and _is_dateline(line, colon=False, told="")


def _day(opened: str, published: str | None) -> str | None:
    found = _DAY.search(opened)
    day = parse_date(found.group().strip(" ,()"), published) if found else None
    return day.from_ if day else None


def _evidence(opened: str) -> bool:
    return bool(_DAY.search(opened)) or any(name.lower() in agencies() for name in _PARENTHESES.findall(opened))


def _is_dateline(opened: str, *, colon: bool, told: str) -> bool:
    evidence = _evidence(opened)
    places = _WEEKDAY.sub(",", _DAY.sub(",", opened))
    in_capitals = not evidence and _in_capitals(places, told)
    places = _PARENTHESES.sub(lambda m: "" if in_capitals or m[1].lower() in agencies() else m[0], places)
    named = [place.strip() for place in re.split(r"[,/;]", places) if place.strip()]
    if not named:
        return evidence and not colon
    if any(not _is_place(place) for place in named) or len(named) > 5:
        return False
    return evidence or (in_capitals and (not colon or len(named) == 1))


def _is_place(place: str) -> bool:
    return place.lower() in agencies() or bool(_PLACE.fullmatch(place) and place.split()[0].lower() not in _NO_PLACE)


def _in_capitals(places: str, told: str) -> bool:
    """Whether the place stands out in capitals; three letters or fewer are more often a body (UN, EU) than a place."""
    first = places.split(",")[0].split("(")[0]
    letters = [sign for sign in first if sign.isalpha()]
    return len(letters) > 3 and all(sign.isupper() for sign in letters) and not told[:60].isupper()
