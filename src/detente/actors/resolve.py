"""Resolving: which actor a mention stands for, by the most specific row or pattern that is certain.

A named actor of the table comes first, then what country and role the words themselves tell. Every answer keeps the
rule that gave it. What is not certain stays open.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from detente.actors.countries import CountryMatch, CountryRule
from detente.actors.countries import country_of as _country_of
from detente.actors.country_names import Kind as CountryKind
from detente.actors.country_names import load_names
from detente.actors.names import key_of
from detente.actors.phrase import OWNERS, TOWARDS, Phrase, RoleMatch, head_role
from detente.actors.table import (
    INTERNATIONAL,
    Actor,
    ActorTable,
    Kind,
    Strength,
    load_actors,
    load_places,
    load_roles,
)

TABLE_DATE = "2025-11-25"
"""Day on which the rows by hand were last looked through: what is asked of no day is asked of this one."""
_LONGEST_NAME = 10
_ARMED = frozenset(("REB", "PRM", "UAF", "MIL", "CRM", "PTY", "GOV", "UNK"))
_OFFICES = frozenset(("GOV", "LEG", "JUD", "SPY", "MIL", "ELI"))
_GENERALS = frozenset(("general", "commander", "chief", "admiral", "colonel", "officer", "president", "minister"))
_SPEAKERS = frozenset(
    ("spokesman", "spokeswoman", "spokesperson", "official", "lawyer", "representative", "fighter", "agent", "minister",
     "worker", "negotiator", "deputy", "director", "leader", "activist", "soldier")
)  # fmt: skip
_VAGUE_UNITS = frozenset(
    ("group", "member", "team", "band", "pair", "couple", "several", "some", "many", "one", "most")
)
_INSIDE_ONLY_WHOLE = frozenset((Kind.COMPANY, Kind.ORGANISATION))
_BELONGING = frozenset(
    ("suspect", "prisoner", "detainee", "volunteer", "recruit", "candidate", "politician", "hostage taker")
)
"""Roles that say no more than that somebody belongs to what is named before."""
_OPENINGS = frozenset(("united", "new", "real", "national", "democratic", "people", "islamic", "revolutionary",
    "popular",
                       "free", "patriotic", "central", "young", "international", "socialist"))  # fmt: skip
_NOT_SURNAMES = frozenset((
    "general", "states", "west", "north", "south", "east", "may", "white", "long", "young", "he", "in", "said", "home",
    "son", "noon", "bar", "parts", "note", "key", "win", "store", "wine", "hang", "cordon",
))  # fmt: skip
"""Surnames of leaders that are everyday words as well, and have a capital at the head of any sentence."""
NAMES_OF_SECTORS = {
    "GOV": "government", "MIL": "military", "COP": "police", "SPY": "intelligence service", "LEG": "legislature",
    "JUD": "judiciary", "PTY": "party or politician", "ELI": "former officials and elites", "REB": "rebels",
    "PRM": "paramilitaries", "UAF": "unidentified armed actors", "CRM": "criminals", "CVL": "civilians",
    "REF": "refugees and displaced", "AGR": "farmers and herders", "LAB": "workers and unions", "BUS": "business",
    "EDU": "education", "MED": "health workers", "JRN": "media", "REL": "religious actors", "NGO": "NGOs",
    "SOC": "civil society", "IGO": "international organisations", "PRE": "breakaway territory", "UNK": "unknown",
}  # fmt: skip
_NAMES_OF_INTERNATIONAL = {
    "UNO": "United Nations", "EUR": "European Union", "IGO": "international organisation", "IMG": "transnational group",
}  # fmt: skip


class ActorRule(StrEnum):
    """What gave an answer: the closed list that stands as ``rule`` in the event record."""

    NAME = "named actor"
    OFFICE = "named person in office"
    FORMER = "named person out of office"
    SURNAME = "surname of a leader"
    SPELLING = "named actor, spelled otherwise"
    PART = "part of a named actor"
    COUNTRY_ROLE = "country and role"
    COUNTRY = "country"
    PLACE_ROLE = "place and role"
    PLACE = "place"
    ROLE = "role"
    FORMER_ROLE = "former office"
    COMPOUND = "several actors"
    EARLIER_NAME = "earlier mention by name"
    EARLIER_ROLE = "earlier mention by role"
    EARLIER_COUNTRY = "country of earlier mentions"
    EARLIER_PRONOUN = "earlier mention by pronoun"
    USER = "row of the user"
    BY_HAND = "said by hand"


@dataclass(frozen=True, slots=True)
class ActorContext:
    """What is known around a mention."""

    text: str = ""
    """Text of the report or a part of it: it only decides between actors of one name."""
    on: str | None = None
    """Day of the report or the event, ISO 8601."""

    def country(self) -> str | None:
        """The one country that the text names."""
        found = country_of(self.text[:2000]) if self.text else None
        return found.country if found else None


class _Doubt:
    """No context, which remembers whether anybody asked for it."""

    def __init__(self) -> None:
        self.asked = False

    def country(self) -> str | None:
        """None, for nothing is known."""
        self.asked = True
        return None


@dataclass(frozen=True, slots=True)
class ActorAnswer:
    """Who a mention stands for; what is not certain is None, but for the rule."""

    actor_id: str | None
    """``SYR:syrian-democratic-forces``, or ``YEM:MIL`` where no more special actor is certain."""
    name: str | None
    country: str | None
    """ISO 3166-1 alpha-3, or UNO, EUR, IGO, IMG."""
    sector: str | None
    rule: ActorRule


@dataclass(frozen=True, slots=True)
class _Named:
    """A row of the table that words [first, last] of the phrase name."""

    actor: Actor
    sector: str
    first: int
    last: int
    rule: ActorRule


def resolve_actor(
    text: str, context: ActorContext | None = None, on: str | None = None, extra: Path | None = None
) -> ActorAnswer | None:
    """Tell who one mention stands for, on a day (ISO 8601) if one is given; None if its words tell nothing.

    ``extra`` is a table of the user's own rows, see ``load_actors``. Never raises for any text.
    """
    asked = context or ActorContext()
    day = on or asked.on or TABLE_DATE
    answer, sure = _resolve_remembered(text, day, extra)
    if sure or not asked.text:
        return answer
    table = load_actors(extra)
    return _resolve_parts(text, asked, day, table)


@lru_cache(maxsize=16384)
def _resolve_remembered(text: str, day: str, extra: Path | None) -> tuple[ActorAnswer | None, bool]:
    """The answer without any context, and whether context would make no difference."""
    table = load_actors(extra)
    doubtful = _Doubt()
    return _resolve_parts(text, doubtful, day, table), not doubtful.asked


def forget_rows() -> None:
    """Forget users' tables and what they answered: a file may have other rows when it is asked for next."""
    load_actors.cache_clear()
    _resolve_remembered.cache_clear()


