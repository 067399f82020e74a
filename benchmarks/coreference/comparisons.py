"""Comparisons of two mentions of one topic, each told as one named level, as for incidents of the product."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from benchmarks.coreference.corpus import Mention
from benchmarks.coreference.reports import Matrix, is_telling, likeness, weights_of_words
from detente.incidents.meaning import compare, unpack
from detente.incidents.words import Kinship, head, kinship, lemma

Levels = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.int64]

REACH = 5
"""Words on either side of a trigger that are its surroundings."""

COSINES = (-0.1, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
SHARES = (0.001, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6)
REPORTS = (-0.95, -0.9, -0.75, -0.5, 0.0, 0.5, 0.75, 0.9, 0.95)
MENTIONS = (1.5, 2.5, 3.5, 5.0, 8.0, 13.0, 22.0)
"""Bounds of bands. They are round and even: only the weights are learnt."""


def _bands(bounds: Sequence[float]) -> tuple[str, ...]:
    between = (f"{low:g} to {high:g}" for low, high in pairwise(bounds))
    return (f"below {bounds[0]:g}", *between, f"{bounds[-1]:g} and more")


SCALE: Mapping[str, Sequence[str]] = {
    "words": tuple(str(kin) for kin in Kinship),
    "trigger meaning": _bands(COSINES),
    "sentence meaning": _bands(COSINES),
    "reports": _bands(REPORTS),
    "surroundings": _bands(SHARES),
    "mentions of the same word": ("other words", *_bands(MENTIONS)),
    "mentions of other words": ("same word", *_bands(MENTIONS)),
    "report": ("other", "same", "same sentence"),
}
"""The levels of each comparison, in the order of their numbers.

``mentions`` counts how often a topic has the two words, by the geometric mean: of a word that stands in every sentence
two mentions are less often one happening than of a word that stands in two.
"""


@dataclass(frozen=True, slots=True)
class Topic:
    """Mentions of one topic as they are compared: all below with one row a mention."""

    mentions: tuple[Mention, ...]
    lemmas: tuple[str, ...]
    meanings: tuple[bytes, ...]


def topic_of(mentions: Sequence[Mention], meanings: Sequence[bytes]) -> Topic:
    """A topic; ``meanings`` has one for each mention."""
    lemmas = tuple(lemma(head(mention.words)) for mention in mentions)
    return Topic(tuple(mentions), lemmas, tuple(meanings))


def pairs_of(topic: Topic) -> tuple[Rows, Rows]:
    """All pairs of rows, the smaller left."""
    left, right = np.triu_indices(len(topic.mentions), 1)
    return left.astype(np.int64), right.astype(np.int64)


def levels_of(topic: Topic, left: Rows, right: Rows) -> Levels:
    """[pairs, comparisons] numbers of levels, in the order of SCALE."""
    trigger, sentence = compare(unpack(topic.meanings), left, right)
    kin = _kinships(topic, left, right)
    counts = Counter(topic.lemmas)
    often = np.sqrt(np.array([counts[own] for own in topic.lemmas], dtype=np.float64))
    band = np.digitize(often[left] * often[right], MENTIONS) + 1
    same = kin == list(Kinship).index(Kinship.SAME)
    columns = (
        kin,
        np.digitize(trigger, COSINES),
        np.digitize(sentence, COSINES),
        np.digitize(_reports(topic)[left, right], REPORTS),
        np.digitize(_surroundings(topic)[left, right], SHARES),
        np.where(same, band, 0),
        np.where(same, 0, band),
        _places(topic, left, right),
    )
    return np.stack(columns, axis=1).astype(np.uint8)


def _kinships(topic: Topic, left: Rows, right: Rows) -> npt.NDArray[np.int64]:
    own = sorted(set(topic.lemmas))
    number = {word: place for place, word in enumerate(own)}
    order = list(Kinship)
    table = np.array([[order.index(kinship(one, other)) for other in own] for one in own], dtype=np.int64)
    words = np.array([number[word] for word in topic.lemmas], dtype=np.int64)
    kin: npt.NDArray[np.int64] = table[words[left], words[right]]
    return kin


def _reports(topic: Topic) -> Matrix:
    """Likeness of the two mentions' documents."""
    documents = {mention.document.document_id: mention.document for mention in topic.mentions}
    number = {name: place for place, name in enumerate(documents)}
    rows = np.array([number[mention.document.document_id] for mention in topic.mentions])
    alike: Matrix = likeness(list(documents.values()))[np.ix_(rows, rows)]
    return alike


def _surroundings(topic: Topic) -> Matrix:
    """Cosine of the words beside the two triggers, weighed by how much each tells."""
    documents = {mention.document.document_id: mention.document for mention in topic.mentions}
    telling = weights_of_words(documents.values())
    columns = {word: place for place, word in enumerate(sorted(telling))}
    vectors = np.zeros((len(topic.mentions), len(columns)))
    for row, mention in enumerate(topic.mentions):
        for word in _beside(mention):
            vectors[row, columns[word]] = telling[word]
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    product: Matrix = unit @ unit.T
    return product


def _beside(mention: Mention) -> set[str]:
    tokens = mention.document.sentences[mention.sentence]
    reach = range(max(0, mention.tokens[0] - REACH), min(len(tokens), mention.tokens[-1] + REACH + 1))
    return {lemma(tokens[at]) for at in reach if at not in mention.tokens and is_telling(tokens[at])}


def _places(topic: Topic, left: Rows, right: Rows) -> npt.NDArray[np.int64]:
    documents = np.array([mention.document.document_id for mention in topic.mentions])
    sentences = np.array([mention.sentence for mention in topic.mentions])
    same = documents[left] == documents[right]
    places: npt.NDArray[np.int64] = same.astype(np.int64) + (same & (sentences[left] == sentences[right]))
    return places
