"""Sentences of which every event was reviewed, read from the ledger."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from sqlalchemy import Connection, select

from detente.event import Event
from detente.ledger import queries
from detente.ledger.review_rows import corrections_of
from detente.ledger.schema import events, readings, reviews
from detente.report import Span
from detente.reviews.history import History, history_of
from detente.reviews.sentence import ReviewedSentence


def reviewed_sentences(connection: Connection) -> Iterator[ReviewedSentence]:
    """Of the reports as they were read last, in the order of reading; rows of tables have no sentences."""
    query = select(events.c.reading).join(readings, readings.c.id == events.c.reading).distinct()
    query = query.where(readings.c.superseded_by.is_(None), events.c.event_id.in_(select(reviews.c.event_id)))
    for number in connection.execute(query.order_by(events.c.reading)).scalars().all():
        yield from _of_reading(connection, number)


def _of_reading(connection: Connection, number: int) -> Iterator[ReviewedSentence]:
    coded = queries.coded_by_reading(connection, [number], as_coded=True)[number]
    report = queries.coded_reading(connection, number).report
    said = corrections_of(connection, [event.event_id for event in coded])
    for span, told in groupby(sorted(coded, key=_place), key=lambda event: event.sentence):
        histories = tuple(history_of(event, said.get(event.event_id, ())) for event in told)
        if _is_whole(span, histories):
            yield ReviewedSentence(report, span, histories)


def _is_whole(span: Span, histories: Sequence[History]) -> bool:
    return span[0] < span[1] and all(history.review is not None for history in histories)


def _place(event: Event) -> tuple[Span, int]:
    return event.sentence, event.trigger.start