def _resolve_parts(text: str, context: "ActorContext | _Doubt", day: str, table: ActorTable) -> ActorAnswer | None:
    parts = split_actor(text, table)
    if len(parts) > 1:
        return _compound([_resolve_one(part, context, day, table) for part in parts])
    return _resolve_one(text, context, day, table)


def _compound(answers: Sequence[ActorAnswer | None]) -> ActorAnswer | None:
    known = [answer for answer in answers if answer is not None]
    if not known:
        return None
    countries = {answer.country for answer in known}
    sectors = {answer.sector for answer in known}
    country = countries.pop() if len(countries) == 1 and len(known) == len(answers) else None
    sector = sectors.pop() if len(sectors) == 1 and len(known) == len(answers) else None
    return generic_actor(country, sector, ActorRule.COMPOUND)


def _resolve_one(text: str, context: "ActorContext | _Doubt", day: str, table: ActorTable) -> ActorAnswer | None:
    phrase = Phrase.of(text)
    if phrase.core_start >= len(phrase.tokens) and not table.has(phrase.key(0, len(phrase.tokens) - 1)):
        return None
    hint = _country_in(phrase)
    named = _named(phrase, hint, context, day, table)
    if named is not None:
        return _answer_named(phrase, named, hint)
    return _answer_described(phrase, hint)


