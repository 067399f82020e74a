"""Dump: a gazetteer of a full table of GeoNames, for those who have one.

The table has 19 columns (``allCountries.txt`` or that of one country, as it is or in a zip archive). Its places are put
beside those of the shipped gazetteer, whose names, regions and weights stay as they are; divisions that had no point of
their own get theirs.
"""

import os
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, is_zipfile

import numpy as np
from numpy.typing import NDArray

from detente.error import DetenteError
from detente.places.gazetteer import NONE, SHIPPED, Gazetteer, Kind, Spelling, load, save
from detente.places.names import key_of, plain

WIDTH = 19
_ID, _NAME, _ASCII, _NAMES, _LAT, _LON, _CLASS, _CODE, _COUNTRY, _FIRST, _SECOND, _PEOPLE = (
    0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 14,
)  # fmt: skip
_BY_CLASS = {"P": Kind.CITY, "H": Kind.WATER, "L": Kind.REGION}
_BY_CODE = {
    **dict.fromkeys(("ADM3", "ADM4", "ADM5", "ADMD"), Kind.ADMIN2),
    **dict.fromkeys(("MT", "MTS", "PK", "PKS", "VLC", "HLL", "HLLS", "PASS", "RDGE"), Kind.MOUNTAIN),
    **dict.fromkeys(("ISL", "ISLS", "ATOL", "ISLF"), Kind.ISLAND),
    **dict.fromkeys(("DSRT", "PEN", "PLN", "PLAT", "VAL", "DLTA", "UPLD"), Kind.REGION),
    **dict.fromkeys(("AIRP", "AIRB", "AIRF", "INSM", "MILB", "NVB", "DAM", "PSN", "RFC", "STNE", "PS"), Kind.SITE),
}
_GONE = ("H", "Q", "W")
"""Last letters of the codes of populated places that are no more: PPLH, PPLQ, PPLW."""


