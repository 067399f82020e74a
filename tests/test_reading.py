"""Reading from Python: what is given, held against what the stages can take."""

import pytest
from fake_coder import SENTENCES, FakeCoder

import detente
from detente import Report


@pytest.mark.parametrize("odd", ["\ud800", "\0"])
def test_a_report_may_hold_signs_that_no_encoder_takes(monkeypatch: pytest.MonkeyPatch, odd: str) -> None:
    monkeypatch.setattr("detente.reading.load_coder", FakeCoder)
    given = Report(id=f"a{odd}", text=f"{odd} {SENTENCES[0]} {odd}", title=odd)
    coded = detente.read(given)
    assert (coded.report.id, coded.report.title) == ("a\ufffd", "\ufffd")
    assert coded.report.text == given.text.replace(odd, "\ufffd")
    trigger = coded.events[0].trigger
    assert given.text[trigger.start : trigger.end] == trigger.text == "attacked"
