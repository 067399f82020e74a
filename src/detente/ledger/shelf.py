"""The shelf on which reports that hold are compared for copies: ``detente.incidents.copies.Shelf`` in the ledger.

Its keys of bands are numbers of 64 bits that stand for those of ``copies.bands``; that two keys share a number would
make one more candidate, and candidates are compared by their texts.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from detente.incidents.copies import Filed, file_report
from detente.ledger.rows import report_from_row
from detente.ledger.schema import copies, copy_bands, reports
from detente.ledger.told import parts_of


@dataclass(slots=True)
class _Place:
    """What is known of one report on the shelf."""

    report_id: str
    published: str | None
    settled: bool
    copy_of: str | None


class LedgerShelf:
    """Reports that hold, by report id. It reads and writes in one transaction of its caller's, which it is made for.

    First ``take`` and ``put``, then ``settle``, then ``keep``. What was looked up is remembered: nobody else writes
    meanwhile.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numbers: dict[str, int] = {}
        self._places: dict[int, _Place] = {}
        self._bands: dict[int, tuple[str, ...]] = {}
        self._under: dict[str, list[int]] = {}
        self._texts: dict[int, str] = {}
        self._to_keep: dict[int, int | None] = {}
        self.moved: list[int] = []
        """Rows of reports that were on the shelf before and turn out to copy another report than they did."""

    def take(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """Takes the reports of these rows from the shelf and returns their ids."""
        query = select(reports.c.report_id).where(reports.c.id.in_(numbers)).order_by(reports.c.id)
        ids = tuple(self._connection.execute(query).scalars())
        for table in (copies, copy_bands):
            self._connection.execute(delete(table).where(table.c.report.in_(numbers)))
        return ids

    def put(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """Puts the reports of these rows on the shelf and returns their ids."""
        query = select(reports).where(reports.c.id.in_(numbers)).order_by(reports.c.id)
        rows: list[dict[str, int]] = []
        ids: list[str] = []
        for row in self._connection.execute(query).mappings():
            keys = sorted({_number(key) for key in file_report(report_from_row(row)).bands})
            self._numbers[row["report_id"]] = row["id"]
            self._places[row["id"]] = _Place(row["report_id"], row["published"], settled=False, copy_of=None)
            self._bands[row["id"]] = tuple(map(str, keys))
            self._texts[row["id"]] = row["text"]
            rows += [{"key": key, "report": row["id"]} for key in keys]
            ids.append(row["report_id"])
        if rows:
            self._connection.execute(insert(copy_bands), rows)
            self._look_under([str(row["key"]) for row in rows])
        return tuple(ids)

    def filed(self, report_id: str) -> Filed:
        """The report of this id."""
        return self._filed([self._number(report_id)])[0]

    def text(self, report_id: str) -> str:
        """Its text."""
        number = self._number(report_id)
        if number in self._texts:
            return self._texts[number]
        return str(self._connection.execute(select(reports.c.text).where(reports.c.id == number)).scalar_one())

    def copies_of(self, report_id: str) -> Iterable[Filed]:
        """All that hold and whose original is this report, in any of its revisions."""
        self.keep()
        query = select(copies.c.report).join(_originals, _originals.c.id == copies.c.copy_of)
        query = query.join(reports, reports.c.id == copies.c.report).where(reports.c.superseded_by.is_(None))
        query = query.where(_originals.c.report_id == report_id).order_by(copies.c.report)
        return self._filed(self._connection.execute(query).scalars().all())

    def sharing(self, keys: Sequence[str], originals: bool) -> Iterable[Filed]:
        """Every report with one of these keys; of ``originals`` those alone that are settled and copy nothing."""
        self._look_under(keys)
        found: set[int] = set().union(*(self._under[key] for key in keys))
        self._look_at(found)
        if originals:
            found = {one for one in found if self._places[one].settled and self._places[one].copy_of is None}
        return self._filed(sorted(found))

    def set_original(self, report_id: str, copy_of: str | None) -> None:
        """Keeps what a report copies."""
        number = self._number(report_id)
        original = None if copy_of is None else self._number(copy_of)
        self._look_at([number])
        place = self._places[number]
        if place.settled and place.copy_of != copy_of:
            self.moved.append(number)
        place.settled, place.copy_of = True, copy_of
        self._to_keep[number] = original

    def keep(self) -> None:
        """Writes what copies what."""
        for asked in parts_of(list(self._to_keep)):
            self._connection.execute(delete(copies).where(copies.c.report.in_(asked)))
        if self._to_keep:
            rows = [{"report": number, "copy_of": original} for number, original in self._to_keep.items()]
            self._connection.execute(insert(copies), rows)
            self._to_keep.clear()

    def _number(self, report_id: str) -> int:
        """Row of the revision that holds."""
        if report_id not in self._numbers:
            query = select(reports.c.id).where(reports.c.report_id == report_id, reports.c.superseded_by.is_(None))
            self._numbers[report_id] = int(self._connection.execute(query).scalar_one())
        return self._numbers[report_id]

    def _filed(self, numbers: Sequence[int]) -> list[Filed]:
        self._look_at(numbers)
        self._look_up_bands([number for number in numbers if number not in self._bands])
        places = [(self._places[number], self._bands[number]) for number in numbers]
        return [Filed(place.report_id, place.published, bands, place.copy_of) for place, bands in places]

    def _look_at(self, numbers: Collection[int]) -> None:
        """Learn what was kept of these reports, which are on the shelf."""
        new = [number for number in numbers if number not in self._places]
        for asked in parts_of(sorted(new)):
            for row in self._connection.execute(_KEPT.where(reports.c.id.in_(asked))):
                self._places[row.id] = _Place(row.report_id, row.published, settled=True, copy_of=row.copy_of)

    def _look_under(self, keys: Collection[str]) -> None:
        """Learn which reports that hold are under these keys: others are still to be taken from the shelf."""
        new = [key for key in dict.fromkeys(keys) if key not in self._under]
        self._under.update({key: [] for key in new})
        for asked in parts_of(new):
            query = select(copy_bands).join(reports, reports.c.id == copy_bands.c.report)
            query = query.where(reports.c.superseded_by.is_(None), copy_bands.c.key.in_([int(key) for key in asked]))
            for row in self._connection.execute(query):
                self._under[str(row.key)].append(row.report)

    def _look_up_bands(self, numbers: Sequence[int]) -> None:
        for asked in parts_of(numbers):
            found: dict[int, list[str]] = {number: [] for number in asked}
            query = select(copy_bands).where(copy_bands.c.report.in_(asked)).order_by(copy_bands.c.key)
            for row in self._connection.execute(query):
                found[row.report].append(str(row.key))
            self._bands.update({number: tuple(keys) for number, keys in found.items()})


_originals = reports.alias("originals")
_KEPT = (
    select(reports.c.id, reports.c.report_id, reports.c.published, _originals.c.report_id.label("copy_of"))
    .join(copies, copies.c.report == reports.c.id)
    .outerjoin(_originals, _originals.c.id == copies.c.copy_of)
)


def _number(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)