@lru_cache(maxsize=4096)
def country_of(text: str) -> CountryMatch | None:
    """As in ``detente.actors.countries``, remembered: one mention is asked about several times."""
    return _country_of(text)


def generic_actor(country: str | None, sector: str | None, rule: ActorRule) -> ActorAnswer:
    """Whoever has this sector in this country: ``YEM:MIL``, or ``YEM`` without a sector; no id without a country."""
    actor_id = f"{country}:{sector}" if country and sector else country
    where = country_name(country) if country else None
    what = NAMES_OF_SECTORS.get(sector or "")
    name = f"{where}, {what}" if where and what else where
    return ActorAnswer(actor_id, name, country, sector, rule)


@cache
def country_name(code: str) -> str:
    """The name of a country by its code."""
    if code in _NAMES_OF_INTERNATIONAL:
        return _NAMES_OF_INTERNATIONAL[code]
    for names in load_names().by_first.values():
        for name in names:
            if name.country == code and name.kind is CountryKind.NAME:
                return " ".join(word.capitalize() if word not in ("and", "of", "the") else word for word in name.words)
    return code


def _country_in(phrase: Phrase) -> str | None:
    """The one country that the words name, patrons and foes left out."""
    found = country_of(_visible(phrase))
    return found.country if found and found.rule is not CountryRule.CAPITAL else None


def _visible(phrase: Phrase) -> str:
    """The text with masked words blotted out, so that characters keep their places."""
    text = phrase.text
    for token in phrase.tokens:
        if token.masked:
            text = text[: token.start] + "_" * (token.end - token.start) + text[token.end :]
    return text


# Named actors


def _named(
    phrase: Phrase, hint: str | None, context: "ActorContext | _Doubt", day: str, table: ActorTable
) -> _Named | None:
    first, last = phrase.core_start, len(phrase.tokens) - 1
    for start in range(min(first, last) + 1):
        rows = [row for row in table.named(phrase.key(start, last)) if row.rank or not _any_masked(phrase, start, last)]
        if rows and _spelled_so(phrase, start, last, rows):
            found = _choose(rows, start, last, _beside(phrase, start, last), context, day)
            if found:
                return _better_known(found, phrase, hint, day, table)
    inside = _named_inside(phrase, hint, context, day, table)
    return inside or _by_surname(phrase, hint, day, table) or _misspelled(phrase, hint, context, day, table)


def _better_known(found: _Named, phrase: Phrase, hint: str | None, day: str, table: ActorTable) -> _Named:
    """A leader by hand rather than an older dictionary's row of the same surname and country."""
    if found.actor.rank or not found.actor.person:
        return found
    leader = _by_surname(phrase, hint, day, table)
    return leader if leader and leader.actor.rank and leader.actor.country == found.actor.country else found


def _beside(phrase: Phrase, first: int, last: int) -> str | None:
    """The country that the words beside a name say: what is part of the name does not choose between its bearers."""
    found = country_of(_visible(phrase))
    if found is None or found.rule is CountryRule.CAPITAL:
        return None
    inside = phrase.tokens[first].start <= found.start and found.end <= phrase.tokens[last].end
    return None if inside else found.country


def _any_masked(phrase: Phrase, first: int, last: int) -> bool:
    return any(token.masked for token in phrase.tokens[first : last + 1])


def _spelled_so(phrase: Phrase, first: int, last: int, rows: Sequence[Actor]) -> bool:
    """Whether case allows the name: acronyms want capitals, lone words a capital unless they are plainly a group."""
    tokens = phrase.tokens[first : last + 1]
    if len(tokens) > 1:
        return any(token.capital for token in tokens) or phrase.text.islower()
    raw, key = tokens[0].raw, tokens[0].plain
    acronym = all(name.isupper() for row in rows for name in (row.name, *row.other_names) if key_of(name) == key)
    if acronym:
        return raw.replace(".", "").isupper() or (raw[0].isupper() and len(raw) > 4)
    if raw[0].isupper():
        return True
    return len(key) > 4 and key not in load_roles() and all(row.kind is Kind.GROUP for row in rows)


