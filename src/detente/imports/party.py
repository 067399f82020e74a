"""Party: an actor or recipient of a row, from its name and from the columns that tell its country and sector."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from detente.actors.resolve import ActorAnswer, resolve_actor
from detente.actors.table import INTERNATIONAL
from detente.event import ActorMention


class PartyRule(StrEnum):
    """What gave a party of a row: the closed list that stands as ``rule`` in its event record."""

    NAMED = "named actor of a table row"
    """An actor of the table of actors bears the name; what the columns state of country and sector counts."""
    COLUMNS = "columns of a table row"
    """The columns alone tell country and sector."""
    WORDS = "words of a table row"
    """The name tells country or sector as the words of a report would."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says of one party; country and sector as Detente's codes, None where it states none."""

    name: str | None
    country: str | None = None
    sector: str | None = None


def parties(said: Said, on: date) -> tuple[ActorMention, ...]:
    """The party as a mention without words; none where the row says nothing of it.

    The columns win. An actor of the table of actors is named only where its country is not another one than the
    columns state. Somebody of an international body (sector IGO) acts for that body: the country that columns state of
    such people is that of their passport, unless the table of actors has them as acting for it.
    """
    if said == Said(None):
        return ()
    return (_party(said, on.isoformat()),)


@lru_cache(maxsize=16384)
def _party(said: Said, on: str) -> ActorMention:
    found = _found(said.name, on) if said.name else None
    country, sector = _international(said, found) if said.sector == "IGO" else _stated(said, found)
    named = found if found and found.actor_id and not _is_generic(found) and _agree(country, found) else None
    if named:
        return _mention(named.actor_id, named.name, country, sector, PartyRule.NAMED)
    actor_id = f"{country}:{sector}" if country and sector else country
    stated = said.country is not None or said.sector is not None
    rule = PartyRule.COLUMNS if stated else PartyRule.WORDS if country or sector else None
    return _mention(actor_id, said.name or actor_id or sector, country, sector, rule)


def _found(name: str, on: str) -> ActorAnswer | None:
    """Who bears the name; of ``JNIM: Group for Support of Islam and Muslims`` one half may be better known."""
    answers = [resolve_actor(one, None, on) for one in (name, *name.split(": ")[::-1])]
    named = (one for one in answers if one and one.actor_id and not _is_generic(one))
    return next(named, answers[0])


def _stated(said: Said, found: ActorAnswer | None) -> tuple[str | None, str | None]:
    """Country and sector as the columns state them, else as the name tells."""
    known = (found.country, found.sector) if found else (None, None)
    return said.country or known[0], said.sector or known[1]


def _international(said: Said, found: ActorAnswer | None) -> tuple[str, str | None]:
    """As the name tells, where it is one of an international body or of the country stated; else of some such body."""
    if found and found.country and (found.country in INTERNATIONAL or found.country == said.country):
        return found.country, found.sector
    return "IGO", None


def _is_generic(found: ActorAnswer) -> bool:
    """Whether the answer is a country, or its sector, and no actor of its own."""
    return ":" not in (found.actor_id or "") or found.actor_id == f"{found.country}:{found.sector}"


def _agree(country: str | None, found: ActorAnswer) -> bool:
    return found.country in (None, country) or found.country in INTERNATIONAL


def _mention(
    actor_id: str | None, name: str | None, country: str | None, sector: str | None, rule: PartyRule | None
) -> ActorMention:
    return ActorMention(0, 0, "", actor_id, name, country, sector, rule.value if rule else None)
