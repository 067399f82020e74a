"""Actors of one report: mentions in the order of the text, later ones tied to the earlier ones they stand for.

A tie is made only where one earlier actor fits: by sector, number, nearness, and by who acted before. What fits two
stays open.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from detente.actors.names import is_acronym, is_acronym_of, key_of, plain_words
from detente.actors.phrase import Phrase, RoleMatch, head_role, is_plural
from detente.actors.resolve import ActorAnswer, ActorContext, ActorRule, country_name, resolve_actor

_REACH = 3
"""Sentences back to which a pronoun may point."""
_FAR = 12
"""Sentences back to which "the group", "the minister" may point."""
_PLURAL_PRONOUNS = frozenset(("they", "them", "themselves", "their", "theirs", "both"))
_PERSON_PRONOUNS = frozenset(("he", "him", "his", "himself", "she", "her", "hers", "herself"))
_THING_PRONOUNS = frozenset(("it", "its", "itself"))
_POINTING = frozenset(("the", "this", "that", "these", "those", "its", "their", "said"))
_ARMED = frozenset(("REB", "PRM", "UAF", "CRM"))
_FIGHTERS = frozenset(
    ("militant", "fighter", "rebel", "insurgent", "gunman", "guerrilla", "extremist", "jihadist", "terrorist",
     "separatist", "militia", "militiaman", "jihadi", "islamist", "rebels", "militants", "militiamen", "gunmen",
     "fighters", "insurgents", "attacker", "armed group", "militant group", "rebel group", "terrorist group", "gang",
     "cartel", "paramilitary", "paramilitaries", "gang member", "combatant", "guerrillas")
)  # fmt: skip
_BODIES = frozenset(("group", "movement", "organization", "organisation", "faction", "network", "alliance", "outfit",
                     "coalition", "front", "bloc", "party", "company", "firm", "agency", "union",
                     "association"))  # fmt: skip
_STATE = frozenset(("GOV", "MIL", "COP", "SPY", "LEG", "JUD"))
"""Sectors of which a country has one: "the army" is that of the one country spoken of."""


@dataclass(frozen=True, slots=True)
class ActorQuery:
    """One mention of a report: its words, where it stands, and what it is to its event."""

    text: str
    sentence: int = 0
    """Number of the sentence in the report, from 0."""
    role: str = "actor"
    """actor, recipient or source."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """An earlier mention that is resolved."""

    query: ActorQuery
    answer: ActorAnswer
    plural: bool
    named: bool
    """Whether it is somebody in particular, not just a country and a sector."""
    person: bool
    key: str
    """Key of its words."""
    head: str
    """Key of what stands before its first preposition: the title and name of a person."""


def resolve_actors(
    mentions: Sequence[ActorQuery], context: ActorContext | None = None, extra: Path | None = None
) -> list[ActorAnswer | None]:
    """Tell who the mentions of one report stand for, in the order given, which is that of the text.

    Answers stand at the places of their mentions; None where nothing is certain. "the group", "they", "the minister"
    take the answer of the earlier mention they stand for, where one fits. Never raises for any text.
    """
    asked = context or ActorContext()
    seen: list[_Seen] = []
    answers: list[ActorAnswer | None] = []
    known: dict[str, ActorAnswer | None] = {}
    for query in mentions:
        if query.text not in known:
            known[query.text] = resolve_actor(query.text, asked, extra=extra)
        answer = _tied(query, known[query.text], seen) or known[query.text]
        answers.append(answer)
        if answer is not None:
            seen.append(_remember(query, answer))
    return answers


def _remember(query: ActorQuery, answer: ActorAnswer) -> _Seen:
    phrase = Phrase.of(query.text)
    special = answer.actor_id is not None and answer.actor_id not in (
        answer.country,
        f"{answer.country}:{answer.sector}",
    )
    first, last = phrase.core_start, len(phrase.tokens) - 1
    capitals = [token for token in phrase.tokens[first : last + 1] if token.capital]
    person = answer.rule in (ActorRule.OFFICE, ActorRule.SURNAME, ActorRule.FORMER) or _has_name(phrase)
    named = special or (bool(capitals) and person)
    return _Seen(query, answer, is_plural(phrase), named, person, key_of(query.text), _first_words(phrase))


def _has_name(phrase: Phrase) -> bool:
    """Whether the phrase ends in two capital words that are no role: a title and the name of a person."""
    _, first, last = next(phrase.segments())
    if last - first < 1 or not all(token.capital for token in phrase.tokens[last - 1 : last + 1]):
        return False
    return head_role(phrase, last, last) is None


def _tied(query: ActorQuery, own: ActorAnswer | None, seen: Sequence[_Seen]) -> ActorAnswer | None:
    """The answer of the earlier mention that this one stands for; None where there is none, or more than one."""
    words = plain_words(query.text)
    if not words or not seen:
        return None
    if len(words) == 1 and words[0] in _PLURAL_PRONOUNS | _PERSON_PRONOUNS | _THING_PRONOUNS:
        return _by_pronoun(words[0], query, seen)
    if own is None or own.country is None:
        by_name = _by_name(query, seen)
        if by_name is not None:
            return by_name
        return _by_role(query, own, seen)
    return None


def _by_name(query: ActorQuery, seen: Sequence[_Seen]) -> ActorAnswer | None:
    """An earlier mention that has this name in full, or of which this is the acronym."""
    key = key_of(query.text)
    if not query.text[:1].isupper() and not query.text.startswith("the "):
        return None
    short = query.text.removeprefix("the ").removeprefix("The ")
    if not short[:1].isupper() or not key:
        return None
    acronym = is_acronym(short)
    found = [
        earlier.answer
        for earlier in seen
        if earlier.answer.country is not None
        and earlier.key != key
        and (f" {earlier.head}".endswith(f" {key}") or (acronym and is_acronym_of(short, earlier.query.text)))
    ]
    return _only(found, ActorRule.EARLIER_NAME)


def _first_words(phrase: Phrase) -> str:
    _, first, last = next(phrase.segments())
    return phrase.key(first, last)


def _by_pronoun(word: str, query: ActorQuery, seen: Sequence[_Seen]) -> ActorAnswer | None:
    near = [earlier for earlier in seen if 0 <= query.sentence - earlier.query.sentence < _REACH]
    if word in _PERSON_PRONOUNS:
        near = [
            earlier for earlier in near if earlier.person or (not earlier.plural and earlier.answer.sector is not None)
        ]
        near = [earlier for earlier in near if not _is_body(earlier)]
    elif word in _PLURAL_PRONOUNS:
        near = [earlier for earlier in near if earlier.plural and not earlier.person]
    else:
        near = [earlier for earlier in near if not earlier.person]
    return _nearest(near, query, ActorRule.EARLIER_PRONOUN)


def _is_body(earlier: _Seen) -> bool:
    return earlier.named and not earlier.person


def _nearest(found: Sequence[_Seen], query: ActorQuery, rule: ActorRule) -> ActorAnswer | None:
    """The one that fits in the nearest sentence that has any; of several, the one that acted."""
    for distance in range(_FAR):
        here = [earlier for earlier in found if query.sentence - earlier.query.sentence == distance]
        if not here:
            continue
        answer = _only([earlier.answer for earlier in here], rule)
        acting = [earlier.answer for earlier in here if earlier.query.role == "actor"]
        return answer or (_only(acting, rule) if query.role == "actor" else None)
    return None


def _only(answers: Sequence[ActorAnswer], rule: ActorRule) -> ActorAnswer | None:
    """The answer if all are of one actor, with the rule that tied it."""
    kinds = {(answer.actor_id, answer.country, answer.sector) for answer in answers}
    return replace(answers[0], rule=rule) if len(kinds) == 1 else None


def _by_role(query: ActorQuery, own: ActorAnswer | None, seen: Sequence[_Seen]) -> ActorAnswer | None:
    """What "the group", "the militants", "the minister", "the army" were called before."""
    phrase = Phrase.of(query.text)
    words = plain_words(query.text)
    definite = bool(words) and words[0] in _POINTING
    near = [earlier for earlier in seen if 0 <= query.sentence - earlier.query.sentence < _FAR]
    _, first, last = next(phrase.segments())
    head = head_role(phrase, first, last)
    last_word = phrase.tokens[-1].plain if phrase.tokens else ""
    if head is None and last_word not in _BODIES:
        return None
    if definite or (head is not None and head.role.sector in _STATE):
        fits = _fitting(head, last_word, own)
        if definite and fits is not None:
            answer = _nearest([earlier for earlier in near if fits(earlier)], query, ActorRule.EARLIER_ROLE)
            if answer is not None:
                return answer
        return None if _is_of_a_body(words) else _of_the_country(own, near)
    return None


def _fitting(head: RoleMatch | None, last_word: str, own: ActorAnswer | None) -> Callable[[_Seen], bool] | None:
    """What an earlier mention must be for the role to stand for it; None where the role says too little."""
    if last_word in _BODIES or (head and head.key.split()[-1] in _BODIES and own is None):
        sectors = {"party": {"PTY"}, "company": {"BUS"}, "firm": {"BUS"}, "union": {"LAB"}}.get(last_word)
        return lambda earlier: earlier.named and not earlier.person and _sector_fits(earlier, sectors)
    if head is None:
        return None
    if head.key in _FIGHTERS or (own and own.sector in _ARMED):
        return lambda earlier: (
            not earlier.person
            and (
                earlier.answer.sector in _ARMED
                or (earlier.named and ":" in (earlier.answer.actor_id or "") and earlier.answer.sector == "PTY")
            )
        )
    sector = own.sector if own else None
    if sector is None or sector == "UNK":
        return None
    if head.role.sector in _STATE:
        return lambda earlier: (
            earlier.answer.sector == sector
            and earlier.answer.country is not None
            and (earlier.person or not earlier.named or head.key in plain_words(earlier.query.text))
            and _same_head(earlier, head)
        )
    return lambda earlier: (
        earlier.answer.sector == sector and earlier.answer.country is not None and _same_head(earlier, head)
    )


def _sector_fits(earlier: _Seen, sectors: set[str] | None) -> bool:
    if sectors is not None:
        return earlier.answer.sector in sectors
    return earlier.answer.sector not in ("GOV", "MIL", "COP", "JUD", "LEG") or earlier.answer.rule is ActorRule.NAME


def _same_head(earlier: _Seen, head: RoleMatch) -> bool:
    """Whether the earlier mention has the role's noun too, "Foreign Minister X" for "the minister"."""
    noun = head.key.split()[-1]
    words = plain_words(earlier.query.text)
    return noun in words or f"{noun}s" in words or noun.removesuffix("s") in words


def _is_of_a_body(words: Sequence[str]) -> bool:
    """Whether they speak for a body of its own, "ministers of the bloc", and not for the country spoken of.

    Also where the coder cut the body off.
    """
    return "of" in words[1:] and (words[-1] in _BODIES or words[-1] == "of")


def _of_the_country(own: ActorAnswer | None, near: Sequence[_Seen]) -> ActorAnswer | None:
    """A body of the state, of the one country of which earlier mentions with such bodies are."""
    if own is None or own.sector not in _STATE:
        return None
    same = set(_countries(earlier for earlier in near if earlier.answer.sector == own.sector))
    every = same or set(_countries(near))
    if len(every) != 1:
        return None
    country = every.pop()
    sector = own.sector
    name = f"{country_name(country)}, {(own.name or '').split(', ')[-1]}".removesuffix(", ")
    return ActorAnswer(f"{country}:{sector}", name, country, sector, ActorRule.EARLIER_COUNTRY)


def _countries(near: Sequence[_Seen] | Iterator[_Seen]) -> Iterator[str]:
    for earlier in near:
        country = earlier.answer.country
        if country and country not in ("UNO", "EUR", "IGO", "IMG"):
            yield country
