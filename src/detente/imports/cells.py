"""Cells: the columns of a table, and one row's cells by name, read as days, numbers and points."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from detente.imports.extents import is_swapped
from detente.imports.records import Dialect, Record
from detente.reject import Reason, Reject
from detente.sources import limits

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Years that a table of events can hold: what lies outside, such as 0025, is a slip of the pen."""
SHOWN_CHARACTERS = 60
"""How much of a cell is told of what is refused."""
MOST_PEOPLE = 100_000_000
"""More dead than any event has, in one row: a number beyond it is a slip of the pen."""
_NOT_NAME = re.compile(r"[^a-z0-9]+")
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?", re.ASCII)
_WRITTEN_DAY = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:\.\d{0,20})?(?:[eE][+-]?\d{1,2})?", re.ASCII)


class Refused(Exception):  # noqa: N818  why a row is refused, not an error of the program
    """Why a row, or one of its fields, cannot be taken."""

    def __init__(self, reason: Reason, field_: str | None = None, detail: str = "", advice: str = "") -> None:
        super().__init__(reason)
        self.reason, self.field, self.detail, self.advice = reason, field_, detail, advice

    def reject(self, file: str, line: int) -> Reject:
        """The reject that says so."""
        return Reject(file, line, self.field, self.reason, self.detail, self.advice)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a format; names are as ``plain_name`` gives them."""

    dialect: Dialect
    columns: tuple[str, ...]
    """All that must be there; without a header, all that are there, in their order."""
    id: str
    """The column of the row's own id."""
    header: bool = True
    also: tuple[str, ...] = ()
    """Columns that are read where they are there."""
    missing: frozenset[str] = frozenset(("", "NA", "NULL"))
    """What stands in a cell that states nothing."""

    def places(self, names: Sequence[str]) -> dict[str, int]:
        """Which cell each column is, by the names of the first row. Raises Refused where columns are missing."""
        plain = [plain_name(name) for name in names]
        lacking = [name for name in self.columns if name not in plain]
        if lacking:
            detail = f"no {', '.join(lacking[:5])}" + (f" and {len(lacking) - 5} more" if len(lacking) > 5 else "")
            raise Refused(Reason.COLUMNS, None, detail, "give the table as its makers publish it, with its first row")
        twice = [name for name in self.columns if plain.count(name) > 1]
        if twice:
            raise Refused(Reason.COLUMNS, None, f"{twice[0]} stands twice", "remove one")
        return {name: plain.index(name) for name in (*self.columns, *self.also) if name in plain}


def plain_name(name: str) -> str:
    """The name of a column in small letters and underscores: ``Event ID`` and ``Event.ID`` are ``event_id``."""
    return _NOT_NAME.sub("_", name.strip().lower()).strip("_")


