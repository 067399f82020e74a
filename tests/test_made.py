"""Made sentences: the frames and lists load, what comes out is well annotated, bad frames are refused."""

import contextlib
import itertools
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.corpus import GoldSentence, from_blocks
from training.made.compose import as_it_stands, ascribe, wrap
from training.made.files import Faults
from training.made.frames import FOLDER as FRAMES
from training.made.frames import read_frames
from training.made.make import as_block, main, make, stock
from training.made.notation import Choice, Mark, NotationError, Slot, Text, Verb, parse
from training.made.verbs import conjugate
from training.made.words import FOLDER as LISTS
from training.made.words import Entry, read_words
from training.made.write import Filling, choose_world
from training.open_corpus.read import LIST_FIELDS, MODES, STATUSES, TIMES, read_file

SAMPLE = 3000
HEAD = "# Origin: written for Detente\n# Licence: Apache-2.0\n# Date: 2026-11-25\n\n"


@pytest.fixture(scope="module")
def sample() -> list[GoldSentence]:
    return list(make(SAMPLE, 7))


def test_every_frame_and_list_loads() -> None:
    faults = Faults()
    frames = read_frames(FRAMES, read_words(LISTS, faults), faults)
    assert faults.found == []
    assert set(frames.by_file) == {name.lower() for name in MODES} | {"none"}
    assert sum(len(members) for name, members in frames.by_file.items() if name != "none") >= 350
    assert len(frames.by_file["none"]) >= 120


@pytest.mark.parametrize(("kind", "mode"), [(kind, mode) for kind, modes in MODES.items() for mode in modes])
def test_every_mode_has_three_frames(kind: str, mode: str) -> None:
    frames = stock().frames.by_file[kind.lower()]
    assert sum(any((event.type, event.mode) == (kind, mode) for event in frame.events) for frame in frames) >= 3


def whole_words(text: str, start: int, end: int) -> bool:
    before, after = text[:start][-1:], text[end:][:1]
    inside = text[start:end]
    left = not (before.isalnum() and inside[0].isalnum())
    right = not (after.isalnum() and inside[-1].isalnum())
    return bool(inside) and inside == inside.strip() and left and right


def check(sentence: GoldSentence) -> None:
    text = sentence.text
    assert sentence.id.startswith("made-")
    assert text == " ".join(text.split())
    assert "{" not in text
    assert " ," not in text
    assert "^" not in text
    for event in sentence.events:
        assert event.mode is None or event.mode in MODES[event.type]
        assert event.status in STATUSES
        assert event.time in TIMES
        spans = [event.trigger, *itertools.chain.from_iterable(event.roles.values())]
        assert all(whole_words(text, start, end) for start, end in spans), (text, event)
        for role, values in event.roles.items():
            assert role in LIST_FIELDS or len(values) <= 1
    triggers = sorted(event.trigger for event in sentence.events)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(triggers)), text


def test_sample_is_well_annotated(sample: list[GoldSentence]) -> None:
    for sentence in sample:
        check(sentence)


@given(st.integers(min_value=0, max_value=2**32))
@settings(max_examples=15, deadline=None)
def test_any_seed_makes_well_annotated_sentences(seed: int) -> None:
    sentences = list(make(20, seed))
    assert len({sentence.text for sentence in sentences}) == 20
    for sentence in sentences:
        check(sentence)


def test_same_seed_same_sentences_another_seed_other_ones() -> None:
    assert list(make(80, 3)) == list(make(80, 3))
    assert list(make(80, 3)) != list(make(80, 4))


def test_no_sentence_twice(sample: list[GoldSentence]) -> None:
    assert len({sentence.text for sentence in sample}) == SAMPLE
    assert len({sentence.id for sentence in sample}) == SAMPLE


def test_sample_has_every_type_status_and_time(sample: list[GoldSentence]) -> None:
    events = [event for sentence in sample for event in sentence.events]
    assert {event.type for event in events} == set(MODES)
    assert {event.status for event in events} == set(STATUSES)
    assert {event.time for event in events} == set(TIMES)
    without = sum(not sentence.events for sentence in sample) / SAMPLE
    assert 0.2 < without < 0.4
    assert all(Counter(role for e in events for role, spans in e.roles.items() if spans)[r] for r in LIST_FIELDS)


