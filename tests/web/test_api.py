"""The REST API: what its lists and records say, how they are paged, and in which forms."""

import base64
import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from tales import KADUNA, MARIB, Tale, tell
from workspace import REPORTS, app_of, client_of, keep

from detente.exports.csv import COLUMNS
from detente.ledger import EventFilter, IncidentFilter, Ledger
from detente.web.api import cursors, models
from detente.web.api.event_records import event_records
from detente.web.api.media import Media, wanted_media

API = "/api/v1"
LISTS = ("reports", "events", "incidents", "dyads", "shifts", "search?q=attacked")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return app_of(tmp_path_factory.mktemp("ledger"))


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with client_of(app) as found:
        yield found


@pytest.fixture(scope="module")
def ledger(app: FastAPI) -> Ledger:
    found: Ledger = app.state.detente.ledger
    return found


def items(client: TestClient, path: str) -> list[dict[str, object]]:
    response = client.get(f"{API}/{path}")
    assert response.status_code == 200, response.text
    found: list[dict[str, object]] = response.json()["items"]
    return found


def walked(client: TestClient, path: str, limit: int) -> list[dict[str, object]]:
    """All records of a list, page after page by the links that the answers give."""
    found: list[dict[str, object]] = []
    address = f"{API}/{path}{'&' if '?' in path else '?'}limit={limit}"
    while address:
        response = client.get(address)
        page = response.json()
        assert len(page["items"]) <= limit
        found += page["items"]
        assert ("next" in response.links) is (page["next"] is not None)
        address = response.links["next"]["url"] if page["next"] else ""
    return found


# What is told


def test_events_are_those_of_the_ledger(client: TestClient, ledger: Ledger) -> None:
    assert items(client, "events") == [json.loads(json.dumps(event.to_dict())) for event in ledger.events()]


def test_event_records_are_made_of_rows_as_of_values(ledger: Ledger) -> None:
    with ledger.connection() as connection:
        found = event_records(connection, range(1, 100))
    assert [list(record.items()) for record in found.values()] == [
        list(event.to_dict().items()) for event in ledger.events()
    ]


def test_reports_tell_how_many_events_they_have(client: TestClient) -> None:
    found = items(client, "reports")
    assert [record["report_id"] for record in found] == [coded.report.id for coded in REPORTS]
    assert [record["events"] for record in found] == [len(coded.events) for coded in REPORTS]


def test_a_report_has_its_text_sentences_and_events(client: TestClient) -> None:
    found = client.get(f"{API}/reports/marib/1").json()
    coded = REPORTS[0]
    assert found["text"] == coded.report.text
    assert [found["text"][cut["start"] : cut["end"]] for cut in found["sentences"]] == [MARIB.sentence()]
    assert [event["event_id"] for event in found["event_records"]] == [event.event_id for event in coded.events]


def test_incidents_have_every_version(client: TestClient) -> None:
    marib, *_ = items(client, "incidents?min_publishers=2")
    assert marib["killed"] == {"min": 5, "best": 7, "max": 7}
    assert [version["publisher"] for version in marib["versions"]] == ["North Post", "Coast Radio"]  # type: ignore
    assert client.get(f"{API}/incidents/{marib['incident_id']}").json() == marib


def test_dyads_tell_what_passed_and_how_the_two_stand(client: TestClient) -> None:
    (dyad,) = items(client, "dyads?level=organisation&actor=m23")
    assert (dyad["first"], dyad["second"]) == ("COD:MIL", "M23")
    assert dyad["acts"] == {
        "verbal_cooperation": 1,
        "material_cooperation": 0,
        "verbal_conflict": 0,
        "material_conflict": 0,
    }
    assert dyad["standing"]["day"] == "2024-12-02"  # type: ignore[index]


