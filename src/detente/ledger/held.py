"""What grouping asks of the events that stand in incidents: ``detente.incidents.grouping.Held`` in the ledger."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, select

from detente.incidents.evidence import Evidence, evidence_of
from detente.incidents.groups import Entry, Standing
from detente.ledger.schema import block_keys, standing
from detente.ledger.told import by_first, parts_of, reports_of, told
from detente.report import Report


class LedgerHeld:
    """The ledger's answers in a transaction of its caller's."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def standings(self, event_ids: Collection[str]) -> Iterator[Standing]:
        """The standings of these events."""
        for asked in parts_of(sorted(event_ids)):
            yield from self._standings(select(standing).where(standing.c.event_id.in_(asked)))

    def telling(self, tellings: Collection[str]) -> Iterator[Standing]:
        """The standing of every event with one of these tellings."""
        for asked in parts_of(sorted(tellings)):
            yield from self._standings(select(standing).where(standing.c.telling.in_(asked)))

    def under(self, keys: Collection[int]) -> Iterator[Entry]:
        """Every entry under one of these keys."""
        query = select(block_keys.c.key, standing.c.sort, standing.c.event_id)
        query = query.join(standing, standing.c.event == block_keys.c.event)
        for asked in parts_of(sorted(keys)):
            for row in self._connection.execute(query.where(block_keys.c.key.in_(asked))):
                yield Entry(row.key, row.sort, row.event_id)

    def evidence(self, event_ids: Collection[str]) -> Iterator[Evidence]:
        """The evidence that these events were put into incidents with."""
        for asked in parts_of(sorted(event_ids)):
            query = select(standing.c.event, standing.c.telling).where(standing.c.event_id.in_(asked))
            stood = by_first(self._connection, query.order_by(standing.c.event))
            for found in told(self._connection, list(stood)).values():
                head = found.telling
                # The words of the report are asked for its telling alone, which is kept as it was.
                report = Report(head.report_id, "", head.title, published=head.published)
                yield replace(evidence_of(found.event, report, found.meaning), telling=stood[found.number])

    def numbers(self, event_ids: Collection[str]) -> dict[str, int]:
        """Rows of ``events`` of those of these events that are held."""
        found: dict[str, int] = {}
        for asked in parts_of(sorted(event_ids)):
            query = select(standing.c.event_id, standing.c.event).where(standing.c.event_id.in_(asked))
            found |= by_first(self._connection, query)
        return found

    def _standings(self, query: Select[Any]) -> Iterable[Standing]:
        rows = self._connection.execute(query.order_by(standing.c.event)).all()
        keys = self._keys([row.event for row in rows])
        return [Standing(row.event_id, row.telling, row.sort, tuple(keys[row.event])) for row in rows]

    def _keys(self, numbers: Sequence[int]) -> defaultdict[int, list[int]]:
        found: defaultdict[int, list[int]] = defaultdict(list)
        for asked in parts_of(numbers):
            query = select(block_keys).where(block_keys.c.event.in_(asked)).order_by(block_keys.c.key)
            for row in self._connection.execute(query):
                found[row.event].append(row.key)
        return found


def evidence_of_rows(connection: Connection, numbers: Sequence[int]) -> list[Evidence]:
    """The evidence of the events of these rows as they are now, in the order of the rows."""
    evidence: list[Evidence] = []
    for asked in parts_of(sorted(numbers)):
        texts = reports_of(connection, asked)
        evidence += [
            evidence_of(one.event, texts[one.number], one.meaning, one.telling.copy_of)
            for one in told(connection, asked).values()
        ]
    return evidence