def _named_inside(
    phrase: Phrase, hint: str | None, context: "ActorContext | _Doubt", day: str, table: ActorTable
) -> _Named | None:
    """The longest name among the words; one at which the actor only looks (ambassador to it) is passed over."""
    tokens = phrase.tokens
    for length in range(min(_LONGEST_NAME, len(tokens)), 0, -1):
        for first in range(len(tokens) - length + 1):
            last = first + length - 1
            if any(token.masked for token in tokens[first : last + 1]) or _looked_at(phrase, first):
                continue
            key = phrase.key(first, last)
            if key in load_roles() or (length == 1 and key in _NOT_SURNAMES):
                continue
            rows = [row for row in table.named(key) if row.rank or row.kind not in _INSIDE_ONLY_WHOLE]
            if length == 1:
                rows = [
                    row for row in rows if (row.rank and row.kind is not Kind.COMPANY) or tokens[first].raw.isupper()
                ]
                rows = [row for row in rows if not row.person and _fits(row, hint, tokens[first].raw)]
            if rows and _spelled_so(phrase, first, last, rows) and not _goes_on(phrase, first, rows):
                found = _choose(rows, first, last, _beside(phrase, first, last), context, day)
                if found and not (length == 1 and _part_of_name(phrase, first)):
                    return _possessed(found, phrase, context, day, table) or found
    return None


def _possessed(
    owner: _Named, phrase: Phrase, context: "ActorContext | _Doubt", day: str, table: ActorTable
) -> _Named | None:
    """The body that a named person has, where that is all the rest of the words: a leader's party."""
    first, last = owner.last + 1, len(phrase.tokens) - 1
    if not owner.actor.person or first > last:
        return None
    rows = [row for row in table.named(phrase.key(first, last)) if not row.person]
    if not rows or not _spelled_so(phrase, first, last, rows):
        return None
    return _choose(rows, first, last, owner.actor.country, context, day)


def _goes_on(phrase: Phrase, first: int, rows: Sequence[Actor]) -> bool:
    """Whether the word before makes a longer name of an organisation's: the United National Liberation Army."""
    before = phrase.tokens[first - 1] if first else None
    return before is not None and before.capital and before.plain in _OPENINGS and not rows[0].person


def _fits(row: Actor, hint: str | None, raw: str) -> bool:
    """Whether a lone word may name the row beside a country: the Nigerian Labour Congress is not British Labour."""
    return hint in (None, row.country) or raw.isupper() or row.kind is not Kind.STATE


def _part_of_name(phrase: Phrase, place: int) -> bool:
    """Whether capital words that are no roles stand beside a lone word: it may be part of another name."""
    for beside in (place - 1, place + 1):
        if 0 <= beside < len(phrase.tokens):
            token = phrase.tokens[beside]
            if token.capital and not token.masked and not _is_known_word(token.plain) and len(token.plain) > 1:
                return not phrase.tokens[place].raw.isupper()
    return False


def _is_known_word(word: str) -> bool:
    return word in load_roles() or word.removesuffix("s") in load_roles() or word in _country_words() or word == "the"


@cache
def _country_words() -> frozenset[str]:
    return frozenset(word for names in load_names().by_first.values() for name in names for word in name.words)


def _looked_at(phrase: Phrase, first: int) -> bool:
    before = phrase.tokens[first - 1].plain if first else ""
    if before == "the" and first > 1:
        before = phrase.tokens[first - 2].plain
    return before in TOWARDS


