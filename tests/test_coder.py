"""The coder with the weights that ship: whatever the text, events are well-formed and quote it exactly."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.coding.calibration import Calibration
from detente.coding.coder import SENTENCES_AT_ONCE, Coder
from detente.coding.labels import MODE_LABELS, STATUSES, TIMES
from detente.coding.weights import FOLDER, NUMBERS, SECOND
from detente.error import DetenteError
from detente.event import CodedReport
from detente.incidents.meaning import SIZE, closeness
from detente.report import Report
from detente.sources import read_text

CODER = Coder.load()


def code(text: str, report_id: str = "r") -> CodedReport:
    report = read_text(text, report_id)
    assert isinstance(report, Report), report
    return next(CODER.code([report]))


TOLD = {
    "a fight": ("Soldiers killed three gunmen near Kirkuk on Sunday.", "ASSAULT", "actual", "killed"),
    "an arrest": ("Police arrested the opposition leader in Minsk.", "COERCE", "actual", "arrested"),
    "a demonstration": ("Thousands of teachers protested in Lima.", "PROTEST", "actual", "protested"),
    "a meeting": ("The foreign ministers of Japan and India met in Tokyo on Friday.", "CONSULT", "actual", "met"),
    "a charge": ("Kyiv accused Moscow of breaking the truce.", "ACCUSE", "actual", "accused"),
    "a call": ("The United Nations urged both sides to let aid trucks pass.", "REQUEST", "actual", "urged"),
    "a threat": ("The general threatened to bomb the capital.", "THREATEN", "actual", "threatened"),
    "a resignation": ("The interior minister resigned on Monday.", "RETREAT", "actual", "resigned"),
    "a sanction": ("Canada imposed sanctions on the bank.", "SANCTION", "actual", "sanctions"),
    "a delivery": ("Norway sent food and tents to the displaced families.", "AID", "actual", "sent"),
}


@pytest.mark.parametrize(("text", "kind", "status", "trigger"), TOLD.values(), ids=TOLD)
def test_a_plain_sentence_is_coded(text: str, kind: str, status: str, trigger: str) -> None:
    events = [event for event in code(text).events if trigger in event.trigger.text]
    assert [(event.type, event.status) for event in events] == [(kind, status)]


UNTOLD = {
    "sport": "The striker attacked down the left and shot wide in the second half.",
    "business": "The company launched a takeover bid for its smaller rival.",
    "weather": "A storm is expected to hit the coast late tonight.",
    "description": "The town lies in the hills near the border and has two schools.",
}


@pytest.mark.parametrize("text", UNTOLD.values(), ids=UNTOLD)
def test_what_only_sounds_like_an_event_is_not_coded(text: str) -> None:
    assert code(text).events == ()


TELLING = (
    "the army police rebels attacked killed two in Marib on Sunday said accused denied met talks will not 12 aid "
    "sanctions threatened to withdraw U.S. Gen. (Reuters) http://a.b/c , . ; “ ” ' - é 🙂 \n \t \u200f \u202e"
)
WORDS = st.sampled_from(TELLING.split(" "))


@given(st.lists(WORDS | st.text(max_size=8), max_size=60).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_every_offset_quotes_the_text(text: str) -> None:
    report = read_text(text, "r")
    if not isinstance(report, Report):
        return
    coded = next(CODER.code([report]))
    for event in coded.events:
        start, end = event.sentence
        for mention in event.mentions():
            assert start <= mention.start < mention.end <= end
            assert report.text[mention.start : mention.end] == mention.text
        assert (event.type, event.mode) in MODE_LABELS
        assert event.status in STATUSES
        assert event.time in TIMES
        assert 0.0 <= event.confidence <= 1.0
    assert len({event.event_id for event in coded.events}) == len(coded.events)


def many_reports() -> list[Report]:
    texts = [text for text, *_ in TOLD.values()] + list(UNTOLD.values())
    reports = [read_text(f"{text} Number {n}.", f"r{n}") for n in range(4) for text in texts]
    return [report for report in reports if isinstance(report, Report)]


def test_a_report_is_coded_alike_alone_and_among_others_and_on_any_number_of_threads() -> None:
    reports = many_reports()
    alone = [next(CODER.code([report], threads=1)) for report in reports]
    assert list(CODER.code(reports, threads=1)) == alone
    assert list(CODER.code(reports, threads=4)) == alone


def test_reports_are_taken_a_few_at_a_time() -> None:
    taken = 0

    def endless() -> Iterator[Report]:
        nonlocal taken
        while True:
            taken += 1
            yield Report(f"r{taken}", "Police arrested two men.")

    coded = CODER.code(endless(), threads=2)
    assert next(coded).report.id == "r1"
    assert taken < 10 * SENTENCES_AT_ONCE
    coded.close()  # type: ignore[attr-defined]


def test_a_long_report_is_coded_to_its_end() -> None:
    text = " ".join(["Police arrested two men in Riga."] * (3 * SENTENCES_AT_ONCE + 1))
    coded = code(text)
    assert [event.sentence for event in coded.events] == [(s.start, s.end) for s in coded.sentences]


def test_event_ids_depend_on_report_and_text() -> None:
    one, two = code("Police arrested two men."), code("Police arrested two men.", "other")
    assert one.events[0].event_id == code("Police arrested two men.").events[0].event_id
    assert one.events[0].event_id != two.events[0].event_id


def copied_weights(folder: Path) -> Path:
    return Path(shutil.copytree(FOLDER, folder / "weights"))


def test_weights_that_are_not_whole_are_named(tmp_path: Path) -> None:
    folder = copied_weights(tmp_path)
    (folder / SECOND).unlink()
    with pytest.raises(DetenteError, match=r"weights missing: second_look\.onnx"):
        Coder.load(folder)


@pytest.mark.parametrize("text", ["", "{}", '{"name": 1}', "[]"])
def test_fitted_numbers_that_cannot_be_read_are_named(tmp_path: Path, text: str) -> None:
    folder = copied_weights(tmp_path)
    (folder / NUMBERS).write_text(text, encoding="utf-8")
    with pytest.raises(DetenteError, match="not the numbers of a coder"):
        Coder.load(folder)


def test_other_numbers_are_another_model(tmp_path: Path) -> None:
    folder = copied_weights(tmp_path)
    record = json.loads((folder / NUMBERS).read_text(encoding="utf-8"))
    record["decision"]["keep_at"] += 0.01
    (folder / NUMBERS).write_text(json.dumps(record), encoding="utf-8")
    assert Coder.load(folder).model != CODER.model


@given(st.floats(0, 1), st.floats(0, 1))
def test_confidence_rises_with_the_score(one: float, two: float) -> None:
    calibration = Calibration(0.8, -0.2)
    low, high = sorted((one, two))
    assert 0.0 < calibration.confidence(low) <= calibration.confidence(high) < 1.0


def test_every_event_comes_with_the_meaning_of_its_trigger_and_sentence() -> None:
    coded = code("Soldiers killed three gunmen near Kirkuk on Sunday. Police arrested the opposition leader in Minsk.")
    assert set(coded.meanings) == {event.event_id for event in coded.events}
    assert {len(meaning) for meaning in coded.meanings.values()} == {SIZE}


def test_like_acts_have_like_meanings() -> None:
    def meaning(text: str) -> bytes:
        coded = code(text)
        return coded.meanings[coded.events[0].event_id]

    killed = meaning("Soldiers killed three gunmen near Kirkuk on Sunday.")
    shot = meaning("Three gunmen were killed by the army near Kirkuk on Sunday.")
    met = meaning("The foreign ministers of Japan and India met in Tokyo on Friday.")
    assert sum(closeness(killed, shot)) > sum(closeness(killed, met))
