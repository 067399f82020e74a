"""Candidates: the places that a phrase may name, and what its words ask for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from detente.places.gazetteer import Gazetteer, Kind, Spelling
from detente.places.names import MAX_LENGTH, Asked, bare, place_words, plain, unclassed

FUZZY: Final = 5
"""Stands beside the spellings: a name that differs by a letter."""
MOST = 150
"""Candidates of one name that are weighed; the most populous are kept."""
_LINK = re.compile(
    r"\s*(?:[,(/]|\b(?:of|in|near|at|from|outside|around|inside|between|within|towards?|to|on|off)\b)\s*"
)
_OWNED = re.compile(r"(.{2,60}?)(?:['’]s|s['’])\s+(.{2,60})")
_CAPITAL = re.compile(
    r"(?:the\s+)?(?:(.{3,40}?)(?:['’]s)?\s+capital(?:\s+city)?|capital(?:\s+city)?\s+of\s+(.{3,40}))", re.I
)
_BORDERS = frozenset(("border", "borders", "frontier", "frontiers"))
"""What borders on a country need not lie in it."""
_ABROAD = frozenset(("embassy", "embassies", "consulate", "consulates"))
"""What a country has in others: the country it is of is not where it is."""
_MAYBE_PLACE = re.compile(r"[A-Z]")
_FITS = {
    Asked.PROVINCE: (Kind.ADMIN1,),
    Asked.DISTRICT: (Kind.ADMIN2,),
    Asked.CITY: (Kind.CITY, Kind.SITE),
    Asked.REGION: (Kind.REGION, Kind.ADMIN1, Kind.ADMIN2),
    Asked.WATER: (Kind.WATER,),
    Asked.MOUNTAIN: (Kind.MOUNTAIN,),
    Asked.ISLAND: (Kind.ISLAND,),
    Asked.COUNTRY: (Kind.COUNTRY,),
}
SHORTEST_ARABIC = 5
"""Letters of a name that is looked up with an article before it: shorter ones meet too much."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows of a gazetteer that a phrase may mean, each with its spelling; all tuples of one length."""

    name: str
    """Plain name that was found."""
    rows: tuple[int, ...] = ()
    spellings: tuple[int, ...] = ()
    asked: Asked | None = None
    """Kind that the words around the name ask for."""
    part: bool = False
    """Whether the words name a part of the place: northern Syria."""
    code: bool = False
    """Whether the phrase is a few capital letters: "EU" is not the town of Eu."""
    rest: str = ""
    """Words after the name that may say what it lies in."""

    def fits(self, kind: int) -> bool:
        """Whether a place of this kind is what is asked for."""
        return self.asked is not None and kind in _FITS[self.asked]


