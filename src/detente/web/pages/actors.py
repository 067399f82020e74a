"""Actors: who is named in the ledger, and a page for each: names, offices, relations, incidents, reports."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from starlette.requests import Request
from starlette.responses import Response

from detente.actors.names import key_of as name_key
from detente.actors.resolve import NAMES_OF_SECTORS as SECTOR_NAMES
from detente.actors.table import Actor, Kind, load_actors
from detente.relations import parties
from detente.relations.act import Level
from detente.relations.overview import within
from detente.relations.series import DONE
from detente.relations.standing import Standing
from detente.web import incident_words
from detente.web.actor_lookup import Entry, Found, directory, is_country, look_up, members_of, search
from detente.web.pages.basis import PATIENCE, Basis, awaited, basis_at, name_of
from detente.web.rendering import page
from detente.web.state import AppState, Lately, state_of

ROWS = 100
"""Actors on one page of the list."""
LISTED = 30
"""Names, incidents and reports of one actor that its page lists, the others are counted."""
DYADS = 40
"""Dyads of one actor that its page lists."""
SIMILAR = 10
"""Actors of the table that are offered beside those of the ledger."""

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class DyadLine:
    """How one actor stands with another."""

    other: str
    standing: Standing
    acts: int
    """Done."""
    not_done: int
    last: date


@dataclass(frozen=True, slots=True)
class ActorView:
    """All that is told of one actor but its relations."""

    key: str
    name: str
    country: str | None
    sector: str | None
    rows: tuple[Actor, ...]
    """Rows of the table of actors: one for each spell in an office or on a side."""
    other_names: tuple[str, ...]
    """Of all rows, or of a country in the table of countries."""
    members: tuple[Entry, ...]
    """Of a country, its actors that are named most."""
    found: Found

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What the rows call it; "person" only where no row knows more: some sources call every name a person."""
        kinds = tuple(dict.fromkeys(row.kind for row in self.rows))
        return tuple(kind for kind in kinds if kind is not Kind.PERSON) or kinds


@router.get("/actors")
def actors(
    request: Request,
    state: Annotated[AppState, Depends(state_of)],
    q: Annotated[str, Query(max_length=200)] = "",
    start: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> Response:
    """All actors that events name, or those with some words in their name or key."""
    entries = _directory(state)
    if entries.value is None:
        return page(request, "actors.html", waiting=True, q=q, found=(), start=0, total=0, rows_a_page=ROWS, near=())
    found = search(entries.value, q)
    return page(
        request,
        "actors.html",
        waiting=False,
        q=q,
        found=found[start : start + ROWS],
        start=start,
        total=len(found),
        rows_a_page=ROWS,
        near=_near(q, {entry.key for entry in found}) if q.strip() else (),
        sectors=SECTOR_NAMES,
        name_of=name_of,
    )


@router.get("/actors/{key:path}")
def actor(request: Request, key: str, state: Annotated[AppState, Depends(state_of)]) -> Response:
    """One actor by its key: a country (RUS), a country and sector (RUS:MIL), or an ``actor_id``."""
    if len(key) > 300:
        raise HTTPException(404, "no actor has so long a key")
    entries = _directory(state)
    listed = next((entry for entry in entries.value or () if entry.key == key), None)
    found = state.answer(("actor", key), lambda: _found(state, key, listed.countries if listed else ()))
    view = actor_view(key, found, entries.value or ())
    if view is None:
        raise HTTPException(404, f"no actor {key} is known")
    level = level_of(key)
    basis = basis_at(state, level)
    return page(
        request,
        "actor.html",
        view=view,
        level=level,
        dyads=dyads_of(basis.value, key) if basis.value else (),
        most_dyads=DYADS,
        waiting=basis.value is None or entries.value is None,
        fresh=basis.fresh and entries.fresh,
        sectors=SECTOR_NAMES,
        name_of=name_of,
        tell=incident_words,
    )


def actor_view(key: str, found: Found, entries: tuple[Entry, ...]) -> ActorView | None:
    """What tables and ledger tell of an actor; None where none of them knows it."""
    rows = load_actors().spells(key)
    country, _, rest = key.partition(":")
    by_code = name_of(key) != key
    if not rows and not by_code and not found.events:
        return None
    listed = next((entry for entry in entries if entry.key == key), None)
    name = name_of(key) if by_code or listed is None else listed.name
    others = dict.fromkeys(_other_names(key, rows))
    return ActorView(
        key=key,
        name=name,
        country=country if is_country(country) else None,
        sector=rest if rest in SECTOR_NAMES else (rows[-1].sector or None if rows else None),
        rows=rows,
        other_names=tuple(other for other in others if other.casefold() != name.casefold()),
        members=members_of(entries, key, LISTED) if is_country(key) else (),
        found=found,
    )


def level_of(key: str) -> Level:
    """The level at which a key names a party."""
    if is_country(key):
        return Level.COUNTRY
    return Level.SECTOR if key.partition(":")[2] in SECTOR_NAMES else Level.ORGANISATION


def dyads_of(basis: Basis, key: str) -> tuple[DyadLine, ...]:
    """The dyads of a party on the evening of the last day, by acts up to today, those with most acts done first."""
    if not basis.acts:
        return ()
    morning = (basis.last or basis.acts[-1].day) + timedelta(days=1)
    lines = []
    for dyad, several in basis.by_dyad.items():
        if key in dyad and (acts := within(several, None, basis.until)):
            done = sum(act.status in DONE for act in acts)
            other = dyad[1] if dyad[0] == key else dyad[0]
            lines.append((done, other, dyad, len(acts) - done, acts[-1].day))
    lines.sort(key=lambda line: (-line[0], line[1]))
    return tuple(
        DyadLine(other, basis.stands.standing(*dyad, morning), done, not_done, last)
        for done, other, dyad, not_done, last in lines
    )


def _found(state: AppState, key: str, countries: tuple[str, ...]) -> Found:
    with state.ledger.connection() as connection:
        return look_up(connection, key, LISTED, countries)


def _directory(state: AppState) -> Lately[tuple[Entry, ...]]:
    def make() -> tuple[Entry, ...]:
        with state.ledger.connection() as connection:
            return directory(connection)

    return awaited(state, "directory of actors", make, PATIENCE)


def _near(words: str, known: set[str]) -> tuple[Actor, ...]:
    """Actors of the table with this name, or one that is spelt much like it, that are not listed already."""
    table = load_actors()
    rows = {row.actor_id: row for row in (*table.named(name_key(words)), *table.spelled_like(words))}
    return tuple(row for key, row in rows.items() if key not in known)[:SIMILAR]


def _other_names(key: str, rows: tuple[Actor, ...]) -> Iterator[str]:
    for row in rows:
        yield from row.other_names
    if is_country(key):
        yield from parties._all_country_names().get(key, ())