def _choose(
    rows: Sequence[Actor], first: int, last: int, hint: str | None, context: "ActorContext | _Doubt", day: str
) -> _Named | None:
    """One actor of those of a name: by the country said, the day, where the row is from, the country of the report."""
    if hint and any(row.country == hint for row in rows):
        rows = [row for row in rows if row.country == hint]
    top = max((row.rank for row in rows if row.holds(day)), default=max(row.rank for row in rows))
    best = [row for row in rows if row.rank == top]
    by_hand = [row for row in rows if row.rank]
    if by_hand and top == 0 and any(not row.from_ or row.from_ <= day for row in by_hand):
        best = by_hand
    valid = [row for row in best if row.holds(day)]
    pool = valid or best
    if any(row.country for row in pool):
        pool = [row for row in pool if row.country]
    if len({row.country for row in pool}) > 1:
        around = context.country()
        pool = [row for row in pool if around and row.country == around]
        if not pool:
            return None
    if valid:
        row = pool[0]
        rule = ActorRule.USER if row.rank == 2 else ActorRule.OFFICE if row.person and row.from_ else ActorRule.NAME
        return _Named(row, row.sector, first, last, rule)
    return _out_of_time(pool, first, last, day)


def _out_of_time(rows: Sequence[Actor], first: int, last: int, day: str) -> _Named:
    """A row that holds no longer or not yet: a person out of office, or a body as it last was."""
    past = [row for row in rows if row.to and row.to < day]
    row = max(past, key=lambda row: row.to) if past else min(rows, key=lambda row: row.from_)
    if past and row.person and row.sector in _OFFICES:
        return _Named(row, "ELI", first, last, ActorRule.FORMER)
    return _Named(row, row.sector, first, last, ActorRule.NAME)


def _by_surname(phrase: Phrase, hint: str | None, day: str, table: ActorTable) -> _Named | None:
    """A leader by surname: alone, or after titles and a country only."""
    _, first, last = next(phrase.segments())
    end = last
    while end > first and _is_known_word(phrase.tokens[end].plain) and not phrase.tokens[end].capital:
        end -= 1
    for start in range(max(first, end - 2), end + 1):
        key = phrase.key(start, end)
        before = phrase.tokens[first:start]
        if not phrase.tokens[start].capital or any(token.masked for token in phrase.tokens[start : end + 1]):
            continue
        if key in _NOT_SURNAMES or (key in load_roles() and not before) or not all(_is_title(t.plain) for t in before):
            continue
        if start == end and key in _country_words():
            continue
        rows = [row for row in table.named(f"^{key}") if row.rank or _near(row, day)]
        rows = [row for row in rows if not hint or row.country == hint]
        valid = [row for row in rows if row.holds(day)]
        pool = [row for row in valid or rows if row.rank == max(r.rank for r in valid or rows)]
        if len({row.actor_id for row in pool}) == 1:
            if valid:
                return _Named(pool[0], pool[0].sector, start, end, ActorRule.SURNAME)
            return _out_of_time(pool, start, end, day)
    return None


def _is_title(word: str) -> bool:
    return _is_known_word(word) or word in ("mr", "mrs", "ms", "dr", "sir", "lord", "gen", "col", "lt", "maj", "sen",
                                            "rep", "gov", "then", "former", "ex", "mullah", "sheikh",
                                            "and")  # fmt: skip


def _near(row: Actor, day: str) -> bool:
    return row.holds(day) and bool(row.from_) and (bool(row.to) or row.from_ >= "2005")


def _misspelled(
    phrase: Phrase, hint: str | None, context: "ActorContext | _Doubt", day: str, table: ActorTable
) -> _Named | None:
    """A name of two words or more, or a long one, that is in the table in a like spelling."""
    _, first, last = next(phrase.segments())
    while first <= last and _is_title(phrase.tokens[first].plain):
        first += 1
    tokens = phrase.tokens[first : last + 1]
    if not tokens or not all(
        token.capital or token.plain in ("al", "el", "bin", "de", "of", "the") for token in tokens
    ):
        return None
    if all(_is_known_word(token.plain) for token in tokens):
        return None
    if any(token.masked for token in tokens) or (len(tokens) == 1 and len(tokens[0].plain) < 7):
        return None
    rows = [row for row in table.spelled_like(phrase.key(first, last)) if row.rank or len(tokens) > 1]
    if len(tokens) == 1:
        rows = [row for row in rows if row.kind is Kind.GROUP]
    found = _choose(rows, first, last, hint, context, day) if rows else None
    if found is None or (hint and found.actor.country not in (hint, "", *INTERNATIONAL)):
        return None
    return _Named(found.actor, found.sector, first, last, ActorRule.SPELLING)


