"""JSON Lines: one event record a line, as ``Event.to_dict`` gives it, in UTF-8."""

import json
import re
from collections.abc import Mapping
from typing import BinaryIO

from detente.event import CodedReport, Event

_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029]")
"""Control characters that JSON lets pass as they are, and line ends that some readers of lines would cut at."""


class JsonLinesWriter:
    """Writes each report's events at once, so that a reader of the stream has them early."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, coded: CodedReport) -> None:
        """One line an event."""
        if coded.events:
            self._stream.write("".join(json_line(event) for event in coded.events).encode())
            self._stream.flush()

    def close(self) -> None:
        """Nothing is due."""
        self._stream.flush()

    def drop(self) -> None:
        """Nothing is held back."""


def json_line(event: Event) -> str:
    """The event record as one line with its line end."""
    return record_line(event.to_dict())


def record_line(record: Mapping[str, object]) -> str:
    """Any record of plain values as one line with its line end."""
    line = json.dumps(record, ensure_ascii=False, allow_nan=False)
    # All of these can stand in JSON strings only, where the escape means the same.
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", line) + "\n"