def cache_path() -> Path:
    """Where a user's own gazetteer is kept: ``detente/gazetteer.npz`` in the cache folder of the system."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "detente" / "gazetteer.npz"


def load_dump(source: Path, target: Path) -> int:
    """Write a gazetteer with the places of a table of GeoNames; give how many were added.

    Raises DetenteError that names file and line where the table is not of this form.
    """
    known = load(SHIPPED)
    growth = _Growth(known, {int(number): row for row, number in enumerate(known.ids) if number})
    with _lines(source) as lines:
        for number, line in enumerate(lines, start=1):
            growth.meet_division(_cells(source, number, line))
    with _lines(source) as lines:
        for number, line in enumerate(lines, start=1):
            growth.add(_cells(source, number, line))
    if not growth.points and not growth.ids:
        raise DetenteError(str(source), "no places", "give a table of GeoNames such as allCountries.txt")
    save(target, growth.arrays(), compressed=False)
    return len(growth.ids)


def _cells(source: Path, number: int, line: str) -> list[str]:
    cells = line.rstrip("\n").split("\t")
    try:
        if len(cells) != WIDTH:
            raise ValueError(f"{len(cells)} cells instead of {WIDTH}")
        int(cells[_ID])
        int(cells[_PEOPLE] or 0)
        if not (abs(float(cells[_LAT])) <= 90 and abs(float(cells[_LON])) <= 180):
            raise ValueError("no point on Earth")
    except ValueError as error:
        raise DetenteError(f"{source}:{number}", str(error), "give a table of GeoNames") from error
    return cells


@contextmanager
def _lines(source: Path) -> Iterator[Iterator[str]]:
    """Lines of the table, in a zip archive those of the file called like it."""
    try:
        if is_zipfile(source):
            with ZipFile(source) as archive, archive.open(source.with_suffix(".txt").name) as raw:
                yield TextIOWrapper(raw, encoding="utf-8")
        else:
            with source.open(encoding="utf-8") as file:
                yield file
    except (OSError, KeyError, UnicodeDecodeError, BadZipFile) as error:
        raise DetenteError(str(source), "cannot be read as a table of GeoNames", str(error)) from error


@dataclass(slots=True)
class _Growth:
    """Rows that are put behind those of a gazetteer."""

    known: Gazetteer
    by_id: dict[int, int]
    divisions: dict[str, int] = field(default_factory=dict)
    """Row by code: SY.07, SY.07.1234."""
    points: dict[int, tuple[float, float]] = field(default_factory=dict)
    ids: "array[int]" = field(default_factory=lambda: array("q"))
    numbers: dict[str, "array[Any]"] = field(
        default_factory=lambda: {
            "lat": array("i"), "lon": array("i"), "kind": array("b"), "country": array("h"), "population": array("q"),
            "admin1": array("i"), "admin2": array("i"),
        }
    )  # fmt: skip
    text: bytearray = field(default_factory=bytearray)
    ends: "array[int]" = field(default_factory=lambda: array("q"))
    keys: "array[int]" = field(default_factory=lambda: array("q"))
    postings: "array[int]" = field(default_factory=lambda: array("i"))

    def meet_division(self, cells: list[str]) -> None:
        """Note which known division a code is, and where it lies."""
        row = self.by_id.get(int(cells[_ID]))
        code = cells[_CODE]
        if row is None or code not in ("ADM1", "ADM2"):
            return
        parts = (cells[_COUNTRY], cells[_FIRST]) if code == "ADM1" else (cells[_COUNTRY], cells[_FIRST], cells[_SECOND])
        self.divisions[".".join(parts)] = row
        if self.known.loose[row]:
            self.points[row] = float(cells[_LAT]), float(cells[_LON])

    def add(self, cells: list[str]) -> None:
        """Append a place that is not known yet and of a kind that news name."""
        kind = _kind(cells[_CLASS], cells[_CODE])
        if kind is None or int(cells[_ID]) in self.by_id or cells[_COUNTRY] not in self.known.domains:
            return
        row = len(self.known.ids) + len(self.ids)
        first = f"{cells[_COUNTRY]}.{cells[_FIRST]}"
        values = {
            "lat": round(float(cells[_LAT]) * 1e4), "lon": round(float(cells[_LON]) * 1e4), "kind": int(kind),
            "country": self.known.domains.index(cells[_COUNTRY]), "population": int(cells[_PEOPLE] or 0),
            "admin1": self.divisions.get(first, NONE),
            "admin2": self.divisions.get(f"{first}.{cells[_SECOND]}", NONE),
        }  # fmt: skip
        for name, value in values.items():
            self.numbers[name].append(value)
        self.ids.append(int(cells[_ID]))
        self.text += cells[_NAME].encode("utf-8")
        self.ends.append(len(self.text))
        self._name(row, cells)

    def _name(self, row: int, cells: list[str]) -> None:
        own = {plain(cells[_NAME]), plain(cells[_ASCII])} - {""}
        others = {plain(name) for name in cells[_NAMES].split(",") if len(name) > 2 and name.isascii()} - own - {""}
        for names, spelling in ((own, Spelling.OWN), (others, Spelling.OTHER)):
            for name in sorted(names):
                self.keys.append(key_of(name))
                self.postings.append(row * 8 + spelling)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Arrays of the whole, as a gazetteer file has them."""
        with np.load(SHIPPED, allow_pickle=False) as file:
            arrays: dict[str, NDArray[Any]] = {name: file[name] for name in file.files}
        flags = arrays["flags"].copy()
        for row, (lat, lon) in self.points.items():
            arrays["lat"][row], arrays["lon"][row] = round(lat * 1e4), round(lon * 1e4)
            flags[row] &= 1
        arrays["flags"] = np.concatenate((flags, np.zeros(len(self.ids), flags.dtype)))
        arrays["ids"] = np.concatenate((arrays["ids"], np.array(self.ids, np.int64)))
        for name, values in self.numbers.items():
            arrays[name] = np.concatenate((arrays[name], np.array(values, arrays[name].dtype)))
        arrays["ends"] = np.concatenate((arrays["ends"], np.array(self.ends, np.int64) + len(arrays["text"])))
        arrays["text"] = np.concatenate((arrays["text"], np.frombuffer(bytes(self.text), np.uint8)))
        keys = np.concatenate((self.known.keys, np.array(self.keys, np.int64)))
        postings = np.concatenate((self.known.postings, np.array(self.postings, np.int32)))
        order = np.lexsort((postings, -arrays["population"][postings >> 3], keys))
        deltas = np.diff(keys[order], prepend=np.int64(0))
        return arrays | {"planes": deltas.view(np.uint8).reshape(-1, 8).T.copy(), "postings": postings[order]}


def _kind(feature: str, code: str) -> Kind | None:
    """What a feature of GeoNames is, None if news do not name its like or it is no more."""
    if feature == "P" and code.endswith(_GONE):
        return None
    return _BY_CODE.get(code) or _BY_CLASS.get(feature)