def _answer_named(phrase: Phrase, named: _Named, hint: str | None) -> ActorAnswer:
    """The named actor itself, or what of it or around it the other words mean."""
    actor = named.actor
    head = _head(phrase, named)
    country = actor.country or hint or None
    if actor.person:
        return _answer_person(phrase, named, head, country)
    if phrase.former and _leaves_office(actor, head):
        return generic_actor(country, "ELI", ActorRule.FORMER_ROLE)
    if head is None:
        return ActorAnswer(actor.actor_id, actor.name, country, named.sector or None, named.rule)
    sector = head.role.sector
    said_little = head.role.strength is not Strength.STRONG or sector == "UNK" or head.key in _BELONGING
    if said_little or sector == named.sector or (named.sector in _ARMED - {"UNK"} and sector in _ARMED):
        return ActorAnswer(actor.actor_id, actor.name, country, named.sector or None, ActorRule.PART)
    if head.first > named.last or not _owned(phrase, named):
        return generic_actor(country, sector, ActorRule.PART)
    if named.sector:
        return ActorAnswer(actor.actor_id, actor.name, country, named.sector, ActorRule.PART)
    return ActorAnswer(actor.actor_id, actor.name, country, sector if sector != "IGO" else None, ActorRule.PART)


def _leaves_office(actor: Actor, head: RoleMatch | None) -> bool:
    """Whether a former somebody of a body is out of office: a former White House official."""
    if head is None:
        return actor.sector in _OFFICES and actor.rank == 0
    return head.role.sector in _OFFICES | {"UNK", "PTY"} and actor.sector in _OFFICES | {"", "PTY"}


def _answer_person(phrase: Phrase, named: _Named, head: RoleMatch | None, country: str | None) -> ActorAnswer:
    actor, sector, rule = named.actor, named.sector, named.rule
    if head and head.first > named.last and head.role.strength is not Strength.UNIT:
        follower = head.role.sector
        return generic_actor(country, follower if follower != "UNK" else None, ActorRule.PART)
    if _owned(phrase, named) and head:
        follower = head.role.sector
        return generic_actor(country, None if follower == "UNK" else follower, ActorRule.PART)
    if phrase.former and sector in _OFFICES:
        return ActorAnswer(actor.actor_id, actor.name, country, "ELI", ActorRule.FORMER)
    titled = head.role.sector if head and head.role.strength is not Strength.UNIT and head.role.sector != "UNK" else ""
    if sector == "ELI" and titled in ("GOV", "LEG", "MIL", "SPY", "JUD") and rule is ActorRule.FORMER:
        return ActorAnswer(actor.actor_id, actor.name, country, titled, ActorRule.OFFICE)
    return ActorAnswer(actor.actor_id, actor.name, country, sector or titled or None, rule)


def _owned(phrase: Phrase, named: _Named) -> bool:
    """Whether the name stands after a preposition that makes the actor a part of it: members of the group."""
    place = named.first - 1
    while place >= 0 and phrase.tokens[place].plain in ("the", "a", "an"):
        place -= 1
    return place >= 0 and phrase.tokens[place].plain in OWNERS


def _head(phrase: Phrase, named: _Named) -> RoleMatch | None:
    """The role that stands beside the name, outside of it."""
    last = len(phrase.tokens) - 1
    after = _first_segment_end(phrase, named.last + 1)
    if after >= named.last + 1:
        match = head_role(phrase, named.last + 1, after)
        if match:
            return match
    if named.first > 0 and last >= 0:
        return head_role(phrase, min(phrase.core_start, named.first), named.first - 1)
    return None


def _first_segment_end(phrase: Phrase, first: int) -> int:
    for _, start, end in phrase.segments():
        if start <= first <= end:
            return end
    return first - 1


# Described actors


