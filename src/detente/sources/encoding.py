"""Encoding: from bytes to text where that is certain.

* A byte order mark decides: UTF-16, UTF-32, and UTF-8 unless the bytes are not; streams are turned to UTF-8 by it.
* Bytes that are valid UTF-8 are UTF-8.
* UTF-16 without mark is read where nearly every second byte is NUL.
* Latin-1 and Windows-1252 are read where the text is English, its other signs are few, stand where such signs stand,
  and mean the same in the code pages that an English text could have been written in as well; else nothing tells
  "Peña" from "Pe\N{LATIN SMALL LETTER N WITH ACUTE}a".

The text keeps the number of characters given: NUL and lone surrogates become U+FFFD, which every database, file and
terminal can hold, so that offsets still hold. A byte order mark is no part of the text.
"""

import codecs
import re

from detente.reject import Reason
from detente.sources.language import english_words, shared_words

REPLACEMENT = "\ufffd"
MAX_OTHER_SHARE = 0.1
"""Share of letters above 127 from which a text is not taken for English in Windows-1252."""
MAX_CONTROL_SHARE = 0.1
"""Share of control characters from which a text is binary data."""
LEAST_NUL_SHARE = 0.9
"""Share of NUL among every second byte from which a text is UTF-16."""
LEAST_ENGLISH_WORDS = 2

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "zip"),
    (b"\x1f\x8b", "gzip in gzip"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x7fELF", "program"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"\xd0\xcf\x11\xe0", "Microsoft Office"),
    (b"{\\rtf", "RTF"),
)
_CONTROL = bytes(sorted({*range(32)} - set(b"\t\n\x0b\x0c\r\x1b")))
_SURROGATE = re.compile("[\ud800-\udfff\0]")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_UNUSED = re.compile(
    rb"[\x81-\x84\x86-\x90\x98\x9a-\x9f\xa1\xa2\xa4-\xa6\xa8\xaa\xac\xaf\xb1-\xb6\xb8-\xba\xbc-\xbf]"
    rb"|[\xd0\xd7\xdd\xde\xf0\xf7\xfd-\xff]"
)
"""Bytes that an English report in Windows-1252 hardly ever holds: rare signs, letters of Icelandic and the like."""
_AMBIGUOUS = re.compile(r"[ÃÀÅÆÈÊÌÏÑÒÕØÙÛãàåæèêìïñòõøùû]")
"""Letters whose bytes are other letters in the Central European code page."""
_SETTLED = re.compile(
    r"ñ(?=[aeiouáéíóú])|ã(?=[oes])|è(?=[dglmrstv]e)|ê(?=[mt])|(?<![^\W\d_])à(?![^\W\d_])|ï(?=v)|å"
    r"|(?<=[bdfghjklmnprstv])ø(?=[bdfghjklmnprstv])",
    re.IGNORECASE,
)
"""The same letters where the Central European ones do not stand: ń before a vowel, ăo, čre, řr between consonants."""
_MARK_INSIDE_WORD = re.compile(r"(?<=[a-z])[“”•«»°·§©®£€™](?=[a-z])")
_CAPITAL_INSIDE_WORD = re.compile(r"[a-z][À-ÖØ-Þ]")
_RUN = re.compile(r"[À-ÖØ-öø-ÿ]{3}")


class UndecodableError(ValueError):
    """Bytes that are no text for certain; ``reason`` and ``detail`` as in a Reject."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def mark_of(head: bytes) -> tuple[str, int] | None:
    """Encoding and length of the byte order mark that begins ``head``, or None."""
    return next(((name, len(mark)) for mark, name in _MARKS if head.startswith(mark)), None)


def decode(data: bytes) -> str:
    """The text of ``data``: UTF-8 without a mark, or what can be told from it for certain.

    Raises UndecodableError where the data is binary or its encoding not certain.
    """
    for magic, name in _BINARY:
        if data.startswith(magic):
            raise UndecodableError(Reason.BINARY, name)
    if len(data.translate(None, _CONTROL)) < len(data) * (1 - MAX_CONTROL_SHARE):
        raise UndecodableError(Reason.BINARY, "control characters")
    try:
        return clean(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return clean(_western(data, error))


def clean(text: str) -> str:
    """The text with each NUL and lone surrogate replaced by U+FFFD."""
    return text if text.isascii() and "\0" not in text else _SURROGATE.sub(REPLACEMENT, text)


def unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark, told by the NUL in nearly every second byte: its encoding, else None."""
    half = len(head) // 2
    if half < 2:
        return None
    for encoding, empty, other in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if empty.count(0) >= LEAST_NUL_SHARE * half and other.count(0) <= (1 - LEAST_NUL_SHARE) * half:
            return encoding
    return None


def _western(data: bytes, error: UnicodeDecodeError) -> str:
    """English text in Windows-1252, of which Latin-1 text is a part; UndecodableError where that is not certain."""
    uncertain = UndecodableError(Reason.ENCODING, f"byte {error.start} (0x{data[error.start]:02X}) is not UTF-8")
    others = len(data) - len(data.translate(None, bytes(range(192, 256))))
    control = len(data) - len(data.translate(None, _CONTROL + b"\x1b"))
    if control or others > MAX_OTHER_SHARE * len(data) or _UNUSED.search(data) or _UTF8_SEQUENCE.search(data):
        raise uncertain
    text = data.decode("cp1252")
    doubtful = _MARK_INSIDE_WORD.search(text) or _CAPITAL_INSIDE_WORD.search(text) or _RUN.search(text)
    if doubtful or _AMBIGUOUS.search(_SETTLED.sub("", text)) or not _is_english(text):
        raise uncertain
    return text


def _is_english(text: str) -> bool:
    known = english_words() | shared_words()
    return sum(word in known for word in text.lower().split()) >= LEAST_ENGLISH_WORDS
