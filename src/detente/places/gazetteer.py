"""Gazetteer: places with their names, kept in arrays that load in a fraction of a second.

A name is not stored: it is a number of 48 bits in a sorted array, beside the row of its place. That a name that no
place has meets one of a million numbers by chance has odds of one in 280 million.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from detente.error import DetenteError
from detente.places.names import BASE, MIXER, key_of, number_of, plain, skeleton

SHIPPED = Path(__file__).parent / "gazetteer.npz"
FORM = 1
"""Raised when the arrays of a file change, so that an old file is refused and not misread."""
NONE = -1
_LETTERS = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz", np.uint8).astype(np.uint64)


class Kind(IntEnum):
    """What a place is; the number stands in the file."""

    CONTINENT = 0
    COUNTRY = 1
    ADMIN1 = 2
    ADMIN2 = 3
    CITY = 4
    REGION = 5
    WATER = 6
    MOUNTAIN = 7
    ISLAND = 8
    SITE = 9


class Spelling(IntEnum):
    """How a name stands to its place; the number stands in the file."""

    OWN = 0
    OTHER = 1
    SHORT = 2
    """An abbreviation."""
    PEOPLE = 3
    """An adjective or what its people are called."""
    BONES = 4
    """Skeleton of its own name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One place as it goes into a gazetteer; ``admin1`` and ``admin2`` are indices into the list of entries."""

    geonames_id: int | None
    name: str
    kind: Kind
    country: str
    """ISO 3166-1 alpha-3, "" where it lies in several countries or in none."""
    lat: float
    lon: float
    population: int = 0
    admin1: int = NONE
    admin2: int = NONE
    capital: bool = False
    loose: bool = False
    """Whether the point is only that of what the place lies in."""
    names: tuple[tuple[str, Spelling], ...] = ()
    """Names other than ``name``."""


_ARRAYS = (
    "form", "ids", "lat", "lon", "kind", "country", "population", "admin1", "admin2", "flags", "text", "ends",
    "codes", "domains", "planes", "postings", "wellknown", "wellknown_rows",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """Places as rows of arrays. ``lat`` and ``lon`` in degrees; ``country`` an index into ``codes``, 0 for none."""

    ids: NDArray[np.int64]
    lat: NDArray[np.float32]
    lon: NDArray[np.float32]
    kind: NDArray[np.int8]
    country: NDArray[np.int16]
    population: NDArray[np.int64]
    admin1: NDArray[np.int32]
    admin2: NDArray[np.int32]
    capital: NDArray[np.bool_]
    loose: NDArray[np.bool_]
    text: bytes
    ends: NDArray[np.int64]
    codes: tuple[str, ...]
    domains: tuple[str, ...]
    """ISO 3166-1 alpha-2 of each of ``codes``."""
    keys: NDArray[np.int64]
    postings: NDArray[np.int32]
    """Row times 8 plus spelling, in the order of ``keys``; by population within one key."""
    wellknown: dict[str, int]
    """Plain names that mean one place without context, with its row: what a report is searched for."""
    openings: frozenset[str]
    """First words of the well-known names."""

    def name(self, row: int) -> str:
        """Give the place's own name."""
        start = int(self.ends[row - 1]) if row else 0
        return self.text[start : int(self.ends[row])].decode("utf-8")

    def find(self, name: str, limit: int = 400) -> NDArray[np.int32]:
        """Postings of a plain name, at most ``limit``, the most populous first."""
        return self._posted(key_of(name), limit)

    def find_bones(self, name: str, limit: int = 50) -> NDArray[np.int32]:
        """Postings of places whose own name has the skeleton of this plain name."""
        bones = skeleton(name)
        return self._posted(key_of("*" + bones), limit) if bones else self.postings[:0]

    def find_near(self, name: str, limit: int = 50) -> NDArray[np.int32]:
        """Postings of the names that differ from a plain name by one letter, the most populous place first."""
        keys = keys_one_letter_away(name)
        if not len(keys):
            return self.postings[:0]
        lefts = np.minimum(self.keys.searchsorted(keys), len(self.keys) - 1)
        met = keys[self.keys[lefts] == keys]
        if not len(met):
            return self.postings[:0]
        found = np.unique(np.concatenate([self._posted(int(key), limit) for key in met]))
        return found[np.argsort(-self.population[found >> 3], kind="stable")][:limit]

    def _posted(self, key: int, limit: int) -> NDArray[np.int32]:
        wanted = np.int64(key)
        left = int(self.keys.searchsorted(wanted))
        if left == len(self.keys) or self.keys[left] != wanted:
            return self.postings[:0]
        right = int(self.keys[left : left + limit].searchsorted(wanted, "right"))
        return self.postings[left : left + right]


def keys_one_letter_away(name: str) -> NDArray[np.int64]:
    """Keys of the names that a letter too many, too few, wrong or exchanged with the next makes of a plain name.

    The first letter is kept, for a wrong one is rarer than a name that differs by it, and names of fewer than five
    or more than forty letters, or with letters beyond a to z, are left alone.
    """
    if not 5 <= len(name) <= 40 or not name.isascii():
        return np.empty(0, np.int64)
    size = len(name)
    base = np.uint64(BASE)
    heads = np.array([number_of(name[:at]) for at in range(1, size + 1)], np.uint64)
    tails = np.array([number_of(name[at:]) for at in range(1, size + 1)], np.uint64)
    lifts = np.array([pow(BASE, size - at, 2**64) for at in range(1, size + 1)], np.uint64)
    codes = np.frombuffer(name.encode("ascii"), np.uint8).astype(np.uint64)
    put = ((heads * base)[:, None] + _LETTERS) * lifts[:, None] + tails[:, None]
    changed = ((heads[:-1] * base)[:, None] + _LETTERS) * lifts[1:, None] + tails[1:, None]
    left_out = heads[:-1] * lifts[1:] + tails[1:]
    swapped = ((heads[:-2] * base + codes[2:]) * base + codes[1:-1]) * lifts[2:] + tails[2:]
    numbers = np.concatenate((put.ravel(), changed.ravel(), left_out, swapped))
    numbers = np.unique(numbers[numbers != np.uint64(number_of(name))])
    numbers ^= numbers >> np.uint64(32)
    return (numbers * np.uint64(MIXER) >> np.uint64(16)).astype(np.int64)