def _answer_described(phrase: Phrase, hint: str | None) -> ActorAnswer | None:
    if hint and _is_bare_country(phrase.text):
        return generic_actor(hint, None, ActorRule.COUNTRY)
    head = _described_head(phrase)
    sector = _sector_of(head, phrase)
    capital = None if hint else country_of(_visible(phrase))
    if capital and capital.rule is CountryRule.CAPITAL:
        return generic_actor(capital.country, sector if head else None, ActorRule.COUNTRY)
    place, city = (None, False) if hint else _place_in(phrase, head)
    country = hint or place or _spoken_for(phrase)
    if country and sector:
        rule = ActorRule.PLACE_ROLE if place else ActorRule.COUNTRY_ROLE
        return generic_actor(country, sector, ActorRule.FORMER_ROLE if _left_office(phrase, head) else rule)
    if country:
        if place and city and head is None and phrase.core_start == 0 and phrase.tokens[0].capital:
            return generic_actor(country, "CVL", ActorRule.PLACE)
        return generic_actor(country, None, ActorRule.PLACE if place else ActorRule.COUNTRY)
    if sector:
        return generic_actor(None, sector, ActorRule.FORMER_ROLE if _left_office(phrase, head) else ActorRule.ROLE)
    return None


def _spoken_for(phrase: Phrase) -> str | None:
    """Country of the body for which somebody speaks: a spokesman for the Iranian police."""
    segments = list(phrase.segments())
    if len(segments) < 2 or segments[1][0] != "for" or segments[1][2] < segments[1][1]:
        return None
    match = head_role(phrase, *segments[0][1:])
    if match is None or match.key not in _SPEAKERS:
        return None
    found = country_of(_visible(phrase)[phrase.tokens[segments[1][1]].start :])
    return found.country if found else None


def _described_head(phrase: Phrase) -> RoleMatch | None:
    """The role that says the sector: of the words before any preposition, or else of what they are part of."""
    weak: RoleMatch | None = None
    for opening, first, last in phrase.segments():
        if opening and opening not in OWNERS:
            break
        match = head_role(phrase, first, last)
        if match is None:
            continue
        if match.role.strength is Strength.STRONG:
            if weak is not None and opening in ("in", "at") and weak.role.strength is Strength.WEAK:
                continue
            return match if weak is None or match.role.sector != "UNK" or weak.role.strength is Strength.UNIT else weak
        weak = weak or match
        if weak.role.strength is Strength.UNIT and match.role.strength is Strength.WEAK:
            weak = match
    return weak


def _sector_of(head: RoleMatch | None, phrase: Phrase) -> str | None:
    if head is None:
        return None
    if head.role.strength is Strength.UNIT:
        return "UNK" if head.key in _VAGUE_UNITS else None
    return "ELI" if _left_office(phrase, head) else head.role.sector


def _left_office(phrase: Phrase, head: RoleMatch | None) -> bool:
    if head is None or not phrase.former or head.role.sector not in _OFFICES:
        return False
    return head.role.sector != "MIL" or any(word in _GENERALS for word in head.key.split())


def _place_in(phrase: Phrase, head: RoleMatch | None) -> tuple[str | None, bool]:
    """Country of a place that the words name (Kano police; police in Kano), and whether it is a city."""
    found: set[tuple[str, str]] = set()
    start = phrase.core_start
    for first in range(start, len(phrase.tokens)):
        before = phrase.tokens[first - 1].plain if first else ""
        if before == "the" and first > 1:
            before = phrase.tokens[first - 2].plain
        leads = first == start and (head is None or head.last > first)
        if not leads and before not in (*OWNERS, "near", "across", "outside", "around"):
            continue
        place = _place_at(phrase, first, whole=head is None and first == start)
        if place:
            found.add(place)
    countries = {country for country, _ in found}
    return (countries.pop(), all(kind == "city" for _, kind in found)) if len(countries) == 1 else (None, False)


