"""Evidence: what counts of an event of a report."""

from dataclasses import replace
from datetime import date

import pytest

from detente.event import ActorMention, DateMention, Event, Mention, PlaceMention, TollMention
from detente.incidents.evidence import evidence_of
from detente.report import Report

TEXT = "Alda calm. Gunmen killed two in Alda on Sunday. More to follow."
REPORT = Report("r", TEXT, title="Two Killed in Alda", published="2024-03-05T10:00:00Z")
EVENT = Event(
    event_id="e",
    report_id="r",
    sentence=(11, 47),
    type="ASSAULT",
    mode="firearms",
    quad="material conflict",
    score=-9.0,
    cameo="190",
    status="actual",
    time="past",
    trigger=Mention(18, 24, "killed"),
    actors=(ActorMention(11, 17, "Gunmen"),),
    recipients=(ActorMention(25, 28, "two", "XAA:CVL", "Xaland, civilians", "XAA", "CVL", "…"),),
    places=(
        PlaceMention(0, 4, "Xaland", 9, "Xaland", None, "XAA", 12.0, 20.0, "country"),
        PlaceMention(32, 36, "Alda", 1, "Alda", "North", "XAA", 10.0, 20.0, "city"),
        PlaceMention(0, 4, "there"),
    ),
    date=DateMention(37, 46, "on Sunday", "2024-03-03", "2024-03-03", "day"),
    killed=TollMention(25, 28, "two", 2, 2),
    injured=TollMention(25, 28, "some"),
    detained=None,
    sources=(),
    confidence=0.9,
    model="m",
    codebook="PLOVER-2021",
)
SUNDAY, TUESDAY = date(2024, 3, 3).toordinal(), date(2024, 3, 5).toordinal()


def test_what_counts_of_an_event() -> None:
    found = evidence_of(EVENT, REPORT)
    assert (found.first, found.last, found.dated, found.told) == (SUNDAY, SUNDAY, True, TUESDAY)
    assert [site.name for site in found.sites] == ["Alda", "Xaland"]
    assert [(party.actor_id, party.name) for party in found.actors] == [(None, "Gunmen")]
    assert [(party.actor_id, party.name) for party in found.recipients] == [("XAA:CVL", "Xaland, civilians")]
    assert (found.killed, found.injured, found.detained) == ((2, 2), None, None)
    assert (found.words, found.title) == (("killed",), ("two", "killed", "in", "alda"))


@pytest.mark.parametrize(
    ("from_", "to", "published", "days"),
    [
        ("2024-03-03", "2024-03-04", "2024-03-05", (SUNDAY, SUNDAY + 1, True)),
        (None, None, "2024-03-05", (TUESDAY - 1, TUESDAY, False)),
        (None, None, None, (None, None, False)),
        (None, None, "yesterday", (None, None, False)),
        ("2024-03-03", None, "2024-03-05", (SUNDAY, TUESDAY, True)),
        ("2024-03-03", None, None, (SUNDAY, SUNDAY, True)),
        ("2024-03-03", None, "2024-03-01", (SUNDAY, SUNDAY, True)),
        (None, "2024-03-05", "2024-03-03", (SUNDAY, TUESDAY, True)),
        (None, "2024-03-03", "2024-03-05", (SUNDAY, SUNDAY, True)),
        ("2024-03-05", "2024-03-03", None, (SUNDAY, TUESDAY, True)),
        (None, None, "0001-01-01", (1, 1, False)),
    ],
)
def test_days(
    from_: str | None, to: str | None, published: str | None, days: tuple[int | None, int | None, bool]
) -> None:
    when = DateMention(37, 46, "then", from_, to)
    found = evidence_of(replace(EVENT, date=when), replace(REPORT, published=published))
    assert (found.first, found.last, found.dated) == days
    if from_ is None and to is None:
        assert evidence_of(replace(EVENT, date=None), replace(REPORT, published=published)).first == days[0]


class TestTelling:
    """A telling is the same for the same words in copies of one text, and for nothing else."""

    own = evidence_of(EVENT, REPORT).telling

    def test_a_copy_has_the_telling_of_its_original(self) -> None:
        longer = Report(
            "copy", "By our staff\n\n" + TEXT.replace("Gunmen killed", "Gunmen  killed"), published="2024-03-09"
        )
        moved = replace(EVENT, report_id="copy", sentence=(25, 62), trigger=Mention(33, 39, "killed"))
        assert evidence_of(moved, longer, copy_of="r").telling == self.own

    def test_a_text_of_its_own_has_another(self) -> None:
        assert evidence_of(replace(EVENT, report_id="s"), replace(REPORT, id="s")).telling != self.own

    def test_another_event_of_the_same_sentence_has_another(self) -> None:
        assert evidence_of(replace(EVENT, trigger=Mention(11, 17, "Gunmen")), REPORT).telling != self.own
        assert evidence_of(replace(EVENT, type="COERCE"), REPORT).telling != self.own

    def test_a_row_of_a_table_has_none(self) -> None:
        found = evidence_of(replace(EVENT, sentence=(0, 0), trigger=Mention(0, 0, "")), replace(REPORT, text=""))
        assert (found.telling, found.sentence, found.words) == (None, None, ())


@pytest.mark.parametrize(
    ("report_id", "sentence", "register"),
    [
        ("acled:YEM1", (0, 0), "acled"),
        ("ucdp:77", (0, 0), "ucdp"),
        ("gdelt:77", (0, 0), None),
        ("acled:YEM1", (11, 47), None),
        ("acled", (0, 0), None),
    ],
)
def test_rows_of_a_register(report_id: str, sentence: tuple[int, int], register: str | None) -> None:
    assert evidence_of(replace(EVENT, report_id=report_id, sentence=sentence), REPORT).register == register
