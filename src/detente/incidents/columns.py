"""Columns: the evidence of many events as arrays of numbers, a row an event, so that a million pairs compare at once.

What repeats (sides of actors, places, names) is kept once in a table of its own and rows point into it. Numbers that
stand for names count only within one ``Columns``: they say same or not the same, and nothing of order.
"""

from array import array
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from math import cos, nan, radians, sin
from operator import or_
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from detente.codebook import load_codebook
from detente.incidents.evidence import Evidence, Number
from detente.incidents.incident import Party, Site
from detente.incidents.words import head, lemma

Ints = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

NONE = -1
"""Stands for what is not known."""
OPEN = 2**31 - 1
"""Stands for a toll without upper bound."""
PARTIES = 3
"""Of the actors, and of the recipients, this many are compared: of 100 events one has more."""
SITES = 2
"""Of the places the most precise two are compared."""
TITLE_BITS = 256
"""A title is a set of bits, one a word: of two titles of eight words one in six shares a bit by chance."""
STATE_BITS = 256
"""Countries of the parties of an event, a bit each: more than there are."""
MEANING_BYTES = 64
"""Trigger and sentence, 32 numbers of eight bits each."""
FINENESS = ("point", "city", "district", "province", "region", "country")
STATUSES = ("actual", "alleged", "planned", "possible", "negated")
_SHORT = 3
"""Words of a title of so many letters or fewer say nothing of what it tells."""


@dataclass(frozen=True, slots=True)
class PartyTable:
    """Parties that differ, a row each, and a last row of NONE for nobody, so that NONE points to it."""

    name: Ints
    """The same for the same actor_id or, where no actor is known, for the same words."""
    resolved: npt.NDArray[np.bool_]
    country: Ints
    sector: Ints
    generic: npt.NDArray[np.bool_]
    """Named by country or sector alone: ``YEM``, ``YEM:MIL``."""


@dataclass(frozen=True, slots=True)
class SiteTable:
    """Places that differ, a row each, and a last row for no place, so that NONE points to it."""

    spot: Floats
    """Point on a sphere of radius 1: x, y, z; NaN where coordinates are not known."""
    fineness: Bytes
    """Number in FINENESS."""
    country: Ints
    division: Ints
    """First-level division with its country; of a province the province itself."""
    name: Ints
    """GeoNames id, or a number below NONE for a place that GeoNames does not have."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Evidence of events, a row each in the order in which they came."""

    type: Ints
    mode: Ints
    status: Bytes
    actors: Ints
    """[events, PARTIES], rows of ``parties``; NONE fills up."""
    recipients: Ints
    acting: Ints
    """The same for the same set of actors; NONE for no actor."""
    receiving: Ints
    states: npt.NDArray[np.uint64]
    """[events, STATE_BITS / 64]: a bit for each country of a party; zeros where a party's country is not known."""
    sites: Ints
    """[events, SITES], rows of ``places``; NONE fills up."""
    first: Ints
    last: Ints
    dated: npt.NDArray[np.bool_]
    tolls: Ints
    """[events, 6]: least and most killed, injured, detained; NONE and NONE for no number, OPEN for no upper bound."""
    trigger: Ints
    """Place of the lemma of the trigger's head in ``lemmas``; NONE for no trigger."""
    lemmas: tuple[str, ...]
    title: npt.NDArray[np.uint16]
    """[events, TITLE_BITS / 16]."""
    meaning: npt.NDArray[np.int8]
    """[events, MEANING_BYTES]; zeros where there is none."""
    report: Ints
    sentence: Ints
    """The same for the same sentence of one report; NONE for an event without text."""
    told: Ints
    register: Ints
    """The same for rows of one register; NONE for all other events."""
    parties: PartyTable
    places: SiteTable

    def __len__(self) -> int:
        """Number of events."""
        return len(self.type)


PartyKey = tuple[bool, str, str, str]
"""Whether the actor is known, its actor_id or else its words, country, sector; empty where not known."""

TYPES = {name: number for number, name in enumerate(load_codebook().types)}


@dataclass(slots=True)
class _Names:
    """Numbers for values, from 0 in the order in which they come."""

    numbers: dict[Hashable, int] = field(default_factory=dict)

    def of(self, value: Hashable) -> int:
        """The number of a value; NONE for None and for what is empty."""
        return self.numbers.setdefault(value, len(self.numbers)) if value else NONE


