"""What pages say of an incident in words: who tells it, when it was reported, tolls, and moments."""

from dataclasses import replace
from datetime import date

import pytest
from tales import Tale, tell

from detente.incidents.incident import Incident, JoinRule, Member, Telling, Toll
from detente.incidents.versions import incident_of
from detente.web.incident_words import moment, reported, told_by, toll_words

TOLD = tell("r", Tale()).events[0]


def incident(*tellings: tuple[str | None, str | None, str | None]) -> Incident:
    """An incident told by reports of these publishers, texts that they copy, and dates."""
    members = [
        Member(
            replace(TOLD, event_id=f"e{number}", report_id=f"r{number}"),
            Telling(f"r{number}", None, publisher, published, None, copy_of),
            JoinRule.FOUNDS,
            None,
            None,
            (),
        )
        for number, (publisher, copy_of, published) in enumerate(tellings)
    ]
    return incident_of("i", members)


@pytest.mark.parametrize(
    ("tellings", "words"),
    [
        ([("North Post", None, None), ("Coast Radio", None, None)], "2 independent publishers"),
        ([(None, None, None)], "1 text of an unknown publisher"),
        ([(None, None, None)] * 3, "3 texts of unknown publishers"),
        (
            [("North Post", None, None), (None, None, None)],
            "1 independent publisher and 1 text of an unknown publisher",
        ),
        ([("North Post", None, None), (None, "r0", None)], "1 independent publisher"),
        ([(None, None, None), ("North Post", "r0", None)], "1 independent publisher"),
    ],
)
def test_texts_of_nobody_known_are_not_called_publishers(
    tellings: list[tuple[str | None, str | None, str | None]], words: str
) -> None:
    assert told_by(incident(*tellings)) == words


def test_days_of_reports_are_not_said_twice() -> None:
    day = date(2024, 12, 12)
    told = incident((None, None, "2024-12-12T09:00:00+00:00"))
    undated = replace(told, first_day=day, last_day=day, dated=False)
    assert reported(undated) == ""
    assert reported(replace(undated, dated=True)) == "reported 2024-12-12"
    assert reported(replace(undated, first_report=None, last_report=None)) == ""


@pytest.mark.parametrize(
    ("toll", "words"),
    [
        (Toll(7, 7, 7), "7"),
        (Toll(7, 7, None), "7 or more"),
        (Toll(5, 7, None), "7 (5 or more)"),
        (Toll(5, 7, 9), "7 (5 to 9)"),
    ],
)
def test_a_toll_says_no_number_twice(toll: Toll, words: str) -> None:
    assert toll_words(toll) == words


@pytest.mark.parametrize(
    ("published", "words"),
    [
        ("2024-11-13", "2024-11-13"),
        ("2024-11-13T07:20:00+00:00", "2024-11-13 07:20 UTC"),
        ("2024-11-13T07:20:00Z", "2024-11-13 07:20 UTC"),
        ("2024-11-13T01:20:00+03:00", "2024-11-12 22:20 UTC"),
        ("2024-11-13T07:20", "2024-11-13 07:20 UTC"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
        ("some day", "some day"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_moment_is_written_in_one_way(published: str | None, words: str) -> None:
    assert moment(published) == words
