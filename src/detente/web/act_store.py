"""ActStore: the acts of all incidents that hold, at every level, read once.

Acts are kept by the row of their incident, which never says anything else: after a change of the ledger only the
incidents that are new are read.
"""

import threading

from detente.ledger import Ledger, paging
from detente.relations.act import Act, Level
from detente.relations.acts import acts_of

AT_ONCE = 200
"""Incidents read in one look at the ledger."""

Acts = tuple[Act, ...]
_LEVELS = tuple(Level)


class ClosingError(Exception):
    """The workspace is closing: what was being read is not needed any more."""


class ActStore:
    """The acts of one ledger at every level."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = threading.Lock()
        self._by_row: dict[int, tuple[Acts, ...]] = {}
        self.done = 0
        self.due = 0
        """How many incidents have been read of those that hold, while they are being read."""
        self._closing = threading.Event()

    def close(self) -> None:
        """Ends the reading that goes on, with ClosingError: of a large ledger it would take half a minute."""
        self._closing.set()

    def acts(self, level: Level) -> Acts:
        """All acts of the incidents that hold, by day and incident; whoever asks while another reads waits.

        Raises ClosingError once the store is closed.
        """
        with self._lock:
            rows = self._bring_up_to_date()
            place = _LEVELS.index(level)
            found = [act for row in rows for act in self._by_row[row][place]]
        return tuple(sorted(found, key=lambda act: (act.day, act.incident_id, act.actor, act.recipient)))

    def _bring_up_to_date(self) -> list[int]:
        with self._ledger.connection() as connection:
            rows = paging.incident_rows(connection)
            for row in self._by_row.keys() - set(rows):
                del self._by_row[row]
            missing = [row for row in rows if row not in self._by_row]
            self.done, self.due = len(rows) - len(missing), len(rows)
            for start in range(0, len(missing), AT_ONCE):
                if self._closing.is_set():
                    raise ClosingError
                asked = missing[start : start + AT_ONCE]
                for row, incident in zip(asked, paging.incidents_by_row(connection, asked), strict=True):
                    self._by_row[row] = tuple(tuple(acts_of([incident], level)) for level in _LEVELS)
                self.done += len(asked)
        return rows
