"""A made ledger to measure the workspace on: reports of a few sentences, each of one event, all from a seed.

``python -m benchmarks.workspace_ledger FILE --events 100000`` makes one. Who, where and when are drawn so that a few
actors and towns have most of the events, as in the news; about three reports tell each happening, and with
``--incidents`` the events are put into incidents as well, which takes the longest.
"""

import argparse
import hashlib
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path

from detente.codebook import load_codebook
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
from detente.ledger import Ledger, RunIdentity
from detente.report import Report, Sentence

EVENTS = 100_000
SENTENCES = 4
"""Events a report."""
FIRST_DAY = date(2022, 1, 1)
DAYS = 1000
TELLINGS = 3
"""Reports that tell one happening, on average."""
BATCH = 500

COUNTRIES = (
    *(("YEM", "Yemeni"), ("SYR", "Syrian"), ("SDN", "Sudanese"), ("NGA", "Nigerian"), ("COD", "Congolese")),
    *(("ETH", "Ethiopian"), ("MLI", "Malian"), ("UKR", "Ukrainian"), ("RUS", "Russian"), ("ISR", "Israeli")),
    *(("LBN", "Lebanese"), ("IRN", "Iranian"), ("IND", "Indian"), ("PAK", "Pakistani"), ("COL", "Colombian")),
    *(("MMR", "Burmese"), ("PHL", "Philippine"), ("ARM", "Armenian"), ("AZE", "Azerbaijani"), ("TUR", "Turkish")),
)
SECTORS = (("MIL", "soldiers"), ("GOV", "officials"), ("REB", "rebels"), ("COP", "police"), ("CVL", "villagers"))
VERBS = {
    "ASSAULT": "attacked", "COERCE": "arrested", "PROTEST": "marched against", "THREATEN": "threatened",
    "ACCUSE": "accused", "CONSULT": "met", "AGREE": "signed a deal with", "AID": "sent food to",
}  # fmt: skip
STATUSES = ("actual",) * 14 + ("alleged",) * 3 + ("planned", "possible", "negated")
PUBLISHERS = tuple(
    f"{name} {kind}" for name in ("Northern", "Coast", "Capital", "Valley") for kind in ("Post", "Radio")
)


def main(path: Path, events: int, incidents: bool, seed: int = 1) -> None:
    """Make the ledger, and tell how long it took."""
    started = time.perf_counter()
    with Ledger(path) as ledger:
        make(ledger, events, seed)
        print(f"{events:,} events kept after {time.perf_counter() - started:.0f} s")  # noqa: T201
        if incidents:
            ledger.update_incidents()
            print(f"in incidents after {time.perf_counter() - started:.0f} s")  # noqa: T201


def make(ledger: Ledger, events: int, seed: int = 1) -> None:
    """Keep so many made events in a ledger that is empty."""
    run = ledger.begin(RunIdentity("made", "made@1", "PLOVER-2021", {"seed": seed}))
    made = reports(events, seed)
    while batch := list(islice(made, BATCH)):
        ledger.keep(run, batch)
    ledger.end(run)


def reports(events: int, seed: int = 1) -> Iterator[CodedReport]:
    """Reports with so many events in all; the same for the same seed."""
    chance = random.Random(seed)
    happenings = [_happening(chance) for _ in range(max(1, events // TELLINGS))]
    left = events
    for number in count():
        told = [chance.choice(happenings) for _ in range(min(SENTENCES, left))]
        if not told:
            return
        left -= len(told)
        yield _report(f"made-{number:06}", told, chance)


Happening = dict[str, str | int]


def _happening(chance: random.Random) -> Happening:
    """One act: few countries have most of them."""
    one, other = (COUNTRIES[min(int(chance.expovariate(0.25)), len(COUNTRIES) - 1)] for _ in range(2))
    sector, other_sector = chance.choice(SECTORS), chance.choice(SECTORS)
    return {
        "actor": f"{one[1]} {sector[1]}", "country": one[0], "sector": sector[0],
        "recipient": f"{other[1]} {other_sector[1]}", "other_country": other[0], "other_sector": other_sector[0],
        "type": chance.choice(tuple(VERBS)), "day": (FIRST_DAY + timedelta(chance.randrange(DAYS))).isoformat(),
        "town": f"Town {min(int(chance.expovariate(0.05)), 99)}", "killed": chance.randrange(1, 40),
    }  # fmt: skip


def _report(report_id: str, told: list[Happening], chance: random.Random) -> CodedReport:
    text, sentences, events = "", [], []
    published = max(str(one["day"]) for one in told)
    for one in told:
        start = len(text)
        toll = f", leaving {one['killed']} dead" if one["type"] == "ASSAULT" else ""
        text += (
            f"{one['actor']} {VERBS[str(one['type'])]} {one['recipient']} in {one['town']} on {one['day']}{toll}, "
            f"local officials said, and {chance.randrange(10**6)} people heard of it. "
        )
        sentences.append(Sentence(start, len(text) - 1))
        events.append(_event(report_id, text, sentences[-1], one, chance))
    report = Report(
        report_id, text, title=f"{told[0]['actor']} and others, {report_id}", published=published,
        publisher=chance.choice(PUBLISHERS), url=f"https://news.example/{report_id}", language="en",
        body=((0, len(text)),),
    )  # fmt: skip
    return CodedReport(report, tuple(sentences), tuple(events))


def _event(report_id: str, text: str, sentence: Sentence, one: Happening, chance: random.Random) -> Event:
    def span(words: str) -> tuple[int, int, str]:
        start = text.index(words, sentence.start, sentence.end)
        return start, start + len(words), words

    kind = load_codebook().types[str(one["type"])]
    town, killed, day = str(one["town"]), int(one["killed"]), str(one["day"])
    lat = round(int(town.split()[1]) * 0.3 - 10, 2)
    return Event(
        event_id=hashlib.sha256(f"{report_id}\n{sentence.start}".encode()).hexdigest()[:16],
        report_id=report_id,
        sentence=(sentence.start, sentence.end),
        type=kind.name,
        mode=None,
        quad=kind.quad,
        score=kind.score,
        cameo=kind.cameo,
        status=chance.choice(STATUSES),
        time="current",
        trigger=Mention(*span(VERBS[kind.name])),
        actors=(_party(span(str(one["actor"])), str(one["country"]), str(one["sector"])),),
        recipients=(_party(span(str(one["recipient"])), str(one["other_country"]), str(one["other_sector"])),),
        places=(
            PlaceMention(
                *span(town), 1000 + int(town.split()[1]), town, None, str(one["country"]), lat, lat + 30, "city"
            ),
        ),
        date=DateMention(*span(day), day, day, "day"),
        killed=TollMention(*span(f"{killed} dead"), killed, killed) if kind.name == "ASSAULT" else None,
        injured=None,
        detained=None,
        sources=(SourceMention(*span("local officials"), "official"),),
        confidence=round(chance.betavariate(6, 2), 3),
        model="made@1",
        codebook="PLOVER-2021",
    )


def _party(span: tuple[int, int, str], country: str, sector: str) -> ActorMention:
    return ActorMention(
        *span, actor_id=f"{country}:{sector}", name=span[2], country=country, sector=sector, rule="made"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--incidents", action="store_true")
    given = parser.parse_args()
    main(given.file, given.events, given.incidents)
