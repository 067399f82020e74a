"""Vectors of meaning: how they are made, kept and compared."""

from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.coding.encoder import Encoder
from detente.coding.weights import FIRST, FOLDER, SECOND, TOKENIZER
from detente.coding.words import WordSplitter, pieces_of
from detente.error import DetenteError
from detente.incidents.meaning import (
    SHIPPED,
    SIZE,
    Axes,
    closeness,
    compare,
    load_meaning,
    meaning_of,
    unpack,
)

WIDTH = 384
MEANINGS = st.binary(min_size=SIZE, max_size=SIZE)


@pytest.fixture(scope="module")
def read() -> "Read":
    return Read()


class Read:
    """Meaning of a word in a sentence, by the shipped encoder."""

    def __init__(self) -> None:
        self.splitter = WordSplitter(FOLDER / TOKENIZER)
        self.encoder = Encoder(FOLDER / FIRST, FOLDER / SECOND)

    def __call__(self, sentence: str, trigger: str) -> bytes:
        (words,) = self.splitter.split([sentence])
        cut = [sentence[start:end] for start, end in words.spans]
        return meaning_of(self.encoder.look(words).shared, pieces_of([cut.index(trigger)], words))


@pytest.mark.parametrize(
    ("trigger", "nearer", "farther"),
    [
        pytest.param("killed", ("Gunmen shot two men dead in the town.", "shot"), "arrested", id="killing, arrest"),
        pytest.param("killed", ("The killing of two men shook the town.", "killing"), "freed", id="verb and noun"),
        pytest.param("arrested", ("Two men were detained in the town.", "detained"), "killed", id="other words"),
    ],
)
def test_triggers_of_one_kind_lie_closer(read: Read, trigger: str, nearer: tuple[str, str], farther: str) -> None:
    own = read(f"The army {trigger} two men in the town.", trigger)
    other = read(f"The army {farther} two men in the town.", farther)
    assert closeness(own, read(*nearer))[0] > closeness(own, other)[0]


def test_a_meaning_is_whole_and_the_same_every_time(read: Read) -> None:
    sentence = "The army killed two men in the town."
    assert len(read(sentence, "killed")) == SIZE
    assert read(sentence, "killed") == read(sentence, "killed")
    assert closeness(read(sentence, "killed"), read(sentence, "killed")) == pytest.approx((1.0, 1.0))


def test_events_of_one_sentence_share_what_the_sentence_says(read: Read) -> None:
    sentence = "The army killed two men and arrested a third."
    trigger, shared = closeness(read(sentence, "killed"), read(sentence, "arrested"))
    assert shared == pytest.approx(1.0)
    assert trigger < 0.99


@pytest.mark.parametrize("pieces", [2, 3], ids=["no words", "one piece"])
def test_a_sentence_of_next_to_nothing_has_a_meaning(pieces: int) -> None:
    shared = np.ones((pieces, WIDTH), np.float32)
    assert len(meaning_of(shared, [])) == SIZE
    assert len(meaning_of(shared, [1])) == SIZE


def test_what_says_nothing_is_close_to_nothing(read: Read) -> None:
    some = read("The army killed two men in the town.", "killed")
    nothing = meaning_of(np.zeros((2, WIDTH), np.float32), [])
    assert nothing == bytes(SIZE)
    assert closeness(some, nothing) == (0.0, 0.0)
    assert closeness(nothing, nothing) == (0.0, 0.0)


def test_axes_keep_the_direction_and_not_the_length() -> None:
    axes = Axes(np.array([1.0, 1.0, 0.0], np.float32), np.eye(3, 2, dtype=np.float32))
    assert np.frombuffer(axes.place(np.array([4.0, 5.0, 9.0], np.float32)), np.int8).tolist() == [76, 102]
    assert axes.place(np.array([7.0, 9.0, -1.0], np.float32)) == axes.place(np.array([4.0, 5.0, 9.0], np.float32))
    assert axes.place(np.array([1.0, 1.0, 9.0], np.float32)) == bytes(2)


@given(MEANINGS, MEANINGS)
def test_closeness_is_the_cosine_of_each_half(one: bytes, other: bytes) -> None:
    rows = np.frombuffer(one + other, np.int8).reshape(2, SIZE).astype(np.float64)
    found = closeness(one, other)
    assert found == closeness(other, one)
    for cosine, half in zip(found, (rows[:, :32], rows[:, 32:]), strict=True):
        lengths = np.linalg.norm(half, axis=1)
        expected = half[0] @ half[1] / (lengths[0] * lengths[1]) if lengths.all() else 0.0
        assert cosine == pytest.approx(expected, abs=1e-6)


@given(st.lists(st.one_of(st.none(), MEANINGS), min_size=1, max_size=9), st.data())
def test_many_pairs_are_compared_as_each_alone(meanings: list[bytes | None], data: st.DataObject) -> None:
    rows = st.lists(st.integers(0, len(meanings) - 1), min_size=4, max_size=4)
    left, right = (np.array(data.draw(rows), np.int64) for _ in range(2))
    triggers, sentences = compare(unpack(meanings), left, right)
    for at, (one, other) in enumerate(zip(left, right, strict=True)):
        alone = closeness(meanings[one] or bytes(SIZE), meanings[other] or bytes(SIZE))
        assert (float(triggers[at]), float(sentences[at])) == alone


def test_many_pairs_are_compared_in_parts_without_a_seam() -> None:
    chance = np.random.default_rng(5)
    vectors = chance.integers(-127, 128, (50, SIZE)).astype(np.int8)
    left, right = chance.integers(0, 50, (2, 70_000))
    triggers, _ = compare(vectors, left, right)
    again, _ = compare(vectors, left[60_000:], right[60_000:])
    assert np.array_equal(triggers[60_000:], again)


def test_a_meaning_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        unpack([bytes(SIZE), b"abc"])


def test_the_axes_that_ship_belong_to_the_encoder_that_ships() -> None:
    """Whoever ships another encoder fits the axes anew: python -m training.incidents_words."""
    with np.load(SHIPPED, allow_pickle=False) as held:
        head = str(held["head"])
    encoder = sha256((FOLDER / FIRST).read_bytes()).hexdigest()[:12]
    assert f"for {FIRST} {encoder}" in " ".join(head.replace("# ", "").split())
    assert SHIPPED.stat().st_size < 1_000_000


def changed(tmp_path: Path, **arrays: np.ndarray) -> Path:
    with np.load(SHIPPED, allow_pickle=False) as held:
        whole = {name: held[name] for name in held.files}
    path = tmp_path / "axes.npz"
    np.savez(path, **(whole | arrays))
    return path


@pytest.mark.parametrize(
    ("arrays", "reason"),
    [
        pytest.param({"head": np.array("# Origin: here")}, "does not tell Licence, Date", id="no licence"),
        pytest.param({"trigger_axes": np.zeros((384, 31), np.float32)}, "shapes", id="another size"),
        pytest.param({"sentence_mean": np.zeros(12, np.float32)}, "shapes", id="another width"),
    ],
)
def test_a_file_of_axes_that_is_not_whole_is_refused(
    tmp_path: Path, arrays: dict[str, np.ndarray], reason: str
) -> None:
    with pytest.raises(DetenteError, match=reason):
        load_meaning(changed(tmp_path, **arrays))


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x03\x04 cut"], ids=["empty", "text", "cut off"])
def test_what_is_no_file_of_axes_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "axes.npz"
    path.write_bytes(data)
    with pytest.raises(DetenteError, match="no file of axes"):
        load_meaning(path)
    with pytest.raises(DetenteError, match="no file of axes"):
        load_meaning(tmp_path / "missing.npz")
