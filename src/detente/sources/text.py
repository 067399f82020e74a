"""Plain text: a file, or any text given from Python, as one report."""

from hashlib import blake2b

from detente.dates import HOW_PUBLISHED, read_published
from detente.error import DetenteError
from detente.faults import or_reject
from detente.reject import Reason, Reject
from detente.report import Report
from detente.sources.encoding import UndecodableError, clean, decode
from detente.sources.language import detect_language
from detente.sources.layout import lay_out
from detente.spans import BLANK


def read_text(
    text: str, report_id: str | None = None, published: str | None = None, file: str | None = None
) -> Report | Reject:
    """One report from ``text`` as it was given; NUL and lone surrogates become U+FFFD, one for one.

    Without ``report_id`` the id is a digest of the text. ``published`` (ISO 8601) is taken where the text gives no
    date itself; DetenteError if it is no date. A text of nothing but white space, or certainly not in English, is a
    Reject.
    """
    published = checked_date(published)
    text = clean(text)
    named = file or "text"
    if not text.strip(BLANK):
        return Reject(named, None, None, Reason.EMPTY, "only white space" if text else "")
    language = detect_language(text)
    if language not in ("en", None):
        return Reject(named, None, None, Reason.LANGUAGE, language, "only English reports are read")
    layout = lay_out(text, published=published)
    return Report(
        id=report_id or digest_id(text),
        text=text,
        title=layout.title,
        byline=layout.byline,
        dateline=layout.dateline,
        published=layout.published or published,
        language=language,
        body=layout.body,
        file=file,
    )


def checked_date(published: str | None) -> str | None:
    """The date in ISO 8601. Raises DetenteError if it is none that exists."""
    if published is None:
        return None
    day = read_published(published)
    if day is None:
        raise DetenteError("published", f"not a date: {published[:40]!r}", HOW_PUBLISHED)
    return day


def digest_id(text: str, publisher: str | None = None, url: str | None = None) -> str:
    """An id for a text that has no name: ``text-`` and 16 signs of its digest.

    Publisher and address count where they are known: what two publishers print in the same words is two reports.
    """
    name = " ".join((publisher or "").casefold().split())
    told = "\0".join((text, name, url or "")).rstrip("\0")  # no text has NUL in it: nothing can pass for another
    return "text-" + blake2b(told.encode("utf-8"), digest_size=8).hexdigest()


def read_bytes(data: bytes, report_id: str | None, file: str, published: str | None = None) -> Report | Reject:
    """The report that the bytes of a file are, or why they are none."""
    return or_reject(lambda: _read_bytes(data, report_id, file, published), file)


def _read_bytes(data: bytes, report_id: str | None, file: str, published: str | None) -> Report | Reject:
    try:
        return read_text(decode(data), report_id, published, file)
    except UndecodableError as error:
        advice = "save it as UTF-8" if error.reason is Reason.ENCODING else "give plain text or JSON Lines"
        return Reject(file, None, None, error.reason, error.detail, advice)
