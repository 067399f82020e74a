"""Files: from paths to streams of tables, plain, packed by gzip, or in zip files."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from detente.reject import Reason, Reject
from detente.sources import limits
from detente.sources.encoding import clean
from detente.sources.streams import unpack

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

STDIN, STDIN_NAME = "-", "<stdin>"
SUFFIXES = (".csv", ".tab", ".tsv", ".txt")
"""What the names of tables end with, where one is looked for in a zip file."""
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What opening or reading a damaged or encrypted zip file raises."""


class BrokenZipError(ValueError):
    """Damaged data in a zip file."""


class _Member(io.RawIOBase):
    """A file of a zip file as a stream of bytes. Raises BrokenZipError where its data are damaged."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        try:
            data = self._file.read(len(view))
        except _BROKEN_ZIP as error:
            raise BrokenZipError(str(error)) from error
        view[: len(data)] = data
        return len(data)


class Reach:
    """How far the reading has come."""

    def __init__(self) -> None:
        self._before = 0
        self._file: BinaryIO | None = None

    @property
    def bytes(self) -> int:
        """Bytes of all files that have been read, packed as they are."""
        return self._before + (self._file.tell() if self._file and not self._file.closed else 0)

    def enter(self, file: BinaryIO) -> None:
        """Goes on with the next file."""
        self._file = file

    def leave(self, size: int) -> None:
        """Has done with a file of so many bytes."""
        self._before, self._file = self._before + size, None


@dataclass(frozen=True, slots=True)
class Opened:
    """A table to be read: its name for people, and its bytes."""

    name: str
    stream: io.BufferedReader


def open_tables(paths: Iterable[Path], stdin: BinaryIO, reach: Reach) -> Iterator[Opened | Reject]:
    """The tables of all paths in their order, each open until the next one is asked for."""
    for path in paths:
        name = clean(str(path))
        if name == STDIN:
            yield Opened(STDIN_NAME, unpack(stdin))
            continue
        try:
            yield from _open(path, name, reach)
        except OSError as error:
            yield Reject(name, None, None, *_why(error))


def _why(error: OSError) -> tuple[Reason, str, str]:
    if isinstance(error, FileNotFoundError):
        return Reason.MISSING_FILE, "", "check the path"
    return Reason.UNREADABLE, error.strerror or str(error), ""


def _open(path: Path, name: str, reach: Reach) -> Iterator[Opened | Reject]:
    if path.is_dir():
        yield Reject(name, None, None, Reason.UNREADABLE, "a folder", f"give its files, such as {name}/*.csv")
        return
    if path.exists() and not path.is_file():
        yield Reject(name, None, None, Reason.UNREADABLE, "no regular file")
        return
    with path.open("rb") as file:
        reach.enter(file)
        yield from _tables(file, name)
        reach.leave(path.stat().st_size)


def _tables(file: BinaryIO, name: str) -> Iterator[Opened | Reject]:
    if not zipfile.is_zipfile(file):
        file.seek(0)
        yield Opened(name, unpack(file))
        return
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN_ZIP as error:
        yield Reject(name, None, None, Reason.BROKEN_ZIP, str(error))
        return
    with archive:
        yield from _members(archive, name)


def _members(archive: zipfile.ZipFile, name: str) -> Iterator[Opened | Reject]:
    members = [one for one in archive.infolist() if one.filename.lower().endswith(SUFFIXES)]
    if not members:
        yield Reject(name, None, None, Reason.EMPTY, f"no table ({', '.join(SUFFIXES)}) in the zip file")
    for member in members:
        shown = name if len(members) == 1 else f"{name}!{clean(member.filename)}"
        most = limits.FREE_UNPACKED_BYTES + limits.MAX_GZIP_RATIO * member.compress_size
        if member.file_size > most:
            yield Reject(shown, None, None, Reason.TOO_LARGE, "more bytes unpacked than any table has")
            continue
        try:
            stream = archive.open(member)
        except _BROKEN_ZIP as error:
            yield Reject(shown, None, None, Reason.BROKEN_ZIP, str(error))
            continue
        with stream:
            yield Opened(shown, io.BufferedReader(_Member(stream)))
