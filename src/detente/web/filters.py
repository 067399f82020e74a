"""Filter words of an address: the same as on the command line and in Python, read into the ledger's filters.

The models are what FastAPI reads a query into, for the API and for pages alike; a page with words of its own derives
from them. A word that is empty, as forms send what was not filled in, counts as not given.
"""

from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from detente.actors.country_codes import NO_COUNTRY, country_code
from detente.coding.labels import STATUSES, TYPES
from detente.ledger import EventFilter, IncidentFilter
from detente.ledger.filter import FilterError

MOST_VALUES = 50
"""Values of one word that may be repeated."""
MOST_WORDS = 200
"""Characters of the words of an actor or a country."""
FILTER = "filter"
"""The kind of a fault that a filter of the ledger finds; its context has the field and the advice."""

_DAY: JsonDict = {"format": "date"}
_TYPE: JsonDict = {"items": {"type": "string", "enum": list(TYPES)}}
_STATUS: JsonDict = {"items": {"type": "string", "enum": list(STATUSES)}}


def _code_of(country: str) -> str:
    found = country_code(country)
    if found is None:
        raise PydanticCustomError("country", "{said} {why}", {"said": repr(country), "why": NO_COUNTRY})
    return found


class PartyWords(BaseModel):
    """Who and when. Words that are not known are refused, not passed over."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    actor: str | None = Field(
        None,
        max_length=MOST_WORDS,
        description="Part of an actor's or a recipient's words or name; or an id or code, whole: YEM:MIL.",
    )
    country: list[Annotated[str, Field(max_length=MOST_WORDS)]] = Field(
        [],
        max_length=MOST_VALUES,
        description="Name in English, or ISO alpha-3, or UNO, EUR, IGO, IMG; of an actor or a place. Repeatable.",
    )
    since: str | None = Field(None, description="First day.", json_schema_extra=_DAY)
    until: str | None = Field(None, description="Last day.", json_schema_extra=_DAY)

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, given: Any) -> Any:
        """Takes away what forms send of fields that were not filled in."""
        if not isinstance(given, dict):
            return given
        filled = {
            name: [one for one in value if one != ""] if isinstance(value, list) else value
            for name, value in given.items()
        }
        return {name: value for name, value in filled.items() if value != ""}

    @field_validator("country")
    @classmethod
    def _as_codes(cls, given: list[str]) -> list[str]:
        return [_code_of(value) for value in given]

    @field_validator("since")
    @classmethod
    def _since_is_meant(cls, given: str | None) -> str | None:
        _require_meant(since=given)
        return given

    @field_validator("until")
    @classmethod
    def _until_is_meant(cls, given: str | None, info: ValidationInfo) -> str | None:
        _require_meant(since=info.data.get("since"), until=given)
        return given

    def words(self) -> dict[str, Any]:
        """The words as filters take them."""
        return {"actor": self.actor, "country": tuple(self.country), "since": self.since, "until": self.until}


class FilterWords(PartyWords):
    """Words that events and incidents have in common."""

    type: list[str] = Field([], max_length=MOST_VALUES, description="PLOVER type. Repeatable.", json_schema_extra=_TYPE)
    status: list[str] = Field([], max_length=MOST_VALUES, description="Repeatable.", json_schema_extra=_STATUS)
    min_confidence: float | None = Field(None, ge=0, le=1, description="Least confidence, 0 to 1.")

    @field_validator("type")
    @classmethod
    def _type_in_capitals(cls, given: list[str]) -> list[str]:
        in_capitals = [value.upper() for value in given]
        _require_meant(type=tuple(in_capitals))
        return in_capitals

    @field_validator("status")
    @classmethod
    def _status_is_meant(cls, given: list[str]) -> list[str]:
        _require_meant(status=tuple(given))
        return given

    def words(self) -> dict[str, Any]:
        """The words as both filters take them."""
        own = {"type": tuple(self.type), "status": tuple(self.status), "min_confidence": self.min_confidence}
        return super().words() | own


class EventWords(FilterWords):
    """Words that events are looked for by."""

    def filter(self) -> EventFilter:
        """The filter. Raises FilterError, which answers with status 422."""
        return EventFilter(**self.words())


class IncidentWords(FilterWords):
    """Words that incidents are looked for by."""

    min_publishers: int | None = Field(None, ge=1, le=2**31, description="Fewest independent publishers.")

    def filter(self) -> IncidentFilter:
        """The filter. Raises FilterError, which answers with status 422."""
        return IncidentFilter(**self.words(), min_publishers=self.min_publishers)


def _require_meant(**words: Any) -> None:
    """Holds words against the filter while the query is read, so that all faults of a request are told at once."""
    try:
        EventFilter(**words)
    except FilterError as error:
        context = {"reason": error.reason, "advice": error.advice, "field": error.subject}
        raise PydanticCustomError(FILTER, "{reason}", context) from None


EventQuery = Annotated[EventWords, Query()]
IncidentQuery = Annotated[IncidentWords, Query()]
