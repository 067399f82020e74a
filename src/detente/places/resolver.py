"""Resolver: which places the names of one report mean, weighed together.

Each name has candidates. What speaks for one of them by itself (kind, people, spelling, what the text says it lies in)
is weighed once; what the other names of the report say for it (their country, their division, nearness) is weighed
in a few rounds, each with the choices of the round before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detente.places.answer import PlaceAnswer, PlacePart, PlaceQuery, PlaceRule, Precision, ReportContext
from detente.places.candidates import Candidates, Finder
from detente.places.distance import EARTH_KM
from detente.places.gazetteer import NONE, Gazetteer, Kind, Spelling, load, load_shipped
from detente.places.surroundings import container_phrases, domain_country, names_of_context, publisher_phrases
from detente.places.weights import INDEX, KIND_SIGN, SIGNS, WEIGHTS

ROUNDS: Final = 3
AT_ONCE: Final = 150
"""Mentions weighed together: time and memory grow with their square. Few reports have more."""
CONTEXT_WEIGHT: Final = 0.5
"""What a name elsewhere in the text counts for, where a place asked about counts for 1."""
PUBLISHER_WEIGHT: Final = 1.0
NEAR_KM: Final = 60.0
"""Distance at which nearness has fallen to 1/e."""
BESIDE_KM: Final = 150.0
"""A place lies in a region, as far as points tell, within this distance of its middle."""
SMALL_TOWN: Final = 15_000
"""People below whom a town is not spoken of without its country where other countries are named. Argued, and held
against LGL and GeoVirus."""
LEAST_NEARNESS: Final = 0.1
"""From which a place counts as near: within 140 km."""

Floats = NDArray[np.float64]

_PRECISION = {
    Kind.CONTINENT: Precision.REGION,
    Kind.COUNTRY: Precision.COUNTRY,
    Kind.ADMIN1: Precision.PROVINCE,
    Kind.ADMIN2: Precision.DISTRICT,
    Kind.CITY: Precision.CITY,
    Kind.REGION: Precision.REGION,
    Kind.WATER: Precision.REGION,
    Kind.MOUNTAIN: Precision.REGION,
    Kind.ISLAND: Precision.REGION,
    Kind.SITE: Precision.POINT,
}
_DECIMALS = {
    Precision.POINT: 3,
    Precision.CITY: 2,
    Precision.DISTRICT: 1,
    Precision.PROVINCE: 1,
    Precision.REGION: 1,
    Precision.COUNTRY: 1,
}
_SPELLING_SIGN = {
    Spelling.OTHER: INDEX["other name"],
    Spelling.SHORT: INDEX["abbreviation"],
    Spelling.PEOPLE: INDEX["adjective"],
    Spelling.BONES: INDEX["skeleton"],
    5: INDEX["a letter differs"],
}
_PARTS = tuple(PlacePart)
_RULES = {part: PlaceRule[part.name] for part in _PARTS}
_PART_OF = np.array([_PARTS.index(part) for _, part in SIGNS])


@dataclass(slots=True)
class Group:
    """Mentions of a report that are weighed as one: one name in one container."""

    candidates: Candidates
    weight: float
    containers: frozenset[int] = frozenset()
    queries: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Weighed:
    """All candidates of a report: one row of ``signs`` for each, ``bounds`` where each group begins and ends."""

    groups: tuple[Group, ...]
    rows: NDArray[np.int64]
    bounds: NDArray[np.int64]
    signs: Floats
    best: NDArray[np.int64]
    """Index of the chosen candidate of each group."""


class PlaceResolver:
    """Resolves places with one gazetteer and one set of weights."""

    def __init__(self, gazetteer: Gazetteer, weights: Sequence[float] = WEIGHTS) -> None:
        self.gazetteer = gazetteer
        self.finder = Finder(gazetteer)
        self.weights = np.array(weights, np.float64)
        self._by_domain = {code: index for index, code in enumerate(gazetteer.domains) if code}

    def resolve(self, mentions: Sequence[PlaceQuery], context: ReportContext) -> list[PlaceAnswer | None]:
        """Answer each mention, None where the gazetteer has no place that it may mean."""
        answers: list[PlaceAnswer | None] = []
        for start in range(0, len(mentions), AT_ONCE):
            answers += self._resolve_together(mentions[start : start + AT_ONCE], context)
        return answers

    def _resolve_together(self, mentions: Sequence[PlaceQuery], context: ReportContext) -> list[PlaceAnswer | None]:
        weighed = self.weigh(mentions, context)
        answers: list[PlaceAnswer | None] = [None] * len(mentions)
        for number, group in enumerate(weighed.groups):
            if group.queries:
                answer = self._answer(weighed, number)
                for query in group.queries:
                    answers[query] = answer
        return answers

    def weigh(self, mentions: Sequence[PlaceQuery], context: ReportContext) -> Weighed:
        """Weigh all candidates of all mentions; groups whose ``queries`` are empty are context."""
        groups = self._groups(mentions, context)
        sizes = [len(group.candidates.rows) for group in groups]
        bounds = np.cumsum([0, *sizes])
        rows = np.array([row for group in groups for row in group.candidates.rows], np.int64)
        signs = np.zeros((len(rows), len(SIGNS)))
        if not len(rows):
            return Weighed((), rows, bounds, signs, rows)
        owner = np.repeat(np.arange(len(groups)), sizes)
        self._own_signs(groups, rows, bounds, signs, context)
        best = _best(_total(signs, self.weights), bounds)
        report = _Report(self.gazetteer, rows, owner, np.array([group.weight for group in groups]))
        for _ in range(ROUNDS):
            report.put_signs(best, signs)
            chosen = _best(_total(signs, self.weights), bounds)
            if np.array_equal(chosen, best):
                break
            best = chosen
        return Weighed(tuple(groups), rows, bounds, signs, best)

    def _groups(self, mentions: Sequence[PlaceQuery], context: ReportContext) -> list[Group]:
        groups: dict[tuple[str, frozenset[int]], Group] = {}
        has_capitals = not context.text.islower() and bool(context.text)
        for number, mention in enumerate(mentions):
            if has_capitals and mention.text.islower():
                continue
            found = self.finder.find(mention.text)
            if found.rows:
                containers = self._containers(mention, found, context.text)
                group = groups.setdefault((found.name, containers), Group(found, 1.0, containers))
                group.queries.append(number)
        known = {name for name, _ in groups}
        result = list(groups.values())
        for row, _ in names_of_context(f"{context.dateline or ''} {context.text}", self.gazetteer, known):
            result.append(Group(Candidates("", (row,), (int(Spelling.OWN),)), CONTEXT_WEIGHT))
        return result

    def _containers(self, mention: PlaceQuery, found: Candidates, text: str) -> frozenset[int]:
        """Rows of broad places named right after the mention that hold one of its candidates."""
        phrases = [*container_phrases(found.rest, 0)] if found.rest else []
        if mention.end is not None:
            phrases += container_phrases(text, mention.end)
        for phrase in phrases:
            outer = self.finder.find(phrase)
            holding = {
                row
                for row, spelling in zip(outer.rows, outer.spellings, strict=True)
                if spelling <= Spelling.PEOPLE and any(self._lies_in(inner, row) for inner in found.rows)
            }
            if holding:
                return frozenset(holding)
        return frozenset()

    def _lies_in(self, inner: int, outer: int) -> bool:
        """Whether a place lies in another, as far as divisions and points tell."""
        places = self.gazetteer
        if inner == outer:
            return False
        match Kind(int(places.kind[outer])):
            case Kind.COUNTRY:
                return bool(places.country[inner] == places.country[outer])
            case Kind.ADMIN1:
                return bool(places.admin1[inner] == outer)
            case Kind.ADMIN2:
                return bool(places.admin2[inner] == outer)
            case Kind.REGION | Kind.ISLAND:
                return self._near(inner, outer, BESIDE_KM)
            case _:
                return False

    def _near(self, one: int, other: int, km: float) -> bool:
        places = self.gazetteer
        if abs(float(places.lat[one]) - float(places.lat[other])) * 111 > km:
            return False
        points = _unit(places, np.array([one, other]))
        return bool(np.arccos(np.clip(_dots(points[:1], points[1:])[0, 0], -1, 1)) * EARTH_KM < km)

    def _own_signs(
        self, groups: Sequence[Group], rows: NDArray[np.int64], bounds: NDArray[np.int64], signs: Floats,
        context: ReportContext,
    ) -> None:  # fmt: skip
        """Signs that do not hang on what other names are taken for."""
        places = self.gazetteer
        kinds = places.kind[rows]
        for kind, sign in KIND_SIGN.items():
            signs[:, sign] += kinds == kind
        people = np.log10(places.population[rows] + 1.0)
        city = kinds == Kind.CITY
        signs[:, INDEX["people of a city"]] = people * city
        signs[:, INDEX["people of a land"]] = people * (kinds <= Kind.ADMIN2)
        signs[:, INDEX["capital"]] = places.capital[rows]
        famous = [places.wellknown.get(group.candidates.name, NONE) for group in groups]
        signs[:, INDEX["well known"]] = (rows == np.repeat(famous, np.diff(bounds))) & (kinds != Kind.CITY)
        signs[:, INDEX["in no one country"]] = places.country[rows] == 0
        codes = np.repeat([group.candidates.code for group in groups], np.diff(bounds))
        signs[:, INDEX["capital letters"]] = codes & (kinds >= Kind.ADMIN2)
        spellings = np.array([spelling for group in groups for spelling in group.candidates.spellings])
        for spelling, sign in _SPELLING_SIGN.items():
            signs[:, sign] = spellings == spelling
        held = {row for group in groups for row in group.containers}
        for number, group in enumerate(groups):
            start, end = int(bounds[number]), int(bounds[number + 1])
            self._group_signs(group, held, range(start, end), rows, signs)
        self._publisher_signs(context, rows, signs)

    def _group_signs(self, group: Group, held: set[int], span: range, rows: NDArray[np.int64], signs: Floats) -> None:
        asked = group.candidates.asked
        if asked is None and not group.containers and not held:
            return
        for at in span:
            row = int(rows[at])
            if asked is not None:
                fits = group.candidates.fits(int(self.gazetteer.kind[row]))
                signs[at, INDEX["kind asked for" if fits else "another kind asked for"]] = 1
            if group.containers:
                signs[at, INDEX["contained"]] = any(self._lies_in(row, outer) for outer in group.containers)
            if row in held:
                signs[at, INDEX["holds"]] = 1

    def _publisher_signs(self, context: ReportContext, rows: NDArray[np.int64], signs: Floats) -> None:
        """Signs of where the publisher is."""
        if not context.publisher and not context.url:
            return
        places = self.gazetteer
        country = self._by_domain.get(domain_country(context))
        if country:
            signs[:, INDEX["publisher's country"]] = places.country[rows] == country
        for phrase in publisher_phrases(context):
            posted = places.find(phrase, 40)
            seats = (posted[(posted & 7) == Spelling.OWN] >> 3).astype(np.int64)
            if len(seats):
                away = np.arccos(np.clip(_dots(_unit(places, rows), _unit(places, seats)), -1, 1)) * EARTH_KM
                near = np.exp(-away / NEAR_KM) * (places.kind[rows] > Kind.COUNTRY)[:, None]
                signs[:, INDEX["near the publisher"]] = near.max(axis=1)
                return

    def _answer(self, weighed: Weighed, number: int) -> PlaceAnswer | None:
        start, end = int(weighed.bounds[number]), int(weighed.bounds[number + 1])
        at = int(weighed.best[number])
        given = weighed.signs[start:end] * self.weights
        parts = np.zeros((end - start, len(_PARTS)))
        np.add.at(parts.T, _PART_OF, given.T)
        parts = np.round(parts, 4)
        mine = parts[at - start]
        if not self._certain(weighed, number):
            return None
        return self._place(int(weighed.rows[at]), weighed.groups[number].candidates, mine, _rule(parts, at - start))

    def _certain(self, weighed: Weighed, number: int) -> bool:
        """Whether the chosen place may be answered.

        One whose name is only nearly right must lie in a country named; so must a small town where all other names of
        the report lie in other countries: the gazetteer lacks the place meant and has a namesake.
        """
        group, at = weighed.groups[number], int(weighed.best[number])
        if weighed.signs[at, INDEX["country named"]] or weighed.signs[at, INDEX["contained"]]:
            return True
        if group.candidates.spellings[at - int(weighed.bounds[number])] >= Spelling.BONES:
            return False
        row = int(weighed.rows[at])
        small = self.gazetteer.kind[row] == Kind.CITY and self.gazetteer.population[row] < SMALL_TOWN
        return not small or _is_near(weighed.signs[at]) or not self._is_elsewhere(weighed, number)

    def _is_elsewhere(self, weighed: Weighed, number: int) -> bool:
        """Whether the report names places of other countries beside this one."""
        others = [place for place in range(len(weighed.groups)) if place != number]
        return bool((self.gazetteer.country[weighed.rows[weighed.best[others]]] > 0).any()) if others else False

    def _place(self, row: int, candidates: Candidates, parts: Floats, rule: PlaceRule) -> PlaceAnswer:
        places = self.gazetteer
        precision = _PRECISION[Kind(int(places.kind[row]))]
        if places.loose[row]:
            precision = Precision.PROVINCE if places.kind[row] == Kind.ADMIN2 else Precision.COUNTRY
        if candidates.part and precision in (Precision.COUNTRY, Precision.PROVINCE, Precision.DISTRICT):
            precision = Precision.REGION
        upper = int(places.admin1[row])
        decimals = _DECIMALS[precision]
        named = tuple((part, float(value)) for part, value in zip(_PARTS, parts, strict=True) if value)
        return PlaceAnswer(
            geonames_id=int(places.ids[row]) or None,
            name=places.name(row),
            admin1=places.name(upper) if upper != NONE else None,
            country=places.codes[int(places.country[row])] or None,
            lat=round(float(places.lat[row]), decimals),
            lon=round(float(places.lon[row]), decimals),
            precision=precision,
            rule=rule,
            score=round(sum(value for _, value in named), 4),
            parts=named,
        )


def _is_near(signs: Floats) -> bool:
    """Whether a candidate lies in the publisher's country, or near its seat or another place of the report."""
    near = ("near the publisher", "nearest")
    return bool(signs[INDEX["publisher's country"]]) or any(signs[INDEX[sign]] > LEAST_NEARNESS for sign in near)


