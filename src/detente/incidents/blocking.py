"""Blocking: which events are compared at all, so that a million events need some ten million comparisons.

An event stands under keys: a day, with a part of the map, a division, the two parties or the words that tell it. Two
events are candidates if under some key they stand within WINDOW of one another, in an order that brings together what
agrees further: sorted neighbourhood (M. A. Hernández and S. J. Stolfo, The merge/purge problem for large databases,
1995) within blocks. A block of WINDOW events or fewer is compared whole; a larger one grows in pairs as it grows in
events. One half of the keys orders by parties first, the other by tolls and words, so that in a crowded block an event
has neighbours of both kinds.

Candidates depend on the events alone, not on their order of arrival, and an event that arrives changes them only
between events that stand within WINDOW of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from math import floor
from typing import NamedTuple

from detente.incidents.columns import division_of, fineness_of, party_key, trigger_of
from detente.incidents.evidence import Evidence, Number
from detente.incidents.incident import Party, Site

WINDOW = 12
"""How far two candidates stand apart in the order of a block."""
LONGEST_DAYS = 31
"""An interval of more days says too little of the day: it meets only intervals that are the same."""
GRID_DEGREES = 0.5
"""Cells of the map are half a degree wide, about 55 km north to south; a second grid stands half a cell off, so that
places of one town meet in one of the two."""
_TOWN, _DISTRICT = 1, 2
_PARTIES = 2
"""Of the actors, and of the recipients, so many make keys."""
_SLOT_SHIFT = 40
"""Keys of one day lie together: the day in the high bits, a digest in the low ones."""
_AFTER_ALL_DAYS = 1 << 22
"""No day of the calendar is so late; the slots after it are those of long intervals."""
WORDS_FIRST = 1
"""Keys with this bit order by tolls and words first, the others by parties and places."""


class Order(NamedTuple):
    """Where an event stands in a block, in each of two orders; ties go by event id."""

    parties_first: str
    words_first: str


def keys_of(evidence: Evidence) -> tuple[int, ...]:
    """Keys of an event, 64 bits signed, without repeats."""
    aspects = tuple(_aspects(evidence))
    dated = (_key(aspect, slot, words_first) for slot in _slots(evidence) for aspect, words_first in aspects)
    report = _key(f"report {evidence.report_id}", 0, words_first=False)
    return tuple(dict.fromkeys((*dated, report)))


def sort_of(evidence: Evidence) -> str:
    """What orders the events under a key; see ``order_of``."""
    kind = _short(evidence.type)
    parties = _short(_dyad(evidence.actors[0] if evidence.actors else None, _first(evidence.recipients)) or "")
    place = _short(repr(evidence.sites[0])) if evidence.sites else "0000"
    toll = "".join(map(_four, (evidence.killed, evidence.injured, evidence.detained)))
    words = _short(trigger_of(evidence.words))
    return f"{kind}{parties}{place}{toll}{words} {kind}{toll}{words}{place}{parties}"


def order_of(key: int, sort: str) -> str:
    """Of a ``sort`` the part that orders the events under this key."""
    parties_first, words_first = sort.split(" ")
    return words_first if key & WORDS_FIRST else parties_first


def _slots(evidence: Evidence) -> Iterable[int]:
    """Days on which the event may have been, and the next, so that events of two days that follow one another meet."""
    if evidence.first is None or evidence.last is None:
        return (0,)
    if evidence.last - evidence.first > LONGEST_DAYS:
        return (_AFTER_ALL_DAYS + _digest(f"{evidence.first} {evidence.last}") % _AFTER_ALL_DAYS,)
    return range(evidence.first, evidence.last + 2)


def _aspects(evidence: Evidence) -> Iterator[tuple[str, bool]]:
    """What stands in a key beside the day, and whether it orders by words first."""
    precise = [site for site in evidence.sites if fineness_of(site) <= _DISTRICT and site.lat is not None]
    for site in precise[:_PARTIES]:
        yield _cell(site, 0.0), False
        yield _cell(site, GRID_DEGREES / 2), True
    for division in dict.fromkeys(map(division_of, evidence.sites)):
        if division:
            yield f"division {division}", True
    dyads = list(dict.fromkeys(_dyads(evidence)))
    for dyad in dyads:
        yield f"dyad {dyad}", False
    if not precise:
        for party in (*evidence.actors[:_PARTIES], *evidence.recipients[:_PARTIES]):
            yield f"party {evidence.type} {_wide(party)}", True
    if not precise or not dyads:
        yield f"words {evidence.type} {trigger_of(evidence.words)}", False


def _cell(site: Site, offset: float) -> str:
    assert site.lat is not None
    assert site.lon is not None
    row, column = floor((site.lat + offset) / GRID_DEGREES), floor((site.lon + offset) / GRID_DEGREES)
    return f"cell {offset} {row} {column}"


def _dyads(evidence: Evidence) -> Iterator[str]:
    for actor in evidence.actors[:_PARTIES]:
        for recipient in evidence.recipients[:_PARTIES]:
            dyad = _dyad(actor, recipient)
            if dyad:
                yield dyad


def _dyad(actor: Party | None, recipient: Party | None) -> str | None:
    """Two parties without direction."""
    if actor is None or recipient is None:
        return None
    return "~".join(sorted((_wide(actor), _wide(recipient))))


def _wide(party: Party) -> str:
    """The country, so that an army and its country meet; without one the sector or the words."""
    _, name, country, sector = party_key(party)
    return country or sector or name


def _key(aspect: str, slot: int, words_first: bool) -> int:
    return slot << _SLOT_SHIFT | _digest(aspect) & ~WORDS_FIRST | words_first


@lru_cache(maxsize=1 << 16)
def _digest(aspect: str) -> int:
    return int.from_bytes(blake2b(aspect.encode("utf-8", "surrogatepass"), digest_size=_SLOT_SHIFT // 8).digest())


@lru_cache(maxsize=1 << 16)
def _short(text: str) -> str:
    """Four characters that are the same for the same text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=2).hexdigest()


def _four(toll: Number | None) -> str:
    """Tolls that are near lie near; four characters."""
    return "----" if toll is None else f"{min(toll[0], 9999):04}"


def _first(parties: Sequence[Party]) -> Party | None:
    return parties[0] if parties else None
