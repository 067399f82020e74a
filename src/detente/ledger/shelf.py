"""The shelf on which reports that hold are compared for copies: ``detente.incidents.copies.Shelf`` in the ledger.

Its keys of bands are numbers of 64 bits that stand for those of ``copies.bands``; that two keys share a number would
make one more candidate, and candidates are compared by their texts.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select

from detente.incidents.copies import Filed, file_report
from detente.ledger.rows import report_from_row
from detente.ledger.schema import copies, copy_bands, reports

IN_ONE_QUERY = 500
"""Values looked up at once; SQLite takes some thousand a query."""


class LedgerShelf:
    """Reports that hold, by report id. It reads and writes in a transaction of its caller's."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numbers: dict[str, int] = {}
        self._bands: dict[int, tuple[str, ...]] = {}
        self.moved: list[int] = []
        """Rows of reports that were on the shelf before and turn out to copy another report than they did."""

    def put(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """Puts the reports of these rows on the shelf and returns their ids; ``settle`` must follow."""
        query = select(reports).where(reports.c.id.in_(numbers)).order_by(reports.c.id)
        rows: list[dict[str, int]] = []
        ids: list[str] = []
        for row in self._connection.execute(query).mappings():
            keys = sorted(_number(key) for key in file_report(report_from_row(row)).bands)
            self._numbers[row["report_id"]] = row["id"]
            self._bands[row["id"]] = tuple(map(str, keys))
            rows += [{"key": key, "report": row["id"]} for key in dict.fromkeys(keys)]
            ids.append(row["report_id"])
        if rows:
            self._connection.execute(insert(copy_bands), rows)
        return tuple(ids)

    def take(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """Takes the reports of these rows from the shelf and returns their ids; ``settle`` must follow."""
        query = select(reports.c.report_id).where(reports.c.id.in_(numbers)).order_by(reports.c.id)
        ids = tuple(self._connection.execute(query).scalars())
        for table in (copies, copy_bands):
            self._connection.execute(delete(table).where(table.c.report.in_(numbers)))
        return ids

    def filed(self, report_id: str) -> Filed:
        """The report of this id."""
        return next(iter(self._filed(_HELD.where(reports.c.id == self._number(report_id)))))

    def text(self, report_id: str) -> str:
        """Its text."""
        query = select(reports.c.text).where(reports.c.id == self._number(report_id))
        return str(self._connection.execute(query).scalar_one())

    def copies_of(self, report_id: str) -> Iterable[Filed]:
        """All whose original is this report, in any of its revisions."""
        return self._filed(_HELD.where(_originals.c.report_id == report_id))

    def sharing(self, keys: Sequence[str], originals: bool) -> Iterable[Filed]:
        """Every report with one of these keys; of ``originals`` those alone that are settled and copy nothing."""
        found = select(copy_bands.c.report).where(copy_bands.c.key.in_([int(key) for key in keys])).distinct()
        if originals:
            found = found.join(copies, copies.c.report == copy_bands.c.report).where(copies.c.copy_of.is_(None))
        return self._filed(_HELD.where(reports.c.id.in_(found))) if keys else []

    def set_original(self, report_id: str, copy_of: str | None) -> None:
        """Keeps what a report copies."""
        number = self._number(report_id)
        original = None if copy_of is None else self._number(copy_of)
        query = select(_originals.c.report_id).select_from(copies).where(copies.c.report == number)
        before = self._connection.execute(query.outerjoin(_originals, _originals.c.id == copies.c.copy_of)).all()
        if before and before[0].report_id != copy_of:
            self.moved.append(number)
        self._connection.execute(delete(copies).where(copies.c.report == number))
        self._connection.execute(insert(copies).values(report=number, copy_of=original))

    def _number(self, report_id: str) -> int:
        """Row of the revision that holds."""
        if report_id not in self._numbers:
            query = select(reports.c.id).where(reports.c.report_id == report_id, reports.c.superseded_by.is_(None))
            self._numbers[report_id] = int(self._connection.execute(query).scalar_one())
        return self._numbers[report_id]

    def _filed(self, query: Select[Any]) -> list[Filed]:
        rows = self._connection.execute(query.order_by(reports.c.id)).all()
        self._look_up_bands([row.id for row in rows if row.id not in self._bands])
        return [Filed(row.report_id, row.published, self._bands[row.id], row.copy_of) for row in rows]

    def _look_up_bands(self, numbers: Sequence[int]) -> None:
        for start in range(0, len(numbers), IN_ONE_QUERY):
            asked = numbers[start : start + IN_ONE_QUERY]
            found: dict[int, list[str]] = {number: [] for number in asked}
            query = select(copy_bands).where(copy_bands.c.report.in_(asked)).order_by(copy_bands.c.key)
            for row in self._connection.execute(query):
                found[row.report].append(str(row.key))
            self._bands.update({number: tuple(keys) for number, keys in found.items()})


_originals = reports.alias("originals")
_HELD = (
    select(reports.c.id, reports.c.report_id, reports.c.published, _originals.c.report_id.label("copy_of"))
    .outerjoin(copies, copies.c.report == reports.c.id)
    .outerjoin(_originals, _originals.c.id == copies.c.copy_of)
    .where(reports.c.superseded_by.is_(None))
)


def _number(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)
