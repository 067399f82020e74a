"""Destination: where output goes; a file appears under its name when it is whole."""

import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from detente.error import DetenteError


@dataclass(frozen=True, slots=True)
class Destination:
    """An open binary stream, and whether a person reads it as it comes."""

    stream: BinaryIO
    terminal: bool = False

    def for_bytes(self, format: str) -> BinaryIO:  # noqa: A002
        """The stream, for a format that is not made to be read. Raises DetenteError on a terminal."""
        if self.terminal:
            raise DetenteError(format, "binary data is not for a terminal", "name a file with --output")
        return self.stream


@contextmanager
def open_destination(where: str | Path) -> Iterator[Destination]:
    """Standard output for ``-``, else a file: written beside its name and moved there when the block ends well.

    What is there and is no ordinary file (a pipe, ``/dev/null``) is written as it is. Raises DetenteError where the
    file cannot be written.
    """
    if str(where) == "-":
        yield _standard_output()
        sys.stdout.flush()
        return
    path = Path(where)
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as stream:
                yield Destination(stream)
        else:
            # A link is followed: what it points to is replaced, not the link.
            with _moved_when_whole(path.resolve()) as stream:
                yield Destination(stream)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise DetenteError(str(where), f"cannot be written: {error.strerror or error}") from error


def _standard_output() -> Destination:
    if sys.stdout is None:
        raise DetenteError("standard output", "is closed", "name a file with --output")
    sys.stdout.flush()
    return Destination(sys.stdout.buffer, sys.stdout.isatty())


@contextmanager
def _moved_when_whole(path: Path) -> Iterator[BinaryIO]:
    part = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
