"""Reading: ICEWS events of 2014 as acts between states, and the list of turns."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from detente.actors.resolve import ActorAnswer, country_of, resolve_actor
from detente.actors.table import INTERNATIONAL
from detente.codebook import load_codebook
from detente.error import DetenteError
from detente.relations.act import Act
from detente.relations.acts import MUTUAL, STATE_SECTORS
from detente.relations.shifts import ShiftKind
from detente.tables import read_table

FIRST_DAY = date(2014, 1, 1)
DAYS = 365
HOURS = 24
"""The files count hours."""
PARTS = ("train.txt", "valid.txt", "test.txt")
COLUMNS = ("day", "a", "b", "kind", "what")


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the list: what a detector should find."""

    day: date
    dyad: tuple[str, str]
    kind: ShiftKind
    what: str


def read_turns(path: Path) -> tuple[Turn, ...]:
    """Turns of a list; raises DetenteError that names the line of one that is not as described in the head."""
    turns = []
    for row in read_table(path, COLUMNS):
        day, one, other, kind, what = row.cells
        if kind not in tuple(ShiftKind):
            raise row.fault(f"kind: {kind!r} is no kind of shift", f"write {' or '.join(ShiftKind)}")
        if not one < other:
            raise row.fault("the two states are not in the order of the alphabet", "turn them round")
        try:
            turns.append(Turn(date.fromisoformat(day), (one, other), ShiftKind(kind), what))
        except ValueError:
            raise row.fault(f"day: {day!r} is no day", "write it as 2014-03-01") from None
    return tuple(turns)


def read_acts(folder: Path, codes: Path) -> tuple[Act, ...]:
    """Acts between states, by day and the numbers of the actors.

    ``folder`` holds ICEWS14 (entity2id.txt, relation2id.txt, PARTS); ``codes`` is a table of CAMEO codes and names.
    What becomes one type and mode between two actors on one day counts once; of talks, deals and joint work, which are
    told from both sides, so do the two directions. Left out are events that PLOVER does not code (CAMEO 01), of
    parties that the resolver does not know or that do not act for a state, and within one country.
    """
    parties = [_state(name) for name in _names(folder / "entity2id.txt")]
    cameo = _cameo(codes)
    plover = [_plover(name, cameo) for name in _names(folder / "relation2id.txt")]
    found: dict[tuple[int, int, int, str, str], Act] = {}
    for one, relation, other, day in _events(folder):
        kind = plover[relation]
        if kind is None:
            continue
        if kind[0] in MUTUAL and one > other:
            one, other = other, one
        actor, recipient = parties[one], parties[other]
        if actor is None or recipient is None or actor == recipient:
            continue
        found[day, one, other, kind[0], kind[1] or ""] = _act(day, one, other, actor, recipient, kind)
    return tuple(act for _, act in sorted(found.items()))


def _act(day: int, one: int, other: int, actor: str, recipient: str, kind: tuple[str, str | None]) -> Act:
    codebook, incident_id = load_codebook(), f"{day}-{one}-{'/'.join(filter(None, kind))}-{other}"
    quad, score = codebook.quad(kind[0]), codebook.score(*kind)
    when = FIRST_DAY + timedelta(days=day)
    return Act(incident_id, when, actor, recipient, kind[0], quad, score, "actual", 1.0, 1)


def _names(path: Path) -> list[str]:
    """Names by their number, which are the order of the lines."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[0].replace("_", " ") for line in lines if line.strip()]


def _events(folder: Path) -> Iterator[tuple[int, int, int, int]]:
    """Entity, relation, entity and day, each event once."""
    seen = set()
    for part in PARTS:
        for line in (folder / part).read_text(encoding="utf-8").split("\n"):
            cells = line.split("\t")
            if len(cells) < 4:
                continue
            one, relation, other, hour = (int(cell) for cell in cells[:4])
            event = (one, relation, other, hour // HOURS)
            if event not in seen:
                seen.add(event)
                yield event


def _cameo(path: Path) -> dict[str, str]:
    """CAMEO code by its name in small letters; where a root code and a code have one name, the longer code."""
    codes: dict[str, str] = {}
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            name, code = row["name"].strip().casefold(), row["code"]
            codes[name] = max(codes.get(name, ""), code, key=len)
    return codes


def _plover(relation: str, codes: dict[str, str]) -> tuple[str, str | None] | None:
    code = codes.get(relation.strip().casefold())
    if code is None:
        raise DetenteError(relation, "no CAMEO code has this name", "give the table of codes that belongs to the data")
    return load_codebook().plover(code)


_ROLE_OF_COUNTRY = re.compile(r"(?P<role>.+?)(?: / [^()]*)? \((?P<country>(?:[^()]|\([^()]*\))*)\)")
"""How ICEWS names whom it knows by role alone: Cabinet / Council of Ministers / Advisors (Kenya)."""


def _state(name: str) -> str | None:
    """The country for which a party acts, None where it is none or not known."""
    answer = _resolved(name)
    if answer is None or answer.country is None or answer.country in INTERNATIONAL:
        return None
    return answer.country if answer.sector in STATE_SECTORS else None


def _resolved(name: str) -> ActorAnswer | None:
    """As the resolver says; of a role and a country, each is asked for by itself."""
    on = (FIRST_DAY + timedelta(days=DAYS // 2)).isoformat()
    match = _ROLE_OF_COUNTRY.fullmatch(name)
    if match:
        role, country = resolve_actor(match["role"], on=on), country_of(match["country"])
        if role is not None and role.sector and role.country is None and country is not None:
            return replace(role, country=country.country)
    return resolve_actor(f"{match['role']} ({match['country']})" if match else name, on=on)


def dyads_of(acts: Sequence[Act]) -> int:
    """How many dyads have acts."""
    return len({act.dyad for act in acts})
