"""Explaining: the whole way of one event, from the words of its report to every cell of its record.

The rules are found by resolving the report of the ledger once more. Where that gives another answer than the one kept,
both are told: the version or a table of the user's has changed since.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from detente.actors.resolve import ActorAnswer, ActorRule
from detente.actors.table import COLUMNS, SHIPPED_NAME, USER_RANK, Actor, load_actors
from detente.codebook import load_codebook
from detente.codebook.model import Cell
from detente.event import ActorMention, CodedReport, Event, Mention, PlaceMention, TollMention
from detente.places.answer import PlaceAnswer
from detente.places.gazetteer import Kind
from detente.places.resolver import resolver_of
from detente.report import Report
from detente.resolving import SHIPPED, Answers, Tables, answers_to, resolve
from detente.tolls import resolve_toll

if TYPE_CHECKING:
    from detente.ledger import RunIdentity
    from detente.reviews.correction import Correction

TABLES = ("actors", "gazetteer")
"""The options of a run that are tables of the user's, known by their digest."""


@dataclass(frozen=True, slots=True)
class SpanWay:
    """The way of one span of an event."""

    role: str
    """trigger, actor, recipient, place, date, killed, injured, detained or source."""
    kept: Mention
    """As the ledger has it."""
    now: Mention
    """As this version and these tables resolve it."""
    rule: str | None
    """What decided; None where nothing did, and for triggers and sources, whose words alone decide."""
    score: float | None = None
    """Of a place: what its parts sum to."""
    parts: Mapping[str, float] | None = None
    row: Mapping[str, Cell] | None = None
    """The row of the table that it was resolved to, with the name of the table; None where there is no such row."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One event with its report and the way of each of its spans."""

    event: Event
    report: Report
    spans: tuple[SpanWay, ...]
    codebook: Mapping[str, Cell]
    """The codebook's row of the type and mode: see ``detente.codebook.model.COLUMNS``."""
    run: "RunIdentity"
    missing: tuple[str, ...]
    """Those of TABLES that the run was given and that are not given now."""
    corrections: "tuple[Correction, ...]" = ()
    """What people said of the event, in their order; what holds of it is in the event already."""

    @property
    def sentence(self) -> str:
        """The words of the sentence that tells the event."""
        return self.report.text[slice(*self.event.sentence)]


def explain(
    coded: CodedReport,
    event_id: str,
    run: "RunIdentity",
    tables: Tables = SHIPPED,
    corrections: "tuple[Correction, ...]" = (),
) -> Explanation:
    """The way of one event of a report that holds all its events. Raises StopIteration if it has none of this id."""
    event = next(event for event in coded.events if event.event_id == event_id)
    missing = tuple(name for name in TABLES if name in run.options and getattr(tables, name) is None)
    if not coded.report.text:
        stated = _stated(event, coded.report, tables)
        return Explanation(event, coded.report, stated, _codebook_row(event), run, missing, corrections)
    again = next(event for event in resolve(coded, tables).events if event.event_id == event_id)
    way = _Way(coded.report, answers_to(coded, tables), tables)
    kept, now = _spans(event), _spans(again)
    spans = tuple(way.of(role, one, other, event_id) for (role, one), (_, other) in zip(kept, now, strict=True))
    return Explanation(event, coded.report, spans, _codebook_row(event), run, missing, corrections)


def _stated(event: Event, report: Report, tables: Tables) -> tuple[SpanWay, ...]:
    """What a row of an event table stated, which has no words to resolve again; its rules are kept with it."""
    way = _Way(report, Answers({}, {}, {}), tables)
    return tuple(way.stated(role, kept) for role, kept in _spans(event))


