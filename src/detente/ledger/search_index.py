"""The index of words of reports and of the sentences that tell events, kept by the transactions that write them.

SQLite keeps it in FTS5 tables without content, PostgreSQL in columns of ``tsvector``. Both are given the words as
``detente.ledger.search_words`` cuts them, so that both find the same. Rows are never taken out: what no longer holds is
left out where a search looks up what it has found.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection, TextClause, text

from detente.ledger.search_words import words_of

Indexed = tuple[int, str, str]
"""Row of ``reports``, title and text; or row of ``events``, nothing, and its sentence."""

BATCH = 200
"""Rows written at once."""
MOST_BYTES = 900_000
"""Of different words, with what each costs: PostgreSQL takes no more than a megabyte of one text."""
LAST_PLACE = 16_383
"""The last place that PostgreSQL tells apart; further words are all there."""
_COST = 24
"""Bytes that a word costs beside its letters: its entry and one position."""

_MAKE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE report_words USING fts5 (title, words, content = '', tokenize = 'unicode61')",
        "CREATE VIRTUAL TABLE sentence_words USING fts5 (title, words, content = '', tokenize = 'unicode61')",
    ),
    "postgresql": tuple(
        statement
        for table in ("report_words", "sentence_words")
        for statement in (
            f"CREATE TABLE {table} (rowid integer PRIMARY KEY, words tsvector NOT NULL)",
            f"CREATE INDEX ix_{table}_words ON {table} USING gin (words)",
        )
    ),
}
_INSERT = {
    "sqlite": "INSERT INTO {table} (rowid, title, words) VALUES (:row, :title, :words)",
    "postgresql": ("INSERT INTO {table} (rowid, words) VALUES (:row, CAST(:words AS tsvector))"),
}


def make_index(connection: Connection) -> None:
    """Makes the tables of the index, empty."""
    for statement in _MAKE[connection.dialect.name]:
        connection.execute(text(statement))


def index_reports(connection: Connection, rows: Iterable[Indexed]) -> None:
    """Notes the words of these reports."""
    _index(connection, "report_words", rows)


def index_sentences(connection: Connection, rows: Iterable[Indexed]) -> None:
    """Notes the words of these sentences; of several events of one sentence of a reading the first stands for all."""
    _index(connection, "sentence_words", rows)


def index_all(connection: Connection) -> None:
    """Notes the words of all that a ledger from before the index holds."""
    reports = connection.execute(_streamed("SELECT id, coalesce(title, ''), text FROM reports ORDER BY id"))
    index_reports(connection, ((row[0], row[1], row[2]) for row in reports))
    query = """
        SELECT min(events.id), '', substr(reports.text, events.sentence_start + 1,
                                          events.sentence_end - events.sentence_start)
        FROM events JOIN readings ON readings.id = events.reading JOIN reports ON reports.id = readings.report
        WHERE events.sentence_end > events.sentence_start
        GROUP BY events.reading, events.sentence_start, events.sentence_end, reports.text ORDER BY 1
    """
    index_sentences(connection, ((row[0], row[1], row[2]) for row in connection.execute(_streamed(query))))


def _streamed(query: str) -> TextClause:
    """A query whose rows are not all in memory at once."""
    return text(query).execution_options(yield_per=BATCH)


def _index(connection: Connection, table: str, rows: Iterable[Indexed]) -> None:
    on_sqlite = connection.dialect.name == "sqlite"
    insert = text(_INSERT[connection.dialect.name].format(table=table))
    cut = ((number, words_of(title), words_of(words)) for number, title, words in rows)
    filled = ((number, title, words) for number, title, words in cut if title or words)
    while batch := list(islice(filled, BATCH)):
        connection.execute(insert, [_for_sqlite(*row) if on_sqlite else _for_postgres(*row) for row in batch])


def _for_sqlite(number: int, title: Sequence[str], words: Sequence[str]) -> dict[str, int | str]:
    return {"row": number, "title": " ".join(title), "words": " ".join(words)}


def _for_postgres(number: int, title: Sequence[str], words: Sequence[str]) -> dict[str, int | str]:
    """The words with their places; letters and digits alone need no quotes."""
    bounded = enumerate(_bounded([*title, *words]), 1)
    return {"row": number, "words": " ".join(f"{word}:{min(place, LAST_PLACE)}" for place, word in bounded)}


def _bounded(words: Sequence[str]) -> Iterator[str]:
    """As many of the first words as PostgreSQL takes."""
    seen: set[str] = set()
    left = MOST_BYTES
    for word in words:
        if word not in seen:
            seen.add(word)
            left -= len(word.encode()) + _COST
            if left < 0:
                return
        yield word
