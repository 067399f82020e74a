"""What people said of the events of an incident: as it was said, where the other events are, how to take it back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, product

from sqlalchemy import Connection, and_, select

from detente.incidents.incident import Incident
from detente.ledger import Ledger
from detente.ledger.corrections import JOIN, pair_of
from detente.ledger.incident_queries import SaidByHand
from detente.ledger.schema import events, incident_members, incidents, mentions
from detente.ledger.told import parts_of

MOST_TAKEN_BACK = 500
"""Events that one form names."""
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An event that is not of this incident, and the incident that it is in now."""

    words: str
    """Of its trigger."""
    incident_id: str
    type: str
    day: str | None


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said at once: that all these events are one happening, or that two sides are two."""

    number: int
    """Of the last row that keeps it."""
    kind: str
    author: str
    made: str
    holds: bool
    sides: tuple[tuple[str, ...], ...]
    """Events: one side of a join, two of a split."""


@dataclass(frozen=True, slots=True)
class TakingBack:
    """A form that undoes the last word: joins these events to the incident again, or splits them off again."""

    action: str
    event_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ByHand:
    """All that was said of an incident's events."""

    words: tuple[Word, ...] = ()
    """The last one first."""
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)
    """By id the events named that are in other incidents now."""
    apart: tuple[Elsewhere, ...] = ()
    """Each incident once that this one was split from."""
    taking_back: tuple[TakingBack, ...] = ()


def by_hand(ledger: Ledger, incident: Incident) -> ByHand:
    """What people said of the incident's events, and what can be taken back of it."""
    own = {member.event.event_id for member in incident.members}
    words = tuple(sorted(words_of(ledger.said_by_hand(*own)), key=lambda word: -word.number))
    if not words:
        return ByHand()
    named = {name for word in words for side in word.sides for name in side}
    last = next((word for word in words if word.holds), None)
    with ledger.connection() as connection:
        elsewhere = _elsewhere(connection, sorted(named - own))
        before = _made_of(connection, incident.incident_id) if last and last.kind == JOIN else []
    return ByHand(words, elsewhere, _apart(words, elsewhere), tuple(_taking_back(last, own, elsewhere, before)))


def words_of(said: Iterable[SaidByHand]) -> list[Word]:
    """Pairs of events put together as they were said: by whom, when, and whether they still hold."""

    def at_once(one: SaidByHand) -> tuple[str, str, str, bool]:
        return one.made, one.author, one.kind, one.holds

    found: list[Word] = []
    for (made, author, kind, holds), several in groupby(sorted(said, key=at_once), at_once):
        rows = sorted(several, key=lambda one: one.number)
        number, pairs = rows[-1].number, [one.event_ids for one in rows]
        sides = [(part,) for part in _connected(pairs)] if kind == JOIN else _sides(pairs)
        found += [Word(number, kind, author, made, holds, one) for one in sides]
    return found


def _connected(pairs: Iterable[Pair]) -> list[tuple[str, ...]]:
    """The events of pairs that hang together."""
    parts: list[dict[str, None]] = []
    for pair in pairs:
        whole = dict.fromkeys(pair)
        for part in [one for one in parts if not one.keys().isdisjoint(pair)]:
            parts.remove(part)
            whole = part | whole
        parts.append(whole)
    return [tuple(part) for part in parts]


def _sides(pairs: Sequence[Pair]) -> list[tuple[tuple[str, ...], ...]]:
    """The two sides if every event of one stands with every event of the other, else each pair by itself."""
    beside: defaultdict[str, list[str]] = defaultdict(list)
    for one, other in pairs:
        beside[one].append(other)
        beside[other].append(one)
    left, right = tuple(beside[pairs[0][1]]), tuple(beside[pairs[0][0]])
    if {pair_of(one, other) for one, other in product(left, right)} == set(pairs):
        return [(left, right)]
    return [((one,), (other,)) for one, other in pairs]


def _elsewhere(connection: Connection, event_ids: Sequence[str]) -> dict[str, Elsewhere]:
    found: dict[str, Elsewhere] = {}
    query = (
        select(events.c.event_id, mentions.c.text, incidents.c.incident_id, incidents.c.type, incidents.c.first_day)
        .join(mentions, and_(mentions.c.event == events.c.id, mentions.c.role == "trigger"))
        .join(incident_members, incident_members.c.event == events.c.id)
        .join(incidents, incidents.c.id == incident_members.c.incident)
        .where(events.c.superseded_by.is_(None), incidents.c.holds)
    )
    for asked in parts_of(event_ids):
        for row in connection.execute(query.where(events.c.event_id.in_(asked))):
            found[row.event_id] = Elsewhere(row.text, row.incident_id, row.type, row.first_day)
    return found


def _made_of(connection: Connection, incident_id: str) -> list[tuple[str, ...]]:
    """The events of each incident that this one holds in the place of: the one whose id it has, then in their order."""
    now = incidents.alias("now")
    query = (
        select(incidents.c.id, events.c.event_id)
        .join(now, now.c.id == incidents.c.superseded_by)
        .join(incident_members, incident_members.c.incident == incidents.c.id)
        .join(events, events.c.id == incident_members.c.event)
        .where(now.c.incident_id == incident_id, now.c.holds)
        .order_by(incidents.c.incident_id != incident_id, incidents.c.id, events.c.id)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.id].append(row.event_id)
    return [tuple(several) for several in found.values()]


def _apart(words: Iterable[Word], elsewhere: Mapping[str, Elsewhere]) -> tuple[Elsewhere, ...]:
    named = (name for word in words if word.holds and word.kind != JOIN for side in word.sides for name in side)
    found = (elsewhere[name] for name in named if name in elsewhere)
    return tuple({one.incident_id: one for one in found}.values())


def _taking_back(
    last: Word | None, own: set[str], elsewhere: Mapping[str, Elsewhere], before: Sequence[tuple[str, ...]]
) -> list[TakingBack]:
    """Of a split a form that joins the events again; of a join one for each that came into this one."""
    if last is None:
        return []
    said = {name for side in last.sides for name in side}
    if last.kind != JOIN:
        found = [TakingBack("join", tuple(sorted(said & elsewhere.keys())))]
    else:
        parts = [part for part in before if own.issuperset(part) and not said.isdisjoint(part)]
        found = [TakingBack("split", part) for part in parts[1:]]
    return [one for one in found if 0 < len(one.event_ids) <= MOST_TAKEN_BACK]
