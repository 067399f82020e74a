"""The open corpus: its text form is read as written, and every file of it is without fault."""

from pathlib import Path

import pytest

from training.corpus import from_blocks
from training.open_corpus.read import FOLDER, read_file, read_open_corpus

BLOCK = """# Origin: a test
Guards shot two smugglers near Osk on Friday, the ministry said; the ministry denied a raid.
- ASSAULT/firearms: shot | actors: Guards | recipients: smugglers | location: Osk | date: on Friday | source: ministry
- ASSAULT negated: raid | source: ministry#2

Nothing happened.
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "test.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_block_is_a_sentence_with_its_events(tmp_path: Path) -> None:
    reading = read_file(written(tmp_path, BLOCK))
    assert reading.faults == []
    first, second = from_blocks(reading.blocks)
    assert [first.text[slice(*event.trigger)] for event in first.events] == ["shot", "raid"]
    assert first.events[0].mode == "firearms"
    assert (first.events[1].status, first.events[1].time) == ("negated", "current")
    assert first.events[1].roles["source"] == ((first.text.rindex("ministry"), first.text.rindex("ministry") + 8),)
    assert second.events == ()


FAULTS = {
    "a quote that is not there": ("A b.\n- AID: gave\n", "test.txt:2: not in the sentence: 'gave'"),
    "an unknown type": ("A gave.\n- HELP: gave\n", "unknown type HELP"),
    "a mode of another type": ("A gave.\n- AID/drone: gave\n", "AID has no mode drone"),
    "an unknown word": ("A gave.\n- AID maybe: gave\n", "unknown word 'maybe'"),
    "an unknown field": ("A gave.\n- AID: gave | place: A\n", "unknown, repeated or empty field 'place'"),
    "no event line": ("A gave.\nB took.\n", "not an event line"),
    "a sentence twice": ("A gave.\n\nA gave.\n", "the sentence of line 1 again"),
    "an event first": ("- AID: gave\n", "a block begins with its sentence"),
}


@pytest.mark.parametrize(("text", "fault"), FAULTS.values(), ids=FAULTS)
def test_faults_are_told_with_file_and_line(tmp_path: Path, text: str, fault: str) -> None:
    assert any(fault in line for line in read_file(written(tmp_path, text)).faults)


def test_the_open_corpus_is_whole() -> None:
    blocks = read_open_corpus()
    assert len(blocks) >= 2000
    empty = sum(not block.events for block in blocks)
    assert 0.25 <= empty / len(blocks) <= 0.45
    assert len({block.text for block in blocks}) == len(blocks), "no sentence stands in two files"


def test_every_file_tells_origin_licence_and_date() -> None:
    for path in FOLDER.glob("*.txt"):
        head = path.read_text(encoding="utf-8")[:400]
        assert all(f"# {word}:" in head for word in ("Origin", "Licence", "Date")), path.name
