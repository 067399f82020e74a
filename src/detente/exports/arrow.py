"""Arrow: events as a table of nested columns, the same fields as the event record; from there to Polars."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from detente.error import DetenteError
from detente.event import CodedReport, Event

if TYPE_CHECKING:
    import polars

_SPAN: "list[pa.Field[Any]]" = [
    pa.field("start", pa.int64(), nullable=False),
    pa.field("end", pa.int64(), nullable=False),
]
_WORDS: "list[pa.Field[Any]]" = [*_SPAN, pa.field("text", pa.string(), nullable=False)]
_ACTOR = pa.struct(
    [*_WORDS, *(pa.field(name, pa.string()) for name in ("actor_id", "name", "country", "sector", "rule"))]
)
_PLACE = pa.struct(
    [
        *_WORDS,
        pa.field("geonames_id", pa.int64()),
        *(pa.field(name, pa.string()) for name in ("name", "admin1", "country")),
        *(pa.field(name, pa.float64()) for name in ("lat", "lon")),
        pa.field("precision", pa.string()),
    ]
)
_DATE = pa.struct([*_WORDS, *(pa.field(name, pa.string()) for name in ("from", "to", "precision"))])
_TOLL = pa.struct([*_WORDS, pa.field("min", pa.int64()), pa.field("max", pa.int64())])
_SOURCE = pa.struct([*_WORDS, pa.field("kind", pa.string())])


def _required(name: str, kind: pa.DataType) -> "pa.Field[Any]":
    return pa.field(name, kind, nullable=False)


EVENT_SCHEMA = pa.schema(
    [
        _required("event_id", pa.string()),
        _required("report_id", pa.string()),
        _required("sentence", pa.struct(_SPAN)),
        _required("type", pa.string()),
        pa.field("mode", pa.string()),
        _required("quad", pa.string()),
        _required("score", pa.float64()),
        pa.field("cameo", pa.string()),
        _required("status", pa.string()),
        _required("time", pa.string()),
        _required("trigger", pa.struct(_WORDS)),
        _required("actors", pa.list_(_ACTOR)),
        _required("recipients", pa.list_(_ACTOR)),
        _required("places", pa.list_(_PLACE)),
        pa.field("date", _DATE),
        *(pa.field(name, _TOLL) for name in ("killed", "injured", "detained")),
        _required("sources", pa.list_(_SOURCE)),
        _required("confidence", pa.float64()),
        _required("model", pa.string()),
        _required("codebook", pa.string()),
    ]
)


def to_arrow(events: CodedReport | Iterable[Event]) -> pa.Table:
    """The events as a table with EVENT_SCHEMA, one row each. All of them are held in memory."""
    several = events.events if isinstance(events, CodedReport) else events
    return pa.Table.from_pylist([event.to_dict() for event in several], schema=EVENT_SCHEMA)


def to_polars(events: CodedReport | Iterable[Event]) -> "polars.DataFrame":
    """The events as a Polars frame of the same columns. Raises DetenteError if Polars is not installed."""
    try:
        import polars
    except ImportError as error:
        raise DetenteError("to_polars", "Polars is not installed", "pip install 'detente[polars]'") from error
    frame = polars.from_arrow(to_arrow(events))
    assert isinstance(frame, polars.DataFrame)
    return frame
