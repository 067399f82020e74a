"""What is written to the ledger. Every function works in a transaction of its caller's."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, update

from detente.event import CodedReport
from detente.ledger.queries import coded_by_reading, sentences_by_reading
from detente.ledger.review_rows import corrections_of
from detente.ledger.reviewing import corrected_row
from detente.ledger.rows import Row, event_row, mention_rows, reject_row, report_digest, report_row
from detente.ledger.run import RunIdentity
from detente.ledger.schema import events, mentions, readings, rejects, reports, runs, sentences
from detente.ledger.search_index import Indexed, index_reports, index_sentences
from detente.reject import Reject
from detente.report import Report, Span
from detente.reviews.correction import Correction
from detente.reviews.history import History, history_of

BATCH = 500
"""Reports or rejects looked up at once; SQLite takes some thousand values a query."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How much of what was given was new to the ledger."""

    reports: int = 0
    events: int = 0
    rejects: int = 0

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(self.reports + other.reports, self.events + other.events, self.rejects + other.rejects)


def begin(connection: Connection, identity: RunIdentity, now: str) -> int:
    """Number of the run of this identity; ``now`` is kept of a run that is new."""
    found = connection.execute(select(runs.c.id).where(runs.c.identity == identity.digest)).scalar()
    if found is not None:
        return int(found)
    number = _next(connection, runs)
    row = {
        "id": number,
        "identity": identity.digest,
        "version": identity.version,
        "options": identity.canonical_options,
        "model": identity.model,
        "codebook": identity.codebook,
        "started": now,
    }
    connection.execute(insert(runs).values(row | {"reports": 0, "events": 0, "rejects": 0}))
    return number


def keep(connection: Connection, run: int, items: Iterable[CodedReport | Reject]) -> Kept:
    """Writes what the ledger does not have as this run gives it."""
    kept = Kept()
    for batch in _batches(items):
        coded = [item for item in batch if isinstance(item, CodedReport)]
        refused = [item for item in batch if isinstance(item, Reject)]
        kept += _keep_reports(connection, run, coded) + _keep_rejects(connection, run, refused)
    counts = {name: runs.c[name] + getattr(kept, name) for name in ("reports", "events", "rejects")}
    if kept != Kept():
        connection.execute(update(runs).where(runs.c.id == run).values(counts))
    return kept


def read_before(connection: Connection, run: int, given: Sequence[Report]) -> dict[str, CodedReport]:
    """Those of the reports that hold as this run has read them, by id."""
    found: dict[str, CodedReport] = {}
    for start in range(0, len(given), BATCH):
        standing = _standing(connection, [report.id for report in given[start : start + BATCH]])
        same = {
            report.id: report
            for report in given[start : start + BATCH]
            if report.id in standing and standing[report.id].is_read_as(report, run)
        }
        numbers = {standing[name].reading: name for name in same}
        cuts = sentences_by_reading(connection, numbers)
        for number, kept in coded_by_reading(connection, numbers).items():
            found[numbers[number]] = CodedReport(same[numbers[number]], cuts.get(number, ()), kept)
    return found


@dataclass(frozen=True, slots=True)
class _Standing:
    """What holds of one report id: row, revision and digest of its last revision; row and run of its last reading."""

    report: int
    revision: int
    digest: str
    reading: int
    run: int

    def is_read_as(self, report: Report, run: int) -> bool:
        return self.run == run and self.digest == report_digest(report)


def _standing(connection: Connection, report_ids: Sequence[str]) -> dict[str, _Standing]:
    query = (
        select(reports.c.report_id, reports.c.id, reports.c.revision, reports.c.digest, readings.c.id, readings.c.run)
        .join(readings, readings.c.report == reports.c.id)
        .where(reports.c.report_id.in_(report_ids), reports.c.superseded_by.is_(None))
        .where(readings.c.superseded_by.is_(None))
    )
    return {name: _Standing(*rest) for name, *rest in connection.execute(query)}


_WRITE_ORDER: tuple[Table, ...] = (reports, readings, sentences, events, mentions)
Said = dict[str, list[Correction]]
"""Corrections by the id of the event."""


@dataclass(slots=True)
class _Rows:
    """Rows to be written together: one statement a table, parents before children."""

    new: dict[Table, list[Row]] = field(default_factory=lambda: {table: [] for table in _WRITE_ORDER})
    superseded: list[tuple[Table, int, int]] = field(default_factory=list)
    """Table, number of the row that no longer holds, number of the row in its place."""
    told: list[Indexed] = field(default_factory=list)
    """Sentences that tell events, with the row of the first of these."""

    def write(self, connection: Connection) -> None:
        for table, rows in self.new.items():
            if rows:
                connection.execute(insert(table), rows)
        for table, old, new in self.superseded:
            connection.execute(update(table).where(table.c.id == old).values(superseded_by=new))
            if table is readings:
                # Events that were corrected before say so already: what holds in their place is of the old reading.
                of_old = (events.c.reading == old) & events.c.superseded_by.is_(None)
                connection.execute(update(events).where(of_old).values(superseded_by=new))