@dataclass(frozen=True, slots=True)
class _Report:
    """Weighs what the chosen places of a report say for each candidate."""

    places: Gazetteer
    rows: NDArray[np.int64]
    owner: NDArray[np.int64]
    weight: Floats

    def put_signs(self, best: NDArray[np.int64], signs: Floats) -> None:
        places, rows = self.places, self.rows
        chosen = rows[best]
        weight = np.where(self.owner[:, None] == np.arange(len(best))[None, :], 0.0, self.weight[None, :])
        total = weight.sum(axis=1) + 1.0
        country = places.country[rows]
        same = (country[:, None] == places.country[chosen][None, :]) & (country > 0)[:, None]
        signs[:, INDEX["country share"]] = (same * weight).sum(axis=1) / total
        signs[:, INDEX["country named"]] = (same & (weight > 0)).any(axis=1)
        upper = places.admin1[rows]
        same = (upper[:, None] == places.admin1[chosen][None, :]) & (upper >= 0)[:, None]
        signs[:, INDEX["division share"]] = (same * weight).sum(axis=1) / total
        signs[:, INDEX["division named"]] = (same & (weight > 0)).any(axis=1)
        away = np.arccos(np.clip(_dots(_unit(places, rows), _unit(places, chosen)), -1, 1)) * EARTH_KM
        exact = places.kind[chosen] > Kind.COUNTRY
        near = np.exp(-away / NEAR_KM) * exact[None, :] * (places.kind[rows] > Kind.COUNTRY)[:, None]
        signs[:, INDEX["nearness"]] = (near * weight).sum(axis=1) / total
        signs[:, INDEX["nearest"]] = (near * (weight > 0)).max(axis=1)


