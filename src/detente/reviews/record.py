"""Changes as JSON and back: one object with ``kind`` and the fields of the change."""

import json
from dataclasses import fields
from typing import Any, get_args

from detente.event import ActorMention, DateMention, Mention, PlaceMention, SourceMention, TollMention
from detente.reviews.change import KINDS, Change

_CHANGES: dict[str, type[Any]] = {KINDS[kind]: kind for kind in get_args(Change)}
_MENTIONS: dict[str, type[Mention]] = {
    "actor": ActorMention,
    "recipient": ActorMention,
    "place": PlaceMention,
    "date": DateMention,
    "killed": TollMention,
    "injured": TollMention,
    "detained": TollMention,
    "source": SourceMention,
}


def change_to_json(change: Change) -> str:
    """The fields of a change, those that are not None, in their order."""
    record = {name: value for name, value in _fields(change).items() if value is not None}
    if "said" in record:
        record["said"] = _fields(record["said"])
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def change_from_json(kind: str, text: str) -> Change:
    """The change that ``change_to_json`` was given."""
    record: dict[str, Any] = json.loads(text)
    if "said" in record:
        record["said"] = _MENTIONS.get(record["role"], Mention)(**record["said"])
    change: Change = _CHANGES[kind](**record) if kind != "actor" else _CHANGES[kind](**{"actor_id": None} | record)
    return change


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}