def _keep_reports(connection: Connection, run: int, coded: Sequence[CodedReport]) -> Kept:
    standing = _standing(connection, [item.report.id for item in coded])
    known = [item for item in coded if item.report.id in standing]
    same = {item.report.id for item in known if standing[item.report.id].is_read_as(item.report, run)}
    same -= _revised(connection, [item for item in coded if item.report.id in same], standing)
    new = [item for item in coded if item.report.id not in same]
    if not new:
        return Kept()
    next_report, next_reading = _next(connection, reports), _next(connection, readings)
    next_event = _next(connection, events)
    said = corrections_of(connection, [event.event_id for item in new for event in item.events])
    rows = _Rows()
    for reading, item in enumerate(new, next_reading):
        old = standing.get(item.report.id)
        if old is not None and old.digest == report_digest(item.report):
            report = old.report
        else:
            report, next_report = next_report, next_report + 1
            _add_revision(rows, item.report, report, run, old)
        rows.new[readings].append({"id": reading, "report": report, "run": run})
        if old is not None:
            rows.superseded.append((readings, old.reading, reading))
        next_event = _add_coding(rows, item, reading, next_event, said)
    rows.write(connection)
    _index_words(connection, rows)
    return Kept(reports=len(new), events=sum(len(item.events) for item in new))


def _revised(connection: Connection, coded: Sequence[CodedReport], standing: dict[str, _Standing]) -> set[str]:
    """Ids of reports without text whose events are others than those kept: rows that the makers of a table revised."""
    rows = {standing[item.report.id].reading: item for item in coded if not item.report.text}
    kept = coded_by_reading(connection, rows, as_coded=True) if rows else {}
    return {item.report.id for reading, item in rows.items() if kept[reading] != item.events}


def _add_revision(rows: _Rows, report: Report, number: int, run: int, old: _Standing | None) -> None:
    row = report_row(report) | {"id": number, "run": run, "revision": 1 if old is None else old.revision + 1}
    rows.new[reports].append(row)
    if old is not None:
        rows.superseded.append((reports, old.report, number))


def _add_coding(rows: _Rows, item: CodedReport, reading: int, next_event: int, said: Said) -> int:
    """Adds sentences, events and mentions; returns the number of the next event."""
    for ordinal, cut in enumerate(item.sentences):
        rows.new[sentences].append({"reading": reading, "ordinal": ordinal, "start": cut.start, "end": cut.end})
    found: dict[int, History] = {}
    told: dict[Span, int] = {}
    for ordinal, event in enumerate(item.events):
        number = next_event + ordinal
        history = history_of(event, said.get(event.event_id, ()))
        found |= {number: history} if history.review is not None else {}
        place = {"id": number, "reading": reading, "ordinal": ordinal, "turn": number, "review": None}
        place["superseded_by"] = reading if number in found else None
        meaning: Row = {"meaning": item.meanings.get(event.event_id)}
        rows.new[events].append(event_row(event, item.report.published) | place | meaning)
        rows.new[mentions].extend(mention_rows(event, number))
        told.setdefault(event.sentence, number)
    rows.told += [(number, "", item.report.text[start:end]) for (start, end), number in told.items() if start < end]
    return _add_corrected(rows, item, reading, next_event + len(item.events), found)


def _add_corrected(rows: _Rows, item: CodedReport, reading: int, next_event: int, found: Mapping[int, History]) -> int:
    """Adds what people have said of these events, by their rows, before they were read again."""
    for turn, history in found.items():
        if history.event is not None:
            row = corrected_row(history, next_event, turn, reading, item.report.published)
            rows.new[events].append(row | {"superseded_by": None, "meaning": None})
            rows.new[mentions].extend(mention_rows(history.event, next_event))
            next_event += 1
    return next_event


def _index_words(connection: Connection, rows: _Rows) -> None:
    """Notes the words of new reports, and of sentences with events, for the search."""
    index_reports(connection, ((row["id"], row["title"] or "", row["text"]) for row in rows.new[reports]))
    index_sentences(connection, rows.told)


def _keep_rejects(connection: Connection, run: int, refused: Sequence[Reject]) -> Kept:
    rows = {row["digest"]: row for row in map(reject_row, refused)}
    if not rows:
        return Kept()
    query = select(rejects.c.digest).where(rejects.c.run == run, rejects.c.digest.in_(list(rows)))
    known = set(connection.execute(query).scalars())
    new = [row for digest, row in rows.items() if digest not in known]
    if new:
        first = _next(connection, rejects)
        connection.execute(insert(rejects), [row | {"id": first + n, "run": run} for n, row in enumerate(new)])
    return Kept(rejects=len(new))


def _next(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()) + 1


def _batches(items: Iterable[CodedReport | Reject]) -> Iterator[list[CodedReport | Reject]]:
    """Parts of the input in which no report stands twice: a second one must find the first in the ledger."""
    batch: list[Any] = []
    seen: set[str] = set()
    for item in items:
        name = item.report.id if isinstance(item, CodedReport) else None
        if len(batch) == BATCH or name in seen:
            yield batch
            batch, seen = [], set()
        batch.append(item)
        if name is not None:
            seen.add(name)
    if batch:
        yield batch
