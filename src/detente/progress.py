"""Progress: one line on a terminal that says how far a long run has come."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

from detente.event import CodedReport
from detente.reject import Reject

QUIET_SECONDS = 2.0
"""A run that ends before this shows nothing."""
STEP_SECONDS = 0.25
"""Least time between two lines."""
_GZIP_RATIO = 3
"""Characters of news text a compressed byte, roughly: good enough for an estimate."""


class Progress:
    """Counts what has been read and, where the size of the input is known, estimates the time left."""

    def __init__(
        self, stream: TextIO, paths: Iterable[str | Path], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream
        self._clock = clock
        self._started = self._shown = clock()
        self._total = total_size(paths)
        self._done = self._within = 0.0
        self._file: str | None = None
        self._reports = self._events = self._rejects = 0
        self._visible = False

    def saw(self, item: CodedReport | Reject, done: int | None = None) -> None:
        """Counts the item, and shows the line anew when it is time to.

        ``done`` is how many bytes of the input have been read, where that is known; else it is told by the texts.
        """
        if isinstance(item, CodedReport):
            self._reports += 1
            self._events += len(item.events)
        else:
            self._rejects += 1
        if done is not None:
            self._done = done
        elif isinstance(item, CodedReport):
            self._move(item.report.file, len(item.report.text))
        else:
            self._move(item.file, 0)
        now = self._clock()
        if now - self._started >= QUIET_SECONDS and now - self._shown >= STEP_SECONDS:
            self._shown, self._visible = now, True
            self._stream.write(f"\r\x1b[K{self.line()}")
            self._stream.flush()

    def clear(self) -> None:
        """Takes the line away, so that others can be written."""
        if self._visible:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._visible = False

    def line(self) -> str:
        """What is shown: counts, share done, time left."""
        counts = f"{self._reports:,} reports · {self._events:,} events · {self._rejects:,} rejected"
        share = min((self._done + self._within) / self._total, 1.0) if self._total else 0.0
        if share <= 0:
            return counts
        left = (self._clock() - self._started) * (1 - share) / share
        return f"{counts} · {share:.0%} · about {duration(left)} left"

    def _move(self, file: str | None, characters: int) -> None:
        if file != self._file:
            self._done += _size(self._file)
            self._file, self._within = file, 0.0
        ratio = _GZIP_RATIO if (file or "").endswith(".gz") else 1
        self._within = min(self._within + characters / ratio, _size(file))


def total_size(paths: Iterable[str | Path]) -> int | None:
    """Bytes under all paths; None if one of them is standard input."""
    total = 0
    for path in map(Path, paths):
        if str(path) == "-":
            return None
        total += sum(map(_size, path.rglob("*"))) if path.is_dir() else _size(path)
    return total


def duration(seconds: float) -> str:
    """Seconds in the words of a rough guess: ``40 s``, ``12 min``, ``3.5 h``."""
    if seconds < 60:
        return f"{max(seconds, 1):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _size(path: str | Path | None) -> int:
    try:
        found = Path(path).stat() if path else None
    except (OSError, ValueError):
        return 0
    return found.st_size if found and Path(path or "").is_file() else 0
