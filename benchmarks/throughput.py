"""Speed and memory of ``detente read``, against the encoder alone.

Makes reports out of the open corpus's sentences (this project's own text), reads them with the installed command
without a ledger, to JSON Lines, and runs the encoder alone over the same sentences with the same triggers, in the same
minute on the same machine, several times in turn. Times are given as ratios and, for orientation, in sentences a
second.

Usage: python -m benchmarks.throughput [--reports 10000] [--memory 1000 100000] [--rounds 3]
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from detente.actors.names import key_of, skeleton_of
from detente.actors.resolve import country_of, forget_rows
from detente.coding.decode import triggers
from detente.coding.encoder import Encoder
from detente.coding.sentences import split_sentences
from detente.coding.weights import FIRST, FOLDER, NUMBERS, SECOND, TOKENIZER, read_numbers
from detente.coding.words import Words, WordSplitter, pieces_of
from detente.reading import load_coder
from detente.report import Report
from detente.resolving import resolve
from detente.sources import read_sources
from training.open_corpus.read import read_open_corpus

THREADS = 2


def write_reports(path: Path, count: int, seed: int = 1) -> None:
    """Reports of one to five sentences each, as JSON Lines."""
    chance = random.Random(seed)
    texts = [block.text for block in read_open_corpus()]
    with path.open("w", encoding="utf-8") as out:
        for number in range(count):
            text = " ".join(chance.choices(texts, k=chance.randint(1, 5)))
            out.write(json.dumps({"id": f"made-{number}", "text": text, "published": "2024-11-17"}) + "\n")


def read_command(path: Path, output: Path) -> list[str]:
    """The whole path: what is timed."""
    options = ["--format", "jsonl", "--output", str(output), "--no-ledger", "--quiet"]
    return [sys.executable, "-m", "detente", "read", str(path), *options]


def timed(command: Sequence[str]) -> tuple[float, float]:
    """Seconds, and the largest resident memory in MB, of a command."""
    code = f"import resource,subprocess,sys;subprocess.run({list(command)!r},check=True);" + (
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    started = time.perf_counter()
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return time.perf_counter() - started, int(ended.stdout.split()[-1]) / 1024


def sentences_of(path: Path) -> list[str]:
    """Every sentence of the reports, as the command splits them."""
    reports = (item for item in read_sources([str(path)]) if isinstance(item, Report))
    return [sentence.cut(report.text) for report in reports for sentence in split_sentences(report)]


def encoder_alone(texts: Sequence[str]) -> float:
    """Seconds of both looks and nothing else, on as many threads as the command has cores."""
    encoder = Encoder(FOLDER / FIRST, FOLDER / SECOND)
    words = list(WordSplitter(FOLDER / TOKENIZER).split(texts))
    at = read_numbers(FOLDER / NUMBERS).decision.candidate_at
    marks = [_marks(encoder, item, at) for item in words]

    def run(start: int) -> None:
        for item, own in zip(words[start::THREADS], marks[start::THREADS], strict=True):
            look = encoder.look(item)
            if own:
                encoder.look_again(look.shared, own)

    started = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(run, range(THREADS)))
    return time.perf_counter() - started


def _marks(encoder: Encoder, words: Words, at: float) -> list[list[int]]:
    found = triggers([encoder.look(words).triggers], [words.first_pieces], at)
    return [pieces_of(candidate.words, words) for candidate in found]


def resolving_alone(path: Path) -> float:
    """Seconds of resolving all events, on one core, with nothing remembered from one report to the next.

    The made reports repeat their sentences, which reports of the world do not: what is remembered would flatter.
    """
    reports = [item for item in read_sources([str(path)]) if isinstance(item, Report)]
    coded = list(load_coder().code(reports))
    resolve(coded[0])
    seconds = 0.0
    for one in coded:
        forget_answers()
        started = time.perf_counter()
        resolve(one)
        seconds += time.perf_counter() - started
    return seconds


def forget_answers() -> None:
    """Forget what was remembered of mentions."""
    forget_rows()
    for remembering in (country_of, key_of, skeleton_of):
        remembering.cache_clear()


def loading() -> float:
    """Seconds of importing what resolves and loading its tables, in a process of its own."""
    code = (
        "import time; started = time.perf_counter(); import detente.resolving; "
        "from detente.actors.table import load_actors, load_places, load_roles; "
        "from detente.places.resolver import resolver_of; "
        "load_actors(), load_places(), load_roles(), resolver_of(); print(time.perf_counter() - started)"
    )
    command = [sys.executable, "-c", code]
    return min(float(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(3))


def first_row(folder: Path) -> float:
    """Seconds from the start of the command to its end, for one short report."""
    path = folder / "one.txt"
    path.write_text("Police arrested two protesters in Riga on Monday, the ministry said.\n", encoding="utf-8")
    return min(timed(read_command(path, folder / "one.jsonl"))[0] for _ in range(5))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", type=int, nargs="*", default=[1_000, 100_000])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reports = folder / "reports.jsonl"
        write_reports(reports, options.reports)
        texts = sentences_of(reports)
        whole, alone = [], []
        for _ in range(options.rounds):
            whole.append(timed(read_command(reports, folder / "out.jsonl"))[0])
            alone.append(encoder_alone(texts))
        middle, bare = statistics.median(whole), statistics.median(alone)
        say = sys.stdout.write
        say(f"{options.reports} reports, {len(texts)} sentences, median of {options.rounds} rounds\n")
        say(f"whole command: {len(texts) / middle:.0f} sentences a second\n")
        say(f"encoder alone: {len(texts) / bare:.0f} sentences a second; whole / alone: {middle / bare:.2f}\n")
        say(f"resolving: {100 * resolving_alone(reports) / middle:.1f} % of the whole path\n")
        say(f"loading of all tables: {loading():.2f} s\n")
        say(f"start to end, one short report: {first_row(folder):.2f} s\n")
        for count in options.memory:
            write_reports(reports, count)
            say(f"peak memory, {count} reports: {timed(read_command(reports, folder / 'out.jsonl'))[1]:.0f} MB\n")


if __name__ == "__main__":
    main()
