"""What is asked about the places of a report, and what is answered."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class PlaceQuery:
    """A place as a report names it; ``start`` and ``end`` are characters of the report's text, None if not known."""

    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class ReportContext:
    """What tells which places a report may mean: its text, who published it, where its dateline says it was written."""

    text: str = ""
    publisher: str | None = None
    url: str | None = None
    dateline: str | None = None


class Precision(StrEnum):
    """How large what the words name is."""

    POINT = "point"
    CITY = "city"
    DISTRICT = "district"
    PROVINCE = "province"
    REGION = "region"
    COUNTRY = "country"


class PlacePart(StrEnum):
    """What speaks for a place: the parts that sum to its score."""

    KIND = "kind of place"
    POPULATION = "population"
    SPELLING = "spelling"
    ASKED = "kind asked for"
    CONTAINED = "contained"
    HOLDS = "holds"
    COUNTRY = "country of the report"
    DIVISION = "division of the report"
    NEARNESS = "nearness"
    PUBLISHER = "publisher"


class PlaceRule(StrEnum):
    """What decided between places of one name: the closed list of rules."""

    ONLY = "only place of the name"
    KIND = "kind of place"
    POPULATION = "most populous"
    SPELLING = "nearest spelling"
    ASKED = "kind that the words ask for"
    CONTAINED = "what the text says it lies in"
    HOLDS = "what the text says lies in it"
    COUNTRY = "country of the report"
    DIVISION = "division of the report"
    NEARNESS = "near other places of the report"
    PUBLISHER = "near the publisher"


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """The place that a name means. ``lat`` and ``lon`` in degrees, rounded to what the precision deserves."""

    geonames_id: int | None
    """None for a curated place that GeoNames does not have under this name."""
    name: str
    admin1: str | None
    country: str | None
    """ISO 3166-1 alpha-3; None where it lies in several countries or in none."""
    lat: float
    lon: float
    precision: Precision
    rule: PlaceRule
    score: float
    """Higher is surer; comparable between the candidates of one name."""
    parts: tuple[tuple[PlacePart, float], ...]
    """What each part gives; they sum to the score."""
