"""Time, memory and accuracy of grouping made events whose incidents are known.

The makings: ten years of incidents, whatever the size, so that ten times the events means days ten times as full.
Countries, places and parties follow Zipf's law: a few are in the news every day. An incident is told by one event or
by thousands (Zipf again); a fifth of the tellings are copies of one text. Reports come from several sources up to
three days later, leave out or blur places, actors and dates, give tolls that differ, and name an army by its country.

Each size runs in a process of its own, so that its peak memory is its own. ``whole`` is seconds by the clock to make
and group the events; grouping an event, and its ratio, is of seconds of the processor without those of making.

Usage: python -m benchmarks.incidents_scale [100000 1000000]
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from array import array
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import accumulate

import numpy as np

from detente.incidents.columns import MEANING_BYTES
from detente.incidents.evidence import Evidence
from detente.incidents.grouping import group
from detente.incidents.incident import Party, Site
from detente.incidents.weights import shipped_weights

SEED = 4
FIRST_DAY, DAYS = 735_000, 3_650
COUNTRIES, TOWNS = 120, 12_000
TYPES = (("ASSAULT", 30), ("PROTEST", 12), ("COERCE", 14), ("CONSULT", 14), ("ACCUSE", 10), ("AGREE", 6),
         ("THREATEN", 6), ("AID", 4), ("SANCTION", 4))  # fmt: skip
"""Types and their shares in a hundred."""
MODES = {"ASSAULT": ("firearms", "explosives", "heavy-weapons", "aerial"), "COERCE": ("arrest", "seize", "restrict"),
         "PROTEST": ("demo", "riot", "strike"), "CONSULT": ("visit", "third-party", "phone")}  # fmt: skip
VERBS = {
    "ASSAULT": ("killed", "shot", "attack", "bombed", "clashed", "fighting"),
    "PROTEST": ("protest", "marched", "rally"),
    "COERCE": ("arrested", "seized", "detained", "raid"), "CONSULT": ("met", "talks", "visited", "summit"),
    "ACCUSE": ("accused", "blamed", "criticised"), "AGREE": ("agreed", "signed", "accepted"),
    "THREATEN": ("threatened", "warned"), "AID": ("donated", "sent", "aid"), "SANCTION": ("sanctions", "banned"),
}  # fmt: skip
SECTORS = ("GOV", "MIL", "REB", "COP", "CVL", "PTY")
WORDS, VECTORS = 4_000, 5_000
MOST_TOLD = 3_000
TITLES = ("events", "making s", "processor s", "whole s", "µs an event", "ratio", "peak GiB", "groups", "P", "R")


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened, as nobody tells it in full."""

    number: int
    type: str
    mode: str | None
    day: int
    site: Site
    actor: Party
    recipient: Party
    killed: int | None
    injured: int | None
    words: tuple[str, ...]
    title: tuple[str, ...]
    meaning: int
    """Seed of its vectors."""