_WIDTHS = {
    "type": 0, "mode": 0, "status": 0, "actors": PARTIES, "recipients": PARTIES, "acting": 0, "receiving": 0,
    "sites": SITES, "first": 0, "last": 0, "dated": 0, "tolls": 6, "trigger": 0, "report": 0, "sentence": 0, "told": 0,
    "register": 0,
}  # fmt: skip
"""Cells a row of each column of whole numbers; 0 for a column that is no table."""


class ColumnsBuilder:
    """Takes evidence in, one event after another, and gives the columns of all."""

    def __init__(self) -> None:
        self._ints = {name: array("i") for name in _WIDTHS}
        self._titles = bytearray()
        self._states = bytearray()
        self._meanings = bytearray()
        self._parties, self._places, self._modes, self._sides = _Names(), _Names(), _Names(), _Names()
        self._triggers, self._reports, self._sentences = _Names(), _Names(), _Names()
        self._registers, self._countries = _Names(), _Names()
        self._checksums: dict[str, int] = {}

    def add(self, evidence: Evidence) -> None:
        """Append one row."""
        put = self._ints
        put["type"].append(TYPES.get(evidence.type, NONE))
        put["mode"].append(self._modes.of(evidence.mode))
        put["status"].append(STATUSES.index(evidence.status) if evidence.status in STATUSES else 0)
        self._add_side("actors", "acting", evidence.actors)
        self._add_side("recipients", "receiving", evidence.recipients)
        self._states += self._countries_of(evidence).to_bytes(STATE_BITS // 8, "little")
        put["sites"].extend(_filled([self._places.of(site) for site in evidence.sites], SITES))
        self._add_numbers(evidence)
        self._add_words(evidence)

    def columns(self) -> Columns:
        """All rows so far."""
        ints = {name: _shaped(self._ints[name], width) for name, width in _WIDTHS.items()}
        rows = len(ints["type"])
        status, dated = ints.pop("status").astype(np.uint8), ints.pop("dated").astype(np.bool_)
        return Columns(
            **ints,
            status=status,
            dated=dated,
            lemmas=tuple(str(lemma) for lemma in self._triggers.numbers),
            states=np.frombuffer(bytes(self._states), dtype="<u8").astype(np.uint64).reshape(rows, STATE_BITS // 64),
            title=np.frombuffer(bytes(self._titles), dtype="<u2").astype(np.uint16).reshape(rows, TITLE_BITS // 16),
            meaning=np.frombuffer(bytes(self._meanings), dtype=np.int8).reshape(rows, MEANING_BYTES),
            parties=_party_table([key for key in self._parties.numbers if isinstance(key, tuple)]),
            places=_site_table([site for site in self._places.numbers if isinstance(site, Site)]),
        )

    def _add_side(self, side: str, whole: str, parties: Sequence[Party]) -> None:
        keys = list(dict.fromkeys(map(party_key, parties)))
        self._ints[side].extend(_filled([self._parties.of(key) for key in keys], PARTIES))
        self._ints[whole].append(self._sides.of(tuple(sorted(keys))))

    def _countries_of(self, evidence: Evidence) -> int:
        countries = [party.country for party in (*evidence.actors, *evidence.recipients)]
        if not all(countries):
            return 0
        return reduce(or_, (1 << self._countries.of(country) % STATE_BITS for country in countries), 0)

    def _add_numbers(self, evidence: Evidence) -> None:
        put = self._ints
        put["first"].append(NONE if evidence.first is None else evidence.first)
        put["last"].append(NONE if evidence.last is None else evidence.last)
        put["dated"].append(evidence.dated)
        put["told"].append(NONE if evidence.told is None else evidence.told)
        for toll in (evidence.killed, evidence.injured, evidence.detained):
            put["tolls"].extend(_bounds(toll))
        put["report"].append(self._reports.of(evidence.report_id))
        put["register"].append(self._registers.of(evidence.register))
        place = None if evidence.sentence is None else (evidence.report_id, evidence.sentence)
        put["sentence"].append(self._sentences.of(place))

    def _add_words(self, evidence: Evidence) -> None:
        self._ints["trigger"].append(self._triggers.of(trigger_of(evidence.words)))
        title = self._bits((word for word in evidence.title if len(word) > _SHORT), TITLE_BITS)
        self._titles += title.to_bytes(TITLE_BITS // 8, "little")
        meaning = evidence.meaning or b""
        self._meanings += meaning if len(meaning) == MEANING_BYTES else bytes(MEANING_BYTES)

    def _bits(self, words: Iterable[str], size: int) -> int:
        """A bit for each word, by a checksum that is the same everywhere."""
        total = 0
        for word in words:
            number = self._checksums.get(word)
            if number is None:
                number = self._checksums[word] = crc32(word.encode("utf-8", "surrogatepass"))
            total |= 1 << number % size
        return total


def columns_of(evidence: Iterable[Evidence]) -> Columns:
    """The columns of some events, a row each in their order."""
    builder = ColumnsBuilder()
    for one in evidence:
        builder.add(one)
    return builder.columns()


def party_key(party: Party) -> PartyKey:
    """What tells one party from another. UNK, somebody of whom nothing more is said, is no sector."""
    sector = party.sector if party.sector and party.sector != "UNK" else ""
    return party.actor_id is not None, party.actor_id or party.name.casefold(), party.country or "", sector


def trigger_of(words: Sequence[str]) -> str:
    """The lemma of the head of a trigger; empty for no words."""
    return lemma(head(words)) if words else ""


def division_of(site: Site) -> str:
    """The first-level division, with its country, that a place lies in or is; empty where not known or not in one."""
    name = site.name if site.precision == "province" else site.admin1
    return f"{site.country}/{name}" if site.country and name and site.precision != "country" else ""


def fineness_of(site: Site) -> int:
    """Number in FINENESS; a precision that is none of these tells no more than the country."""
    return FINENESS.index(site.precision) if site.precision in FINENESS else len(FINENESS) - 1


def spot_of(site: Site) -> tuple[float, float, float]:
    """The place on a sphere of radius 1: x, y, z; NaN without coordinates or with such as are none."""
    if site.lat is None or site.lon is None or not (-90 <= site.lat <= 90 and -180 <= site.lon <= 180):
        return nan, nan, nan
    lat, lon = radians(site.lat), radians(site.lon)
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def _party_table(keys: Sequence[PartyKey]) -> PartyTable:
    names, countries, sectors = _Names(), _Names(), _Names()
    return PartyTable(
        name=_ended((names.of(key[:2]) for key in keys), NONE, np.int32),
        resolved=_ended((key[0] for key in keys), False, np.bool_),
        country=_ended((countries.of(key[2]) for key in keys), NONE, np.int32),
        sector=_ended((sectors.of(key[3]) for key in keys), NONE, np.int32),
        generic=_ended((_generic(key) for key in keys), False, np.bool_),
    )


def _generic(key: PartyKey) -> bool:
    """Whether nothing is known but country and sector."""
    resolved, name, country, sector = key
    return not resolved or name in (country, f"{country}:{sector}", f"{country}:UNK")


def _site_table(sites: Sequence[Site]) -> SiteTable:
    countries, divisions, names = _Names(), _Names(), _Names()
    spots = [*map(spot_of, sites), (nan, nan, nan)]
    return SiteTable(
        spot=np.array(spots, np.float64),
        fineness=_ended((fineness_of(site) for site in sites), len(FINENESS), np.uint8),
        country=_ended((countries.of(site.country) for site in sites), NONE, np.int32),
        division=_ended((divisions.of(division_of(site)) for site in sites), NONE, np.int32),
        name=_ended(
            (names.of(site.geonames_id or (site.name and (site.name, site.admin1, site.country))) for site in sites),
            NONE,
            np.int32,
        ),
    )


def _ended(cells: Iterable[int], end: int, kind: type) -> npt.NDArray[Any]:
    return np.array([*cells, end], kind)


def _filled(rows: Sequence[int], size: int) -> list[int]:
    """The first rows, filled up with NONE."""
    return [*rows[:size], *[NONE] * (size - len(rows))]


def _shaped(cells: "array[int]", width: int) -> Ints:
    numbers = np.array(cells, dtype=np.int32)
    return numbers.reshape(-1, width) if width else numbers


def _bounds(toll: Number | None) -> tuple[int, int]:
    if toll is None:
        return NONE, NONE
    least, most = toll
    return min(least, OPEN - 1), OPEN if most is None else min(most, OPEN - 1)