def test_one_dyad_is_told_whole_by_any_names_of_the_two(client: TestClient) -> None:
    found = client.get(f"{API}/dyads/YEM:REB/COD:MIL?level=sector&by=month&until=2024-12-31").json()
    assert (found["dyad"], found["step"]) == (["COD:MIL", "YEM:REB"], "month")
    assert found["names"] == ["Democratic Republic of the Congo, military", "Yemen, rebels"]
    assert [point["planned"] for point in found["points"]] == [1]
    assert client.get(f"{API}/dyads/Armenia/AZE").json()["dyad"] == ["ARM", "AZE"]


@pytest.mark.parametrize("path", ["dyads/nobody-at-all/YEM", "dyads/YEM/YEM", "dyads/YEM/Yemen"])
def test_parties_that_are_no_two_are_not_found(client: TestClient, path: str) -> None:
    assert client.get(f"{API}/{path}").status_code == 404


def test_search_finds_words_and_where_they_are(client: TestClient) -> None:
    found = items(client, 'search?q="met congolese"')
    assert [record["report_id"] for record in found] == ["talks", "kaduna"]
    for record in found:
        text = client.get(f"{API}/reports/{record['report_id']}").json()["text"]
        assert [text[span["start"] : span["end"]] for span in record["text_spans"]] == ["met Congolese"]  # type: ignore


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("reports", models.Page[models.ReportHead]),
        ("reports/kaduna", models.ReportRecord),
        ("events", models.Page[models.EventRecord]),
        (f"events/{REPORTS[0].events[0].event_id}", models.EventRecord),
        ("incidents", models.Page[models.IncidentRecord]),
        ("dyads", models.Page[models.DyadRecord]),
        ("dyads?level=organisation", models.Page[models.DyadRecord]),
        ("dyads/COD:MIL/YEM:REB?level=sector", models.BetweenRecord),
        ("shifts?level=sector", models.Page[models.ShiftRecord]),
        ("search?q=attacked", models.Page[models.HitRecord]),
    ],
)
def test_answers_are_as_the_document_describes_them(client: TestClient, path: str, model: type[models.Record]) -> None:
    response = client.get(f"{API}/{path}")
    assert response.status_code == 200
    model.model_validate_json(response.content, strict=True)


@pytest.mark.parametrize("path", ["reports/none", "reports/", "events/none", "incidents/none", "nothing"])
def test_what_is_not_there_is_told_as_a_value(client: TestClient, path: str) -> None:
    response = client.get(f"{API}/{path}")
    assert response.status_code == 404
    (error,) = response.json()["errors"]
    assert set(error) == {"field", "reason", "advice"}


# Filters


@pytest.mark.parametrize(
    ("words", "triggers"),
    [
        ("", ["attacked", "attacked", "attacked", "met", "met"]),
        ("type=CONSULT", ["met", "met"]),
        ("type=consult&type=ASSAULT&status=planned", ["met"]),
        ("country=nga", ["attacked"]),
        ("country=Nigeria", ["attacked"]),
        ("country=NGA&country=COD", ["attacked", "met", "met"]),
        ("actor=BANDITS", ["attacked"]),
        ("since=2024-12-01", ["met", "met"]),
        ("until=2024-11-10", ["attacked", "attacked"]),
        ("min_confidence=0.9", []),
        ("type=&since=&actor=&min_confidence=", ["attacked", "attacked", "attacked", "met", "met"]),
    ],
)
def test_events_by_the_words_of_the_command_line(client: TestClient, words: str, triggers: list[str]) -> None:
    assert [event["trigger"]["text"] for event in items(client, f"events?{words}")] == triggers  # type: ignore[index]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("min_publishers=2", 1),
        ("type=ASSAULT", 2),
        ("country=YEM&status=planned", 1),
        ("since=2024-12-02", 1),
        ("min_publishers=3", 0),
    ],
)
def test_incidents_by_the_words_of_the_command_line(client: TestClient, words: str, ids: int) -> None:
    assert len(items(client, f"incidents?{words}")) == ids


