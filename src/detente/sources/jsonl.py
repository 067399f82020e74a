"""JSON Lines: one report a line, ``{"id", "text"}`` with optional title, published, publisher, url, language."""

import codecs
import json
import re
from collections import Counter

from detente.dates import HOW_PUBLISHED, read_published
from detente.faults import or_reject
from detente.reject import Reason, Reject, short_detail
from detente.report import Report
from detente.sources import limits
from detente.sources.encoding import UndecodableError, clean, decode
from detente.sources.language import UNKNOWN, detect_language
from detente.sources.layout import lay_out
from detente.spans import BLANK

SUFFIXES = frozenset({".jsonl", ".ndjson", ".json"})
OPTIONAL = ("title", "published", "publisher", "url", "language")

_ENGLISH = re.compile(r"en(?:g|glish)?(?:[-_].*)?", re.IGNORECASE)
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]')
"""A string that is not closed is one too: else each quotation mark in it would be tried as a beginning."""
_OBJECT_LINE = re.compile(rb'\s*\{\s*["}]')


class _Refused(Exception):  # noqa: N818  the reason a line is refused, not an error of the program
    def __init__(self, reason: Reason, field: str | None = None, detail: str = "", advice: str = "") -> None:
        super().__init__(reason)
        self.reason, self.field, self.detail, self.advice = reason, field, detail, advice


def is_jsonl(head: bytes) -> bool:
    """Whether the first bytes of a file are JSON Lines: the first line, or half of them, begin as an object does."""
    lines = [line for line in head.split(b"\n") if line.strip()]
    if not lines:
        return False
    objects = [_OBJECT_LINE.match(line) is not None for line in lines]
    return objects[0] or 2 * sum(objects) >= len(objects)


def is_json_over_lines(head: bytes) -> bool:
    """Whether the first bytes begin one JSON value that is spread over lines, as made to be read by people."""
    lines = [line.strip() for line in head.split(b"\n", 20) if line.strip()]
    return len(lines) > 1 and lines[0] in (b"{", b"[", b"[{") and not _OBJECT_LINE.match(lines[1])


def read_line(data: bytes, file: str, number: int, published: str | None = None) -> Report | Reject:
    """The report of one line. ``published`` (ISO 8601) is taken where the report gives no date itself."""
    return or_reject(lambda: _read_line(data, file, number, published), file, number)


def _read_line(data: bytes, file: str, number: int, published: str | None) -> Report | Reject:
    try:
        return _report(_fields(data), file, number, published)
    except _Refused as refused:
        return Reject(file, number, refused.field, refused.reason, refused.detail, refused.advice)
    except UndecodableError as error:
        return Reject(file, number, None, error.reason, error.detail, "save the file as UTF-8")


def _fields(data: bytes) -> dict[str, object]:
    line = data.decode("ascii") if data.isascii() else decode(data.removeprefix(codecs.BOM_UTF8))
    if line.count("[") + line.count("{") > limits.MAX_DEPTH and _is_too_deep(line):
        raise _Refused(Reason.TOO_DEEP, detail=f"more than {limits.MAX_DEPTH} levels")
    try:
        fields = json.loads(line, object_pairs_hook=_each_once)
    except json.JSONDecodeError as error:
        detail = short_detail(str(error))
        raise _Refused(Reason.NOT_JSON, detail=detail, advice="write one JSON object a line") from error
    except ValueError as error:  # the only other one: so many digits take too long to read
        raise _Refused(Reason.TOO_LARGE, detail="a number of thousands of digits", advice="write a string") from error
    if not isinstance(fields, dict):
        raise _Refused(Reason.NOT_JSON, detail=_named(fields), advice='write {"id": …, "text": …}')
    return fields


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The object of these pairs. Which of two values is meant when a name stands twice, nothing tells."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise _Refused(Reason.DOUBLE_FIELD, detail=short_detail(clean(twice)), advice="give each field once")
    return fields


def _is_too_deep(line: str) -> bool:
    depth = 0
    for found in _STRUCTURE.finditer(line):
        sign = found.group()
        if sign in ("[", "{"):
            depth += 1
            if depth > limits.MAX_DEPTH:
                return True
        elif sign in ("]", "}"):
            depth -= 1
    return False


def _report(fields: dict[str, object], file: str, number: int, published: str | None) -> Report:
    report_id = _id(fields)
    text = _text(fields)
    optional = {name: _optional(fields, name) for name in OPTIONAL}
    stated = optional["published"]
    if stated is not None and (stated := read_published(stated)) is None:
        raise _Refused(Reason.BAD_DATE, "published", short_detail(str(fields["published"])), HOW_PUBLISHED)
    layout = lay_out(text, optional["title"], stated or published)
    return Report(
        id=report_id,
        text=text,
        title=optional["title"] or layout.title,
        byline=layout.byline,
        dateline=layout.dateline,
        published=stated or layout.published or published,
        publisher=optional["publisher"],
        url=optional["url"],
        language=_language(optional["language"], text),
        body=layout.body,
        file=file,
        line=number,
    )


def _id(fields: dict[str, object]) -> str:
    value = fields.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None or (isinstance(value, str) and not value.strip(BLANK)):
        raise _Refused(Reason.MISSING_FIELD, "id", advice="give each report an id of its own")
    return _string(value, "id", "a string or a whole number")


def _text(fields: dict[str, object]) -> str:
    text = fields.get("text")
    if text is None:
        raise _Refused(Reason.MISSING_FIELD, "text", advice="give the words of the report in the field text")
    if not isinstance(text, str):
        raise _Refused(Reason.WRONG_TYPE, "text", _named(text), "write a string")
    if len(text) > limits.MAX_TEXT_CHARACTERS:
        raise _Refused(Reason.TOO_LARGE, "text", f"{len(text)} characters; the limit is {limits.MAX_TEXT_CHARACTERS}")
    if not text.strip(BLANK):
        raise _Refused(Reason.EMPTY, "text")
    return clean(text)


def _optional(fields: dict[str, object], name: str) -> str | None:
    value = fields.get(name)
    if value is None or (isinstance(value, str) and not value.strip(BLANK)):
        return None
    return _string(value, name, "a string").strip(BLANK)


def _string(value: object, name: str, wanted: str) -> str:
    if not isinstance(value, str):
        raise _Refused(Reason.WRONG_TYPE, name, _named(value), f"write {wanted}")
    if len(value) > limits.MAX_FIELD_CHARACTERS:
        raise _Refused(Reason.TOO_LARGE, name, f"{len(value)} characters; the limit is {limits.MAX_FIELD_CHARACTERS}")
    return clean(value)


def _language(stated: str | None, text: str) -> str | None:
    if stated and stated.lower() == UNKNOWN:
        stated = None
    if stated and not _ENGLISH.fullmatch(stated):
        raise _Refused(Reason.LANGUAGE, "language", short_detail(stated), "only English reports are read")
    found = detect_language(text)
    if found not in ("en", None):
        raise _Refused(Reason.LANGUAGE, "text", found, "only English reports are read")
    return "en" if stated else found


def _named(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
