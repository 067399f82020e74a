"""A coder of a dozen lines that the tests of the ledger, the exports and the command can predict."""

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detente.event import (
    ActorMention,
    CodedReport,
    DateMention,
    Event,
    Mention,
    PlaceMention,
    SourceMention,
    TollMention,
)
from detente.report import Report, Sentence

KINDS = {
    "attacked": ("ASSAULT", "firearms", "material conflict", -9.0, "190"),
    "met": ("CONSULT", None, "verbal cooperation", 2.5, "040"),
    "marched": ("PROTEST", "demo", "material conflict", -5.0, "140"),
}
STATUSES = {"reportedly": "alleged", "never": "negated"}
COUNTRIES = {"Yemen": "YEM", "Norway": "NOR", "Łódź": "POL"}
_SENTENCE = re.compile(r"[^.!?]*[.!?]|[^.!?]+$")
_TRIGGER = re.compile(r"\b(attacked|met|marched)\b")
_WORD = re.compile(r"\w+")


@dataclass
class FakeCoder:
    """Every ``attacked``, ``met`` or ``marched`` is an event between the words beside it."""

    model: str = "fake@1"
    seconds: float = 0.0
    coded: int = 0

    def code(self, reports: Iterable[Report]) -> Iterator[CodedReport]:
        for report in reports:
            time.sleep(self.seconds)
            self.coded += 1
            yield code_one(report, self.model)


def code_one(report: Report, model: str = "fake@1") -> CodedReport:
    cuts = tuple(Sentence(*match.span()) for match in _SENTENCE.finditer(report.text))
    found = ((cut, match) for cut in cuts for match in _TRIGGER.finditer(report.text, cut.start, cut.end))
    return CodedReport(report, cuts, tuple(_event(report, cut, match, model) for cut, match in found))


def _event(report: Report, cut: Sentence, match: re.Match[str], model: str) -> Event:
    kind, mode, quad, score, cameo = KINDS[match[0]]
    words = list(_WORD.finditer(report.text, cut.start, cut.end))
    place = next((word for word in words if word[0] in COUNTRIES), None)
    date = next((word for word in words if word[0] == "Sunday"), None)
    toll = next((word for word in words if word[0] == "two"), None)
    source = next((word for word in words if word[0] == "officials"), None)
    status = next((STATUSES[word[0]] for word in words if word[0] in STATUSES), "actual")
    return Event(
        event_id=f"{report.id}/{match.start()}",
        report_id=report.id,
        sentence=(cut.start, cut.end),
        type=kind,
        mode=mode,
        quad=quad,
        score=score,
        cameo=cameo,
        status=status,
        time="current",
        trigger=Mention(match.start(), match.end(), match[0]),
        actors=tuple(_actor(word) for word in words if word.end() < match.start())[-1:],
        recipients=tuple(_actor(word) for word in words if word.start() > match.end())[:1],
        places=(PlaceMention(place.start(), place.end(), place[0], country=COUNTRIES[place[0]]),) if place else (),
        date=DateMention(date.start(), date.end(), date[0], "2024-11-10", "2024-11-10", "day") if date else None,
        killed=TollMention(toll.start(), toll.end(), toll[0], 2, 2) if toll else None,
        injured=None,
        detained=None,
        sources=(SourceMention(source.start(), source.end(), source[0], "official"),) if source else (),
        confidence=0.5 + 0.49 / (1 + len(words)),
        model=model,
        codebook="PLOVER-2021",
    )


def _actor(word: re.Match[str]) -> ActorMention:
    return ActorMention(word.start(), word.end(), word[0], country=COUNTRIES.get(word[0]))


SENTENCES = (
    "Gunmen attacked villagers in Yemen on Sunday, officials said.",
    "Ministers met envoys. Teachers reportedly marched.",
    "Nothing came of it.",
    "Guards in Łódź never attacked two pickets, and pickets marched.",
)


def reports(number: int, start: int = 0) -> list[Report]:
    """Reports that differ, some of them without events."""
    return [
        Report(
            id=f"r{n}",
            text=f"{SENTENCES[n % 4]} {SENTENCES[n * 7 % 4]} No. {n}",
            title=f"Title {n}" if n % 3 else None,
            published=f"2024-11-{n % 28 + 1:02d}" if n % 5 else None,
            body=((0, 5), (6, 9)),
            file="feed.jsonl",
            line=n + 1,
        )
        for n in range(start, start + number)
    ]