def test_reports_by_an_event_of_theirs(client: TestClient) -> None:
    assert [report["report_id"] for report in items(client, "reports?type=CONSULT")] == ["kaduna", "talks"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("type=RIOT", "type"),
        ("status=maybe", "status"),
        ("country=Nig", "country"),
        ("since=yesterday", "since"),
        ("since=2024-02-30", "since"),
        ("since=2024-12-01&until=2024-11-01", "since"),
        ("min_confidence=2", "min_confidence"),
        ("min_confidence=nan", "min_confidence"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=many", "limit"),
        ("cursor=x", "cursor"),
        ("sort=day", "sort"),
        ("actor=" + "x" * 201, "actor"),
        ("&".join(["type=ASSAULT"] * 51), "type"),
    ],
)
def test_words_that_cannot_be_meant_are_refused_by_name(client: TestClient, query: str, field: str) -> None:
    response = client.get(f"{API}/events?{query}")
    assert response.status_code == 422
    assert field in [error["field"] for error in response.json()["errors"]]


def test_all_that_is_wrong_is_told_at_once(client: TestClient) -> None:
    errors = client.get(f"{API}/events?limit=0&min_confidence=7&kind=x").json()["errors"]
    assert sorted(error["field"] for error in errors) == ["kind", "limit", "min_confidence"]
    errors = client.get(f"{API}/events?since=yesterday&until=nope&status=x&type=RIOT&limit=9999&foo=1").json()["errors"]
    assert sorted(error["field"] for error in errors) == ["foo", "limit", "since", "status", "type", "until"]
    assert {"field": "since", "reason": "'yesterday' is not a date", "advice": "write it as 2024-11-17"} in errors
    errors = client.get(f"{API}/shifts?since=2024-12-01&until=2024-11-01&limit=0").json()["errors"]
    assert sorted(error["field"] for error in errors) == ["limit", "since"]


@pytest.mark.parametrize(
    "path",
    [
        "dyads?until=9999-12-31",
        "dyads?since=0001-01-01",
        "shifts?since=0001-01-01&until=9999-12-31",
        "events?until=9999-12-31",
    ],
)
def test_days_at_the_ends_of_the_calendar_are_days(client: TestClient, path: str) -> None:
    assert client.get(f"{API}/{path}").status_code == 200


@pytest.mark.parametrize("query", ["since=0001-01-01", "until=9999-12-31", "since=1900-01-01&by=day"])
def test_series_without_end_are_refused(client: TestClient, query: str) -> None:
    assert client.get(f"{API}/dyads/COD:MIL/YEM:REB?level=sector&{query}").status_code == 422


# Pages


@pytest.mark.parametrize(
    "path", ["reports", "events", "events?type=ASSAULT", "incidents", "dyads?level=sector", "search?q=in"]
)
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_together_are_the_list(client: TestClient, path: str, limit: int) -> None:
    assert walked(client, path, limit) == items(client, path)