def _place_at(phrase: Phrase, first: int, *, whole: bool) -> tuple[str, str] | None:
    if not phrase.tokens[first].capital or phrase.tokens[first].masked:
        return None
    known = load_places()
    for last in range(min(first + 3, len(phrase.tokens) - 1), first - 1, -1):
        if whole and last != len(phrase.tokens) - 1:
            break
        key = phrase.key(first, last)
        if key in known and (key not in load_roles()):
            return known[key]
    return _swapped(phrase.tokens[first].plain, known) if not whole else None


def _swapped(word: str, known: dict[str, tuple[str, str]]) -> tuple[str, str] | None:
    """Country of a place whose name has two neighbouring letters swapped."""
    if len(word) < 5 or word in load_roles():
        return None
    swaps = (word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(1, len(word) - 1))
    found = {known[swap] for swap in swaps if swap in known}
    return found.pop() if len(found) == 1 else None


# Several actors in one mention

_JOINTS = (" and ", " & ", ", and ", " as well as ", ", ", " or ", "/")
_BODIES = frozenset(("ministry", "minister", "department", "secretary", "committee", "commission", "council", "bureau",
                     "office", "agency", "between", "search", "law", "federation", "union", "society"))  # fmt: skip


def split_actor(text: str, table: ActorTable | None = None) -> tuple[str, ...]:
    """The mentions of which a mention is made: "UAE and Russian envoys" is "UAE envoys", "Russian envoys".

    A text that is one actor, as far as can be told, comes back alone, unchanged.
    """
    known = table or load_actors()
    if len(text) > 300 or not any(joint in text for joint in _JOINTS):
        return (text,)
    country = country_of(text)
    if known.has(key_of(text)) or (country and any(joint in text[country.start : country.end] for joint in _JOINTS)):
        return (text,)
    parts = [part for part in _cut(text) if part.strip()]
    if not 2 <= len(parts) <= 6 or not all(_stands_alone(part, known) for part in parts):
        return (text,)
    if any(word in _BODIES for part in parts[:-1] for word in key_of(part).split()):
        return (text,) if not all(_country_in(Phrase.of(part)) for part in parts) else tuple(_completed(parts))
    return tuple(_completed(parts))


def _cut(text: str) -> Iterator[str]:
    pieces = [text]
    for joint in _JOINTS:
        pieces = [part for piece in pieces for part in piece.split(joint)]
    yield from (piece.strip() for piece in pieces)


def _stands_alone(part: str, table: ActorTable) -> bool:
    """Whether a part names somebody: a country, a row of the table, or a role in the plural."""
    phrase = Phrase.of(part)
    if phrase.core_start >= len(phrase.tokens):
        return False
    if _country_in(phrase) or table.has(phrase.key(phrase.core_start, len(phrase.tokens) - 1)):
        return True
    if _named_inside(phrase, None, ActorContext(), TABLE_DATE, table):
        return True
    _, first, last = next(phrase.segments())
    match = head_role(phrase, first, last)
    return (
        match is not None
        and match.last == last
        and match.role.strength is Strength.STRONG
        and (phrase.tokens[last].plain.endswith(("s", "men", "people", "police", "military", "army", "government")))
    )


def _completed(parts: Sequence[str]) -> Iterator[str]:
    """Give what stands once to every part that is a bare country: "UAE and Russian envoys", "leaders of A and B"."""
    noun, opening = _noun_after_country(parts[-1]), _words_before_country(parts[0])
    for place, part in enumerate(parts):
        if not _is_bare_country(part):
            yield part
        elif noun and place < len(parts) - 1:
            yield f"{part} {noun}"
        else:
            yield f"{opening}{part}" if place else part


def _is_bare_country(part: str) -> bool:
    match = country_of(part)
    if match is None or match.rule is CountryRule.USAGE:
        return False
    return match.start <= len("the ") and match.end == len(part)


def _noun_after_country(part: str) -> str:
    country, phrase = country_of(part), Phrase.of(part)
    return part[country.end :].strip() if country and country.end < len(part) and phrase.tokens else ""


def _words_before_country(part: str) -> str:
    country = country_of(part)
    if (
        country is None
        or country.end != len(part)
        or not part[: country.start].rstrip().endswith((" of", " from", " in"))
    ):
        return ""
    return part[: country.start]
