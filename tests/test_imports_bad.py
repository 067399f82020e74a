"""Tables with wrong columns and broken rows: refused with reason and line, or kept without a field, never silent."""

import calendar
import datetime
import gzip
import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from imported_rows import COLUMNS, GDELT, IDS, table

from detente.event import CodedReport, PlaceMention
from detente.imports import FORMATS, import_tables, read_table
from detente.imports.cells import FIRST_YEAR, LAST_YEAR, Layout, Refused, Row, around, month_of, plain_name, read_day
from detente.imports.extents import is_swapped
from detente.imports.importing import format_of
from detente.imports.records import Dialect, Quoting, Record
from detente.reject import Reason, Reject
from detente.sources import limits

Items = list[CodedReport | Reject]


def write(folder: Path, data: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def refused(items: Items) -> list[tuple[int | None, str | None, Reason, str]]:
    return [(item.line, item.field, item.reason, item.detail) for item in items if isinstance(item, Reject)]


def ids(items: Items) -> list[str]:
    return [item.report.id for item in items if isinstance(item, CodedReport)]


# Whole tables


@pytest.mark.parametrize("format_", [name for name in FORMATS if name != "gdelt"])
def test_a_table_without_one_of_the_columns_is_refused_as_a_whole(format_: str, tmp_path: Path) -> None:
    first, second = table(format_, {}).split("\n", 1)
    names = first.replace("\t", ",").split(",")
    renamed = ("," if "," in first else "\t").join("key" if name == IDS[format_] else name for name in names)
    items = list(read_table(format_, write(tmp_path, f"{renamed}\n{second}")))
    assert refused(items) == [(1, None, Reason.COLUMNS, f"no {plain_name(IDS[format_])}")]
    assert len(items) == 1


def test_a_table_of_another_format_is_refused_as_a_whole(tmp_path: Path) -> None:
    (item,) = read_table("ucdp", write(tmp_path, table("acled", {}, {})))
    assert isinstance(item, Reject)
    assert item.reason is Reason.COLUMNS
    assert item.advice.startswith("give the table as its makers publish it")


@pytest.mark.parametrize("width", [57, 58, 60, 62])
def test_gdelt_without_its_61_columns_is_refused_as_a_whole(width: int, tmp_path: Path) -> None:
    line = "\t".join([*GDELT, "more"][:width])
    items = list(read_table("gdelt", write(tmp_path, f"{line}\n{line}\n")))
    assert refused(items) == [(1, None, Reason.COLUMNS, f"{width} instead of 61")]


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    data = table("ucdp", {}).replace("relid,", "best,", 1)
    assert refused(list(read_table("ucdp", write(tmp_path, data)))) == [(1, None, Reason.COLUMNS, "best stands twice")]


def test_columns_may_stand_in_any_order_with_others_between_them(tmp_path: Path) -> None:
    layout = Layout(Dialect(",", Quoting.FULL), ("event_id", "event_date"), id="event_id")
    places = layout.places(("more", "Event.Date", "EVENT ID", "event date 2"))
    row = Row.of("x", Record(2, ("m", "2018-06-01", "7", "n")), places, layout.missing, 4)
    assert (row.text("event_id"), row.text("event_date"), row.text("more")) == ("7", "2018-06-01", None)


@pytest.mark.parametrize(
    ("data", "reason", "detail"),
    [
        (b"", Reason.EMPTY, ""),
        (b"\n\n", Reason.EMPTY, ""),
        (",".join(COLUMNS["ucdp"]).encode(), Reason.EMPTY, "no rows below the names of the columns"),
        (b"\x89PNG\r\n\x1a\n\0\0", Reason.ENCODING, "byte 0 (0x89) is not UTF-8"),
    ],
)
def test_files_that_hold_no_table(data: bytes, reason: Reason, detail: str, tmp_path: Path) -> None:
    (item,) = read_table("ucdp", write(tmp_path, data))
    assert isinstance(item, Reject)
    assert (item.reason, item.detail) == (reason, detail)


def test_one_bad_file_does_not_keep_the_others_from_being_read(tmp_path: Path) -> None:
    good = write(tmp_path, table("ucdp", {}), "good.csv")
    bad = write(tmp_path, "a,b\n", "bad.csv")
    items = list(import_tables("ucdp", [bad, tmp_path / "none.csv", tmp_path, good]))
    assert ids(items) == ["ucdp:1"]
    assert [reason for _, _, reason, _ in refused(items)] == [Reason.COLUMNS, Reason.MISSING_FILE, Reason.UNREADABLE]


# Packed tables


def zipped(data: str, *names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, data)
    return out.getvalue()


def test_packed_tables_are_read_as_plain_ones(tmp_path: Path) -> None:
    data = table("gdelt", {}, {})
    paths = [
        write(tmp_path, data, "x.CSV"),
        write(tmp_path, gzip.compress(data.encode()), "x.CSV.gz"),
        write(tmp_path, zipped(data, "x.CSV"), "x.CSV.zip"),
    ]
    assert [ids(list(read_table("gdelt", path))) for path in paths] == [["gdelt:1", "gdelt:2"]] * 3


def test_all_tables_of_a_zip_file_are_read_and_other_files_are_not(tmp_path: Path) -> None:
    path = write(tmp_path, zipped(table("ucdp", {}), "a.csv", "b.csv", "notes.pdf"), "x.zip")
    first, second = read_table("ucdp", path)
    assert isinstance(first, CodedReport)
    assert first.report.file == f"{path}!a.csv"
    assert refused([second]) == [(2, "id", Reason.DOUBLE_ID, "ucdp:1")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (gzip.compress(table("gdelt", *[{}] * 50).encode())[:-30], Reason.BROKEN_GZIP),
        (zipped(table("gdelt", {}), "notes.pdf"), Reason.EMPTY),
        (zipped("0" * 400_000_000, "x.csv"), Reason.TOO_LARGE),
    ],
    ids=["cut gzip", "no table in the zip", "bursting zip"],
)
def test_damaged_packs(data: bytes, reason: Reason, tmp_path: Path) -> None:
    items = list(read_table("gdelt", write(tmp_path, data)))
    assert isinstance(items[-1], Reject)
    assert items[-1].reason is reason


