"""A ledger as lines of text, to compare two ledgers: all rows by their numbers, without what clocks gave."""

import hashlib
import json
from collections.abc import Iterator

from sqlalchemy import select

from detente.ledger.schema import metadata
from detente.ledger.storage import Ledger

CLOCKS = frozenset({"started", "ended", "made"})


def dump(ledger: Ledger) -> Iterator[str]:
    """One JSON object a row: the table's name and the row's values by column."""
    with ledger.connection() as connection:
        for table in metadata.sorted_tables:
            columns = [column for column in table.columns if column.name not in CLOCKS]
            rows = connection.execute(select(*columns).order_by(*table.primary_key.columns)).mappings()
            for row in rows:
                yield json.dumps({"table": table.name} | dict(row), ensure_ascii=False, default=bytes.hex)


def dump_digest(ledger: Ledger) -> str:
    """SHA-256 of the dump, 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for line in dump(ledger):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()
