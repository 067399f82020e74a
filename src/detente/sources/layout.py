"""Layout: what each paragraph of a plain text is, and so the head of the report and the parts that are told.

The rules give way to caution: nothing is taken out of what is told unless its form says that it is no part of the
story, a text of a single paragraph is told as a whole, and where nothing would be left, all is told.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from detente.dates import Order, order_by_numbers
from detente.report import Span
from detente.sources.boilerplate import boilerplate
from detente.sources.bylines import read_byline
from detente.sources.datelines import (
    Around,
    day_of,
    is_dateline_alone,
    is_place_alone,
    order_by_dateline,
    read_date_line,
    read_dateline,
)
from detente.sources.paragraphs import Paragraph, ends_sentence, paragraphs
from detente.spans import trim

LONGEST_TITLE = 200
LONGEST_HEADING = 90
MOST_WORDS_IN_HEADING = 12
"""A line with more characters or words than these is no title or subheading."""
LEAST_PROSE = 30
"""A paragraph of at least so many characters that ends as a sentence does is prose."""
SURELY_PROSE = 200
"""A paragraph of at least so many characters is prose however it ends."""
MOST_HEAD_LINES = 14
"""The head of a report has no more paragraphs than these."""
MOST_BEFORE_DATELINE = 3
"""A dateline opens one of the first paragraphs that are told."""

_SENTENCE_END = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")
_NO_HEADING = re.compile(r"[\W\d]*[a-zß-öø-ÿ]|[-*•▪●◦‣·–—>]\s")
_RELEASE = re.compile(
    r"(?:press|media|news) (?:release|statement|communiqu[eé]|note)"
    r"(?:\s?(?:no\.?|number|n[o°º]|#)?\s?[0-9][\w/.-]*)?\W*",
    re.IGNORECASE,
)
_ISSUER = re.compile(
    r"\b(?:ministry|department|office|embassy|government|presidency|mission|commission|committee|council|secretariat"
    r"|agency|union|organi[sz]ation|army|command|party|authority|federation|association|forces|delegation|directorate)\b",
    re.IGNORECASE,
)
"""What stands above "Press release" is who issues it, if it has one of these words."""


class Kind(StrEnum):
    """What a paragraph is."""

    TITLE = "title"
    BYLINE = "byline"
    DATE = "date line"
    DATELINE = "dateline"
    HEADING = "subheading"
    BOILERPLATE = "boilerplate"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Layout:
    """What was found in a text: the head, and in ``body`` the spans that are told, one a paragraph, in order."""

    title: str | None
    byline: str | None
    dateline: str | None
    published: str | None
    """ISO 8601; from a date line, else from a dateline that gives the year."""
    body: tuple[Span, ...]


@dataclass(slots=True)
class _Head:
    """What the head tells, gathered line by line."""

    title: str | None
    stated_title: str | None
    byline: list[str] = field(default_factory=list)
    issuer: str | None = None
    """What would be the title, if it did not stand above "Press release"."""
    dateline: str | None = None
    date_lines: list[str] = field(default_factory=list)

    def published(self, text: str) -> str | None:
        """The date of the date lines; that of publication goes before that of a change.

        What else ``text`` and the dateline say decides between the two readings of a date like "02/11/2024".
        """
        lines = [date for line in self.date_lines if (date := read_date_line(line))]
        if any(date.unsure for date in lines):
            order = order_by_numbers(text) or self._order_by_dateline()
            lines = [date for line in self.date_lines if (date := read_date_line(line, order))]
        known = [date for date in lines if date.published]
        return min(known, key=lambda date: date.updated).published if known else None

    def _order_by_dateline(self) -> Order | None:
        orders = {order_by_dateline(line, self.dateline) for line in self.date_lines if self.dateline} - {None}
        return orders.pop() if len(orders) == 1 else None


def lay_out(text: str, title: str | None = None, published: str | None = None) -> Layout:
    """Find title, byline, date, dateline and the told parts of ``text``; all spans are characters of ``text``.

    ``title`` is the title if it is known from elsewhere: a first paragraph that repeats it is not told again.
    ``published`` (ISO 8601) is the day of publication if known; it gives a dateline like "Nov. 3" its year.
    """
    found = paragraphs(text)
    head = _Head(None, _plain(title) if title else None)
    if len(found) == 1:
        return _of_one_paragraph(found[0], published)
    kinds = _kinds(found, head)
    body = _body(text, found, kinds, head)
    _settle_issuer(head)
    stated = head.published(text)
    return Layout(
        title=" ".join(head.title.split()) if head.title else None,
        byline=", ".join(head.byline) or None,
        dateline=head.dateline,
        published=stated or (day_of(head.dateline, published) if head.dateline else None),
        body=body,
    )


def _of_one_paragraph(paragraph: Paragraph, published: str | None) -> Layout:
    dateline = read_dateline(paragraph.text, published)
    body = ((paragraph.start, paragraph.end),)
    if dateline is None:
        return Layout(None, None, None, None, body)
    return Layout(None, None, dateline.text, dateline.day, body)


def _settle_issuer(head: _Head) -> None:
    """Who issued a press release signs it, if a title follows; else its name is the title."""
    if head.issuer and head.title:
        head.byline.insert(0, " ".join(head.issuer.split()))
    head.title = head.title or head.issuer


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .\"'“”‘’")


def _kinds(found: Sequence[Paragraph], head: _Head) -> list[Kind]:
    prose = [_is_prose(paragraph) for paragraph in found]
    kinds: list[Kind] = []
    in_head = True
    for index, paragraph in enumerate(found):
        followed = any(prose[index + 1 : index + 1 + MOST_HEAD_LINES]) or _is_signature(found[index + 1 : index + 2])
        kind = _head_kind(paragraph, followed, head) if in_head and index < MOST_HEAD_LINES else None
        if kind is None:
            in_head = False
            kind = _told_kind(paragraph, found[index + 1 : index + 2], head)
        kinds.append(kind)
    return kinds


def _is_prose(paragraph: Paragraph) -> bool:
    text = paragraph.text
    if len(text) < LEAST_PROSE or len(text) >= SURELY_PROSE:
        return len(text) >= SURELY_PROSE
    return ends_sentence(text[: boilerplate().told(text)].rstrip()) and not boilerplate().is_all_of(text)


def _head_kind(paragraph: Paragraph, followed: bool, head: _Head) -> Kind | None:
    """What a paragraph of the head is; None where the telling begins with it."""
    line = paragraph.text
    if head.stated_title and _plain(line) == head.stated_title:
        head.title = head.title or line
        return Kind.TITLE
    if len(line) > LONGEST_TITLE:
        return None
    if (kind := _signature(line, head)) or not followed:
        return kind
    if _RELEASE.fullmatch(line):
        if head.title and head.issuer is None and _ISSUER.search(head.title):
            head.issuer, head.title = head.title, None
        return Kind.BOILERPLATE
    if boilerplate().is_all_of(line):
        return Kind.BOILERPLATE
    if _SENTENCE_END.search(line[-6:]) or (_NO_HEADING.match(line) and head.title):
        return None
    if head.title is None:
        head.title = line
        return Kind.TITLE
    if byline := read_byline(line, bare_name=not head.byline):
        head.byline.append(" ".join(byline.split()))
        return Kind.BYLINE
    return Kind.HEADING


def _signature(line: str, head: _Head) -> Kind | None:
    """A line of the head that says who wrote when and where, taken into ``head``."""
    if byline := read_byline(line):
        head.byline.append(" ".join(byline.split()))
        return Kind.BYLINE
    date_line = read_date_line(line)
    if date_line and not date_line.rest:
        head.date_lines.append(line)
        return Kind.DATE
    if head.dateline is None and (is_dateline_alone(line) or (head.title and is_place_alone(line))):
        head.dateline = " ".join(line.split())
        head.date_lines += [line] if date_line else []
        return Kind.DATELINE
    if date_line and (byline := read_byline(date_line.rest, bare_name=head.title is not None)):
        head.byline.append(" ".join(byline.split()))
        head.date_lines.append(line)
        return Kind.BYLINE
    return None


def _is_signature(following: Sequence[Paragraph]) -> bool:
    return any(_signature(paragraph.text, _Head(None, None)) for paragraph in following)


def _told_kind(paragraph: Paragraph, following: Sequence[Paragraph], head: _Head) -> Kind:
    line = paragraph.text
    if boilerplate().is_all_of(line):
        return Kind.BOILERPLATE
    if len(line) > LONGEST_TITLE:
        return Kind.BODY
    date_line = read_date_line(line)
    if date_line and not date_line.rest:
        if date_line.labelled:
            head.date_lines.append(line)
        return Kind.DATE
    return Kind.HEADING if following and _is_heading(paragraph, following[0]) else Kind.BODY


def _is_heading(paragraph: Paragraph, following: Paragraph) -> bool:
    """Whether a short line without a full stop stands above prose."""
    line = paragraph.text
    if len(line) > LONGEST_HEADING or len(line.split()) > MOST_WORDS_IN_HEADING:
        return False
    if _SENTENCE_END.search(line[-6:]) or _NO_HEADING.match(line):
        return False
    return _is_prose(following)


def _body(text: str, found: Sequence[Paragraph], kinds: Sequence[Kind], head: _Head) -> tuple[Span, ...]:
    told = [p for p, kind in zip(found, kinds, strict=True) if kind is Kind.BODY]
    if not told:
        kept = [p for p, kind in zip(found, kinds, strict=True) if kind in (Kind.TITLE, Kind.HEADING)]
        return tuple((p.start, p.end) for p in kept or found)
    spans = []
    for index, paragraph in enumerate(told):
        begun, ended = 0, boilerplate().told(paragraph.text)
        if index < MOST_BEFORE_DATELINE and not head.dateline:
            around = Around.of(text, (other.text for other in told if other is not paragraph))
            if dateline := read_dateline(paragraph.text, around=around):
                head.dateline, begun = dateline.text, dateline.told
        start, end = trim(paragraph.text, begun, ended)
        if start < end:
            spans.append((paragraph.start + start, paragraph.start + end))
    return tuple(spans)