def test_a_zip_file_with_damaged_data_is_told(tmp_path: Path) -> None:
    data = bytearray(zipped(table("gdelt", *[{}] * 50), "x.CSV"))
    data[200:240] = bytes(40)
    items = list(read_table("gdelt", write(tmp_path, bytes(data))))
    assert isinstance(items[-1], Reject)
    assert items[-1].reason is Reason.BROKEN_ZIP


# Rows


@pytest.mark.parametrize("format_", FORMATS)
def test_a_row_with_other_than_all_cells_is_refused(format_: str, tmp_path: Path) -> None:
    width, delimiter = len(COLUMNS[format_]), "," if format_ in ("acled", "ucdp") else "\t"
    good = table(format_, {})
    short = delimiter.join("x" * (width - 1))
    items = list(read_table(format_, write(tmp_path, f"{good}{short}\n")))
    assert [reason for _, _, reason, _ in refused(items)] == [Reason.CELLS]
    assert refused(items)[0][3] == f"{width - 1} instead of {width}"
    assert len(items) == 2


DAYS = {
    "icews": ("Event Date", "event_date"),
    "gdelt": ("SQLDATE", "sql_date"),
    "polecat": ("Event Date", "event_date"),
    "acled": ("event_date", "event_date"),
    "ucdp": ("date_start", "date_start"),
}


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    "said", ["0025-06-01", "00250601", "2025-02-30", "20250230", "1/2/2024", "soon", "20", "2024-13-01"]
)
def test_a_row_without_a_day_that_can_be_meant_is_refused(format_: str, said: str, tmp_path: Path) -> None:
    column, field = DAYS[format_]
    items = list(read_table(format_, write(tmp_path, table(format_, {column: said}, {}))))
    line = 1 if format_ == "gdelt" else 2
    where = items[0].line if isinstance(items[0], Reject) else None
    assert [(name, reason, detail) for _, name, reason, detail in refused(items)] == [(field, Reason.BAD_DATE, said)]
    assert where == line
    assert ids(items) == [f"{format_}:2"]


@pytest.mark.parametrize("format_", FORMATS)
def test_a_row_without_id_is_refused(format_: str, tmp_path: Path) -> None:
    items = list(read_table(format_, write(tmp_path, table(format_, {IDS[format_]: "  "}))))
    assert [(field, reason) for _, field, reason, _ in refused(items)] == [
        (format_of(format_).layout.id, Reason.MISSING_FIELD)
    ]


