from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.dates import (
    DateInterval,
    Order,
    find_moment,
    order_by_days,
    order_by_numbers,
    parse_date,
    read_day,
    read_published,
)

PUBLISHED = "2024-11-10"


@pytest.mark.parametrize(
    ("words", "from_", "to", "precision"),
    [
        ("Nov. 2", "2024-11-02", "2024-11-02", "day"),
        ("on 2 November 2024", "2024-11-02", "2024-11-02", "day"),
        ("2024-11-02", "2024-11-02", "2024-11-02", "day"),
        ("17 nov. 2024", "2024-11-17", "2024-11-17", "day"),
        ("2nd of November, 2024", "2024-11-02", "2024-11-02", "day"),
        ("Sunday,\nNov. 3", "2024-11-03", "2024-11-03", "day"),
        ("early on Nov. 2", "2024-11-02", "2024-11-02", "day"),
        ("the night of Nov. 2", "2024-11-02", "2024-11-02", "day"),
        ("Nov. 2-4", "2024-11-02", "2024-11-04", "day"),
        ("17/11/2024", "2024-11-17", "2024-11-17", "day"),
        ("11/17/2024", "2024-11-17", "2024-11-17", "day"),
        ("05/05/2024", "2024-05-05", "2024-05-05", "day"),
        ("17-11-2024", "2024-11-17", "2024-11-17", "day"),
        ("02.11.2024", "2024-11-02", "2024-11-02", "day"),
        ("November 2024", "2024-11-01", "2024-11-30", "month"),
        ("in February 2024", "2024-02-01", "2024-02-29", "month"),
        ("in 2019", "2019-01-01", "2019-12-31", "year"),
    ],
)
def test_plain_forms(words: str, from_: str, to: str, precision: str) -> None:
    assert parse_date(words, PUBLISHED) == DateInterval(from_, to, precision)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "Monday",
            "yesterday",
            "May",
            "02/11/2024",
            "02-11-2024",
            "31/31/2024",
            "Feb. 30, 2023",
            "2023-02-29",
            "June 31",
            "1990s",
        ),
        *("2019-20", "since 2019", "by Nov. 2", "late November", "5000", "1,500", "two days", "", "on", "Nov. 4-2"),
    ],
)
def test_what_is_no_date_in_a_plain_form(words: str) -> None:
    assert parse_date(words, PUBLISHED) is None


@pytest.mark.parametrize(
    ("words", "published", "day"),
    [
        ("Dec. 28", "2025-01-05", "2024-12-28"),
        ("Jan. 5", "2024-12-20", "2025-01-05"),
        ("Nov. 10", "2024-11-10T23:00:00+03:00", "2024-11-10"),
        ("Feb. 29", "2025-06-01", "2024-02-29"),
        ("Feb. 29", "2026-06-01", "2024-02-29"),
    ],
)
def test_day_without_year_is_the_nearest_to_publication(words: str, published: str, day: str) -> None:
    found = parse_date(words, published)
    assert found is not None
    assert found.from_ == day


def test_day_without_year_and_publication_date_is_unknown() -> None:
    assert parse_date("Nov. 2") is None
    assert parse_date("Nov. 2", "no date") is None


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("Updated 17/11/2024 10:00 GMT", "2024-11-17T10:00:00+00:00"),
        ("Sunday 17 November 2024", "2024-11-17"),
        ("Published: 10:30 p.m. EST, Nov 17, 2024", "2024-11-17T22:30:00-05:00"),
        ("2024-11-17T10:00:00+03:00", "2024-11-17T10:00:00+03:00"),
        ("2024-11-17T10:00:00Z", "2024-11-17T10:00:00+00:00"),
        ("Sun, 17 Nov 2024 10:00:00 +0530", "2024-11-17T10:00:00+05:30"),
        ("10:00 GMT+3 - 17 November 2024", "2024-11-17T10:00:00+03:00"),
        ("Nov 17th 2024 at 5 pm", "2024-11-17T17:00:00"),
        ("17 November 2024 25:00", "2024-11-17"),
        ("17.11.2024 18.30 EET", "2024-11-17T18:30:00+02:00"),
        ("20241117", "2024-11-17"),
    ],
)
def test_publication_date(line: str, iso: str) -> None:
    assert read_published(line) == iso


@pytest.mark.parametrize(
    "line",
    [
        "2024-02-30",
        "2024-11",
        "02/11/2024",
        "10:00",
        "soon",
        "",
        "2024-11-31T10:00:00",
        "0024-11-17",
        "14 October 1066",
    ],
)
def test_what_is_no_publication_date(line: str) -> None:
    assert read_published(line) is None


@pytest.mark.parametrize("line", ["0024-11-17", "0001-01-01T00:00:00", "14 October 1066"])
def test_nothing_was_published_before_there_were_newspapers(line: str) -> None:
    assert read_published(line) is None


def test_a_day_may_be_older_than_any_publication() -> None:
    assert read_day("1066-10-14") == "1066-10-14"


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("17/11/2024", Order.DAY_FIRST),
        ("11-17-2024", Order.MONTH_FIRST),
        ("02/11/2024", None),
        ("02/11/2024 and 17/11/2024", Order.DAY_FIRST),
        ("17/11/2024 and 11/17/2024", None),
        ("Sat, 02/11/2024", Order.DAY_FIRST),
        ("02/11/2024 (Sunday)", Order.MONTH_FIRST),
        ("Monday 02/11/2024", None),
        ("05/05/2024 on Sunday", None),
        ("31/31/2024", None),
        ("on Saturday the toll of 2024 was 02/11", None),
    ],
)
def test_order_by_numbers(text: str, order: Order | None) -> None:
    assert order_by_numbers(text) is order


@pytest.mark.parametrize(
    ("near", "order"),
    [
        ("Nov. 1", Order.DAY_FIRST),
        ("Nov. 2, 2024", Order.DAY_FIRST),
        ("Feb. 11", Order.MONTH_FIRST),
        ("Nov. 3", None),
        ("Nov. 2, 2023", None),
        ("November 2024", None),
        ("", None),
    ],
)
def test_order_by_days(near: str, order: Order | None) -> None:
    assert order_by_days("Posted 02/11/2024 10:00", near, 7) is order


PIECES = st.sampled_from(
    ["Nov. ", "2", "31", "/", "-", ".", "2024", " ", "10:00", "GMT", "+9", "pm", "May", "Sun", ",", "T", "Z"]
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=10).map("".join)), st.one_of(st.none(), st.dates().map(str)))
def test_any_text_gives_a_proper_interval_or_none(text: str, published: str | None) -> None:
    found = parse_date(text, published)
    assert found is None or (found.from_ or "") <= (found.to or "9999")
    moment = find_moment(text)
    assert moment is None or 0 <= moment.start < moment.end <= len(text)
    read_published(text)


@settings(deadline=None)
@given(st.dates())
def test_written_day_is_read_back(day: date) -> None:
    iso = str(day)
    expected = DateInterval(iso, iso, "day") if "1800" <= iso[:4] <= "2199" else None
    assert parse_date(iso) == expected