def test_text_form_reads_back_as_the_same_events(tmp_path: Path, sample: list[GoldSentence]) -> None:
    path = tmp_path / "made.txt"
    path.write_text(HEAD + "".join(map(as_block, sample)), encoding="utf-8")
    reading = read_file(path)
    assert reading.faults == []
    back = list(from_blocks(reading.blocks))
    assert [(one.text, one.events) for one in back] == [(one.text, one.events) for one in sample]


def test_command_line_writes_the_text_form(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, sample: list[GoldSentence]
) -> None:
    monkeypatch.setattr("sys.argv", ["make", "--count", "30", "--seed", "7"])
    main()
    assert capsys.readouterr().out.partition("\n\n")[2] == "".join(map(as_block, sample[:30]))


def test_an_article_that_becomes_an_moves_no_quote() -> None:
    """In "an Iraqi official" the quote begins after the article, whatever the adjective."""
    entry = Entry(parse("a [{adj} official] from {city}"), "he", 1)
    for seed in range(60):
        chance = random.Random(seed)
        filling = Filling(stock().words, choose_world(stock().words, chance), chance)
        filling.fill(entry)
        (start, end), text = filling.quotes[0], "".join(filling.pieces)
        assert text[:start] in ("a ", "an ")
        assert text[start:end].endswith(" official")


def test_a_wrapper_gives_status_and_source() -> None:
    """An accusation of a frame of subject and verb is two events, the second one alleged by the accuser."""
    supply = stock()
    frame = next(frame for frame in supply.frames.by_file["assault"] if frame.verb_at is not None)
    wrapper = next(
        wrapper
        for wrapper in supply.frames.wrappers["status"]
        if [event.type for event in wrapper.events] == ["ACCUSE"] and wrapper.inner and wrapper.inner.fields
    )
    accusation, assault = wrap(wrapper, frame).events
    assert (accusation.status, assault.type, assault.status) == ("actual", "ASSAULT", "alleged")
    assert accusation.fields["recipients"] == assault.fields["actors"] == ("actors",)
    assert accusation.fields["actors"] == assault.fields["source"] == ("source",)


def test_a_threat_takes_the_place_of_what_is_threatened() -> None:
    supply = stock()
    frame = next(frame for frame in supply.frames.by_file["assault"] if frame.verb_at is not None)
    wrapper = next(w for w in supply.frames.wrappers["status"] if [e.type for e in w.events] == ["THREATEN"])
    draft = wrap(wrapper, frame)
    assert [event.type for event in draft.events] == ["THREATEN"]
    assert sum(isinstance(node, Mark) for node in draft.nodes) == 1


def test_an_attribution_adds_a_source_to_every_event() -> None:
    supply = stock()
    frame = next(frame for frame in supply.frames.by_file["coerce"] if len(frame.events) == 2)
    wrapper = next(w for w in supply.frames.wrappers["attribution"] if w.inner and w.inner.fields)
    draft = ascribe(wrapper, as_it_stands(frame, random.Random(1)))
    assert [event.fields["source"] for event in draft.events] == [("source",), ("source",)]
    assert [node.event for node in draft.nodes if isinstance(node, Mark)] == [0, 1]


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("{place:town}", (Slot("place", ("town",)),)),
        ("{recipients:army!,mob}", (Slot("recipients", ("army!", "mob")),)),
        ("{city!}", (Slot("city", (), True),)),
        ("{place=the strait}", (Slot("place", literal="the strait"),)),
        ("[~shell] it", (Mark((Verb("shell"),)), Text(" it"))),
        ("(a|b)", (Choice(((Text("a"),), (Text("b"),))),)),
        ("(a)", (Choice(((Text("a"),), ())),)),
        (r"\(a\)", (Text("("), Text("a"), Text(")"))),
    ],
)
def test_notation(text: str, nodes: tuple[object, ...]) -> None:
    assert parse(text) == nodes


