"""What grouping has found written to the ledger: incidents that are new, and what of the old ones holds in their place.

An incident that comes out as it was keeps its row. Every function works in a transaction of its caller's.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from detente.error import DetenteError
from detente.incidents.groups import Change, Group, Joined, Standing
from detente.incidents.incident import Incident, Member
from detente.incidents.versions import incident_of
from detente.ledger.doubting import doubt_rows, write_doubts
from detente.ledger.held import LedgerHeld
from detente.ledger.rows import Row
from detente.ledger.schema import block_keys, events, incident_members, incidents, standing
from detente.ledger.told import Told, parts_of, told

_SAME = ("incident_id", "type", "status", "confidence", "publishers")
_DAYS = ("first_day", "last_day")
_SITE = {"place": "name", "country": "country", "lat": "lat", "lon": "lon", "precision": "precision"}
_SUMMARY = (*_SAME, *_DAYS, *_SITE)
_MEMBER = ("event", "rule", "joined_to", "probability", "parts")


def place(connection: Connection, change: Change, added: Mapping[str, int], grouping: int) -> int:
    """Writes the change; ``added`` has the row of each event that arrives. Returns how many incidents are new."""
    _require_whole(change, added)
    grouped = [joined.event_id for group in change.groups for joined in group.members]
    written = [one.event_id for one in change.standings]
    before = LedgerHeld(connection).numbers({*grouped, *written, *change.gone})
    numbers = before | dict(added)
    old = _holding(connection, {*grouped, *change.gone})
    found = _found(connection, change.groups, numbers)
    new = _without_kept(found, old, _next_number(connection), grouping)
    _write_incidents(connection, new)
    _write_standings(connection, change, before, numbers, added)
    write_doubts(connection, [row for rows in found for row in rows.doubts], before.values())
    _supersede(connection, old, found, new, grouped=set(grouped), gone=set(change.gone))
    return len(new)


def _require_whole(change: Change, added: Mapping[str, int]) -> None:
    grouped = Counter(joined.event_id for group in change.groups for joined in group.members)
    standing_now = {one.event_id for one in change.standings}
    for name in added:
        if name not in grouped or name not in standing_now:
            raise DetenteError("grouping", f"has put event {name!r} nowhere")
    for name, count in grouped.items():
        if count > 1 or name in change.gone:
            raise DetenteError("grouping", f"has put event {name!r} in two places")


@dataclass(frozen=True, slots=True)
class _Rows:
    """An incident as rows: without numbers, so that old and new ones can be compared."""

    summary: Row
    members: tuple[Row, ...]
    event_ids: tuple[str, ...]
    """The one that founds comes first."""
    doubts: tuple[Row, ...] = ()
    """How much each member is to be doubted; not looked up of incidents that were kept."""


def _found(connection: Connection, groups: Sequence[Group], numbers: Mapping[str, int]) -> list[_Rows]:
    """The groups as incidents, by their ids."""
    ordered = sorted(groups, key=lambda group: group.group_id)
    rows = [numbers[joined.event_id] for group in ordered for joined in group.members]
    known = told(connection, sorted(rows))
    return [_rows(group, known, numbers) for group in ordered]


def _rows(group: Group, known: Mapping[int, Told], numbers: Mapping[str, int]) -> _Rows:
    members = [_member(joined, known[numbers[joined.event_id]]) for joined in group.members]
    return _Rows(
        summary_row(incident_of(group.group_id, members)),
        tuple(sorted((_member_row(joined, numbers) for joined in group.members), key=lambda row: row["event"])),
        tuple(joined.event_id for joined in group.members),
        tuple(doubt_rows(members, numbers)),
    )


def _member(joined: Joined, found: Told) -> Member:
    return Member(found.event, found.telling, joined.rule, joined.joined_to, joined.probability, joined.parts)


def _member_row(joined: Joined, numbers: Mapping[str, int]) -> Row:
    parts = [[part.comparison, part.level, part.weight] for part in joined.parts]
    return {
        "event": numbers[joined.event_id],
        "rule": str(joined.rule),
        "joined_to": None if joined.joined_to is None else numbers[joined.joined_to],
        "probability": joined.probability,
        "parts": json.dumps(parts, ensure_ascii=False, separators=(",", ":")),
    }


def summary_row(incident: Incident) -> Row:
    """What incidents are looked for by; of days with one end open the other end stands for both, as of events."""
    first, last = incident.first_day or incident.last_day, incident.last_day or incident.first_day
    days = {"first_day": first and first.isoformat(), "last_day": last and last.isoformat()}
    site = {name: incident.site and getattr(incident.site, field) for name, field in _SITE.items()}
    return {name: getattr(incident, name) for name in _SAME} | days | site


def _holding(connection: Connection, event_ids: Collection[str]) -> dict[int, _Rows]:
    """By row the incidents that hold now and have one of these events, in any reading of it."""
    numbers: set[int] = set()
    for asked in parts_of(sorted(event_ids)):
        query = select(incidents.c.id).distinct().where(incidents.c.holds)
        query = query.join(incident_members, incident_members.c.incident == incidents.c.id)
        query = query.join(events, events.c.id == incident_members.c.event).where(events.c.event_id.in_(asked))
        numbers.update(connection.execute(query).scalars())
    return _incident_rows(connection, sorted(numbers))


def _incident_rows(connection: Connection, numbers: Sequence[int]) -> dict[int, _Rows]:
    found: dict[int, _Rows] = {}
    for asked in parts_of(numbers):
        names: defaultdict[int, list[str]] = defaultdict(list)
        members: defaultdict[int, list[Row]] = defaultdict(list)
        query = select(incident_members, events.c.event_id).join(events, events.c.id == incident_members.c.event)
        query = query.where(incident_members.c.incident.in_(asked)).order_by(incident_members.c.event)
        for row in connection.execute(query).mappings():
            members[row["incident"]].append({name: row[name] for name in _MEMBER})
            names[row["incident"]].insert(
                0 if row["rule"] == "founds" else len(names[row["incident"]]), row["event_id"]
            )
        for row in connection.execute(select(incidents).where(incidents.c.id.in_(asked))).mappings():
            summary = {name: row[name] for name in _SUMMARY}
            found[row["id"]] = _Rows(summary, tuple(members[row["id"]]), tuple(names[row["id"]]))
    return found


def _without_kept(found: Iterable[_Rows], old: Mapping[int, _Rows], number: int, grouping: int) -> dict[int, _Rows]:
    """By the rows that they get those of the incidents that are not there already; their summaries made whole."""
    by_founder = {rows.event_ids[0]: rows for rows in old.values()}
    new: dict[int, _Rows] = {}
    for rows in found:
        kept = by_founder.get(rows.event_ids[0])
        if kept is None or (kept.summary, kept.members) != (rows.summary, rows.members):
            new[number + len(new)] = rows
    return {
        row: _Rows(rows.summary | {"id": row, "grouping": grouping, "holds": True}, rows.members, rows.event_ids)
        for row, rows in new.items()
    }


def _write_incidents(connection: Connection, new: Mapping[int, _Rows]) -> None:
    if new:
        connection.execute(insert(incidents), [rows.summary for rows in new.values()])
        members = [member | {"incident": number} for number, rows in new.items() for member in rows.members]
        connection.execute(insert(incident_members), members)


def _write_standings(
    connection: Connection,
    change: Change,
    before: Mapping[str, int],
    numbers: Mapping[str, int],
    added: Collection[str],
) -> None:
    written: dict[str, Standing] = {one.event_id: one for one in change.standings}
    # One that stands otherwise because another left, and is to be put into incidents anew itself, still is.
    due = _still_due(connection, [before[name] for name in written.keys() - added])
    leaving = [before[name] for name in {*written, *change.gone} if name in before]
    for asked in parts_of(sorted(leaving)):
        for table in (standing, block_keys):
            connection.execute(delete(table).where(table.c.event.in_(asked)))
    rows = [
        {
            "event": numbers[name],
            "event_id": name,
            "telling": one.telling,
            "sort": one.sort,
            "changed": numbers[name] in due,
        }
        for name, one in written.items()
    ]
    keys = [{"key": key, "event": numbers[name]} for name, one in written.items() for key in one.keys]
    for table, several in ((standing, rows), (block_keys, keys)):
        if several:
            connection.execute(insert(table), several)


def _still_due(connection: Connection, numbers: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for asked in parts_of(sorted(numbers)):
        query = select(standing.c.event).where(standing.c.event.in_(asked), standing.c.changed)
        found.update(connection.execute(query).scalars())
    return found


def _supersede(
    connection: Connection,
    old: Mapping[int, _Rows],
    found: Iterable[_Rows],
    new: Mapping[int, _Rows],
    *,
    grouped: Collection[str],
    gone: Collection[str],
) -> None:
    """Says of each old incident that is not one of those found what holds now: where most of its events are.

    Of several the one that has the event it was founded by, else the first.
    """
    now = {name: number for number, rows in new.items() for name in rows.event_ids}
    kept_founders = {rows.event_ids[0] for rows in found} - {rows.event_ids[0] for rows in new.values()}
    for number, rows in sorted(old.items()):
        if rows.event_ids[0] in kept_founders:
            continue
        _require_all_placed(connection, [name for name in rows.event_ids if name not in grouped and name not in gone])
        votes = Counter(now[name] for name in rows.event_ids if name in now)
        founder = now.get(rows.event_ids[0])
        chosen = max(votes, key=lambda one: (votes[one], one == founder, -one), default=None)
        values = {"holds": False, "superseded_by": chosen}
        connection.execute(update(incidents).where(incidents.c.id == number).values(values))


def _require_all_placed(connection: Connection, left: Sequence[str]) -> None:
    """Events that nobody has placed must be those that still wait for it."""
    stranded = LedgerHeld(connection).numbers(left)
    if stranded:
        raise DetenteError("grouping", f"has taken its incident from event {min(stranded)!r} and put it nowhere")


def _next_number(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(incidents.c.id), 0))).scalar_one()) + 1
