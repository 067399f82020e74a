"""Reviewed sentences as training sentences, in the form in which the coder's corpus is kept.

One JSON object a line: ``id``, ``text`` and ``events``; all spans are characters [start, end) of the sentence. A
sentence whose events were all rejected has none, which is worth learning too.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from detente.event import Event, Mention
from detente.exports.destination import Destination
from detente.exports.jsonl import record_line
from detente.reviews.sentence import ReviewedSentence

_BREAK = re.compile(r"[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What would end a line or a cell: a space stands for it, so that spans stay."""
_LISTS = {"actors": "actors", "recipients": "recipients", "location": "places", "source": "sources"}
_SINGLES = ("date", "killed", "injured", "detained")
_SAME = ("type", "mode", "status", "time")


def write_corpus(sentences: Iterable[ReviewedSentence], destination: Destination) -> int:
    """Writes the sentences, each once however many reports have it with the same events; returns how many."""
    seen: set[str] = set()
    for record in map(training_sentence, sentences):
        line = record_line(record)
        same = record_line({"text": record["text"], "events": record["events"]})
        if same not in seen:
            seen.add(same)
            destination.stream.write(line.encode("utf-8", "backslashreplace"))
    destination.stream.flush()
    return len(seen)


def training_sentence(sentence: ReviewedSentence) -> dict[str, Any]:
    """The sentence as a line of the corpus. Its id is the same for the same place of the same text of a report."""
    start, end = sentence.span
    identity = f"{sentence.report.id}\0{sentence.report.text}\0{start}:{end}"
    name = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    events = [_event(event, start) for event in sentence.events]
    return {"id": f"review-{name}", "text": _BREAK.sub(" ", sentence.text), "events": events}


def _event(event: Event, offset: int) -> dict[str, Any]:
    record: dict[str, Any] = {name: getattr(event, name) for name in _SAME}
    record["trigger"] = _span(event.trigger, offset)
    for name in _SINGLES:
        mention: Mention | None = getattr(event, name)
        record[name] = None if mention is None else _span(mention, offset)
    for name, field in _LISTS.items():
        record[name] = list(_spans(getattr(event, field), offset))
    return record


def _spans(mentions: Sequence[Mention], offset: int) -> Iterator[list[int]]:
    yield from (_span(mention, offset) for mention in mentions)


def _span(mention: Mention, offset: int) -> list[int]:
    return [mention.start - offset, mention.end - offset]
