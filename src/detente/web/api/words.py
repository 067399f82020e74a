"""What the lists of the API have in common: words for paging, and the answers that OpenAPI tells of."""

from datetime import date
from typing import Annotated, Any

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from detente.ledger import EventFilter
from detente.relations.act import Level
from detente.web.api.cursors import MOST_CHARACTERS
from detente.web.api.media import Media
from detente.web.api.models import Errors
from detente.web.filters import EventWords, IncidentWords
from detente.web.state import AppState, state_of

LIMIT = 50
MOST = 500
"""Records a page."""

FIRST_DAY, LAST_DAY = date(1800, 1, 1), date(2200, 12, 31)
"""Days between which dyads are looked at: the calendar ends where some sums of days would not."""
LEVEL: Any = Field(Level.COUNTRY, description="How finely parties are told apart.")
State = Annotated[AppState, Depends(state_of)]
Responses = dict[int | str, dict[str, Any]]


class Paging(BaseModel):
    """How much of a list is wanted, and where it goes on."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(LIMIT, ge=1, le=MOST, description="Records a page.")
    cursor: str | None = Field(
        None, max_length=MOST_CHARACTERS, description="`next` of the page before, with the same words."
    )


class DayWords(BaseModel):
    """First and last day."""

    model_config = ConfigDict(extra="forbid")

    since: date | None = Field(None, ge=FIRST_DAY, le=LAST_DAY, description="First day.")
    until: date | None = Field(None, ge=FIRST_DAY, le=LAST_DAY, description="Last day; else that of the last act.")

    def days(self) -> tuple[date | None, date | None]:
        """The days. Raises FilterError where they are in the wrong order."""
        since, until = (None if day is None else day.isoformat() for day in (self.since, self.until))
        EventFilter(since=since, until=until)
        return self.since, self.until


class EventList(EventWords, Paging):
    """Words of a list of events."""


class IncidentList(IncidentWords, Paging):
    """Words of a list of incidents."""


_ERRORS: Responses = {
    401: {"model": Errors, "description": "The workspace asks for a token."},
    406: {"model": Errors, "description": "Not to be had in the form that Accept asks for."},
    421: {"model": Errors, "description": "Asked for under a name that is not this machine's."},
    422: {"model": Errors, "description": "A word is not known, or its value cannot be meant."},
    429: {"model": Errors, "description": "Too many wrong tokens."},
    503: {"model": Errors, "description": "The ledger cannot be used."},
}
_TAG: dict[str, Any] = {
    "ETag": {"schema": {"type": "string"}, "description": "For If-None-Match; another one when the ledger changed."}
}
_UNCHANGED: dict[str, Any] = {"description": "Not changed since the answer that has this ETag.", "headers": _TAG}


def list_answers(row: str) -> Responses:
    """What a list answers; ``row`` says what a row of it is."""
    content = {
        str(Media.LINES): {"schema": {"type": "string", "description": f"{row} a line, as in items."}},
        str(Media.CSV): {"schema": {"type": "string", "description": f"{row} a row, flat."}},
    }
    link = {"schema": {"type": "string"}, "description": "The next page, where there is one."}
    return {200: {"content": content, "headers": _TAG | {"Link": link}}, 304: _UNCHANGED} | _ERRORS


def single_answers(missing: str) -> Responses:
    """What a single record answers."""
    return {200: {"headers": _TAG}, 304: _UNCHANGED, 404: {"model": Errors, "description": missing}} | _ERRORS