@dataclass(slots=True)
class Row:
    """One row by its columns. ``faults`` gathers what of it could not be read where the event is kept all the same."""

    file: str
    line: int
    cells: tuple[str, ...]
    places: Mapping[str, int]
    missing: frozenset[str]
    faults: list[Reject] = field(default_factory=list)

    @classmethod
    def of(cls, file: str, record: Record, places: Mapping[str, int], missing: frozenset[str], width: int) -> "Row":
        """The row of a record. Raises Refused where it has more or fewer cells than the table has columns."""
        if len(record.cells) != width:
            raise Refused(Reason.CELLS, None, f"{len(record.cells)} instead of {width}")
        return cls(file, record.line, record.cells, places, missing)

    def text(self, name: str) -> str | None:
        """The cell without white space at its ends; None where it states nothing or is too long to be kept."""
        place = self.places.get(name)
        said = "" if place is None else self.cells[place].strip()
        if said in self.missing:
            return None
        if len(said) > limits.MAX_FIELD_CHARACTERS:
            self.fault(Refused(Reason.TOO_LARGE, name, f"more than {limits.MAX_FIELD_CHARACTERS} characters"))
            return None
        return said

    def required(self, name: str) -> str:
        """The cell. Raises Refused where it states nothing."""
        said = self.text(name)
        if said is None:
            raise Refused(Reason.MISSING_FIELD, name)
        return said

    def day(self, name: str) -> date:
        """The day that the cell states. Raises Refused where it states none."""
        said = self.required(name)
        found = read_day(said)
        if found is None:
            raise Refused(Reason.BAD_DATE, name, shown(said), "write it as 2024-11-17")
        return found

    def count(self, name: str) -> int | None:
        """The number that the cell states; None, with a fault, where it is no whole number from 0 to MOST_PEOPLE."""
        said = self.text(name)
        if said is None:
            return None
        number = float(said) if _NUMBER.fullmatch(said) else -1.0
        if not 0 <= number <= MOST_PEOPLE or number != int(number):
            self.fault(Refused(Reason.NUMBER, name, shown(said)))
            return None
        return int(number)

    def point(self, latitude: str, longitude: str, country: str | None) -> tuple[float, float] | None:
        """Latitude and longitude in degrees; None where there are none, with a fault where they cannot be a point.

        Numbers that are swapped, because they are a point only the other way round or lie in the stated country only
        so, are not turned: whoever swapped them may have swapped others that do not show.
        """
        said = (self.text(latitude), self.text(longitude))
        if said == (None, None):
            return None
        why = _why_no_point(said, country)
        if why is None:
            lat, lon = (float(one or 0) for one in said)
            return lat, lon
        written = f"{shown(said[0] or 'nothing')}, {shown(said[1] or 'nothing')}"
        self.fault(Refused(Reason.COORDINATES, latitude, written, why))
        return None

    def fault(self, refused: Refused, instead: str = "the event is kept without it") -> None:
        """Note, once, what could not be read of a row that is kept."""
        advice = f"{refused.advice}; {instead}" if refused.advice else instead
        reject = Reject(self.file, self.line, refused.field, refused.reason, refused.detail, advice)
        if reject not in self.faults:
            self.faults.append(reject)


def _why_no_point(said: tuple[str | None, str | None], country: str | None) -> str | None:
    """What is wrong with latitude and longitude, perhaps no more than that they are wrong; None where nothing is."""
    if not all(one is not None and _NUMBER.fullmatch(one) for one in said):
        return ""
    lat, lon = (float(one or 0) for one in said)
    if lat == lon == 0:
        return "leave cells empty that are not known"
    if abs(lat) > 90 or abs(lon) > 180:
        return "they seem to be swapped" if abs(lon) <= 90 and abs(lat) <= 180 else ""
    return "they seem to be swapped" if country and is_swapped(country, lat, lon) else None


@lru_cache(maxsize=4096)
def read_day(said: str) -> date | None:
    """The day of ``2024-11-17``, ``20241117``, ``17 November 2024`` or ``17-Nov-2024``, with a time or without.

    None where there is no such day, where its year cannot be meant, and where month and day may be swapped: 2/11/2024.
    """
    if match := _DAY.fullmatch(said):
        year, month, day = (int(part) for part in match.groups())
    elif (match := _WRITTEN_DAY.fullmatch(said)) and match[2][:3].lower() in _MONTHS:
        year, month, day = int(match[3]), _MONTHS.index(match[2][:3].lower()) + 1, int(match[1])
    else:
        return None
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def around(day: date, days: int) -> tuple[date, date]:
    """First and last day of those at most so many days away."""
    return day - timedelta(days), day + timedelta(days)


def month_of(day: date) -> tuple[date, date]:
    """First and last day of the month."""
    first = day.replace(day=1)
    return first, (first + timedelta(31)).replace(day=1) - timedelta(1)


def shown(said: str) -> str:
    """What is told of a cell."""
    return said if len(said) <= SHOWN_CHARACTERS else f"{said[:SHOWN_CHARACTERS]}…"
