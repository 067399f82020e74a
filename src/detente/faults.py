"""Faults: what nobody foresaw in the work on one report costs that report, not the run."""

import logging
from collections.abc import Callable
from typing import TypeVar

from detente.error import DetenteError
from detente.reject import Reason, Reject, short_detail

Made = TypeVar("Made")

_log = logging.getLogger("detente.faults")


def or_reject(make: Callable[[], Made], file: str, line: int | None = None) -> Made | Reject:
    """What ``make`` makes of one report, and a Reject with the fault where it raises what it should not.

    A DetenteError is raised all the same: it would stop every other report too.
    """
    try:
        return make()
    except DetenteError:
        raise
    except Exception as error:  # noqa: BLE001  reports come from anybody, and their parsers from others
        _log.debug("%s", file, exc_info=True)
        from detente.sources.encoding import clean  # the sources need this module themselves

        detail = short_detail(clean(f"{type(error).__name__}: {error}"))
        return Reject(file, line, None, Reason.FAULT, detail, "tell the makers of Detente; other reports are read")