def build(entries: Sequence[Entry], wellknown: dict[str, int], domains: dict[str, str]) -> dict[str, NDArray[Any]]:
    """Arrays of a gazetteer file, from entries in the order of their rows; the same entries give the same bytes.

    ``domains`` gives the ISO 3166-1 alpha-2 code of each alpha-3 code.
    """
    codes = ["", *sorted({entry.country for entry in entries} - {""})]
    index = {code: number for number, code in enumerate(codes)}
    encoded = [entry.name.encode("utf-8") for entry in entries]
    keys, postings = _postings(entries)
    deltas = np.diff(keys, prepend=np.int64(0))
    return {
        "form": np.array([FORM], np.int32),
        "ids": np.array([entry.geonames_id or 0 for entry in entries], np.int64),
        "lat": np.array([round(entry.lat * 1e4) for entry in entries], np.int32),
        "lon": np.array([round(entry.lon * 1e4) for entry in entries], np.int32),
        "kind": np.array([entry.kind for entry in entries], np.int8),
        "country": np.array([index[entry.country] for entry in entries], np.int16),
        "population": np.array([entry.population for entry in entries], np.int64),
        "admin1": np.array([entry.admin1 for entry in entries], np.int32),
        "admin2": np.array([entry.admin2 for entry in entries], np.int32),
        "flags": np.array([entry.capital + 2 * entry.loose for entry in entries], np.int8),
        "text": np.frombuffer(b"".join(encoded), np.uint8),
        "ends": np.cumsum([len(name) for name in encoded], dtype=np.int64),
        "codes": np.array(codes, "U3"),
        "domains": np.array([domains.get(code, "") for code in codes], "U2"),
        "planes": deltas.view(np.uint8).reshape(-1, 8).T.copy(),
        "postings": postings,
        "wellknown": np.frombuffer("\n".join(wellknown).encode("utf-8"), np.uint8),
        "wellknown_rows": np.array(list(wellknown.values()), np.int32),
    }


def _postings(entries: Sequence[Entry]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    keys: list[int] = []
    postings: list[int] = []
    for row, entry in enumerate(entries):
        for key, spelling in _keys(entry).items():
            keys.append(key)
            postings.append(row * 8 + spelling)
    numbers, posted = np.array(keys, np.int64), np.array(postings, np.int32)
    people = np.array([entry.population for entry in entries], np.int64)[posted >> 3]
    order = np.lexsort((posted, -people, numbers))
    return numbers[order], posted[order]


def _keys(entry: Entry) -> dict[int, Spelling]:
    """Keys of all names of an entry, each with the spelling that is nearest to its own name."""
    own = plain(entry.name)
    found = {key_of(own): Spelling.OWN} if own else {}
    for name, spelling in sorted(entry.names, key=lambda pair: pair[1]):
        other = plain(name)
        if other:
            found.setdefault(key_of(other), spelling)
    bones = skeleton(own)
    if bones:
        found.setdefault(key_of("*" + bones), Spelling.BONES)
    return found


def save(path: Path, arrays: dict[str, NDArray[Any]], compressed: bool = True) -> None:
    """Write a gazetteer file, by way of a file beside it, so that no reader meets half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part.npz")
    if compressed:
        np.savez_compressed(part, allow_pickle=False, **arrays)
    else:
        np.savez(part, allow_pickle=False, **arrays)
    part.replace(path)


def load(path: Path) -> Gazetteer:
    """Read a gazetteer file.

    Raises DetenteError where there is none or it is not one of this form.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in _ARRAYS}
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise DetenteError(str(path), "not a gazetteer", "make it anew from its sources") from error
    if int(arrays["form"][0]) != FORM:
        raise DetenteError(str(path), f"of another form than {FORM}", "make it anew with this version")
    return _opened(arrays)


def _opened(arrays: dict[str, NDArray[Any]]) -> Gazetteer:
    names = arrays["wellknown"].tobytes().decode("utf-8").split("\n")
    rows: list[int] = arrays["wellknown_rows"].tolist()
    return Gazetteer(
        ids=arrays["ids"],
        lat=(arrays["lat"] / 1e4).astype(np.float32),
        lon=(arrays["lon"] / 1e4).astype(np.float32),
        kind=arrays["kind"],
        country=arrays["country"],
        population=arrays["population"],
        admin1=arrays["admin1"],
        admin2=arrays["admin2"],
        capital=(arrays["flags"] & 1).astype(np.bool_),
        loose=(arrays["flags"] & 2).astype(np.bool_),
        text=arrays["text"].tobytes(),
        ends=arrays["ends"],
        codes=tuple(arrays["codes"].tolist()),
        domains=tuple(arrays["domains"].tolist()),
        keys=np.cumsum(arrays["planes"].T.copy().view(np.int64).ravel()),
        postings=arrays["postings"],
        wellknown=dict(zip(names, rows, strict=True)) if rows else {},
        openings=frozenset(name.split(" ", 1)[0] for name in names),
    )


@cache
def load_shipped() -> Gazetteer:
    """Give the gazetteer of the package, read at the first call."""
    return load(SHIPPED)