def _spans(event: Event) -> Iterator[tuple[str, Mention]]:
    yield "trigger", event.trigger
    for role, several in (("actor", event.actors), ("recipient", event.recipients), ("place", event.places)):
        yield from ((role, one) for one in several)
    singles = (("date", event.date), ("killed", event.killed), ("injured", event.injured), ("detained", event.detained))
    yield from ((role, one) for role, one in singles if one is not None)
    yield from (("source", one) for one in event.sources)


@dataclass(frozen=True, slots=True)
class _Way:
    """Finds rules and rows of the spans of one report."""

    report: Report
    answers: Answers
    tables: Tables

    def stated(self, role: str, kept: Mention) -> SpanWay:
        """The way of what a row or a person stated."""
        if isinstance(kept, ActorMention):
            return SpanWay(role, kept, kept, kept.rule, row=self._actor_row(kept))
        return SpanWay(role, kept, kept, None)

    def of(self, role: str, kept: Mention, now: Mention, event_id: str) -> SpanWay:
        span = (kept.start, kept.end)
        match kept:
            case ActorMention() if kept.rule == ActorRule.BY_HAND:
                return self.stated(role, kept)
            case ActorMention():
                who = self.answers.who[span]
                return SpanWay(role, kept, now, str(who.rule) if who else None, row=self._actor_row(who))
            case PlaceMention():
                return self._place(role, kept, now, self.answers.where[span])
            case TollMention():
                number = resolve_toll(kept.text)
                return SpanWay(role, kept, now, str(number.rule) if number else None)
        when = self.answers.when.get(event_id) if role == "date" else None
        return SpanWay(role, kept, now, str(when.rule) if when and when.rule else None)

    def _place(self, role: str, kept: Mention, now: Mention, answer: PlaceAnswer | None) -> SpanWay:
        if answer is None:
            return SpanWay(role, kept, now, None)
        parts = {str(part): value for part, value in answer.parts}
        return SpanWay(role, kept, now, str(answer.rule), answer.score, parts, self._place_row(answer))

    def _actor_row(self, answer: ActorAnswer | ActorMention | None) -> Mapping[str, Cell] | None:
        if answer is None or answer.actor_id is None:
            return None
        rows = load_actors(self.tables.actors).spells(answer.actor_id)
        day = (self.report.published or "")[:10]
        rows = tuple(row for row in rows if row.sector == (answer.sector or "")) or rows
        held = next((row for row in rows if day and row.holds(day)), rows[0] if rows else None)
        return self._cells(held) if held else None

    def _cells(self, row: Actor) -> Mapping[str, Cell]:
        own = row.rank == USER_RANK
        values = asdict(row) | {"other_names": "; ".join(row.other_names), "from": row.from_, "kind": str(row.kind)}
        table = str(self.tables.actors) if own else SHIPPED_NAME
        return {"table": table, **{name: values[name] or None for name in COLUMNS}}

    def _place_row(self, answer: PlaceAnswer) -> Mapping[str, Cell] | None:
        places = resolver_of(self.tables.gazetteer).gazetteer
        if answer.geonames_id is None:
            return None
        (rows,) = (places.ids == answer.geonames_id).nonzero()
        if not len(rows):
            return None
        row = int(rows[0])
        upper = int(places.admin2[row])
        return {
            "table": str(self.tables.gazetteer or "gazetteer.npz"),
            "geonames_id": answer.geonames_id,
            "name": places.name(row),
            "kind": Kind(int(places.kind[row])).name.lower(),
            "admin2": places.name(upper) if upper >= 0 else None,
            "population": int(places.population[row]) or None,
        }


def _codebook_row(event: Event) -> Mapping[str, Cell]:
    """The row of the codebook; of one that this version does not know, what the event itself says."""
    codebook = load_codebook()
    for row in codebook.rows() if event.codebook == codebook.name else ():
        if (row["type"], row["mode"]) == (event.type, event.mode):
            return row
    own: dict[str, Cell] = {"type": event.type, "mode": event.mode, "quad": event.quad, "score": event.score}
    return own | {"cameo": event.cameo, "description": None}
