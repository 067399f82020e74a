"""``/api/v1/dyads``: each two parties with what passed between them, and how they stand."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from math import fsum
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from detente.actors.resolve import TABLE_DATE
from detente.codebook import QUADS
from detente.error import DetenteError
from detente.ledger import EventFilter, IncidentFilter
from detente.ledger.rows import folded
from detente.relations.act import Act, Level
from detente.relations.overview import between, last_day
from detente.relations.parties import name_of, party_of
from detente.relations.series import DONE, Step
from detente.web.api import cursors
from detente.web.api.answering import SINGLE, Body, answer, as_json, page
from detente.web.api.media import Media
from detente.web.api.models import BetweenRecord, DyadRecord, Page
from detente.web.api.relation_records import DYAD_COLUMNS, Tally, between_record, dyad_record, dyad_row
from detente.web.api.words import LAST_DAY, LEVEL, DayWords, IncidentList, State, list_answers, single_answers
from detente.web.relating import acts_at, shifts_at, stands_at
from detente.web.state import AppState

router = APIRouter(tags=["relations"])

MOST_STEPS = 10_000
"""Of one series: 27 years by day."""
DAYS = {Step.DAY: 1, Step.WEEK: 7, Step.MONTH: 30}


class DyadList(IncidentList):
    """Words of a list of dyads: their acts are those of the incidents that the words let pass."""

    level: Level = LEVEL


class DyadWords(DayWords):
    """Words of one dyad."""

    level: Level = LEVEL
    by: Step = Field(Step.WEEK, description="How long one step of the series is.")


@router.get("/dyads", response_model=Page[DyadRecord], responses=list_answers("One dyad"))
async def dyads(request: Request, words: Annotated[DyadList, Query()], state: State) -> Response:
    """List dyads in the order of the alphabet; how they stand follows from all their acts up to the last day."""
    wanted = words.filter()
    listed = f"dyads {words.level} {wanted!r}"
    place = cursors.decode(listed, words.cursor, (str, str)) if words.cursor else ("", "")
    after = (str(place[0]), str(place[1]))
    return await answer(request, state, partial(_page, state, words.level, wanted, listed, after, words.limit))


@router.get("/dyads/{a}/{b}", response_model=BetweenRecord, responses=single_answers("No such parties are known."))
async def dyad(request: Request, a: str, b: str, words: Annotated[DyadWords, Query()], state: State) -> Response:
    """Tell all of two parties, each by a country's name or code, a code such as RUS:MIL, or an actor's name or id."""
    first, last = words.days()
    make = partial(_between, state, a, b, words.level, words.by, first, last)
    return await answer(request, state, make, SINGLE, f"{a} and {b} are not two parties of this level that are known")


def parties_pass(keys: Iterable[str], wanted: EventFilter | IncidentFilter) -> bool:
    """Whether one of these parties, by its key, is of a country and has the words that are wanted."""
    several = list(keys)
    if wanted.country and not any(key.partition(":")[0] in wanted.country for key in several):
        return False
    words = folded(wanted.actor) if wanted.actor else ""
    return not words or any(words in folded(f"{key}\n{name_of(key)}") for key in several)


def _page(
    state: AppState, level: Level, wanted: IncidentFilter, listed: str, after: tuple[str, str], limit: int, media: Media
) -> Body:
    acts = acts_at(state, level)
    tallies = state.answer(("dyads", level, wanted), lambda: _tallies(act for act in acts if _passes(act, wanted)))
    following = [tally for tally in tallies if tally.dyad > after]
    shown = following[:limit]
    cursor = cursors.encode(listed, shown[-1].dyad) if len(following) > limit else None
    morning = _end(acts, wanted.until) + timedelta(days=1)
    stands = stands_at(state, level)
    records = [dyad_record(tally, stands.standing(*tally.dyad, morning)) for tally in shown]
    return page(media, lambda: records, DYAD_COLUMNS, lambda: map(dyad_row, records), cursor)


def _between(
    state: AppState, a: str, b: str, level: Level, step: Step, first: date | None, last: date | None, _media: Media
) -> Body | None:
    try:
        pair = (party_of(a, level), party_of(b, level))
    except DetenteError:
        return None
    if pair[0] == pair[1]:
        return None
    acts = acts_at(state, level)
    end = last or last_day(acts) or first or date.fromisoformat(TABLE_DATE)
    if first is not None and (end - first).days / DAYS[step] > MOST_STEPS:
        raise DetenteError("since", f"more than {MOST_STEPS:,} steps to the last day", "ask for longer steps")
    told = between(acts, stands_at(state, level), pair, level, step, first, end)
    shifts = tuple(shift for shift in shifts_at(state, level) if shift.dyad == told.series.dyad)
    return Body(as_json(between_record(told, shifts)))


def _end(acts: Sequence[Act], until: str | None) -> date:
    """The last day that is looked at."""
    if until is not None:
        return min(date.fromisoformat(until), LAST_DAY)
    return last_day(acts) or date.fromisoformat(TABLE_DATE)


def _passes(act: Act, wanted: IncidentFilter) -> bool:
    return (
        (not wanted.type or act.type in wanted.type)
        and (not wanted.status or act.status in wanted.status)
        and (wanted.since is None or act.day.isoformat() >= wanted.since)
        and (wanted.until is None or act.day.isoformat() <= wanted.until)
        and act.confidence >= (wanted.min_confidence or 0)
        and act.publishers >= (wanted.min_publishers or 0)
        and parties_pass(act.dyad, wanted)
    )


def _tallies(acts: Iterable[Act]) -> tuple[Tally, ...]:
    """What passed, by dyad in the order of the alphabet."""
    grouped: defaultdict[tuple[str, str], list[Act]] = defaultdict(list)
    for act in acts:
        grouped[act.dyad].append(act)
    return tuple(_tally(dyad, grouped[dyad]) for dyad in sorted(grouped))


def _tally(dyad: tuple[str, str], acts: Sequence[Act]) -> Tally:
    done = [act for act in acts if act.status in DONE]
    a, b, c, d = (sum(act.quad == quad for act in done) for quad in QUADS)
    mean = fsum(act.score for act in done) / len(done) if done else None
    days = [act.day for act in acts]
    return Tally(dyad, (a, b, c, d), len(acts) - len(done), mean, min(days), max(days))
