"""Attacks: the list of attacks.tsv, and reports in which every word that comes from outside is one of them."""

import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

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
from detente.sources.encoding import clean
from detente.tables import Row, read_table

FIRST_DAY = datetime.date(2020, 1, 1)
PATH = Path(__file__).with_name("attacks.tsv")
KINDS = (
    *("markup", "attribute", "address", "script", "template", "encoding", "query", "spreadsheet", "header"),
    *("terminal", "path"),
)


@dataclass(frozen=True, slots=True)
class Attack:
    """One of them."""

    kind: str
    name: str
    words: str

    @property
    def key(self) -> str:
        """Letters and digits that are of this one alone."""
        return hashlib.sha256(self.words.encode()).hexdigest()[:12]


def load(path: Path = PATH) -> tuple[Attack, ...]:
    """All attacks in the order of the file. Raises DetenteError with file and line for a row that is none."""
    found = tuple(_attack(row) for row in read_table(path, ("kind", "name", "attack")))
    assert len({one.name for one in found}) == len({one.words for one in found}) == len(found), "one stands twice"
    return found


def _attack(row: Row) -> Attack:
    kind, name, words = row.cells
    if kind not in KINDS:
        raise row.fault(f"no kind {kind}", f"choose one of {', '.join(KINDS)}")
    try:
        return Attack(kind, name, str(json.loads(words)))
    except json.JSONDecodeError as error:
        raise row.fault(f"the attack is no JSON string: {error}") from error


def hostile_report(report_id: str, attacks: Sequence[Attack], number: int = 0) -> CodedReport:
    """A report that tells one event an attack, which is trigger, actor, recipient, place and source at once.

    Words are cleaned as readers of files do: without NUL. Reports with other numbers tell of other days and places.
    """
    day = (FIRST_DAY + datetime.timedelta(days=9 * number)).isoformat()
    text, cuts = "", []
    for attack in attacks:
        start = len(text)
        text += f"{clean(attack.words)} attacked on {day}, killing {number + 3}."
        cuts.append(Sentence(start, len(text)))
        text += "\n\n"
    words = clean(attacks[0].words)
    report = Report(report_id, text, title=words, publisher=words, published=day, url=words, byline=words)
    return CodedReport(
        report,
        tuple(cuts),
        tuple(_event(report, cut, attack, day, number) for cut, attack in zip(cuts, attacks, strict=True)),
    )


def _event(report: Report, cut: Sentence, attack: Attack, day: str, number: int) -> Event:
    start, words = cut.start, clean(attack.words)
    whole = (start, start + len(words), words)
    half = (start, start + len(words) // 2 + 1, words[: len(words) // 2 + 1])
    toll = str(number + 3)
    date, dead = report.text.index(day, start), report.text.index(f"killing {toll}.", start) + len("killing ")
    party = ActorMention(*whole, actor_id=words, name=words, country="YEM", sector="REB", rule=words)
    other = ActorMention(*half, actor_id=f"{words}!", name=words, country="SYR", sector="MIL", rule=words)
    return Event(
        event_id=attack.key,
        report_id=report.id,
        sentence=(cut.start, cut.end),
        type="ASSAULT",
        mode=None,
        quad="material conflict",
        score=-9.0,
        cameo="190",
        status="actual",
        time="current",
        trigger=Mention(*half),
        actors=(party,),
        recipients=(other,),
        places=(PlaceMention(*whole, 1000 + number, words, words, "YEM", number / 2 - 30, number / 2, "city"),),
        date=DateMention(date, date + len(day), day, day, day, "day"),
        killed=TollMention(dead, dead + len(toll), toll, number + 3, number + 3),
        injured=None,
        detained=None,
        sources=(SourceMention(*whole, "official"),),
        confidence=0.6,
        model="attacks@1",
        codebook="PLOVER-2021",
    )
