"""Event coreference on ECB+, with the topics and event mentions that the corpus gives.

Usage: python -m benchmarks.coreference ../shared/benchmarks/ecb_plus [--part Dev]

Two ways of grouping are scored by MUC, B-cubed, CEAF-e and the mean of their F1 (CoNLL F1): mentions of one topic whose
heads have the same lemma, and average linkage over learnt weights. The weights and the meaning of triggers were fitted
on the Train part by ``python -m training.incidents_words``; chains of entities are not used.
"""

import argparse
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from benchmarks.coreference.comparisons import SCALE, topic_of
from benchmarks.coreference.corpus import parts, read
from benchmarks.coreference.grouping import Group, Reader, by_chain, by_lemma, by_weights
from benchmarks.coreference.scores import Scores, score
from detente.incidents.weights import load_weights

WEIGHTS = Path(__file__).parent / "weights.tsv"


def measure(folder: Path, part: str) -> tuple[int, Scores, Scores]:
    """Number of mentions, and the scores of the head's lemma and of the learnt weights."""
    weights, reader = load_weights(WEIGHTS, SCALE), Reader()
    gold: list[Group] = []
    lemmas: list[Group] = []
    learnt: list[Group] = []
    for mentions in read(folder, part).values():
        topic = topic_of(mentions, reader.meanings(mentions))
        gold += by_chain(topic)
        lemmas += by_lemma(topic)
        learnt += by_weights(topic, weights)
    return sum(map(len, gold)), score(gold, lemmas), score(gold, learnt)


def digest(folder: Path, part: str) -> str:
    """Digest of the part's two files."""
    files = (folder / f"ECB_{part}_corpus.txt", folder / f"ECB_{part}_Event_gold_mentions.json")
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def report(folder: Path, part: str) -> Iterator[str]:
    """Lines of the report on one part."""
    count, lemmas, learnt = measure(folder, part)
    yield f"{part}: {count} event mentions; data {digest(folder, part)}; weights {load_weights(WEIGHTS, SCALE).name}"
    yield f"{'':24}{'MUC P/R/F1':>22}{'B-cubed P/R/F1':>22}{'CEAF-e P/R/F1':>22}{'CoNLL F1':>10}"
    for name, scores in (("head's lemma in a topic", lemmas), ("learnt weights", learnt)):
        own = (scores.muc, scores.b_cubed, scores.ceaf_e)
        cells = "".join(f"{f'{one.precision:.3f}/{one.recall:.3f}/{one.f1:.3f}':>22}" for one in own)
        yield f"{name:24}{cells}{scores.conll:>10.4f}"
    yield f"learnt weights are {learnt.conll - lemmas.conll:+.4f} from the head's lemma"


def main() -> None:
    """Score the parts that were not fitted on, or the one asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", help="Dev, Test, or Train, which the weights were fitted on")
    options = parser.parse_args()
    chosen = [options.part] if options.part else [part for part in parts(options.folder) if part != "Train"]
    for part in chosen:
        for line in report(options.folder, part):
            sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