@given(st.text(alphabet="{}[]()|~^\\:!?=#.-abc 12", max_size=30))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    with contextlib.suppress(NotationError):
        assert isinstance(parse(text), tuple)


@pytest.mark.parametrize(
    ("lemma", "form", "plural", "expected"),
    [
        ("shell", "past", True, "shelled"),
        ("carry", "past", True, "carried"),
        ("carry", "present", False, "carries"),
        ("seize", "gerund", True, "seizing"),
        ("free", "gerund", True, "freeing"),
        ("veto", "present", False, "vetoes"),
        ("shoot", "has", False, "has shot"),
        ("shoot", "has", True, "have shot"),
        ("withdraw", "had", True, "had withdrawn"),
        ("bomb", "progressive", False, "was bombing"),
    ],
)
def test_verb_forms(lemma: str, form: str, plural: bool, expected: str) -> None:
    assert conjugate(lemma, form, plural, stock().words.verbs) == expected


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("{actors:nobody} [fled]\n- RETREAT/withdraw", "no list 'nobody'"),
        ("{actors:troops} [fled]\n- RETREAT/fled", "RETREAT has no mode fled"),
        ("{actors:troops} [fled\n- RETREAT/withdraw", "']' is missing"),
        ("{actors:troops} fled\n- RETREAT/withdraw", "0 triggers in brackets, but 1 event lines"),
        ("{actors:troops} [fled]\n- RETREAT maybe", "unknown word 'maybe'"),
        ("{actors:troops} [fled]\n- RETREAT | agents: actors", "unknown role 'agents'"),
        ("{actors:troops} [fled]\n- RETREAT | actors: them", "no slot 'them'"),
        ("{actors:troops} [fled] {them?its|their} base\n- RETREAT", "no slot 'them' to agree with"),
        ("{actors:troops} and {actors:troops} [fled]\n- RETREAT", "slot 'actors' stands twice"),
        ("{actors:troops} [fled].\n- RETREAT", "a frame has no full stop"),
        ("{actors:troops} [met]\n- CONSULT", "no event of the type RETREAT"),
        ("{actors:troops} [fled]\n- RETREAT\n@ style: loud", "unknown style 'loud'"),
        ("- RETREAT", "event lines without a text"),
    ],
)
def test_bad_frames_are_refused_with_file_and_line(tmp_path: Path, block: str, reason: str) -> None:
    path = tmp_path / "retreat.txt"
    path.write_text(HEAD + block + "\n", encoding="utf-8")
    faults = Faults()
    read_frames(tmp_path, stock().words, faults)
    assert any(fault.startswith(f"{path}:") and reason in fault for fault in faults.found), faults.found
    with pytest.raises(ValueError, match=r"retreat\.txt:"):
        faults.refuse()


@pytest.mark.parametrize(
    ("name", "line", "reason"),
    [
        ("armed.txt", "{nobody} men | they", "no list 'nobody'"),
        ("armed.txt", "some men | them", "'them' is neither a weight"),
        ("armed.txt", "gunmen | they", "again"),
        ("countries.txt", "Ruritania | Ruritanian | Strelsau", "wanted: name"),
        ("names.txt", "moon: Ann | Bob", "wanted: part"),
        ("verbs.txt", "go went gone", "a verb has four forms"),
    ],
)
def test_bad_lists_are_refused_with_file_and_line(tmp_path: Path, name: str, line: str, reason: str) -> None:
    folder = tmp_path / "lists"
    shutil.copytree(LISTS, folder)
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    faults = Faults()
    read_words(folder, faults)
    assert any(fault.startswith(f"{path}:") and reason in fault for fault in faults.found), faults.found


def test_a_file_without_head_is_refused(tmp_path: Path) -> None:
    (tmp_path / "none.txt").write_text("it rained\n", encoding="utf-8")
    faults = Faults()
    read_frames(tmp_path, stock().words, faults)
    assert len(faults.found) == 3
