"""Places: which place on Earth a report means by a name, by a gazetteer that is shipped and the report as a whole."""

from detente.places.answer import PlaceAnswer, PlacePart, PlaceQuery, PlaceRule, Precision, ReportContext
from detente.places.resolver import resolve_place, resolve_places

__all__ = [
    "PlaceAnswer",
    "PlacePart",
    "PlaceQuery",
    "PlaceRule",
    "Precision",
    "ReportContext",
    "resolve_place",
    "resolve_places",
]
