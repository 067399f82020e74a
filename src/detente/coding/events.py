"""From the words of a decoded event to the event record: offsets in the report, and what the codebook says."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from detente.codebook import Codebook, load_codebook
from detente.coding.calibration import Calibration
from detente.coding.decode import Decoded
from detente.coding.words import Words
from detente.event import ActorMention, DateMention, Event, Mention, PlaceMention, SourceMention, TollMention
from detente.report import Report, Sentence

Reach = tuple[int, int]
"""Words [first, last] of a sentence."""


@dataclass(frozen=True, slots=True)
class EventMaker:
    """Makes events of one model."""

    codebook: Codebook
    calibration: Calibration
    model: str

    @classmethod
    def load(cls, calibration: Calibration, model: str) -> "EventMaker":
        """With the codebook that is shipped."""
        return cls(load_codebook(), calibration, model)

    def make(self, report: Report, text_digest: str, sentence: Sentence, words: Words, decoded: Decoded) -> Event:
        """The event as a record whose offsets are characters of the report's text, which has the digest given."""
        cut = _Cutter(report.text, sentence, words)
        trigger = Mention(*cut.reach((decoded.words[0], decoded.words[-1])))
        roles = decoded.roles
        return Event(
            event_id=event_id(report.id, text_digest, trigger),
            report_id=report.id,
            sentence=(sentence.start, sentence.end),
            type=decoded.type,
            mode=decoded.mode,
            quad=self.codebook.quad(decoded.type),
            score=self.codebook.score(decoded.type, decoded.mode),
            cameo=self.codebook.cameo(decoded.type, decoded.mode),
            status=decoded.status,
            time=decoded.time,
            trigger=trigger,
            actors=_actors(cut, roles["actors"]),
            recipients=_actors(cut, roles["recipients"]),
            places=tuple(PlaceMention(*cut.reach(reach)) for reach in roles["location"]),
            date=_date(cut, roles["date"]),
            killed=_toll(cut, roles["killed"]),
            injured=_toll(cut, roles["injured"]),
            detained=_toll(cut, roles["detained"]),
            sources=tuple(SourceMention(*cut.reach(reach)) for reach in roles["source"]),
            confidence=round(self.calibration.confidence(decoded.score), 3),
            model=self.model,
            codebook=self.codebook.name,
        )


@dataclass(frozen=True, slots=True)
class _Cutter:
    """Cuts words of one sentence out of its report."""

    text: str
    sentence: Sentence
    words: Words

    def reach(self, reach: Reach) -> tuple[int, int, str]:
        """Start, end and text of some words."""
        start, end = (self.sentence.start + place for place in self.words.reach(*reach))
        return start, end, self.text[start:end]


def digest_of(text: str) -> str:
    """SHA-256 of a text in hexadecimal digits."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def event_id(report_id: str, text_digest: str, trigger: Mention) -> str:
    """Sixteen hexadecimal digits: the same for the same trigger of the same text of the same report."""
    return digest_of(f"{report_id}\0{text_digest}\0{trigger.start}:{trigger.end}")[:16]


def _actors(cut: _Cutter, reaches: Sequence[Reach]) -> tuple[ActorMention, ...]:
    return tuple(ActorMention(*cut.reach(reach)) for reach in reaches)


def _date(cut: _Cutter, reaches: Sequence[Reach]) -> DateMention | None:
    return DateMention(*cut.reach(reaches[0])) if reaches else None


def _toll(cut: _Cutter, reaches: Sequence[Reach]) -> TollMention | None:
    return TollMention(*cut.reach(reaches[0])) if reaches else None
