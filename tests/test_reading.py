"""Reading from Python: what is given, held against what the stages can take."""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

import pytest
from fake_coder import SENTENCES, FakeCoder, code_one, reports

import detente
from detente import Report
from detente.event import CodedReport
from detente.reading import MOST_FAULTS, StageError, run_stages
from detente.reject import Reason, Reject


@pytest.mark.parametrize("odd", ["\ud800", "\0"])
def test_a_report_may_hold_signs_that_no_encoder_takes(monkeypatch: pytest.MonkeyPatch, odd: str) -> None:
    monkeypatch.setattr("detente.reading.load_coder", FakeCoder)
    given = Report(id=f"a{odd}", text=f"{odd} {SENTENCES[0]} {odd}", title=odd)
    coded = detente.read(given)
    assert (coded.report.id, coded.report.title) == ("a\ufffd", "\ufffd")
    assert coded.report.text == given.text.replace(odd, "\ufffd")
    trigger = coded.events[0].trigger
    assert given.text[trigger.start : trigger.end] == trigger.text == "attacked"


class FailingCoder(FakeCoder):
    """Works ahead, a few reports at a time, and fails in those that speak of a general."""

    def code(self, reports: Iterable[Report]) -> Iterator[CodedReport]:
        left = iter(reports)
        while several := list(islice(left, 3)):
            for report in several:
                if "general" in report.text:
                    raise ZeroDivisionError("a fault")
            yield from super().code(several)


@pytest.mark.parametrize("failing", [{0}, {4}, {1, 2}, {3, 4, 5, 6}, set(range(7))])
def test_a_report_in_which_the_coder_fails_is_a_reject_and_all_others_are_coded(failing: set[int]) -> None:
    given = [
        replace(report, text=f"The general. {report.text}" if place in failing else report.text)
        for place, report in enumerate(reports(7))
    ]
    items = list(run_stages(given, FailingCoder()))
    assert {place for place, item in enumerate(items) if isinstance(item, Reject)} == failing
    for report, item in zip(given, items, strict=True):
        if isinstance(item, Reject):
            told = (item.file, item.line, item.reason, item.detail)
            assert told == (report.file, report.line, Reason.FAULT, "ZeroDivisionError: a fault")
        else:
            assert item == code_one(report)


def test_a_coder_that_fails_in_every_report_ends_the_run() -> None:
    given = [replace(report, text=f"The general. {report.text}") for report in reports(MOST_FAULTS + 100)]
    with pytest.raises(ZeroDivisionError):
        list(run_stages(given, FailingCoder()))


def test_what_becomes_of_faults_needs_nothing_loaded_before() -> None:
    code = "import detente.faults as faults; print(faults.or_reject(lambda: 1 / 0, 'a.txt'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.startswith("a.txt: fault of the program: ZeroDivisionError")


def test_a_broken_contract_of_the_coder_ends_the_run() -> None:
    class Mute(FakeCoder):
        def code(self, reports: Iterable[Report]) -> Iterator[CodedReport]:
            return iter(())

    with pytest.raises(StageError):
        list(run_stages(reports(2), Mute()))
