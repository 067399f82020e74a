"""Reports of a few words whose one event is resolved as if by hand, for tests of incidents."""

import hashlib
from dataclasses import dataclass, replace

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

PLACES = {
    "Marib": (71137, "Ma'rib", "YEM", 15.46, 45.32),
    "Taizz": (70225, "Ta'izz", "YEM", 13.58, 44.02),
    "Kaduna": (2335727, "Kaduna", "NGA", 10.52, 7.44),
    "Goma": (216281, "North Kivu", "COD", -1.68, 29.22),
}
ACTORS = {
    "Houthi fighters": ("Houthis", "Houthis", "YEM", "REB"),
    "Yemeni troops": ("YEM:MIL", "Yemen, military", "YEM", "MIL"),
    "bandits": ("NGA:CRM", "Nigeria, criminals", "NGA", "CRM"),
    "villagers": ("NGA:CVL", "Nigeria, civilians", "NGA", "CVL"),
    "M23 rebels": ("M23", "March 23 Movement", "COD", "REB"),
    "Congolese soldiers": ("COD:MIL", "DR Congo, military", "COD", "MIL"),
}
ACTS = {
    "attacked": ("ASSAULT", "firearms", "material conflict", -9.0),
    "met": ("CONSULT", None, "verbal cooperation", 2.5),
}


@dataclass(frozen=True)
class Tale:
    """Who did what to whom, where and when, as one report tells it."""

    actor: str = "Houthi fighters"
    act: str = "attacked"
    recipient: str = "Yemeni troops"
    place: str = "Marib"
    day: str = "2024-11-10"
    killed: int | None = 5
    source: str | None = None
    status: str = "actual"
    rest: str = ""
    """More words of the report, after the sentence that tells it."""

    def sentence(self) -> str:
        toll = f", killing {self.killed}" if self.killed is not None else ""
        source = f", {self.source} said" if self.source is not None else ""
        return f"{self.actor} {self.act} {self.recipient} in {self.place} on {self.day}{toll}{source}."


MARIB = Tale()
KADUNA = Tale("bandits", "attacked", "villagers", "Kaduna", "2024-11-12", 20)
GOMA = Tale("M23 rebels", "met", "Congolese soldiers", "Goma", "2024-12-01", None)


def tell(
    report_id: str, *tales: Tale, publisher: str | None = None, published: str = "2024-11-11", title: str | None = None
) -> CodedReport:
    """A report that tells these tales, one a sentence, each with the rest of its words."""
    text = ""
    cuts: list[Sentence] = []
    for tale in tales:
        cuts.append(Sentence(len(text), len(text) + len(tale.sentence())))
        text += " ".join(filter(None, (tale.sentence(), tale.rest))) + " "
    report = Report(report_id, text, title=title, publisher=publisher, published=published)
    events = tuple(_event(report, cut, tale) for cut, tale in zip(cuts, tales, strict=True))
    return CodedReport(report, tuple(cuts), events)


def _event(report: Report, cut: Sentence, tale: Tale) -> Event:
    kind, mode, quad, score = ACTS[tale.act]
    trigger = _find(report, cut, tale.act)
    identity = f"{report.id}\n{report.text}\n{trigger.start}"
    return Event(
        event_id=hashlib.sha256(identity.encode()).hexdigest()[:16],
        report_id=report.id,
        sentence=(cut.start, cut.end),
        type=kind,
        mode=mode,
        quad=quad,
        score=score,
        cameo=None,
        status=tale.status,
        time="current",
        trigger=trigger,
        actors=(_actor(report, cut, tale.actor),),
        recipients=(_actor(report, cut, tale.recipient),),
        places=(_place(report, cut, tale.place),),
        date=DateMention(*_span(report, cut, tale.day), from_=tale.day, to=tale.day, precision="day"),
        killed=None if tale.killed is None else _toll(report, cut, tale.killed),
        injured=None,
        detained=None,
        sources=() if tale.source is None else (SourceMention(*_span(report, cut, tale.source), kind="official"),),
        confidence=0.8,
        model="tales@1",
        codebook="PLOVER-2021",
    )


def _actor(report: Report, cut: Sentence, words: str) -> ActorMention:
    actor_id, name, country, sector = ACTORS[words]
    return ActorMention(*_span(report, cut, words), actor_id=actor_id, name=name, country=country, sector=sector)


def _place(report: Report, cut: Sentence, words: str) -> PlaceMention:
    number, admin1, country, lat, lon = PLACES[words]
    where = PlaceMention(*_span(report, cut, words), geonames_id=number, name=words, admin1=admin1, country=country)
    return replace(where, lat=lat, lon=lon, precision="city")


def _toll(report: Report, cut: Sentence, killed: int) -> TollMention:
    return TollMention(*_span(report, cut, f"killing {killed}"), min=killed, max=killed)


def _find(report: Report, cut: Sentence, words: str) -> Mention:
    return Mention(*_span(report, cut, words))


def _span(report: Report, cut: Sentence, words: str) -> tuple[int, int, str]:
    start = report.text.index(words, cut.start, cut.end)
    return start, start + len(words), words
