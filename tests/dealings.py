"""Reports of what states did to each other, for tests of relations and pictures: one event a report, resolved."""

import hashlib
from datetime import date, timedelta

from detente.codebook import load_codebook
from detente.event import ActorMention, CodedReport, DateMention, Event, Mention, PlaceMention, TollMention
from detente.ledger import Ledger, RunIdentity
from detente.report import Report, Sentence

VERBS = {"ASSAULT": "shelled", "CONSULT": "met", "AID": "aided", "ACCUSE": "accused", "THREATEN": "threatened"}
NAMES = {"ARM": "Armenia", "AZE": "Azerbaijan", "USA": "America", "GBR": "Britain", "TUR": "Turkey"}
SPOTS = {
    "Goris": (616974, 39.51, 46.34, "city"),
    "Syunik": (828264, 39.25, 46.25, "province"),
    "Yemen": (69543, 15.5, 47.5, "country"),
}


def dealing(
    actor: str,
    kind: str,
    recipient: str,
    day: date,
    place: str = "Goris",
    killed: int | None = None,
    status: str = "actual",
    publisher: str = "Daily",
) -> CodedReport:
    """A report of one act of one state on another."""
    toll = f", killing {killed}" if killed else ""
    text = f"{NAMES[actor]} {VERBS[kind]} {NAMES[recipient]} in {place} on {day}{toll}."
    report = Report(
        f"{actor}-{kind}-{recipient}-{day}-{place}-{publisher}", text, publisher=publisher, published=day.isoformat()
    )
    return CodedReport(
        report, (Sentence(0, len(text)),), (_event(report, actor, kind, recipient, day, place, killed, status),)
    )


def _event(
    report: Report, actor: str, kind: str, recipient: str, day: date, place: str, killed: int | None, status: str
) -> Event:
    number, lat, lon, precision = SPOTS[place]
    book = load_codebook()
    return Event(
        event_id=hashlib.sha256(report.id.encode()).hexdigest()[:16],
        report_id=report.id,
        sentence=(0, len(report.text)),
        type=kind,
        mode=None,
        quad=book.quad(kind),
        score=book.type(kind).score,
        cameo=None,
        status=status,
        time="current",
        trigger=Mention(*_span(report, VERBS[kind])),
        actors=(_state(report, actor),),
        recipients=(_state(report, recipient),),
        places=(
            PlaceMention(*_span(report, place), number, place, None, "ARM" if lon < 47 else "YEM", lat, lon, precision),
        ),
        date=DateMention(*_span(report, str(day)), str(day), str(day), "day"),
        killed=TollMention(*_span(report, f"killing {killed}"), killed, killed) if killed else None,
        injured=None,
        detained=None,
        sources=(),
        confidence=0.9,
        model="dealings@1",
        codebook="PLOVER-2021",
    )


def _state(report: Report, code: str) -> ActorMention:
    return ActorMention(*_span(report, NAMES[code]), f"{code}:GOV", f"{NAMES[code]}, government", code, "GOV")


def _span(report: Report, words: str) -> tuple[int, int, str]:
    start = report.text.index(words)
    return start, start + len(words), words


def year() -> list[CodedReport]:
    """Armenia and Azerbaijan talk for half of 2024 and shell each other then; one day Britain is shelled by an ally."""
    found = []
    for week in range(40):
        day = date(2024, 1, 1) + timedelta(weeks=week)
        kind = "CONSULT" if week < 25 else "ASSAULT"
        found.append(dealing("AZE", kind, "ARM", day, killed=3 if kind == "ASSAULT" else None))
        found.append(dealing("USA", "CONSULT", "GBR", day + timedelta(days=2), "Yemen"))
        if week % 4 == 0:
            found.append(dealing("TUR", "AID", "AZE", day + timedelta(days=1), "Syunik"))
            found.append(dealing("TUR", "THREATEN", "ARM", day + timedelta(days=3), status="planned"))
    found.append(dealing("USA", "ASSAULT", "GBR", date(2024, 10, 3), "Yemen", killed=1))
    return found


def keep(path: str, reports: list[CodedReport]) -> None:
    """A new ledger of these reports."""
    with Ledger(path) as ledger:
        ledger.keep(ledger.begin(RunIdentity("1", "dealings@1", "PLOVER-2021")), reports)
