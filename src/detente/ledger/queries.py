"""What is read from the ledger: events by filter, reports, rejects; page by page, so that memory does not grow."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, RowMapping, Select, and_, exists, func, or_, select

from detente.event import CodedReport, Event
from detente.ledger.filter import EventFilter
from detente.ledger.rows import event_from_rows, folded, reject_from_row, report_from_row
from detente.ledger.run import RunIdentity
from detente.ledger.schema import events, mentions, readings, rejects, reports, runs, sentences
from detente.reject import Reject
from detente.report import Report, Sentence

PAGE = 200
"""Rows a page. Reports are whole articles: two hundred are some megabytes."""

_Rows = Sequence[RowMapping]
_CODE = re.compile(r"[A-Za-z]{3}:[A-Za-z]{3}")


def coded_reports(connection: Connection, wanted: EventFilter) -> Iterator[CodedReport]:
    """Reports as they hold now, each with its wanted events; those without are left out. In the order of reading."""
    current = select(events).where(events.c.superseded_by.is_(None), *event_conditions(wanted))
    paged = (with_mentions(connection, page) for page in _pages(connection, current, events.c.turn))
    rows = (pair for page in paged for pair in page)
    for reading, pairs in groupby(rows, key=lambda pair: pair[0]["reading"]):
        report, cuts = _report_of(connection, reading)
        found = tuple(event_from_rows(row, report.id, said) for row, said in pairs)
        yield CodedReport(report, cuts, found)


def coded_by_reading(
    connection: Connection, numbers: Iterable[int], *, as_coded: bool = False
) -> dict[int, tuple[Event, ...]]:
    """The events of each of these readings, in the order of the text; the readings must fit one page.

    As they hold now, or ``as_coded``, whatever was said of them since.
    """
    asked = list(numbers)
    query = select(events, reports.c.report_id).join(readings, readings.c.id == events.c.reading)
    query = query.join(reports, reports.c.id == readings.c.report).where(events.c.reading.in_(asked))
    query = query.where(events.c.ordinal >= 0 if as_coded else _holds_in_its_reading())
    found: dict[int, list[Event]] = {number: [] for number in asked}
    rows = connection.execute(query.order_by(events.c.turn)).mappings().all()
    for row, event in events_of_rows(connection, rows):
        found[row["reading"]].append(event)
    return {number: tuple(several) for number, several in found.items()}


def events_of_rows(connection: Connection, rows: _Rows) -> Iterator[tuple[RowMapping, Event]]:
    """Each row of ``events``, with the ``report_id`` beside it, and its event; the rows must fit one page."""
    for row, said in with_mentions(connection, rows):
        yield row, event_from_rows(row, row["report_id"], said)


def _holds_in_its_reading() -> ColumnElement[bool]:
    """True of what holds, and in a reading that holds no more of what held when another came in its place."""
    return or_(events.c.superseded_by.is_(None), events.c.superseded_by != events.c.reading)


def sentences_by_reading(connection: Connection, numbers: Iterable[int]) -> dict[int, tuple[Sentence, ...]]:
    """The sentences of each of these readings, in the order of the text."""
    query = select(sentences).where(sentences.c.reading.in_(list(numbers)))
    rows = connection.execute(query.order_by(sentences.c.reading, sentences.c.ordinal)).mappings()
    cuts: defaultdict[int, list[Sentence]] = defaultdict(list)
    for row in rows:
        cuts[row["reading"]].append(Sentence(row["start"], row["end"]))
    return {number: tuple(several) for number, several in cuts.items()}


def event_by_id(connection: Connection, event_id: str) -> Event | None:
    """The event of this id that holds now."""
    query = select(events, reports.c.report_id).join(readings, readings.c.id == events.c.reading)
    query = query.join(reports, reports.c.id == readings.c.report)
    query = query.where(events.c.event_id == event_id, events.c.superseded_by.is_(None)).order_by(events.c.id.desc())
    rows = connection.execute(query.limit(1)).mappings().all()
    return next((event for _, event in events_of_rows(connection, rows)), None)


def reading_of(connection: Connection, event_id: str) -> tuple[CodedReport, RunIdentity] | None:
    """The whole reading that gave the event of this id that holds now, and the run that read it."""
    query = select(events.c.reading).where(events.c.event_id == event_id, events.c.superseded_by.is_(None))
    number = connection.execute(query.order_by(events.c.id.desc()).limit(1)).scalar()
    if number is None:
        return None
    query_of_run = select(runs).join(readings, readings.c.run == runs.c.id).where(readings.c.id == number)
    row = connection.execute(query_of_run).mappings().one()
    run = RunIdentity(row["version"], row["model"], row["codebook"], json.loads(row["options"]))
    return coded_reading(connection, number), run


def coded_reading(connection: Connection, number: int) -> CodedReport:
    """The report of one reading with its events as they hold."""
    report, cuts = _report_of(connection, number)
    return CodedReport(report, cuts, coded_by_reading(connection, [number])[number])


def current_reports(connection: Connection) -> Iterator[Report]:
    """The last revision of each report, in the order of reading."""
    query = select(reports).where(reports.c.superseded_by.is_(None))
    for page in _pages(connection, query, reports.c.id):
        yield from map(report_from_row, page)


def revisions(connection: Connection, report_id: str) -> tuple[Report, ...]:
    """All revisions of one report, the first one first."""
    query = select(reports).where(reports.c.report_id == report_id).order_by(reports.c.revision)
    return tuple(map(report_from_row, connection.execute(query).mappings()))


def last_revision(connection: Connection, report_id: str) -> Report | None:
    """The report as it was read last; None if the id is not known."""
    query = select(reports).where(reports.c.report_id == report_id).order_by(reports.c.revision.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return None if row is None else report_from_row(row)


def all_rejects(connection: Connection) -> Iterator[Reject]:
    """What was refused, in the order of reading; what several runs refused for the same reason stands once."""
    first = select(func.min(rejects.c.id)).group_by(rejects.c.digest)
    query = select(rejects).where(rejects.c.id.in_(first))
    for page in _pages(connection, query, rejects.c.id):
        yield from map(reject_from_row, page)


def _pages(connection: Connection, query: Select[Any], number: Column[int]) -> Iterator[_Rows]:
    """The rows by their number, a column that counts up from 1 and that no two of them share."""
    last = 0
    while True:
        page = connection.execute(query.where(number > last).order_by(number).limit(PAGE)).mappings().all()
        if not page:
            return
        yield page
        last = page[-1][number.name]


def with_mentions(connection: Connection, page: _Rows) -> list[tuple[RowMapping, list[RowMapping]]]:
    """Each row of ``events`` with its rows of ``mentions``, by role and ordinal; the rows must fit one page."""
    query = select(mentions).where(mentions.c.event.in_([row["id"] for row in page]))
    rows = connection.execute(query.order_by(mentions.c.event, mentions.c.role, mentions.c.ordinal)).mappings()
    said = {number: list(group) for number, group in groupby(rows, key=itemgetter("event"))}
    return [(row, said.get(row["id"], [])) for row in page]


def _report_of(connection: Connection, reading: int) -> tuple[Report, tuple[Sentence, ...]]:
    query = select(reports).join(readings, readings.c.report == reports.c.id).where(readings.c.id == reading)
    report = report_from_row(connection.execute(query).mappings().one())
    return report, sentences_by_reading(connection, [reading]).get(reading, ())


def event_conditions(wanted: EventFilter) -> Iterator[ColumnElement[bool]]:
    """What rows of ``events`` must meet to be wanted."""
    if wanted.type:
        yield events.c.type.in_(wanted.type)
    if wanted.status:
        yield events.c.status.in_(wanted.status)
    if wanted.min_confidence is not None:
        yield events.c.confidence >= wanted.min_confidence
    if wanted.since is not None:
        yield events.c.last_day >= wanted.since
    if wanted.until is not None:
        yield events.c.first_day <= wanted.until
    for condition in mention_conditions(wanted.actor, wanted.country):
        yield exists().where(mentions.c.event == events.c.id, condition)


def mention_conditions(actor: str | None, country: tuple[str, ...]) -> Iterator[ColumnElement[bool]]:
    """For each word of a filter that speaks of who or where: what some mention must meet."""
    if actor is not None:
        yield or_(mentions.c.folded.contains(folded(actor), autoescape=True), is_party(actor.strip()))
    if country:
        yield and_(mentions.c.role.in_(("actor", "recipient", "place")), mentions.c.country.in_(country))


def is_party(key: str) -> ColumnElement[bool]:
    """True of mentions of the party with this key: an ``actor_id``, or country and sector as YEM:MIL or yem:mil.

    Whoever has an id of their own is not meant by the code of their country and sector.
    """
    key = key.replace("\0", "\u2400")  # PostgreSQL takes no U+0000, and no id has any
    if not _CODE.fullmatch(key):
        return mentions.c.actor_id == key
    country, _, sector = key.upper().partition(":")
    unnamed = and_(mentions.c.actor_id.is_(None), mentions.c.country == country, mentions.c.sector == sector)
    return or_(mentions.c.actor_id.in_((key, key.upper())), unnamed)
