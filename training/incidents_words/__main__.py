"""Fit the axes of meaning and the weights of event coreference on the Train part of ECB+.

Usage: python -m training.incidents_words ../shared/benchmarks/ecb_plus

Writes ``src/detente/incidents/meaning.npz`` and ``benchmarks/coreference/weights.tsv``. From which log odds groups are
joined is chosen by leaving topics out: axes and weights are fitted on four fifths of the topics and group the last
fifth, in turn. The weights are fitted to levels made by axes that have not seen the topic either, so that they trust
the axes as far as these deserve on topics that are new.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.coreference.__main__ import WEIGHTS, digest
from benchmarks.coreference.comparisons import SCALE, Levels, Topic, levels_of, pairs_of, topic_of
from benchmarks.coreference.corpus import Mention, read
from benchmarks.coreference.grouping import Group, Reader, by_chain, by_lemma, by_scores, log_odds
from benchmarks.coreference.scores import Scores, score
from detente.coding.weights import FIRST, FOLDER
from detente.incidents.meaning import SHIPPED, Meaning
from detente.incidents.weights import BASE, COLUMNS, JOIN, Weights
from training.incidents.regression import Pairs, fit
from training.incidents_words.axes import Matrix, fit_meaning, write_meaning

PART = "Train"
FOLDS = 5
PENALTY = 2.0
"""Strength of the prior that holds weights near zero; between 1 and 5 the scores hardly differ."""
JOINS = tuple(float(join) for join in np.arange(-2.0, 1.25, 0.25))
DECIMALS = 3
DATE = "2026-11-26"

AXES_HEAD = """\
# Axes of the hidden states after the encoder's shared layers, for triggers and sentences.
# Origin: training/incidents_words, fitted on the event mentions of ECB+ (A. Cybulska and P. Vossen, 2014), part Train,
# data {data}, 25 topics, for {first} {encoder}
# Licence: Apache-2.0; the corpus is under CC BY 3.0
# Date: {date}
# Known gaps: English news of crime, disasters, sport, business and celebrities; wars and politics are few among them
"""
WEIGHTS_HEAD = """\
# Log odds that each level adds to the score of two event mentions of one topic.
# Origin: training/incidents_words, logistic regression with a penalty of {penalty} on all pairs of mentions within the
# 25 topics of ECB+ (A. Cybulska and P. Vossen, 2014), part Train, data {data}; five-fold, by topics, joined at {join}:
# CoNLL F1 {found:.4f}, head's lemma {lemma:.4f}
# Licence: Apache-2.0
# Date: {date}
# Known gaps: levels that no pair of the part has keep a weight of 0
"""


@dataclass(frozen=True, slots=True)
class Read:
    """One topic with the hidden states of its mentions: mentions × width."""

    mentions: tuple[Mention, ...]
    triggers: Matrix
    sentences: Matrix
    hidden: Sequence[tuple[npt.NDArray[np.float32], list[int]]]

    def topic(self, axes: Meaning) -> Topic:
        """The topic with meanings by these axes."""
        return topic_of(self.mentions, [axes.of(shared, pieces) for shared, pieces in self.hidden])


@dataclass(frozen=True, slots=True)
class Compared:
    """One topic with the levels of all its pairs."""

    topic: Topic
    levels: Levels
    same: npt.NDArray[np.bool_]


def read_topics(folder: Path) -> dict[str, Read]:
    """All topics of the part, read by the shipped encoder."""
    reader = Reader()
    return {topic: _read(mentions, reader) for topic, mentions in read(folder, PART).items()}


def _read(mentions: tuple[Mention, ...], reader: Reader) -> Read:
    hidden = reader.hidden(mentions)
    triggers = np.array([shared[pieces].mean(axis=0) for shared, pieces in hidden], dtype=np.float64)
    sentences = np.array([shared[1:-1].mean(axis=0) for shared, _ in hidden], dtype=np.float64)
    return Read(mentions, triggers, sentences, hidden)


def axes_of(topics: Sequence[Read]) -> Meaning:
    """Axes fitted on these topics."""
    chains = [mention.chain for one in topics for mention in one.mentions]
    triggers, sentences = ([getattr(one, name) for one in topics] for name in ("triggers", "sentences"))
    return fit_meaning(np.concatenate(triggers), np.concatenate(sentences), chains)


def compare_held_out(topics: Mapping[str, Read]) -> dict[str, Compared]:
    """Every topic compared by axes that were fitted without its fold."""
    compared: dict[str, Compared] = {}
    for fold in folds(list(topics)):
        axes = axes_of([one for name, one in topics.items() if name not in fold])
        compared |= {name: _compared(topics[name].topic(axes)) for name in fold}
    return compared


def folds(names: Sequence[str]) -> list[list[str]]:
    """Names of topics, in order of their numbers, dealt out."""
    ordered = sorted(names, key=int)
    return [ordered[start::FOLDS] for start in range(FOLDS)]


def _compared(topic: Topic) -> Compared:
    left, right = pairs_of(topic)
    chains = np.array([mention.chain for mention in topic.mentions])
    return Compared(topic, levels_of(topic, left, right), chains[left] == chains[right])


def fit_weights(topics: Sequence[Compared], join: float) -> Weights:
    """Weights of these topics; each counts by the root of its pairs, so that large ones do not decide alone."""
    weight = [np.full(len(one.levels), len(one.levels) ** -0.5) for one in topics]
    pairs = _counted(
        np.concatenate([one.levels for one in topics]),
        np.concatenate([one.same for one in topics]),
        np.concatenate(weight),
    )
    found = fit(pairs, [len(names) for names in SCALE.values()], PENALTY)
    levels = {
        (comparison, name): round(float(weight), DECIMALS)
        for (comparison, names), weights in zip(SCALE.items(), found.levels, strict=True)
        for name, weight in zip(names, weights, strict=True)
    }
    return Weights("", round(float(found.bases[0]), DECIMALS), join, levels)


def _counted(levels: Levels, same: npt.NDArray[np.bool_], weight: Matrix) -> Pairs:
    """Pairs of equal levels counted together; weights are scaled to a mean of one."""
    rows, numbers = np.unique(np.column_stack((levels, same)), axis=0, return_inverse=True)
    counted = np.bincount(numbers.ravel(), weight / weight.mean()).astype(np.float64)
    return Pairs(rows[:, :-1].astype(np.uint8), rows[:, -1].astype(np.bool_), counted, np.zeros(len(rows), np.int64))


def scores_held_out(topics: Mapping[str, Compared]) -> dict[float, Scores]:
    """By each of JOINS the scores of all topics, each grouped by weights that were fitted without its fold."""
    gold: list[Group] = []
    found: dict[float, list[Group]] = {join: [] for join in JOINS}
    for fold in folds(list(topics)):
        weights = fit_weights([one for name, one in topics.items() if name not in fold], 0.0)
        for one in (topics[name] for name in fold):
            gold += by_chain(one.topic)
            scores = log_odds(one.levels, weights)
            for join, groups in found.items():
                groups += by_scores(one.topic, *pairs_of(one.topic), scores, join)
    return {join: score(gold, groups) for join, groups in found.items()}


def main() -> None:
    """Fit, tell the scores on topics left out, and write both files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    topics = read_topics(folder)
    compared = compare_held_out(topics)
    by_join = scores_held_out(compared)
    for join, scores in by_join.items():
        sys.stdout.write(f"joined at {join:+.2f}: CoNLL F1 {scores.conll:.4f} on topics left out\n")
    join = max(by_join, key=lambda one: by_join[one].conll)
    lemmas = score(*(_all_groups(compared, group) for group in (by_chain, by_lemma))).conll
    sys.stdout.write(f"head's lemma: {lemmas:.4f}\n")
    about = {"data": digest(folder, PART), "date": DATE}
    encoder = sha256((FOLDER / FIRST).read_bytes()).hexdigest()[:12]
    write_meaning(SHIPPED, axes_of(list(topics.values())), AXES_HEAD.format(first=FIRST, encoder=encoder, **about))
    weights = fit_weights(list(compared.values()), join)
    head = WEIGHTS_HEAD.format(penalty=PENALTY, join=join, found=by_join[join].conll, lemma=lemmas, **about)
    WEIGHTS.write_text(head + _rows(weights), encoding="utf-8", newline="\n")


def _all_groups(topics: Mapping[str, Compared], group: Callable[[Topic], list[Group]]) -> list[Group]:
    return [own for one in topics.values() for own in group(one.topic)]


def _rows(weights: Weights) -> str:
    first = ((BASE, "", weights.base), (JOIN, "", weights.join))
    rows = (*first, *((*name, weight) for name, weight in weights.levels.items()))
    lines = (COLUMNS, *((comparison, level, str(weight)) for comparison, level, weight in rows))
    return "".join("\t".join(line) + "\n" for line in lines)


if __name__ == "__main__":
    main()
