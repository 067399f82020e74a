"""Countries: which country an actor names outright, by its name, a nationality, or a capital.

What is not certain from the words themselves is left open: two countries, a country that only modifies ("US-backed"),
one that an envoy is sent to, a sea called after one. ``country_readings.tsv`` has the phrases that are not what their
words say; this module has what depends on the words around a name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from detente.actors.country_names import Condition, Kind, Name, Names, Word, load_names, words_of


class CountryRule(StrEnum):
    """What names the country: a closed list."""

    NAME = "country name"
    NATIONALITY = "nationality"
    CAPITAL = "capital"
    """A capital alone, which stands for the government."""
    USAGE = "newsroom usage"
    """A name of several meanings, of which news mean this one."""
    PART = "part of the country"
    """A part with a name of its own: Scotland, Gaza."""


@dataclass(frozen=True, slots=True)
class CountryMatch:
    """A country, and the first characters [start, end) of the mention that name it."""

    country: str
    """ISO 3166-1 alpha-3; XKX for Kosovo."""
    rule: CountryRule
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Hit:
    """Words [first, last] of a mention that are a name."""

    first: int
    last: int
    name: Name


@dataclass(frozen=True, slots=True)
class _Mention:
    text: str
    words: Sequence[Word]

    def gap(self, index: int) -> str:
        """Cut out what stands between a word and the next one."""
        return self.text[self.words[index].end : self.words[index + 1].start]

    def raw(self, index: int) -> str:
        return self.text[self.words[index].start : self.words[index].end]

    def plain(self, index: int) -> str:
        """Give the plain word, or "" beyond the ends."""
        return self.words[index].plain if 0 <= index < len(self.words) else ""


_RULES = {
    Kind.NAME: CountryRule.NAME,
    Kind.DEMONYM: CountryRule.NATIONALITY,
    Kind.USAGE: CountryRule.USAGE,
    Kind.PART: CountryRule.PART,
}
_INNER = " \t\r\n\u00a0-‐‑–'’.&()"
"""What may stand between the words of one name."""
_HYPHENS = "-‐‑–"
_ARTICLES = ("the", "its", "their", "neighbouring", "neighboring")
_TOWARDS = frozenset(("to", "for", "on", "against", "with", "about", "toward", "towards", "into", "over", "versus"))
"""A country after one of these is what the actor is concerned with, not whose it is."""
_WITHIN = frozenset(("in", "at", "near", "inside", "around", "along", "outside", "within"))
"""A country after one of these is where the actor is: it counts if nothing else does."""
_NOT_THEIRS = frozenset(("pro", "anti", "non", "franco", "anglo", "sino", "russo", "greco", "indo", "afro"))
_GOVERNMENTS = frozenset(
    ("government", "regime", "authorities", "administration", "officials", "leadership", "leaders", "junta")
)
_LINKS = frozenset((",", "&", "/", *_HYPHENS, "and", "or", ", and", ", or"))


def country_of(text: str) -> CountryMatch | None:
    """Find the one country that an actor names outright; None if there is none, or more than one.

    "Syrian government forces" is SYR and "US-backed Syrian rebels" too; "US envoy for Iran" is USA; "Damascus" and
    "the Damascus government" are SYR, but "Damascus police" is not certain. Never raises, whatever the text.
    """
    mention = _Mention(text, words_of(text))
    hits = list(_counted(mention, load_names()))
    strong: list[_Hit] = []
    weak: list[_Hit] = []
    body = False
    for hit in hits:
        before = _word_before(mention, hit)
        if hit.name.kind is Kind.BODY:
            body = True
        elif hit.name.country and hit.name.kind is not Kind.CAPITAL:
            (weak if before in _WITHIN else strong).append(hit)
    found = strong or ([] if body else weak)
    if found:
        return _one_country(mention, found)
    return None if strong or weak or body else _capital(mention, load_names())


def _one_country(mention: _Mention, hits: Sequence[_Hit]) -> CountryMatch | None:
    first = hits[0]
    if any(hit.name.country != first.name.country for hit in hits):
        return None
    start, end = mention.words[first.first].start, mention.words[first.last].end
    return CountryMatch(first.name.country, _RULES[first.name.kind], start, end)


def _counted(mention: _Mention, names: Names) -> Iterator[_Hit]:
    """Find the names that meet their condition, without those that only modify or are what an actor is sent to."""
    dropped: _Hit | None = None
    for hit in _hits(mention, names):
        listed_on = dropped is not None and _follows(mention, dropped, hit)
        if hit.name.country and (listed_on or _word_before(mention, hit) in _TOWARDS):
            dropped = hit
        elif not _modifies(mention, hit, names) and _meets_condition(mention, hit, names):
            yield hit


def _follows(mention: _Mention, one: _Hit, other: _Hit) -> bool:
    """Whether two names stand in one list or are tied by a hyphen."""
    between = mention.text[mention.words[one.last].end : mention.words[other.first].start].strip().lower()
    return between in _LINKS


def _hits(mention: _Mention, names: Names) -> Iterator[_Hit]:
    """Names from left to right, the longest where several begin."""
    index = 0
    while index < len(mention.words):
        hit = _hit_at(mention, index, names)
        if hit is not None:
            yield hit
        index = index + 1 if hit is None else hit.last + 1


def _hit_at(mention: _Mention, index: int, names: Names) -> _Hit | None:
    for name in names.by_first.get(mention.words[index].plain, ()):
        last = index + len(name.words) - 1
        if last < len(mention.words) and all(
            mention.words[place].plain == word and not mention.gap(place - 1).strip(_INNER)
            for place, word in enumerate(name.words[1:], start=index + 1)
        ):
            return _Hit(index, last, name)
    return None


def _word_before(mention: _Mention, hit: _Hit) -> str:
    index = hit.first - 1
    return mention.plain(index - 1) if mention.plain(index) in _ARTICLES else mention.plain(index)


def _modifies(mention: _Mention, hit: _Hit, names: Names) -> bool:
    """Whether a hyphen makes the name part of another word: ``US-led``, ``pro-Russian``."""
    if hit.first and mention.gap(hit.first - 1) in _HYPHENS and mention.plain(hit.first - 1) in _NOT_THEIRS:
        return True
    after = hit.last + 1
    if after == len(mention.words) or (mention.gap(hit.last) or " ") not in _HYPHENS:
        return False
    return mention.raw(after)[0].islower() and _hit_at(mention, after, names) is None


def _meets_condition(mention: _Mention, hit: _Hit, names: Names) -> bool:
    around = {word.plain for word in (*mention.words[: hit.first], *mention.words[hit.last + 1 :])}
    raw = mention.raw(hit.first)
    match hit.name.condition:
        case Condition.CUE_LOWER:
            named = not raw.islower() if len(raw) > 2 else raw.isupper()
            return named or "." in raw or not around.isdisjoint(names.state_words)
        case Condition.CAPITALS:
            return raw.isupper() and (mention.text.strip() == raw or not mention.text.isupper())
        case Condition.PERSON:
            return mention.text.isupper() or not _beside_a_name(mention, hit, names)
        case Condition.US_STATE:
            return around.isdisjoint(names.us_state_words)
        case _:
            return True


def _beside_a_name(mention: _Mention, hit: _Hit, names: Names) -> bool:
    """Whether a word that may be part of a person's name stands right beside: ``Jordan Hale``, ``Jim Jordan``."""
    before, after = hit.first - 1, hit.last + 1
    if before >= 0 and mention.gap(before) == " ":
        if mention.raw(before)[0].islower():
            return False
        if mention.plain(before) not in names.state_words | {"the"}:
            return True
    return (
        after < len(mention.words)
        and mention.gap(hit.last) == " "
        and mention.raw(after)[0].isupper()
        and mention.plain(after) not in names.state_words
    )


def _capital(mention: _Mention, names: Names) -> CountryMatch | None:
    """Find a capital that stands for a government: alone, or in ``the Damascus regime``, ``authorities in Kabul``."""
    first, last = 0, len(mention.words) - 1
    if mention.plain(first) == "the":
        first += 1
    if mention.plain(first) in _GOVERNMENTS and mention.plain(first + 1) in ("in", "of"):
        first += 2
    while last > first and mention.plain(last) in _GOVERNMENTS | {"s"}:
        last -= 1
    if not first <= last:
        return None
    hit = _hit_at(mention, first, names)
    if hit is None or hit.last != last or hit.name.kind is not Kind.CAPITAL:
        return None
    return CountryMatch(hit.name.country, CountryRule.CAPITAL, mention.words[first].start, mention.words[last].end)
