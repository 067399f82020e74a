"""Streams: unpacked bytes of a file, line by line or as a whole, never more of them in memory than the limits allow."""

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from detente.sources import limits

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

GZIP_MAGIC = b"\x1f\x8b"


class TooLargeError(ValueError):
    """A gzip file that unpacks to more than the limits allow."""


BROKEN_GZIP = (gzip.BadGzipFile, EOFError, zlib.error)
"""What reading damaged gzip data raises."""


class _Counted(io.RawIOBase):
    """Packed bytes on their way to be unpacked, counted."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        data = self._packed.read(min(len(view), limits.CHUNK_BYTES))
        view[: len(data)] = data
        self.count += len(data)
        return len(data)


class _Unpacked(io.RawIOBase):
    """What gzip data unpack to, with an end to bursting. Raises TooLargeError and BROKEN_GZIP."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = _Counted(packed)
        self._gzip = gzip.GzipFile(fileobj=self._packed)
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        data = self._gzip.read1(min(len(view), limits.CHUNK_BYTES))
        self._count += len(data)
        allowed = limits.FREE_UNPACKED_BYTES + limits.MAX_GZIP_RATIO * self._packed.count
        if self._count > min(allowed, limits.MAX_UNPACKED_BYTES):
            raise TooLargeError(f"more than {limits.MAX_GZIP_RATIO} bytes unpacked from each byte")
        view[: len(data)] = data
        return len(data)


class _Recoded(io.RawIOBase):
    """Bytes of another encoding as UTF-8. Raises UnicodeDecodeError where they are not of that encoding."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._ready = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        while not self._ready and not self._ended:
            data = self._stream.read(limits.CHUNK_BYTES)
            self._ended = not data
            self._ready = self._decoder.decode(data, final=self._ended).encode("utf-8", "surrogatepass")
        data, self._ready = self._ready[: len(view)], self._ready[len(view) :]
        view[: len(data)] = data
        return len(data)


def peek(stream: io.BufferedReader, length: int) -> bytes:
    """The first bytes of the stream, up to ``length``, without passing over them."""
    head = stream.peek(length)
    return head[:length]


def unpack(stream: BinaryIO) -> io.BufferedReader:
    """The stream, unpacked if it begins as gzip data do."""
    buffered = _buffered(stream)
    if peek(buffered, 2) == GZIP_MAGIC:
        return _buffered(_Unpacked(buffered))
    return buffered


def recode(stream: io.BufferedReader, encoding: str) -> io.BufferedReader:
    """The stream, given in ``encoding``, as UTF-8."""
    return _buffered(_Recoded(stream, encoding))


def _buffered(stream: "BinaryIO | io.RawIOBase") -> io.BufferedReader:
    return io.BufferedReader(_Promptly(stream), limits.SNIFFED_BYTES)


class _Promptly(io.RawIOBase):
    """A stream that first gives a whole line at least, to be looked at, and then whatever is there without waiting."""

    def __init__(self, stream: "BinaryIO | io.RawIOBase") -> None:
        self._read = getattr(stream, "read1", stream.read)
        self._begun = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        filled = 0
        while filled < len(view) and (data := self._read(len(view) - filled)):
            view[filled : filled + len(data)] = data
            filled += len(data)
            if self._begun or b"\n" in data:
                break
        self._begun = True
        return filled


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end; ``data`` is None where it is longer than MAX_LINE_BYTES. Numbers count from 1."""

    number: int
    data: bytes | None


def lines(stream: io.BufferedReader) -> Iterator[Line]:
    """The lines of the stream; a line that is too long is passed over without being held."""
    number = 0
    while data := stream.readline(limits.MAX_LINE_BYTES + 1):
        number += 1
        if data.endswith(b"\n") or len(data) <= limits.MAX_LINE_BYTES:
            yield Line(number, data.rstrip(b"\r\n"))
            continue
        while not data.endswith(b"\n") and (data := stream.readline(limits.CHUNK_BYTES)):
            pass
        yield Line(number, None)


def whole(stream: io.BufferedReader) -> bytes | None:
    """All bytes of the stream, or None where they are more than MAX_TEXT_BYTES."""
    data = stream.read(limits.MAX_TEXT_BYTES + 1)
    return data if len(data) <= limits.MAX_TEXT_BYTES else None