@pytest.mark.parametrize("format_", FORMATS)
def test_an_id_that_stood_before_is_refused(format_: str, tmp_path: Path) -> None:
    items = list(read_table(format_, write(tmp_path, table(format_, {}, {}, ids=False))))
    assert [type(item) for item in items[:2]] == [CodedReport, Reject]
    assert refused(items)[0][2] is Reason.DOUBLE_ID


def test_an_end_before_the_start_is_refused(tmp_path: Path) -> None:
    items = list(read_table("ucdp", write(tmp_path, table("ucdp", {"date_end": "2017-05-01"}))))
    assert refused(items) == [(2, "date_end", Reason.BAD_DATE, "2017-05-01 is before 2017-05-02")]


# Fields


def place(items: Items) -> PlaceMention:
    (found,) = [one for item in items if isinstance(item, CodedReport) for one in item.events[0].places]
    return found


POINTS = {
    "icews": ("Latitude", "Longitude"),
    "gdelt": ("ActionGeo_Lat", "ActionGeo_Long"),
    "polecat": ("Latitude", "Longitude"),
    "acled": ("latitude", "longitude"),
    "ucdp": ("latitude", "longitude"),
}


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    ("lat", "lon", "swapped"),
    [
        ("120.5", "36.25", True),
        ("91", "200", False),
        ("-90.01", "0", True),
        ("0", "0", False),
        ("12", "", False),
        ("", "12", False),
        ("1.2.3", "4", False),
        ("N15", "E45", False),
        ("1e9", "1", False),
        ("nan", "inf", False),
        ("٤٥", "15", False),
    ],
)
def test_what_is_no_point_is_told_and_left_out(format_: str, lat: str, lon: str, swapped: bool, tmp_path: Path) -> None:
    names = dict(zip(POINTS[format_], (lat, lon), strict=True))
    items = list(read_table(format_, write(tmp_path, table(format_, names))))
    found = place(items)
    assert (found.lat, found.lon) == (None, None)
    assert found.name
    (reject,) = [item for item in items if isinstance(item, Reject)]
    assert reject.reason is Reason.COORDINATES
    assert ("swapped" in reject.advice) == swapped
    assert reject.advice.endswith("the event is kept without it")


@pytest.mark.parametrize("format_", FORMATS)
def test_coordinates_that_lie_in_the_country_only_when_turned_are_left_out(format_: str, tmp_path: Path) -> None:
    lat, lon = POINTS[format_]
    (good,) = read_table(format_, write(tmp_path, table(format_, {})))
    right = place([good])
    turned = table(format_, {lat: str(right.lon), lon: str(right.lat)})
    items = list(read_table(format_, write(tmp_path, turned)))
    assert (place(items).lat, place(items).lon) == (None, None)
    assert [
        (reason, "swapped" in item.advice) for item in items if isinstance(item, Reject) for reason in [item.reason]
    ] == [(Reason.COORDINATES, True)]


@pytest.mark.parametrize(
    ("country", "lat", "lon", "swapped"),
    [
        ("YEM", 15.46, 45.32, False),
        ("YEM", 45.32, 15.46, True),
        ("YEM", 12.0, 43.0, False),
        ("UKR", 50.0, 36.25, False),
        ("UKR", 36.25, 50.0, True),
        ("UKR", 55.75, 37.6, False),
        ("GHA", 5.6, -0.2, False),
        ("GHA", -0.2, 5.6, True),
        ("GHA", 5.6, 1.0, False),
        ("NGA", 9.1, 7.5, False),
        ("NGA", 7.5, 9.1, False),
        ("USA", 38.9, -77.0, False),
        ("QQQ", 45.32, 15.46, False),
    ],
)
def test_when_coordinates_are_swapped(country: str, lat: float, lon: float, swapped: bool) -> None:
    """Only what no other reading allows: embassies lie abroad, and of Nigeria both ways fit."""
    assert is_swapped(country, lat, lon) == swapped


@pytest.mark.parametrize("said", ["many", "-3", "2.5", "1e99", "3 or 4"])
def test_tolls_that_are_no_numbers_are_told_and_left_out(said: str, tmp_path: Path) -> None:
    first, second = read_table("acled", write(tmp_path, table("acled", {"fatalities": said})))
    assert isinstance(first, CodedReport)
    assert first.events[0].killed is None
    assert refused([second]) == [(2, "fatalities", Reason.NUMBER, said)]


