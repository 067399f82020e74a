"""Annotated sentences, whatever file they come from, as one value."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from training.open_corpus.read import LIST_FIELDS, SINGLE_FIELDS, Block, occurrence

Span = tuple[int, int]
ROLES = LIST_FIELDS + SINGLE_FIELDS


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """One annotated event; all spans are characters [start, end) of the sentence."""

    type: str
    mode: str | None
    status: str
    time: str
    trigger: Span
    roles: dict[str, tuple[Span, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """One annotated sentence."""

    id: str
    text: str
    events: tuple[GoldEvent, ...]


def read_corpus(path: Path) -> Iterator[GoldSentence]:
    """Sentences of a file with character spans, one JSON object a line."""
    with path.open(encoding="utf-8") as lines:
        for line in filter(str.strip, lines):
            record = json.loads(line)
            events = tuple(_spanned_event(event) for event in record["events"] if event.get("trigger"))
            yield GoldSentence(record["id"], record["text"], events)


def _spanned_event(event: dict[str, object]) -> GoldEvent:
    roles: dict[str, tuple[Span, ...]] = {}
    for name in ROLES:
        value = event.get(name) or []
        assert isinstance(value, list)
        items = [value] if value and isinstance(value[0], int) else value
        roles[name] = tuple((int(start), int(end)) for start, end in items)
    mode = event.get("mode")
    trigger = event["trigger"]
    assert isinstance(trigger, list)
    head = (str(event["type"]), None if mode is None else str(mode), str(event["status"]), str(event["time"]))
    return GoldEvent(*head, (int(trigger[0]), int(trigger[1])), roles)


def from_blocks(blocks: Iterable[Block], origin: str = "open") -> Iterator[GoldSentence]:
    """Sentences of the open corpus, or of another ``origin`` in its form, quotes turned into spans."""
    for block in blocks:
        yield GoldSentence(
            f"{origin}-{block.id}", block.text, tuple(_quoted_event(event, block.text) for event in block.events)
        )


def _quoted_event(event: dict[str, object], text: str) -> GoldEvent:
    def span(quote: object) -> Span:
        found = occurrence(str(quote), text)
        assert found is not None, quote
        return found

    roles: dict[str, tuple[Span, ...]] = {}
    for name in LIST_FIELDS:
        quotes = event.get(name, [])
        assert isinstance(quotes, list)
        roles[name] = tuple(span(quote) for quote in quotes)
    for name in SINGLE_FIELDS:
        roles[name] = (span(event[name]),) if event.get(name) else ()
    mode = event["mode"]
    head = (str(event["type"]), None if mode is None else str(mode), str(event["status"]), str(event["time"]))
    return GoldEvent(*head, span(event["trigger"]), roles)
