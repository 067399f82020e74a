"""Keeping: puts into incidents what other processes read into the ledger while the workspace is open."""

import logging
import threading

from detente.exports.visible import visible
from detente.ledger import LedgerError
from detente.web.state import EVENTS_AT_ONCE, AppState

LOOK_SECONDS = 2.0
"""Time between two looks; a look that finds nothing changed takes microseconds."""

_log = logging.getLogger("detente.web")


class IncidentKeeper:
    """A thread that brings incidents up to date after each change of the ledger, by whomever."""

    def __init__(self, state: AppState, every: float = LOOK_SECONDS) -> None:
        self._state = state
        self._every = every
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="detente-incidents", daemon=True)

    def start(self) -> None:
        """Begins to look."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the batch that has begun; the rest is for the next start."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        seen = ""
        while not self._stopped.wait(self._every):
            now = seen
            try:
                now = self._state.generation
                if now != seen:
                    self._state.patient_ledger.update_incidents(self._go_on, at_once=EVENTS_AT_ONCE)
                    seen = now
            except _StoppedError:
                return
            except LedgerError as error:  # busy or away: it is tried again
                _log.error("incidents: %s", visible(str(error)))
            except Exception:  # noqa: BLE001  what one change brings about must not end it for all later ones
                _log.exception("incidents")
                seen = now

    def _go_on(self, _done: int, _due: int) -> None:
        if self._stopped.is_set():
            raise _StoppedError
        self._state.give_way()


class _StoppedError(Exception):
    """The workspace is closing."""