def _unit(places: Gazetteer, rows: NDArray[np.int64]) -> Floats:
    """Points as vectors of length 1."""
    lat, lon = np.radians(places.lat[rows], dtype=np.float64), np.radians(places.lon[rows], dtype=np.float64)
    return np.stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)), axis=1)


def _dots(some: Floats, others: Floats) -> Floats:
    """Products of every vector with every other, without threads, whose start costs more than the sum."""
    product: Floats = np.einsum("ij,kj->ik", some, others)
    return product


def _total(signs: Floats, weights: Floats) -> Floats:
    total: Floats = np.einsum("ij,j->i", signs, weights)
    return total


def _best(scores: Floats, bounds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Index of the highest score of each group, the first of equals."""
    return np.array([a + int(scores[a:b].argmax()) for a, b in pairwise(bounds.tolist())], np.int64)


def _rule(parts: Floats, chosen: int) -> PlaceRule:
    """Name the part that sets the chosen candidate most apart from the next best one."""
    if len(parts) == 1:
        return PlaceRule.ONLY
    totals = parts.sum(axis=1)
    totals[chosen] = -np.inf
    return _RULES[_PARTS[int((parts[chosen] - parts[int(totals.argmax())]).argmax())]]


@cache
def resolver_of(path: Path | None = None) -> PlaceResolver:
    """Give the resolver of a gazetteer file, of the shipped one if None; it is read at the first call.

    Raises DetenteError if the file is no gazetteer.
    """
    return PlaceResolver(load_shipped() if path is None else load(path))


def resolve_places(
    mentions: Sequence[PlaceQuery], context: ReportContext, gazetteer: Path | None = None
) -> list[PlaceAnswer | None]:
    """Answer all places of one report together, in their order; None where the gazetteer has no such place.

    ``gazetteer`` is a file that ``detente.places.dump`` made. Never raises for any text.
    """
    return resolver_of(gazetteer).resolve(mentions, context)


def resolve_place(text: str, context: str = "", gazetteer: Path | None = None) -> PlaceAnswer | None:
    """Answer one place, with the text of its report if it is known."""
    start = context.find(text) if text else -1
    query = PlaceQuery(text, start, start + len(text)) if start >= 0 else PlaceQuery(text)
    return resolve_places([query], ReportContext(context), gazetteer)[0]
