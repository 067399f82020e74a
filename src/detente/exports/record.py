"""Event records read back: from the plain values of ``Event.to_dict`` (a line of JSON Lines, a row of Parquet)."""

import math
from collections.abc import Sequence
from dataclasses import fields
from types import NoneType
from typing import Any, get_args, get_type_hints

from detente.error import DetenteError
from detente.event import ActorMention, DateMention, Event, Mention, PlaceMention, SourceMention, TollMention

_LISTS: dict[str, type[Mention]] = {
    "actors": ActorMention,
    "recipients": ActorMention,
    "places": PlaceMention,
    "sources": SourceMention,
}
_SINGLE: dict[str, type[Mention]] = {
    "date": DateMention,
    "killed": TollMention,
    "injured": TollMention,
    "detained": TollMention,
}
_SPAN = {"start": int, "end": int}
_RENAMED = {"from": "from_"}


class RecordError(DetenteError):
    """A record that is no event record; ``faults`` has one line a fault: path, what is wrong."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("event record", "; ".join(faults))
        self.faults = tuple(faults)


def event_from_record(record: object) -> Event:
    """The event that ``Event.to_dict`` made the record of. Raises RecordError with all faults found."""
    reader = _Reader()
    event = reader.event(record)
    if event is None:
        raise RecordError(reader.faults)
    return event


class _Reader:
    """Reads one record and gathers what is wrong with it; after a fault the values are of no use."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def event(self, record: object) -> Event | None:
        hints = {_name(key): hint for key, hint in get_type_hints(Event).items()}
        given = self._object(record, tuple(hints), "$")
        sentence = self._values(given.pop("sentence", None), _SPAN, "$.sentence")
        values: dict[str, Any] = {"sentence": (sentence.get("start"), sentence.get("end"))}
        values["trigger"] = self._mention(given.pop("trigger", None), Mention, "$.trigger")
        for key, kind in _LISTS.items():
            values[key] = self._list(given.pop(key, None), kind, f"$.{key}")
        for key, kind in _SINGLE.items():
            item = given.pop(key, None)
            values[key] = None if item is None else self._mention(item, kind, f"$.{key}")
        values |= {key: self._value(value, hints[key], f"$.{key}") for key, value in given.items()}
        confidence = values.get("confidence")
        if isinstance(confidence, float) and not 0 <= confidence <= 1:
            self.faults.append("$.confidence: not between 0 and 1")
        return None if self.faults else Event(**values)

    def _list(self, given: object, kind: type[Mention], path: str) -> tuple[Mention | None, ...]:
        if not isinstance(given, list | tuple):
            self.faults.append(f"{path}: not a list")
            return ()
        return tuple(self._mention(item, kind, f"{path}[{place}]") for place, item in enumerate(given))

    def _mention(self, given: object, kind: type[Mention], path: str) -> Mention | None:
        hints = get_type_hints(kind)
        named = {_name(field.name): hints[field.name] for field in fields(kind)}
        values = self._values(given, named, path)
        return None if self.faults else kind(**{_RENAMED.get(key, key): value for key, value in values.items()})

    def _values(self, given: object, hints: dict[str, Any], path: str) -> dict[str, Any]:
        values = self._object(given, tuple(hints), path)
        read = {key: self._value(value, hints[key], f"{path}.{key}") for key, value in values.items()}
        start, end = read.get("start"), read.get("end")
        if isinstance(start, int) and isinstance(end, int) and not 0 <= start <= end:
            self.faults.append(f"{path}: [{start}, {end}) is no span")
        return read

    def _object(self, given: object, keys: Sequence[str], path: str) -> dict[str, Any]:
        if not isinstance(given, dict):
            self.faults.append(f"{path}: not an object")
            return {}
        self.faults += [f"{path}.{key}: missing" for key in keys if key not in given]
        self.faults += [f"{path}.{key}: not known" for key in given if key not in keys]
        return {key: given[key] for key in keys if key in given}

    def _value(self, value: object, hint: Any, path: str) -> object:
        allowed = get_args(hint) or (hint,)
        if float in allowed and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if type(value) not in allowed:
            names = " or ".join("null" if kind is NoneType else kind.__name__ for kind in allowed)
            self.faults.append(f"{path}: not {names}")
        elif isinstance(value, float) and not math.isfinite(value):
            self.faults.append(f"{path}: not finite")
        return value


def _name(field: str) -> str:
    return field.removesuffix("_")
