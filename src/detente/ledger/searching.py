"""Searching the words of reports, and of the sentences that tell events."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, select, text

from detente.ledger.rows import report_from_row
from detente.ledger.schema import events, readings, reports
from detente.ledger.search_words import Term, spans_of, terms_of
from detente.ledger.told import parts_of
from detente.report import Report, Span

SNIPPET = 240
"""Characters of a report that are shown around what was found in it, about."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One report in which all that was searched is met. Spans are characters [start, end)."""

    number: int
    """Row of the report: what ``after`` of the next search is, of the last hit."""
    report: Report
    title: tuple[Span, ...]
    """Where it is met in the title."""
    text: tuple[Span, ...]
    """Where it is met in the text, in its order."""
    snippet: Span
    """A part of the text in which much of it is met: begins and ends with a word, unless the text has no spaces."""
    event_ids: tuple[str, ...]
    """Events that hold and whose sentences have some of what was searched, in the order of the text."""


def search(connection: Connection, words: str, limit: int, after: int | None, evidence: bool) -> list[Hit]:
    """The reports that have all words, the one read last first; of ``evidence`` those where a sentence of an event has.

    ``after`` is the number of the last hit that was seen. See ``detente.ledger.search_words.terms_of`` for ``words``.
    """
    terms = terms_of(words)
    if not terms or limit < 1:
        return []
    found = _found(connection, terms, limit, after, evidence)
    told = _sentences(connection, [row["id"] for row in found])
    return [_hit(row, terms, told[row["id"]], evidence) for row in found]


def _hit(row: RowMapping, terms: Sequence[Term], told: "Sequence[_Told]", evidence: bool) -> Hit:
    report = report_from_row(row)
    spans = spans_of(report.text, terms)
    if evidence:
        ids = [
            one.event_id for one in told if all(spans_of(report.text[one.start : one.end], [term]) for term in terms)
        ]
        sentences = [(one.start, one.end) for one in told if one.event_id in ids]
        spans = tuple(span for span in spans if any(start <= span[0] and span[1] <= end for start, end in sentences))
    else:
        ids = [one.event_id for one in told if any(one.start < end and start < one.end for start, end in spans)]
    return Hit(row["id"], report, spans_of(report.title or "", terms), spans, _snippet(report.text, spans), tuple(ids))


# What the database finds

_FROM = {
    "sqlite": "FROM {index} AS met {joins} WHERE met.{index} MATCH :asked",
    "postgresql": "FROM {index} AS met {joins} WHERE met.words @@ CAST(:asked AS tsquery)",
}


def _found(
    connection: Connection, terms: Sequence[Term], limit: int, after: int | None, evidence: bool
) -> Sequence[RowMapping]:
    dialect = connection.dialect.name
    asked = _for_sqlite(terms) if dialect == "sqlite" else _for_postgres(terms)
    given: dict[str, Any] = {"asked": asked, "limit": limit, "after": after}
    before = "" if after is None else "AND reports.id < :after"
    index, joins = ("sentence_words", _OF_SENTENCE) if evidence else ("report_words", _OF_REPORT)
    query = _FROM[dialect].format(index=index, joins=joins)
    ids = f"SELECT DISTINCT reports.id {query} {before} ORDER BY reports.id DESC LIMIT :limit"
    numbers = connection.execute(text(ids), given).scalars().all()
    whole = select(reports).where(reports.c.id.in_(numbers)).order_by(reports.c.id.desc())
    return connection.execute(whole).mappings().all()


_OF_REPORT = "JOIN reports ON reports.id = met.rowid AND reports.superseded_by IS NULL"
_OF_SENTENCE = """
    JOIN events AS first ON first.id = met.rowid
    JOIN events ON events.reading = first.reading AND events.sentence_start = first.sentence_start
        AND events.sentence_end = first.sentence_end AND events.superseded_by IS NULL
    JOIN readings ON readings.id = first.reading
    JOIN reports ON reports.id = readings.report AND reports.superseded_by IS NULL
"""


def _for_sqlite(terms: Sequence[Term]) -> str:
    """All terms as FTS5 asks for them; words of letters and digits in quotes are words whatever they are."""
    return " AND ".join(f'"{" ".join(term.words)}"' + (" *" if term.prefix else "") for term in terms)


def _for_postgres(terms: Sequence[Term]) -> str:
    return " & ".join(f"({_in_a_row(term)})" for term in terms)


def _in_a_row(term: Term) -> str:
    quoted = [f"'{word}'" for word in term.words]
    return " <-> ".join([*quoted[:-1], quoted[-1] + (":*" if term.prefix else "")])


# What is shown of it


@dataclass(frozen=True, slots=True)
class _Told:
    event_id: str
    start: int
    end: int


def _sentences(connection: Connection, numbers: Sequence[int]) -> dict[int, list[_Told]]:
    """By row of the report the sentences of its events that hold."""
    found: defaultdict[int, list[_Told]] = defaultdict(list)
    columns = (readings.c.report, events.c.event_id, events.c.sentence_start, events.c.sentence_end)
    query = select(*columns).join(events, events.c.reading == readings.c.id)
    query = query.where(readings.c.superseded_by.is_(None), events.c.superseded_by.is_(None)).order_by(events.c.turn)
    for asked in parts_of(numbers):
        for row in connection.execute(query.where(readings.c.report.in_(asked))):
            found[row[0]].append(_Told(*row[1:]))
    return found


def _snippet(words: str, spans: Sequence[Span]) -> Span:
    """About SNIPPET characters that hold as many of the spans as any such part, the first of several."""
    if not spans:
        return _whole_words(words, 0, min(len(words), SNIPPET))
    held = [sum(1 for other in spans if start <= other[0] and other[1] <= start + SNIPPET) for start, _ in spans]
    first = spans[held.index(max(held))]
    last = max((end for start, end in spans if first[0] <= start and end <= first[0] + SNIPPET), default=first[1])
    spare = max(0, SNIPPET - (last - first[0])) // 2
    return _whole_words(words, max(0, first[0] - spare), min(len(words), last + spare))


def _whole_words(words: str, start: int, end: int) -> Span:
    """The part without the words that it cuts in two."""
    if start > 0:
        cut = next((place for place in range(start, min(start + 40, end)) if words[place].isspace()), None)
        start = start if cut is None else cut + 1
    if end < len(words):
        cut = next((place for place in range(end, max(end - 40, start), -1) if words[place].isspace()), None)
        end = end if cut is None else cut
    return start, end