class World:
    """Places, parties and words, and what happens among them; the same for the same seed."""

    def __init__(self, seed: int = SEED) -> None:
        self.random = random.Random(seed)
        self._towns = [self._town(number) for number in range(TOWNS)]
        self._town_weights = _zipf(TOWNS, 0.8)
        self._type_weights = list(accumulate(weight for _, weight in TYPES))
        self._telling_weights = _zipf(MOST_TOLD, 1.9)
        self._vectors = np.random.default_rng(seed).normal(size=(VECTORS, MEANING_BYTES))

    def events(self, count: int, truth: "array[int]") -> Iterator[Evidence]:
        """So many events, incident by incident; the number of each one's incident is appended to ``truth``."""
        number = made = 0
        while made < count:
            happening = self._happening(number)
            told = min(1 + self._pick(self._telling_weights), count - made)
            for evidence in self._tellings(happening, told, made):
                truth.append(number)
                yield evidence
            made += told
            number += 1

    def _town(self, number: int) -> Site:
        country = f"C{self._country():02}"
        lat, lon = self.random.uniform(-50, 60), self.random.uniform(-170, 170)
        return Site(number + 1, f"Town {number}", f"Province {number % 12}", country, lat, lon, "city")

    def _country(self) -> int:
        return min(COUNTRIES - 1, int(self.random.expovariate(1 / 15)))

    def _pick(self, weights: Sequence[float]) -> int:
        return bisect(weights, self.random.random() * weights[-1])

    def _happening(self, number: int) -> Happening:
        chance = self.random
        kind = TYPES[self._pick(self._type_weights)][0]
        site = self._towns[self._pick(self._town_weights)]
        deadly = kind == "ASSAULT" and chance.random() < 0.7
        return Happening(
            number,
            kind,
            chance.choice(MODES[kind]) if kind in MODES else None,
            FIRST_DAY + chance.randrange(DAYS),
            site,
            self._party(site.country or ""),
            self._party(site.country or "" if chance.random() < 0.6 else f"C{self._country():02}"),
            min(500, int(chance.paretovariate(0.9))) if deadly else None,
            min(900, int(chance.paretovariate(0.7))) if deadly and chance.random() < 0.6 else None,
            (chance.choice(VERBS[kind]),),
            tuple(f"word{chance.randrange(WORDS)}" for _ in range(6)),
            chance.randrange(VECTORS),
        )

    def _party(self, country: str) -> Party:
        sector = self.random.choice(SECTORS)
        if self.random.random() < 0.5:
            return Party(f"{country}:{sector}", f"{country}, {sector}", country, sector)
        name = f"group {min(9, int(self.random.expovariate(0.5)))}"
        return Party(f"{country}:{sector}-{name}", name, country, sector)

    def _tellings(self, happening: Happening, told: int, made: int) -> Iterator[Evidence]:
        original = None
        for number in range(made, made + told):
            if original is not None and self.random.random() < 0.2:
                yield replace(original, event_id=f"e{number:08}", report_id=f"r{number:08}")
            else:
                original = self._telling(happening, number)
                yield original

    def _telling(self, happening: Happening, number: int) -> Evidence:
        chance = self.random
        told = happening.day + min(3, int(chance.expovariate(1.2)))
        first, last, dated = self._days(happening.day, told)
        words = happening.title[: chance.randrange(2, 6)] + tuple(f"word{chance.randrange(WORDS)}" for _ in range(3))
        return Evidence(
            event_id=f"e{number:08}",
            report_id=f"r{number:08}",
            type=happening.type if chance.random() < 0.93 else TYPES[self._pick(self._type_weights)][0],
            mode=happening.mode if chance.random() < 0.8 else None,
            status="actual" if chance.random() < 0.8 else "alleged",
            actors=self._named(happening.actor),
            recipients=self._named(happening.recipient),
            sites=self._sites(happening.site),
            first=first,
            last=last,
            dated=dated,
            killed=self._toll(happening.killed),
            injured=self._toll(happening.injured),
            words=happening.words if chance.random() < 0.6 else (chance.choice(VERBS[happening.type]),),
            title=words,
            meaning=self._meaning(happening),
            sentence=(0, 100),
            told=told,
            telling=f"t{number:08}",
        )

    def _meaning(self, happening: Happening) -> bytes:
        """Vectors about as far from those of the same happening as the encoder's are."""
        chance = self._vectors[self.random.randrange(VECTORS)]
        return (30 * self._vectors[happening.meaning] + 22 * chance).clip(-127, 127).astype(np.int8).tobytes()

    def _days(self, day: int, told: int) -> tuple[int, int, bool]:
        chance = self.random.random()
        if chance < 0.55:
            return day, day, True
        if chance < 0.62:
            return day - day % 7, day - day % 7 + 6, True
        return told - 1, told, False

    def _named(self, party: Party) -> tuple[Party, ...]:
        chance = self.random.random()
        if chance < 0.2:
            return ()
        country = party.country or ""
        if chance < 0.35:
            return (Party(country, country, country, None),)
        return (party,)

    def _sites(self, site: Site) -> tuple[Site, ...]:
        chance = self.random.random()
        if chance < 0.12:
            return ()
        if chance < 0.2:
            return (Site(None, site.country, None, site.country, None, None, "country"),)
        if chance < 0.28:
            return (replace(site, geonames_id=None, name=site.admin1, precision="province"),)
        return (site,)

    def _toll(self, number: int | None) -> tuple[int, int | None] | None:
        chance = self.random.random()
        if number is None or chance < 0.25:
            return None
        told = number if chance < 0.75 else max(1, round(number * self.random.uniform(0.6, 1.5)))
        return (told, None) if chance > 0.95 else (told, told)


def _zipf(count: int, exponent: float) -> list[float]:
    return list(accumulate(1 / (rank + 1) ** exponent for rank in range(count)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one size took and how right it was."""

    events: int
    making: float
    """Seconds of the processor to make the events alone."""
    whole: float
    """Seconds to make and group them."""
    processor: float
    """The same in seconds of the processor, which other programs on the machine do not lengthen."""
    memory: float
    """Peak, in GiB, of the whole process."""
    groups: int
    precision: float
    recall: float
    """Of pairs of events."""


def run(count: int) -> Outcome:
    """Make and group so many events."""
    busy = time.process_time()
    for _ in World().events(count, array("i")):
        pass
    making = time.process_time() - busy
    truth: array[int] = array("i")
    labels = array("i", bytes(4 * count))
    start, busy, groups = time.perf_counter(), time.process_time(), 0
    for groups, one in enumerate(group(World().events(count, truth), shipped_weights()), start=1):
        for member in one.members:
            labels[int(member.event_id[1:])] = groups
    whole, processor = time.perf_counter() - start, time.process_time() - busy
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
    right, found, true = (
        _pairs(counter) for counter in (Counter(zip(truth, labels, strict=True)), Counter(labels), Counter(truth))
    )
    return Outcome(count, making, whole, processor, memory, groups, right / max(1, found), right / max(1, true))


def _pairs(sizes: "Counter[int] | Counter[tuple[int, int]]") -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


def measured_apart(count: int) -> Outcome:
    """The outcome of a process of its own."""
    command = [sys.executable, "-m", "benchmarks.incidents_scale", "--alone", str(count)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Outcome(**json.loads(output))


def main() -> None:
    """Print a row a size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--alone", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone is not None:
        sys.stdout.write(json.dumps(asdict(run(options.alone))))
        return
    sys.stdout.write(f"| {' | '.join(TITLES)} |\n{'| --- ' * len(TITLES)}|\n")
    before = None
    for size in options.sizes:
        one = measured_apart(size)
        each = (one.processor - one.making) / size * 1e6
        ratio = "" if before is None else f"{each / before:.2f}"
        before = before or each
        times = (f"{one.making:.1f}", f"{one.processor:.1f}", f"{one.whole:.1f}", f"{each:.0f}", ratio)
        right = (f"{one.memory:.2f}", f"{one.groups}", f"{one.precision:.3f}", f"{one.recall:.3f}")
        sys.stdout.write(f"| {' | '.join((str(size), *times, *right))} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
