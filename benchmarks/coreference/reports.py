"""Reports: how alike the documents of a topic are.

A topic of ECB+ holds reports of two happenings of one kind, such as two earthquakes. What tells them apart are names,
numbers and rare words, so documents are compared by the words that few of them share (tf-idf), names and numbers
counted twice. Single likenesses are noisy; so two documents are held to be alike as far as they are alike the same
others (R. A. Jarvis and E. A. Patrick, Clustering using a similarity measure based on shared near neighbors, 1973),
twice over.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from benchmarks.coreference.corpus import Document
from detente.incidents.words import lemma

Matrix = npt.NDArray[np.float64]

STOP_WORDS = frozenset(
    (
        *("a", "about", "after", "also", "an", "and", "are", "as", "at", "be", "been", "before", "being", "but", "by"),
        *("can", "could", "did", "do", "does", "down", "for", "from", "had", "has", "have", "he", "her", "here", "him"),
        *("his", "i", "if", "in", "into", "is", "it", "its", "may", "me", "might", "more", "my", "n't", "new", "no"),
        *("not", "of", "on", "or", "our", "out", "over", "s", "said", "say", "says", "she", "should", "so", "such"),
        *("than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "up", "us"),
        *("was", "we", "were", "what", "when", "where", "which", "who", "will", "with", "would", "you", "your"),
    )
)


def is_telling(token: str) -> bool:
    """Whether a token tells what a text is about."""
    return token[:1].isalnum() and token.casefold() not in STOP_WORDS


def likeness(documents: Sequence[Document]) -> Matrix:
    """How alike each two documents of a topic are, -1 to 1, 1 for a document and itself."""
    first = _cosines([_words(one) for one in documents]) + _cosines([_names(one) for one in documents])
    return _alike_the_same(_alike_the_same(first))


def weights_of_words(documents: Iterable[Document]) -> dict[str, float]:
    """How much a lemma tells: the logarithm of documents over documents that hold it."""
    held = [{lemma(token) for own in one.sentences.values() for token in own if is_telling(token)} for one in documents]
    counts = Counter(word for own in held for word in own)
    return {word: math.log((len(held) + 1) / count) for word, count in counts.items()}


def _words(document: Document) -> Counter[str]:
    return Counter(lemma(token) for own in document.sentences.values() for token in own if is_telling(token))


def _names(document: Document) -> Counter[str]:
    """Words with a capital, save those that open a sentence, and numbers."""
    return Counter(
        token.casefold()
        for own in document.sentences.values()
        for place, token in enumerate(own)
        if (token[:1].isupper() and place) or token[:1].isdigit()
    )


def _cosines(counts: Sequence[Mapping[str, int]]) -> Matrix:
    """Cosines of texts by counts of words, of which those of one text alone tell nothing."""
    held = Counter(word for own in counts for word in own)
    columns = {word: place for place, word in enumerate(sorted(word for word, count in held.items() if count > 1))}
    vectors = np.zeros((len(counts), len(columns)))
    for row, own in enumerate(counts):
        for word, count in own.items():
            if word in columns:
                vectors[row, columns[word]] = (1 + math.log(count)) * math.log((len(counts) + 1) / held[word])
    return _products(vectors)


def _alike_the_same(alike: Matrix) -> Matrix:
    """Cosines of the rows of likenesses, each less the mean; a document is as like itself as its nearest."""
    count = len(alike)
    if count < 2:
        return np.ones_like(alike)
    rest = alike * (1 - np.eye(count))
    rest -= rest.sum() / (count * (count - 1))
    np.fill_diagonal(rest, 0.0)
    np.fill_diagonal(rest, rest.max(axis=1))
    return _products(rest)


def _products(vectors: Matrix) -> Matrix:
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    product: Matrix = unit @ unit.T
    return product
