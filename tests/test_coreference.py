"""Event coreference: the corpus, the comparisons and the grouping, on a small corpus of two fires and a trial."""

import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.coreference.__main__ import WEIGHTS
from benchmarks.coreference.comparisons import SCALE, Topic, levels_of, pairs_of, topic_of
from benchmarks.coreference.corpus import Document, Mention, parts, read, text_of
from benchmarks.coreference.grouping import Group, Reader, by_chain, by_lemma, by_weights, log_odds
from benchmarks.coreference.reports import likeness
from detente.incidents.weights import Weights, load_weights
from training.incidents_words.axes import fit_axes

SENTENCES = {
    "7_1a": ("A fire destroyed the old mill of Ashford on Monday .", "fire:1 destroyed:2"),
    "7_2a": ("The mill in Ashford burned on Monday , the owner Tom Hale said .", "burned:1 said:-"),
    "7_3a": ("Tom Hale watched the fire that destroyed his mill in Ashford .", "fire:1 destroyed:2"),
    "7_1b": ("A fire killed two people in a hotel in Lund on Friday .", "fire:3 killed:4"),
    "7_2b": ("Two people died when the hotel in Lund burned , Eva Berg said .", "died:4 burned:3 said:-"),
    "7_3b": ("Eva Berg escaped the fire at her hotel in Lund on Friday .", "escaped:- fire:3"),
    "9_1a": ("The trial of Ann Ross began in Leeds .", "trial:5 began:6"),
    "9_2a": ("Ann Ross was tried in Leeds .", "tried:5"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small corpus in the form of ECB+."""
    path = tmp_path_factory.mktemp("corpus")
    lines: list[str] = []
    mentions: list[dict[str, object]] = []
    for document, (sentence, told) in SENTENCES.items():
        tokens = sentence.split()
        lines += [f"{document}\t0\t{number}\t{token}\tHUM1" for number, token in enumerate(tokens)] + [""]
        for word, chain in (one.split(":") for one in told.split()):
            name = f"ACT{chain}" if chain != "-" else f"Singleton_{document}_{word}"
            place = {"doc_id": document, "sent_id": 0, "tokens_number": [tokens.index(word)]}
            mentions.append(place | {"tokens_str": word, "coref_chain": name})
    (path / "ECB_Dev_corpus.txt").write_text("\n".join(lines), encoding="utf-8")
    (path / "ECB_Dev_Event_gold_mentions.json").write_text(json.dumps(mentions), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def topics(folder: Path) -> dict[str, Topic]:
    reader = Reader()
    return {name: topic_of(own, reader.meanings(own)) for name, own in read(folder, "Dev").items()}


def told(groups: list[Group]) -> set[frozenset[str]]:
    """Groups as words with their documents."""
    return {frozenset(f"{one.document.document_id} {' '.join(one.words)}" for one in own) for own in groups}


def test_the_corpus_is_read_by_topics(folder: Path) -> None:
    found = read(folder, "Dev")
    assert parts(folder) == ("Dev",)
    assert {topic: len(own) for topic, own in found.items()} == {"7": 13, "9": 3}
    assert found["9"][2].words == ("tried",)
    assert found["9"][2].chain == "ACT5"


def test_a_token_may_be_empty_and_a_number_left_out(tmp_path: Path) -> None:
    (tmp_path / "ECB_X_corpus.txt").write_text("1_1\t4\t0\tA\t-\n1_1\t4\t2\tfire\t\tACT1\n", encoding="utf-8")
    mention = {"doc_id": "1_1", "sent_id": 4, "tokens_number": [2, 0], "coref_chain": "ACT1"}
    (tmp_path / "ECB_X_Event_gold_mentions.json").write_text(json.dumps([mention]), encoding="utf-8")
    (found,) = read(tmp_path, "X")["1"]
    assert found.document.sentences == {4: ("A", "", "fire")}
    assert found.words == ("A", "fire")


def test_a_line_that_is_no_token_is_named(tmp_path: Path) -> None:
    (tmp_path / "ECB_X_corpus.txt").write_text("1_1\t0\t0\tA\t-\n1_1\tzero\t1\tfire\t-\n", encoding="utf-8")
    (tmp_path / "ECB_X_Event_gold_mentions.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ValueError, match=r"ECB_X_corpus.txt:2: no document, sentence, number and token"):
        read(tmp_path, "X")


@given(st.lists(st.text(max_size=5), max_size=6))
def test_a_sentence_as_one_text_holds_its_tokens(tokens: list[str]) -> None:
    text, spans = text_of(tokens)
    assert [text[start:end] for start, end in spans] == tokens


def test_documents_of_one_happening_are_more_alike(topics: dict[str, Topic]) -> None:
    documents = list({one.document.document_id: one.document for one in topics["7"].mentions}.values())
    alike = likeness(documents)
    same = np.array([[a.document_id[-1] == b.document_id[-1] for b in documents] for a in documents])
    assert alike[same].min() > alike[~same].max()
    assert np.allclose(np.diag(alike), 1.0)
    assert np.allclose(alike, alike.T)


def test_a_document_alone_is_like_itself() -> None:
    assert likeness([Document("1_1", "1", {0: ("Fire", "!")})]).tolist() == [[1.0]]


def test_every_pair_has_a_level_of_every_comparison(topics: dict[str, Topic]) -> None:
    for topic in topics.values():
        levels = levels_of(topic, *pairs_of(topic))
        count = len(topic.mentions)
        assert levels.shape == (count * (count - 1) // 2, len(SCALE))
        assert (levels < [len(names) for names in SCALE.values()]).all()


def levels_between(topic: Topic, one: str, other: str) -> dict[str, str]:
    """Levels of two mentions, given as document and word."""
    names = [f"{mention.document.document_id} {mention.words[0]}" for mention in topic.mentions]
    left, right = np.array([names.index(one)]), np.array([names.index(other)])
    numbers = levels_of(topic, left, right)[0]
    assert (numbers == levels_of(topic, right, left)[0]).all()
    return {name: levels[number] for (name, levels), number in zip(SCALE.items(), numbers, strict=True)}


def test_levels_tell_what_was_compared(topics: dict[str, Topic]) -> None:
    near = levels_between(topics["7"], "7_1a fire", "7_3a fire")
    far = levels_between(topics["7"], "7_1a fire", "7_1b fire")
    assert near["words"] == far["words"] == "same"
    assert near["report"] == far["report"] == "other"
    assert near["mentions of the same word"] == "3.5 to 5"
    assert near["mentions of other words"] == "same word"
    bands = SCALE["reports"]
    assert bands.index(near["reports"]) > bands.index(far["reports"])
    beside = levels_between(topics["7"], "7_1a fire", "7_1a destroyed")
    assert beside["report"] == "same sentence"
    assert beside["mentions of the same word"] == "other words"


def test_by_lemma_one_word_in_one_topic_is_one_happening(topics: dict[str, Topic]) -> None:
    fires = frozenset(f"{document} fire" for document in ("7_1a", "7_3a", "7_1b", "7_3b"))
    groups = told(by_lemma(topics["7"]))
    assert fires in groups
    assert frozenset({"7_2a burned", "7_2b burned"}) in groups
    assert told(by_lemma(topics["9"])) == {
        frozenset({"9_1a trial"}),
        frozenset({"9_2a tried"}),
        frozenset({"9_1a began"}),
    }


def test_learnt_weights_keep_two_fires_apart(topics: dict[str, Topic]) -> None:
    groups = told(by_weights(topics["7"], load_weights(WEIGHTS, SCALE)))
    assert any({"7_1a fire", "7_3a fire"} <= own for own in groups)
    assert any({"7_1b fire", "7_3b fire"} <= own for own in groups)
    assert not any({"7_1a fire", "7_1b fire"} <= own for own in groups)
    assert frozenset({"7_3b escaped"}) in groups


def test_groups_follow_from_the_mentions_alone(topics: dict[str, Topic]) -> None:
    """Neither their order nor what the annotators say of them counts."""
    weights = load_weights(WEIGHTS, SCALE)
    topic = topics["7"]
    order = random.Random(3).sample(range(len(topic.mentions)), len(topic.mentions))
    blind = [replace(topic.mentions[at], chain="none") for at in order]
    again = topic_of(blind, [topic.meanings[at] for at in order])
    assert told(by_weights(again, weights)) == told(by_weights(topic, weights))
    assert told(by_lemma(again)) == told(by_lemma(topic))
    assert len(by_chain(again)) == 1


def test_log_odds_are_the_base_and_the_sum_of_the_weights() -> None:
    level = {(name, own): float(at) for name, levels in SCALE.items() for at, own in enumerate(levels)}
    weights = Weights("plain", 0.5, 0.0, level)
    levels = np.array([[1, 2, 0, 3, 0, 0, 1, 0], [0, 0, 0, 0, 0, 0, 0, 0]], np.uint8)
    assert log_odds(levels, weights).tolist() == [7.5, 0.5]


def test_axes_lie_where_classes_part_and_not_where_they_scatter() -> None:
    chance = np.random.default_rng(11)
    classes = [str(number) for number in range(30) for _ in range(4)]
    apart = np.repeat(2 * chance.normal(size=30), 4)
    vectors = chance.normal(size=(120, 6)) * [0.1, 1.0, 1.0, 1.0, 0.1, 0.1]
    vectors[:, 0] += apart
    axes = fit_axes(vectors, classes, 1)
    direction = axes.directions[:, 0] / np.linalg.norm(axes.directions)
    assert direction[0] > 0.95
    assert np.allclose(axes.mean, vectors.mean(axis=0), atol=1e-5)


def test_axes_of_shuffled_mentions_are_the_same() -> None:
    chance = np.random.default_rng(12)
    vectors = chance.normal(size=(60, 5))
    classes = [str(number % 12) for number in range(60)]
    order = chance.permutation(60)
    axes = fit_axes(vectors, classes, 2)
    again = fit_axes(vectors[order], [classes[at] for at in order], 2)
    assert np.allclose(axes.directions, again.directions, atol=1e-5)


def test_the_command_prints_both_ways_and_their_difference(folder: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.coreference", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent)
    first, _, lemmas, learnt, last = done.stdout.splitlines()
    assert first.startswith("Dev: 16 event mentions; data ")
    lemma_f1, learnt_f1 = (float(line.split()[-1]) for line in (lemmas, learnt))
    assert learnt_f1 > lemma_f1
    assert last.startswith(f"learnt weights are {learnt_f1 - lemma_f1:+.3f}")


def test_mentions_are_told_apart_by_their_place_in_the_file() -> None:
    document = Document("1_1", "1", {0: ("fire",)})
    assert len({Mention(number, document, 0, (0,), "ACT1") for number in range(2)}) == 2