class Finder:
    """Looks phrases up in one gazetteer and remembers what it found; the same phrase gives the same answer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.find = lru_cache(maxsize=20_000)(self._find)
        self.capitals = {int(gazetteer.country[row]): int(row) for row in gazetteer.capital.nonzero()[0]}

    def _find(self, phrase: str) -> Candidates:
        """Candidates of a phrase, by its exact name, its name without the words around it, or nearly its name."""
        words = plain(phrase).split()
        if phrase.islower() and place_words().nouns.issuperset(words):
            return Candidates("")
        at_border = not _BORDERS.isdisjoint(words)
        seat = self._capital(phrase)
        if seat.rows:
            return seat
        land = Candidates("")
        for whole, rest in _readings(phrase[:MAX_LENGTH]):
            found = self._exact(plain(whole), rest, _is_code(whole))
            if not found.rows:
                continue
            if not self._only_says_whose(found, plain(phrase.removesuffix(rest)), at_border):
                return found if found.rest or not land.rows else replace(found, rest=_held_by(land, phrase))
            land = land if land.rows else found
        if at_border or not _ABROAD.isdisjoint(words):
            return Candidates("")
        return land if land.rows else self._nearly(bare(plain(phrase))[0])

    def _only_says_whose(self, found: Candidates, name: str, at_border: bool) -> bool:
        """Whether a country is named beside other words, which tell whose something is sooner than where it is."""
        kinds = {int(self.gazetteer.kind[row]) for row in found.rows}
        if Kind.COUNTRY not in kinds:
            return False
        return at_border or (not found.part and name != found.name) or int(Spelling.PEOPLE) in found.spellings[:1]

    def _capital(self, phrase: str) -> Candidates:
        """Candidates of "the Syrian capital" and "the capital of Syria"."""
        match = _CAPITAL.fullmatch(phrase.strip())
        rows, _ = self._posted(plain(match[1] or match[2])) if match else ((), ())
        places = self.gazetteer
        countries = {int(places.country[row]) for row in rows if places.kind[row] == Kind.COUNTRY}
        seats = tuple(self.capitals[country] for country in sorted(countries) if country in self.capitals)
        return Candidates(plain(phrase), seats, (int(Spelling.OWN),) * len(seats))

    def _exact(self, name: str, rest: str, code: bool) -> Candidates:
        core, asked, part = bare(name)
        for form, directed in ((name, False), (unclassed(name), False), (core, part)):
            rows, spellings = self._posted(form)
            if rows:
                return Candidates(form, rows, spellings, asked, directed, code, rest)
        return Candidates(name)

    def _posted(self, name: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        postings = self.gazetteer.find(name, MOST).tolist() if name else []
        return tuple(posting >> 3 for posting in postings), tuple(posting & 7 for posting in postings)

    def _with_article(self, name: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Places whose name has an Arabic article that news leave out."""
        if len(name) < SHORTEST_ARABIC or " " in name:
            return (), ()
        forms = (self._posted(f"{article} {name}") for article in sorted(place_words().articles))
        return next((form for form in forms if form[0]), ((), ()))

    def _nearly(self, name: str) -> Candidates:
        rows, _ = self._with_article(name)
        if rows:
            return Candidates(name, rows, (int(Spelling.OTHER),) * len(rows))
        postings = self.gazetteer.find_near(name).tolist()
        if postings:
            return Candidates(name, tuple(p >> 3 for p in postings), (FUZZY,) * len(postings))
        postings = self.gazetteer.find_bones(name).tolist()
        near = [p >> 3 for p in postings if _alike(name, plain(self.gazetteer.name(p >> 3)))]
        return Candidates(name, tuple(near), (int(Spelling.BONES),) * len(near))


def _held_by(land: Candidates, phrase: str) -> str:
    """The country before "city of", as words that say what a place lies in; of "base in" it is only whose it is."""
    return f", {land.name}" if " of " in phrase else ""


def _readings(phrase: str) -> Iterator[tuple[str, str]]:
    """Parts of a phrase that may be the name, the most likely first, each with the words after it."""
    yield phrase, ""
    owned = _OWNED.fullmatch(phrase)
    if owned:
        yield from _pieces(owned[2], f", {owned[1]}")
        yield from _pieces(owned[1], "")
    else:
        yield from _pieces(phrase, "")


def _pieces(phrase: str, rest: str) -> Iterator[tuple[str, str]]:
    """Pieces between the prepositions of a phrase that have a capital letter."""
    spans = [(match.start(), match.end()) for match in _LINK.finditer(phrase)]
    starts = [0, *(end for _, end in spans)]
    ends = [*(start for start, _ in spans), len(phrase)]
    for start, end in zip(starts, ends, strict=True):
        piece = phrase[start:end].strip()
        if _MAYBE_PLACE.search(piece) and not _is_noun(piece):
            yield piece, phrase[end:] + rest
            yield from _capitals(piece, phrase[end:] + rest)


def _is_noun(piece: str) -> bool:
    """Whether words name no place: "Airport" does not, "West Bank" may."""
    is_name = sum(word[0].isupper() for word in piece.split()) > 1
    return not is_name and place_words().nouns.issuperset(plain(piece).split())


def _capitals(piece: str, rest: str) -> Iterator[tuple[str, str]]:
    """Cut small words off both ends of a piece."""
    words = piece.split()
    capital = [at for at, word in enumerate(words) if not word.islower()]
    kept = words[capital[0] : capital[-1] + 1] if capital else words
    if len(kept) < len(words):
        yield " ".join(kept), rest


def _is_code(phrase: str) -> bool:
    letters = phrase.replace(".", "").replace(" ", "")
    return len(letters) <= 4 and letters.isupper()


def _alike(one: str, other: str) -> bool:
    """Whether two names of one skeleton are of about one length and begin alike."""
    return abs(len(one) - len(other)) <= 3 and one[:1] == other[:1]