def test_a_page_that_was_seen_does_not_move_when_rows_come(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    with client_of(app) as client:
        first = client.get(f"{API}/events?limit=2").json()
        keep(app.state.detente.ledger, tell("later", KADUNA, publisher="Coast Radio"))
        rest = client.get(f"{API}/events?limit=500&cursor={first['next']}").json()
        assert first["items"] + rest["items"] == items(client, "events")
        assert rest["items"][-1]["report_id"] == "later"


def test_a_page_that_was_seen_does_not_move_when_its_last_row_goes(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    with client_of(app) as client:
        first = client.get(f"{API}/events?limit=2").json()
        keep(app.state.detente.ledger, tell("marib/2", Tale(killed=9), publisher="Coast Radio"))
        rest = client.get(f"{API}/events?limit=500&cursor={first['next']}").json()
        assert [event["report_id"] for event in rest["items"]] == ["kaduna", "kaduna", "talks", "marib/2"]


def test_a_cursor_goes_on_with_its_own_words_alone(client: TestClient) -> None:
    cursor = client.get(f"{API}/events?limit=1&type=ASSAULT").json()["next"]
    assert client.get(f"{API}/events?limit=5&type=ASSAULT&cursor={cursor}").status_code == 200
    for path in ("events", "events?type=AID", "reports?type=ASSAULT", "incidents?type=ASSAULT", "search?q=in"):
        address = f"{API}/{path}{'&' if '?' in path else '?'}cursor={cursor}"
        assert client.get(address).status_code == 422, path


places = st.lists(st.text(max_size=20) | st.integers(0, 2**63 - 1), max_size=5)


@given(st.text(max_size=20), places)
def test_a_cursor_gives_back_its_place(listed: str, place: list[str | int]) -> None:
    cursor = cursors.encode(listed, place)
    assert cursors.decode(listed, cursor, tuple(map(type, place))) == tuple(place)
    assert cursor.isascii()
    with pytest.raises(cursors.CursorError):
        cursors.decode(listed + "x", cursor, tuple(map(type, place)))


@given(st.text(max_size=60) | st.text("abcXYZ019-_=", max_size=60))
def test_any_other_words_are_no_cursor(words: str) -> None:
    with pytest.raises(cursors.CursorError):
        cursors.decode("events", words, (int,))


@pytest.mark.parametrize("place", [[-1], [2**63], [True], ["1"], [1.5], [1, 1], [], [None], [[1]]])
def test_a_cursor_that_somebody_made_up_may_be_no_place(place: list[int]) -> None:
    with pytest.raises(cursors.CursorError):
        cursors.decode("events", cursors.encode("events", place), (int,))


@pytest.mark.parametrize(
    "words",
    [b"5", b"null", b"{}", b"{", b"\xff", b"", b"[" * 1400, b'"1"', b"true", b"[1" + b"0" * 1300, b'["\\ud800",""]'],
)
def test_a_cursor_with_a_sum_of_its_own_may_be_no_list(client: TestClient, words: bytes) -> None:
    for path, listed in (("events", f"events {EventFilter()!r}"), ("incidents", f"incidents {IncidentFilter()!r}")):
        forged = base64.urlsafe_b64encode(cursors._sum(listed, words) + words).decode().rstrip("=")
        answer = client.get(f"{API}/{path}?cursor={forged}")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor")
        assert "of another list" not in answer.text


# Forms


@pytest.mark.parametrize("path", LISTS)
def test_lists_come_as_lines_and_as_csv(client: TestClient, path: str) -> None:
    found = items(client, path)
    lines = client.get(f"{API}/{path}", headers={"accept": "application/x-ndjson"})
    assert [json.loads(line) for line in lines.text.splitlines()] == found
    table = client.get(f"{API}/{path}", headers={"accept": "text/csv"})
    assert table.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    rows = list(csv.reader(io.StringIO(table.text)))
    assert len(rows) == len(found) + 1
    assert {len(row) for row in rows} == {len(rows[0])}


def test_csv_of_events_is_that_of_the_command_line(client: TestClient) -> None:
    table = client.get(f"{API}/events", headers={"accept": "text/csv"}).text
    rows = list(csv.DictReader(io.StringIO(table)))
    assert list(rows[0]) == list(COLUMNS)
    assert [row["sentence"] for row in rows][:2] == [
        coded.report.text[cut.start : cut.end] for coded in REPORTS[:2] for cut in coded.sentences
    ]


def test_csv_pages_follow_by_link(client: TestClient) -> None:
    headers = {"accept": "text/csv"}
    first = client.get(f"{API}/events?limit=3", headers=headers)
    second = client.get(first.links["next"]["url"], headers=headers)
    assert len(first.text.splitlines()) == 4
    assert len(second.text.splitlines()) == 3
    assert "next" not in second.links


@pytest.mark.parametrize(
    "accept", ["text/html", "image/*", "application/json;q=0", "nonsense", "application/xml, text/html"]
)
def test_other_forms_are_not_to_be_had(client: TestClient, accept: str) -> None:
    response = client.get(f"{API}/events", headers={"accept": accept})
    assert response.status_code == 406
    assert "text/csv" in response.json()["errors"][0]["advice"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, Media.JSON),
        ("", Media.JSON),
        ("*/*", Media.JSON),
        ("text/csv", Media.CSV),
        ("text/*", Media.CSV),
        ("TEXT/CSV; charset=utf-8", Media.CSV),
        ("application/x-ndjson", Media.LINES),
        ("text/html,application/xhtml+xml,*/*;q=0.8", Media.JSON),
        ("text/csv;q=0.5, application/x-ndjson;q=0.9", Media.LINES),
        ("*/*;q=0.1, text/csv;q=0.2", Media.CSV),
        ("application/json;q=0, */*", Media.LINES),
        ("application/*, application/json;q=0.1", Media.LINES),
        ("text/csv;q=nonsense", None),
        ("text/csv;q=0", None),
        ("image/png", None),
    ],
)
def test_the_form_that_is_wanted_most(accept: str | None, expected: Media | None) -> None:
    assert wanted_media(accept, list(Media)) is expected


