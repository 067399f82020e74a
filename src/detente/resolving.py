"""Resolving: which actors, places, days and numbers the words of a report's events stand for.

A report is resolved as a whole, since its other words decide what one mention means. Mentions are found again by their
place in the text: the same words at the same place have the same answer in every event.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from detente.actors.report import ActorQuery, resolve_actors
from detente.actors.resolve import ActorAnswer, ActorContext, forget_rows
from detente.actors.sources import source_kind
from detente.actors.table import load_actors
from detente.dates import DateInterval, resolve_dates
from detente.event import ActorMention, CodedReport, DateMention, Event, PlaceMention, SourceMention, TollMention
from detente.places.answer import PlaceAnswer, PlaceQuery, ReportContext
from detente.places.resolver import resolve_places, resolver_of
from detente.report import Report, Span
from detente.tolls import resolve_toll

Actors = Mapping[Span, ActorAnswer | None]
Places = Mapping[Span, PlaceAnswer | None]


class Coder(Protocol):
    """What finds the events whose mentions are resolved."""

    @property
    def model(self) -> str:
        """Name with the digest of the weights."""

    def code(self, reports: Iterable[Report]) -> Iterator[CodedReport]:
        """Code the reports, in their order."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The user's own tables beside those that ship."""

    actors: Path | None = None
    """Rows of actors, which win."""
    gazetteer: Path | None = None
    """Places, as ``detente.places.dump`` made them."""

    @classmethod
    def read(cls, actors: Path | None = None, gazetteer: Path | None = None) -> "Tables":
        """The tables, read anew, since their files may have changed.

        Raises DetenteError that names file, line and field of the first row that is not right, OSError where there is
        no such file.
        """
        if actors is not None:
            forget_rows()
            load_actors(actors)
        if gazetteer is not None:
            resolver_of.cache_clear()
            resolver_of(gazetteer)
        return cls(actors, gazetteer)


SHIPPED = Tables()


@dataclass(frozen=True, slots=True)
class Answers:
    """What the mentions of one report stand for, with the rules: parties and places by span, days by event."""

    who: Actors
    where: Places
    when: Mapping[str, DateInterval]


@dataclass(frozen=True, slots=True)
class ResolvingCoder:
    """A coder whose reports come out resolved."""

    coder: Coder
    tables: Tables = SHIPPED

    @property
    def model(self) -> str:
        """Name with the digest of the weights."""
        return self.coder.model

    def code(self, reports: Iterable[Report]) -> Iterator[CodedReport]:
        """Code the reports, in their order, and resolve each."""
        for coded in self.coder.code(reports):
            yield resolve(coded, self.tables)


def resolve(coded: CodedReport, tables: Tables = SHIPPED) -> CodedReport:
    """The report with what its mentions stand for; what is not certain stays None. Spans stay as they are."""
    if not coded.events:
        return coded
    answers = answers_to(coded, tables)
    return replace(coded, events=tuple(_resolved(event, answers) for event in coded.events))


def answers_to(coded: CodedReport, tables: Tables = SHIPPED) -> Answers:
    """What is known of the mentions of a report's events, with the rules that told it."""
    who, where = resolved_actors(coded, tables.actors), resolved_places(coded, tables.gazetteer)
    return Answers(who, where, resolve_dates(coded))


def resolved_actors(coded: CodedReport, extra: Path | None = None) -> Actors:
    """What is known of every actor and recipient, by its place in the text."""
    number = {(sentence.start, sentence.end): index for index, sentence in enumerate(coded.sentences)}
    asked: dict[Span, ActorQuery] = {}
    for event in coded.events:
        for role, mentions in (("actor", event.actors), ("recipient", event.recipients)):
            for mention in mentions:
                asked.setdefault(
                    (mention.start, mention.end), ActorQuery(mention.text, number.get(event.sentence, 0), role)
                )
    spans = sorted(asked)
    context = ActorContext(coded.report.text, (coded.report.published or "")[:10] or None)
    return dict(zip(spans, resolve_actors([asked[span] for span in spans], context, extra), strict=True))


def resolved_places(coded: CodedReport, gazetteer: Path | None = None) -> Places:
    """What is known of every place of an event, by its place in the text."""
    report = coded.report
    asked = {(place.start, place.end): place.text for event in coded.events for place in event.places}
    spans = sorted(asked)
    queries = [PlaceQuery(asked[span], *span) for span in spans]
    context = ReportContext(report.text, report.publisher, report.url, report.dateline)
    return dict(zip(spans, resolve_places(queries, context, gazetteer) if queries else [], strict=True))


def _resolved(event: Event, answers: Answers) -> Event:
    who, where = answers.who, answers.where
    return replace(
        event,
        actors=_parties(event.actors, who),
        recipients=_parties(event.recipients, who),
        places=tuple(_place(place, where[place.start, place.end]) for place in event.places),
        date=_date(event.date, answers.when.get(event.event_id)),
        killed=_toll(event.killed),
        injured=_toll(event.injured),
        detained=_toll(event.detained),
        sources=tuple(
            SourceMention(source.start, source.end, source.text, source_kind(source.text)) for source in event.sources
        ),
    )


def _parties(mentions: Iterable[ActorMention], who: Actors) -> tuple[ActorMention, ...]:
    return tuple(_party(mention, who[mention.start, mention.end]) for mention in mentions)


def _party(mention: ActorMention, answer: ActorAnswer | None) -> ActorMention:
    if answer is None:
        return mention
    known = (answer.actor_id, answer.name, answer.country, answer.sector, str(answer.rule))
    return ActorMention(mention.start, mention.end, mention.text, *known)


def _place(mention: PlaceMention, answer: PlaceAnswer | None) -> PlaceMention:
    if answer is None:
        return mention
    named = (answer.geonames_id, answer.name, answer.admin1, answer.country)
    point = (answer.lat, answer.lon, str(answer.precision))
    return PlaceMention(mention.start, mention.end, mention.text, *named, *point)


def _date(mention: DateMention | None, when: DateInterval | None) -> DateMention | None:
    if mention is None or when is None:
        return mention
    return DateMention(mention.start, mention.end, mention.text, when.from_, when.to, when.precision)


def _toll(mention: TollMention | None) -> TollMention | None:
    if mention is None:
        return None
    number = resolve_toll(mention.text)
    return TollMention(mention.start, mention.end, mention.text, *((number.min, number.max) if number else ()))
