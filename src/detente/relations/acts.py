"""Acts from incidents: every pair of parties once, at the level asked for."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations, product

from detente.incidents.incident import Incident, Party
from detente.relations.act import Act, Level

STATE_SECTORS = frozenset((None, "GOV", "MIL", "LEG", "JUD", "SPY", "COP", "ELI"))
"""Sectors that count as the state at the level of countries.

The three powers, their armed forces, police and services act in the state's name, and so does whoever is named by the
country alone. Former officials and elites (ELI) are counted in: those who act across a border are mostly envoys and
royals, and a minister stands in this sector where the table of actors has no row of the office. Rebels, parties,
crowds, companies, churches and media are not the state, even where one rules: what they do is seen at the finer levels.
"""

MUTUAL = frozenset(("AGREE", "CONSULT", "COOPERATE"))
"""Types whose sides all stand as actors, with nobody as recipient: deals, talks and joint work."""

CEASEFIRE = ("RETREAT", "ceasefire")
"""Type and mode that are mutual too."""

CLASHES = ("clash", "fight", "fought", "battl", "skirmish", "exchang", "shootout", "crossfire")
"""How the words of a mutual assault begin or go on (gunfight). Of any other assault without a recipient, several actors
did it together to nobody known: allies who bomb side by side have not fallen out."""

_MANY = frozenset(("IGO", "IMG"))
"""International bodies and groups of no one country: each code stands for many, which have no one relation."""


def acts_of(incidents: Iterable[Incident], level: Level = Level.COUNTRY) -> Iterator[Act]:
    """All acts of the incidents, in their order; incidents without a day or without two parties give none.

    One incident gives each pair of actor and recipient once, however many events or names tell it. A party that stands
    on both sides is at odds or in talks with itself, which is no dyad.
    """
    for incident in incidents:
        if incident.first_day is not None:
            for actor, recipient in _pairs(incident, level):
                yield _act(incident, incident.first_day, actor, recipient)


def party_key(party: Party, level: Level) -> str | None:
    """The key of a party at a level (``RUS``, ``RUS:MIL``, ``RUS:wagner-group``), None where it has none.

    At the level of countries only those who speak for the state have one.
    """
    if level is Level.ORGANISATION and party.actor_id:
        return party.actor_id
    if party.country is None or (party.country in _MANY and level is not Level.ORGANISATION):
        return None
    if level is Level.COUNTRY:
        return party.country if party.sector in STATE_SECTORS else None
    return f"{party.country}:{party.sector}" if party.sector else party.country


def _pairs(incident: Incident, level: Level) -> list[tuple[str, str]]:
    actors, recipients = _keys(incident.actors, level), _keys(incident.recipients, level)
    if not incident.recipients and _is_mutual(incident):
        return list(combinations(sorted(actors), 2))
    return sorted(_without_return(pair for pair in product(actors, recipients) if pair[0] != pair[1]))


def _is_mutual(incident: Incident) -> bool:
    if incident.type == "ASSAULT":
        return any(clash in member.event.trigger.text.casefold() for member in incident.members for clash in CLASHES)
    return incident.type in MUTUAL or (incident.type, incident.mode) == CEASEFIRE


def _keys(parties: Iterable[Party], level: Level) -> list[str]:
    return sorted({key for party in parties if (key := party_key(party, level))})


def _without_return(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """The pairs, and of two that are one another's return the one in the order of the alphabet: one act counts once."""
    found: set[tuple[str, str]] = set(pairs)
    return {(actor, recipient) for actor, recipient in found if actor < recipient or (recipient, actor) not in found}


def _act(incident: Incident, day: date, actor: str, recipient: str) -> Act:
    return Act(
        incident_id=incident.incident_id,
        day=day,
        actor=actor,
        recipient=recipient,
        type=incident.type,
        quad=incident.quad,
        score=incident.score,
        status=incident.status,
        confidence=incident.confidence,
        publishers=incident.publishers,
    )
