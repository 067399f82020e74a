"""Words: what the encoder reads, with the place of every word in the sentence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.coding.weights import FOLDER, TOKENIZER
from detente.coding.words import MAX_PIECES, Shape, Words, WordSplitter, pieces_of, word_shape

SPLITTER = WordSplitter(FOLDER / TOKENIZER)


def split(sentence: str) -> Words:
    return next(iter(SPLITTER.split([sentence])))


SHAPES = {
    "army": Shape.LOWER,
    "Marib": Shape.CAPITALISED,
    "A": Shape.CAPITALISED,
    "NATO": Shape.UPPER,
    "McCain": Shape.MIXED,
    "eBay": Shape.MIXED,
    "2024": Shape.DIGITS,
    "F16": Shape.DIGITS,
    "-": Shape.SIGN,
    "": Shape.SIGN,
    "Łódź": Shape.CAPITALISED,
}


@pytest.mark.parametrize(("word", "shape"), SHAPES.items(), ids=SHAPES)
def test_the_shape_of_a_word(word: str, shape: Shape) -> None:
    assert word_shape(word) is shape


SENTENCES = {
    "white space and punctuation part words": ("U.S.-backed  forces, too", "U|.|S|.|-|backed|forces|,|too"),
    "accents stay in the text": ("Peña arrived", "Peña|arrived"),
    "nothing": ("", ""),
    "signs that the vocabulary does not know": ("killed 🙂 two", "killed|🙂|two"),
}


@pytest.mark.parametrize(("sentence", "words"), SENTENCES.values(), ids=SENTENCES)
def test_a_sentence_is_split_into_words(sentence: str, words: str) -> None:
    assert "|".join(sentence[start:end] for start, end in split(sentence).spans) == words


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_words_lie_in_order_in_the_sentence_whatever_it_is(sentence: str) -> None:
    words = split(sentence.encode("utf-8", "replace").decode())
    assert len(words.pieces) == len(words.shapes) <= MAX_PIECES
    assert len(words.first_pieces) == len(words.spans)
    assert all(start < end <= len(sentence) for start, end in words.spans)
    assert all(one[1] <= two[0] for one, two in zip(words.spans, words.spans[1:], strict=False))


def test_the_pieces_of_a_word_follow_each_other_and_share_its_shape() -> None:
    words = split("Deir Ezzor was shelled")
    assert sum(len(pieces_of([word], words)) for word in range(4)) == len(words.pieces) - 2
    ezzor = pieces_of([1], words)
    assert len(ezzor) > 1
    assert {words.shapes[piece] for piece in ezzor} == {Shape.CAPITALISED}