# Unchanged answers


def test_an_answer_that_did_not_change_is_not_sent_again(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    with client_of(app) as client:
        first = client.get(f"{API}/events")
        known = {"if-none-match": f'"other", W/{first.headers["etag"]}'}
        again = client.get(f"{API}/events", headers=known)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        keep(app.state.detente.ledger, tell("later", KADUNA))
        later = client.get(f"{API}/events", headers=known)
        assert later.status_code == 200
        assert later.headers["etag"] != first.headers["etag"]


def test_a_change_by_another_process_is_seen(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    with client_of(app) as client:
        assert len(items(client, "events")) == 5
        with Ledger(tmp_path / "told.db") as other:
            keep(other, tell("later", KADUNA))
        assert len(items(client, "events")) == 6


def test_tags_tell_pages_and_forms_apart(client: TestClient) -> None:
    addresses = [f"{API}/{path}" for path in ("events", "events?limit=1", "events?limit=2", "reports")]
    tags = [client.get(address).headers["etag"] for address in addresses]
    tags.append(client.get(addresses[0], headers={"accept": "text/csv"}).headers["etag"])
    assert len(set(tags)) == len(tags)
    assert client.get(addresses[0]).headers["etag"] == tags[0]


def test_tags_are_others_after_the_next_start(tmp_path: Path) -> None:
    tags = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        with client_of(app_of(tmp_path / folder)) as client:
            tags.append(client.get(f"{API}/events").headers["etag"])
    assert tags[0] != tags[1]


def test_the_document_is_served_here_and_no_page_that_loads_scripts_from_elsewhere(client: TestClient) -> None:
    assert client.get(f"{API}/openapi.json").json()["openapi"].startswith("3.")
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_the_api_changes_nothing(client: TestClient, method: str) -> None:
    assert client.request(method, f"{API}/events").status_code == 405


PAGE = (Path(__file__).parent.parent.parent / "docs" / "api.md").read_text(encoding="utf-8")


def test_the_page_of_the_docs_tells_of_every_address_and_word(client: TestClient) -> None:
    paths = client.get(f"{API}/openapi.json").json()["paths"]
    for path, operations in paths.items():
        assert f"`{path.replace(':path', '')}`" in PAGE, path
        for parameter in operations["get"]["parameters"]:
            if parameter["in"] == "query":
                assert f"`{parameter['name']}" in PAGE, parameter["name"]


def test_the_page_of_the_docs_tells_of_every_status(client: TestClient) -> None:
    paths = client.get(f"{API}/openapi.json").json()["paths"]
    told = {status for operations in paths.values() for status in operations["get"]["responses"]}
    assert all(f"| {status} |" in PAGE for status in told - {"200", "304"})
