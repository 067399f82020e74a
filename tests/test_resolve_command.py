import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from detente.resolve_command import resolve


def run(*words: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(resolve, words, input=stdin)


def records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_dates_as_arguments() -> None:
    result = run("date", "last Friday", "two days later", "--on", "2024-11-13")
    assert result.exit_code == 0
    assert records(result) == [
        {"text": "last Friday", "from": "2024-11-08", "to": "2024-11-08", "precision": "day", "rule": "weekday"},
        {"text": "two days later", "from": None, "to": None, "precision": None, "rule": None},
    ]


@pytest.mark.parametrize(
    ("options", "day"),
    [
        (("--context", "They will meet on Friday."), "2024-11-15"),
        (("--context", "They met on Friday."), "2024-11-08"),
        (("--tense", "planned"), "2024-11-15"),
    ],
)
def test_what_tells_the_tense(options: tuple[str, ...], day: str) -> None:
    assert records(run("date", "on Friday", "--on", "2024-11-13", *options))[0]["from"] == day


def test_anchor() -> None:
    assert records(run("date", "two days later", "--anchor", "2024-11-01"))[0]["to"] == "2024-11-03"


def test_tolls_as_arguments() -> None:
    result = run("toll", "dozens", "at least 20", "an unknown number")
    assert records(result) == [
        {"text": "dozens", "min": 24, "max": 99, "rule": "vague"},
        {"text": "at least 20", "min": 20, "max": None, "rule": "least"},
        {"text": "an unknown number", "min": None, "max": None, "rule": None},
    ]


def test_lines_of_standard_input_are_answered_in_order() -> None:
    lines = [
        {"text": "on Friday", "context": "They will meet on Friday.", "on": "2024-11-13"},
        {"text": "on Friday", "on": "Sun, 17 Nov 2024 10:00 GMT", "tense": "past"},
        {"text": "two days later", "anchor": "2024-11-01"},
        {"text": "today", "on": None},
    ]
    result = run("date", stdin="\n\n".join(json.dumps(line) for line in lines))
    assert result.exit_code == 0
    assert [record["from"] for record in records(result)] == ["2024-11-15", "2024-11-15", "2024-11-03", None]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("nonsense", "not a JSON object"),
        ("[1]", "not a JSON object"),
        ("{}", "text: field missing"),
        ('{"text": 5}', "text: field of the wrong type"),
        ('{"text": "x", "on": "soon"}', "on: not a date"),
        ('{"text": "x", "tense": "future"}', "tense: field of the wrong type"),
        ('{"texts": ["x"]}', "text: field missing"),
        (b'{"text": "\xff"}', "encoding not certain"),
        ("[" * 100000, "nested too deeply"),
    ],
)
def test_bad_line_is_told_and_the_others_answered(line: str | bytes, told: str) -> None:
    line = line if isinstance(line, bytes) else line.encode()
    result = run("date", stdin=b'{"text": "2019"}\n' + line + b'\n{"text": "2020"}\n')
    assert result.exit_code == 1
    assert [record["text"] for record in records(result)] == ["2019", "2020"]
    assert f"standard input:2: {told}" in result.stderr


def test_text_that_no_encoding_holds_is_escaped() -> None:
    result = run("toll", stdin='{"text": "\\ud800\\u2028 dozens"}')
    assert result.exit_code == 0
    assert "\\ud800\\u2028" in result.stdout


def test_date_that_is_none_is_refused() -> None:
    result = run("date", "today", "--on", "soon")
    assert result.exit_code == 2
    assert "is not a date" in result.stderr


def test_actors_and_places() -> None:
    answer = records(run("actor", "Ukrainian army", "--on", "2024-11-13"))[0]
    assert (answer["country"], answer["sector"]) == ("UKR", "MIL")
    assert answer["rule"]
    answer = records(run("place", "Damascus"))[0]
    assert (answer["country"], answer["precision"]) == ("SYR", "city")


def test_places_of_one_report_are_answered_together() -> None:
    line = {"texts": ["Tripoli", "Benghazi"], "context": "Roads between Tripoli and Benghazi were closed."}
    places = records(run("place", stdin=json.dumps(line)))[0]["places"]
    assert [(place["text"], place["country"]) for place in places] == [("Tripoli", "LBY"), ("Benghazi", "LBY")]


@pytest.mark.parametrize("command", ["", "actor", "date", "place", "toll"])
def test_help_ends_with_an_example(command: str) -> None:
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    assert "$ detente resolve" in result.stdout.split("Example:")[1]
