"""Detente reads news reports on politics and armed conflict and keeps a ledger of events that anybody can check.

These names are the front door and stay; all else may move. ``read`` and ``Ledger`` are loaded when first used, since
they bring the coder and the database with them.
"""

from typing import TYPE_CHECKING

from detente.event import CodedReport, Event
from detente.reject import Reject
from detente.report import Report, Sentence

if TYPE_CHECKING:
    from detente.ledger import Ledger
    from detente.reading import read

__version__ = "0.1.0"
__all__ = ["CodedReport", "Event", "Ledger", "Reject", "Report", "Sentence", "__version__", "read"]


def __getattr__(name: str) -> object:
    match name:
        case "read":
            from detente.reading import read

            return read
        case "Ledger":
            from detente.ledger import Ledger

            return Ledger
        case _:
            raise AttributeError(f"module 'detente' has no attribute {name!r}")
