"""Report: one news article or dispatch, as it was given, with what was found at its head."""

from dataclasses import dataclass

Span = tuple[int, int]
"""Characters [start, end) of a report's text."""


@dataclass(frozen=True, slots=True)
class Report:
    """One news article or dispatch.

    ``text`` is the text exactly as given: every offset of every sentence and event points into it. The other fields
    are what the input stated or what was found at the head of the text; ``None`` where nothing was found.
    """

    id: str
    text: str
    title: str | None = None
    byline: str | None = None
    dateline: str | None = None
    """Place and agency that open the text: ``DAMASCUS, Nov. 3 (Reuters)``, without the dash after it."""
    published: str | None = None
    """Date or date and time of publication, ISO 8601."""
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    """ISO 639-1 code."""
    body: tuple[Span, ...] = ()
    """The parts of the text that are told: paragraphs without title, byline, date line, dateline, subheadings and
    boilerplate. Sentences are looked for in these alone."""
    file: str | None = None
    line: int | None = None
    """Where the report was read from; line counts from 1 and is None for a file that is one report."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a report: characters [start, end) of the report's text."""

    start: int
    end: int

    def cut(self, text: str) -> str:
        """The sentence's own words."""
        return text[self.start : self.end]
