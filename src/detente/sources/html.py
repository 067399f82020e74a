"""HTML: the article of a saved page as one report; its text is the article's text, one paragraph a line.

trafilatura finds the article among navigation, advertisements and comments, and what the page says of itself. What the
text says of its own title and date goes before what the page's head says. Nothing of the page is run, no entity of its
own is expanded, nothing is loaded.
"""

import codecs
import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from detente.dates import read_published
from detente.faults import or_reject
from detente.reject import Reason, Reject
from detente.report import Report
from detente.sources import limits
from detente.sources.encoding import UndecodableError, clean, decode
from detente.sources.text import digest_id, read_text

if TYPE_CHECKING:
    from trafilatura.settings import Document

SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
LATEST = "2100-01-01"
"""Latest date of publication that is looked for: without it the clock of the machine would decide."""
_HEAD = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body)[\s>]", re.I | re.S
)
"""Nothing is read twice in search of another way: a page of a thousand comments has no other."""
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*+=\s*+[\"']?+\s*+([A-Za-z0-9_.:-]{1,40})", re.I)
_CHARSET_LOOKED_AT = 4096
_CODECS = frozenset(
    (
        *("ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp866", "cp874", "tis-620", "koi8-r", "koi8-u"),
        *(f"iso8859-{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)),
        *(f"cp{page}" for page in range(1250, 1259)),
        *("mac-roman", "mac-cyrillic", "gb2312", "gbk", "gb18030", "big5", "big5hkscs"),
        *("euc_jp", "iso2022_jp", "shift_jis", "cp932", "euc_kr", "cp949"),
    )
)
"""Charsets of the web (https://encoding.spec.whatwg.org), by Python's names."""
_WEB = re.compile(r"https?://[^\s\"'<>\\]{1,1990}", re.I)


def is_html(head: bytes) -> bool:
    """Whether the first bytes of a file begin as a page does."""
    return _HEAD.match(head) is not None


def read_html(
    data: bytes,
    report_id: str | None,
    file: str,
    published: str | None = None,
    *,
    url: str | None = None,
    charset: str | None = None,
) -> Report | Reject:
    """The report of a page, or why it is none.

    Without ``report_id`` the id is a digest of the text with the publisher and the address that the page tells.
    ``published`` (ISO 8601) is taken where neither text nor page give a date; ``url`` is where the page came from,
    else what it says itself; ``charset`` what its server stated. Both count only where the web knows such a charset.
    """
    return or_reject(lambda: _read_html(data, report_id, file, published, url, charset), file)


def _read_html(
    data: bytes, report_id: str | None, file: str, published: str | None, url: str | None, charset: str | None
) -> Report | Reject:
    try:
        page = _decoded(data, charset)
    except UndecodableError as error:
        return Reject(file, None, None, error.reason, error.detail, "save it as UTF-8")
    found = _article(page, url)
    text = "\n\n".join(line for line in (found.text or "").splitlines() if line.strip()) if found else ""
    if found is None or not text:
        return Reject(file, None, None, Reason.EMPTY, "no article found in the page", "give its text as plain text")
    stated = read_published(found.date) if found.date else None
    report = read_text(text, report_id, stated or published, file)
    if isinstance(report, Reject):
        return report
    report = _with_head(report, found, url)
    return report if report_id else replace(report, id=digest_id(report.text, report.publisher, report.url))


def _decoded(data: bytes, charset: str | None) -> str:
    for codec in _codecs_stated(data, charset):
        with suppress(UnicodeDecodeError):
            return data.decode(codec)
    return decode(data)


def _codecs_stated(data: bytes, charset: str | None) -> Iterator[str]:
    """What the server states, and then what the page does; one that says so in readable signs is not in UTF-16."""
    if charset and (codec := _codec(charset)):
        yield codec
    named = _CHARSET.search(data[:_CHARSET_LOOKED_AT])
    if named and (codec := _codec(named.group(1).decode("ascii"))) and not codec.startswith("utf-16"):
        yield codec


def _codec(charset: str) -> str | None:
    """Python's name of a charset; None for those of Python's own, some of which decode nothing or into no text."""
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):  # ValueError: signs that no name has
        return None
    return name if name in _CODECS else None


def _article(page: str, url: str | None) -> "Document | None":
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it tells of every page without an article
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    found = trafilatura.bare_extraction(
        clean(page),
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        favor_precision=True,
        date_extraction_params={"original_date": True, "max_date": LATEST},
    )
    return None if found is None or isinstance(found, dict) else found


def _with_head(report: Report, found: "Document", url: str | None) -> Report:
    """The report with what the page says of itself where its text says nothing."""
    own = url or found.url
    return replace(
        report,
        title=report.title or _field(found.title),
        publisher=report.publisher or _field(found.sitename or found.hostname),
        url=own if own and _WEB.fullmatch(own) else None,
    )


def _field(value: str | None) -> str | None:
    value = " ".join(clean(value).split()) if value else ""
    return value[: limits.MAX_FIELD_CHARACTERS] or None