def test_a_cell_that_is_too_long_is_told_and_left_out(tmp_path: Path) -> None:
    long = "x" * (limits.MAX_FIELD_CHARACTERS + 1)
    first, second = read_table("ucdp", write(tmp_path, table("ucdp", {"source_headline": long})))
    assert isinstance(first, CodedReport)
    assert first.report.title is None
    assert refused([second]) == [
        (2, "source_headline", Reason.TOO_LARGE, f"more than {limits.MAX_FIELD_CHARACTERS} characters")
    ]


@pytest.mark.parametrize(
    ("format_", "column", "said"),
    [
        ("gdelt", "Actor1CountryCode", "QQQ"),
        ("gdelt", "ActionGeo_Type", "9"),
        ("gdelt", "DATEADDED", "20241399000000"),
        ("polecat", "Actor Country", "QQQ"),
        ("polecat", "Primary Recipient Sector", "XYZ"),
        ("polecat", "GeoNames ID", "12.5"),
        ("acled", "sub_event_type", "Juggling"),
        ("acled", "time_precision", "4"),
        ("acled", "geo_precision", "4"),
        ("ucdp", "where_prec", "9"),
        ("ucdp", "date_prec", "9"),
        ("ucdp", "best", "x"),
    ],
)
def test_codes_that_are_not_known_are_told_and_the_event_is_kept(
    format_: str, column: str, said: str, tmp_path: Path
) -> None:
    items = list(read_table(format_, write(tmp_path, table(format_, {column: said}))))
    assert ids(items) == [f"{format_}:1"]
    (reject,) = refused(items)
    assert reject[3] == said


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2024-11-17", "2024-11-17"),
        ("20241117", "2024-11-17"),
        ("2024-11-17 00:00:00.000", "2024-11-17"),
        ("2024-11-17T12:30:00", "2024-11-17"),
        ("17 November 2024", "2024-11-17"),
        ("17-Nov-2024", "2024-11-17"),
        ("7 may 2024", "2024-05-07"),
        ("2024-02-29", "2024-02-29"),
        ("2023-02-29", None),
        ("17.11.2024", None),
        ("11/17/2024", None),
        ("2024-11", None),
        ("1899-12-31", None),
        ("2101-01-01", None),
        ("17 Smarch 2024", None),
        ("", None),
    ],
)
def test_days(said: str, day: str | None) -> None:
    found = read_day(said)
    assert (found.isoformat() if found else None) == day


@given(st.dates())
def test_a_day_reads_the_same_in_every_form(day: datetime.date) -> None:
    expected = day if FIRST_YEAR <= day.year <= LAST_YEAR else None
    written = f"{day.day} {calendar.month_name[day.month]} {day.year:04}"
    forms = (f"{day.year:04}-{day:%m-%d}", f"{day.year:04}{day:%m%d}", written)
    assert {read_day(form) for form in forms} == {expected}


@given(st.dates(datetime.date(1901, 1, 1), datetime.date(2099, 12, 31)))
def test_months_and_weeks_hold_their_day(day: datetime.date) -> None:
    first, last = month_of(day)
    assert first <= day <= last
    assert (first.day, (last + datetime.timedelta(1)).day, first.month) == (1, 1, day.month)
    assert (around(day, 3)[1] - around(day, 3)[0]).days == 6


def test_a_refusal_names_file_and_line() -> None:
    reject = Refused(Reason.BAD_DATE, "event_date", "0025-06-01", "write it as 2024-11-17").reject("x.tab", 9)
    assert str(reject) == "x.tab:9: event_date: not a date: 0025-06-01 (write it as 2024-11-17)"


HOSTILE = st.text(st.characters(exclude_characters="\0\r\n\t", codec="utf-8"), max_size=30)


@given(st.sampled_from(FORMATS), st.data())
def test_no_row_stops_the_reading(format_: str, data: st.DataObject) -> None:
    """Whatever the cells hold, each row is a report or a reject, and the row after it is read."""
    columns = [name for name in COLUMNS[format_] if name != IDS[format_]]
    change = data.draw(st.dictionaries(st.sampled_from(columns), HOSTILE, max_size=6))
    quoted = format_ in ("acled", "ucdp")
    clean = {name: value if quoted else value.replace('"', "") for name, value in change.items()}
    with tempfile.TemporaryDirectory() as folder:
        items = list(read_table(format_, write(Path(folder), table(format_, clean, {}))))
    assert ids(items)[-1] == f"{format_}:2"
    assert f"{format_}:1" in ids(items) or refused(items)
    for item in items:
        if isinstance(item, CodedReport):
            assert all(mention.text == "" for event in item.events for mention in event.mentions())
