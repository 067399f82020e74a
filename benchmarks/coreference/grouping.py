"""Grouping of a topic's mentions: by the lemma of their heads alone, and by the sum of learnt weights."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

import numpy as np
from scipy.special import expit  # type: ignore[import-untyped]

from benchmarks.coreference.comparisons import SCALE, Levels, Rows, Topic, levels_of, pairs_of
from benchmarks.coreference.corpus import Mention, text_of
from detente.coding.encoder import Encoder
from detente.coding.weights import FIRST, FOLDER, SECOND, TOKENIZER
from detente.coding.words import Words, WordSplitter, pieces_of
from detente.incidents.clustering import agglomerate
from detente.incidents.columns import Floats
from detente.incidents.meaning import Floats as Hidden
from detente.incidents.meaning import Meaning, load_meaning
from detente.incidents.weights import Weights

Group = frozenset[Mention]


def by_lemma(topic: Topic) -> list[Group]:
    """Mentions whose heads have one lemma are one happening."""
    return _groups(topic.mentions, topic.lemmas)


def by_weights(topic: Topic, weights: Weights) -> list[Group]:
    """Average linkage over all pairs."""
    left, right = pairs_of(topic)
    scores = log_odds(levels_of(topic, left, right), weights)
    return by_scores(topic, left, right, scores, weights.join)


def by_scores(topic: Topic, left: Rows, right: Rows, scores: Floats, join: float) -> list[Group]:
    """Average linkage over given log odds of all pairs.

    What is averaged are the probabilities, so that no pair that is beyond doubt outweighs several that are in doubt.
    """
    square = np.zeros((len(topic.mentions), len(topic.mentions)))
    square[left, right] = square[right, left] = expit(scores)
    return _groups(topic.mentions, agglomerate(square, float(expit(join))).tolist())


def by_chain(topic: Topic) -> list[Group]:
    """What the annotators say."""
    return _groups(topic.mentions, [mention.chain for mention in topic.mentions])


def log_odds(levels: Levels, weights: Weights) -> Floats:
    """Base and weights of the levels, summed for each pair."""
    total: Floats = np.full(len(levels), weights.base)
    for column, (comparison, names) in enumerate(SCALE.items()):
        table = np.array([weights.levels[comparison, name] for name in names])
        total += table[levels[:, column]]
    return total


def _groups(mentions: Sequence[Mention], labels: Iterable[Hashable]) -> list[Group]:
    groups: dict[Hashable, list[Mention]] = defaultdict(list)
    for mention, label in zip(mentions, labels, strict=True):
        groups[label].append(mention)
    return [frozenset(own) for own in groups.values()]


class Reader:
    """Reads sentences with the shipped encoder and tells what mentions mean."""

    def __init__(self) -> None:
        self._splitter = WordSplitter(FOLDER / TOKENIZER)
        self._encoder = Encoder(FOLDER / FIRST, FOLDER / SECOND)

    def hidden(self, mentions: Sequence[Mention]) -> list[tuple[Hidden, list[int]]]:
        """For each mention the hidden states of its sentence and the indices of its word pieces."""
        held: dict[tuple[str, int], tuple[Words, Hidden]] = {}
        found = []
        for mention in mentions:
            tokens = mention.document.sentences[mention.sentence]
            text, spans = text_of(tokens)
            place = (mention.document.document_id, mention.sentence)
            if place not in held:
                (words,) = self._splitter.split([text])
                held[place] = (words, self._encoder.look(words).shared)
            words, shared = held[place]
            found.append((shared, pieces_of(_overlapping(words, [spans[token] for token in mention.tokens]), words)))
        return found

    def meanings(self, mentions: Sequence[Mention], axes: Meaning | None = None) -> list[bytes]:
        """The meaning of each mention, by the axes that ship unless others are given."""
        axes = axes or load_meaning()
        return [axes.of(shared, pieces) for shared, pieces in self.hidden(mentions)]


def _overlapping(words: Words, spans: Sequence[tuple[int, int]]) -> list[int]:
    return [
        number
        for number, (start, end) in enumerate(words.spans)
        if any(start < last and end > first for first, last in spans)
    ]
