"""From bytes to rows of cells: what is a row, what is none, and that one bad row costs one row."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.imports.records import MAX_ROW_BYTES, MAX_ROW_LINES, Dialect, Fault, Quoting, Record, records
from detente.reject import Reason
from detente.sources.streams import unpack

CSV = Dialect(",;\t", Quoting.FULL)
LINES = Dialect("\t", Quoting.LINE)
PLAIN = Dialect("\t", Quoting.NONE)


def read(data: bytes, dialect: Dialect) -> list[Record | Fault]:
    return list(records(unpack(io.BytesIO(data)), dialect))


def rows(data: str, dialect: Dialect) -> list[tuple[int, tuple[str, ...] | Reason]]:
    """Line and cells of each row, or why it is none."""
    return [(one.line, one.cells if isinstance(one, Record) else one.reason) for one in read(data.encode(), dialect)]


@pytest.mark.parametrize(
    ("data", "dialect", "found"),
    [
        ("a,b\nc,d\n", CSV, [(1, ("a", "b")), (2, ("c", "d"))]),
        ("a;b,c;d\n1;2;3\n", CSV, [(1, ("a", "b,c", "d")), (2, ("1", "2", "3"))]),
        ("a,b\r\nc,d", CSV, [(1, ("a", "b")), (2, ("c", "d"))]),
        ("a,b\n\n  \nc,d\n", CSV, [(1, ("a", "b")), (4, ("c", "d"))]),
        ('a,"b\nb","c"\nd,e,f\n', CSV, [(1, ("a", "b\nb", "c")), (3, ("d", "e", "f"))]),
        ('a,"b ""b"" b"\n', CSV, [(1, ("a", 'b "b" b'))]),
        ('a,5" gun\nb,c\n', CSV, [(1, ("a", '5" gun')), (2, ("b", "c"))]),
        ('a,"open\nb,c\nd,e\n', CSV, [(1, Reason.QUOTES), (2, ("b", "c")), (3, ("d", "e"))]),
        ('a,"b"b\nc,d\n', CSV, [(1, Reason.QUOTES), (2, ("c", "d"))]),
        ('a,"open\nb,c\n"d,e\nf,g\n', CSV, [(1, Reason.QUOTES), (2, ("b", "c")), (3, Reason.QUOTES), (4, ("f", "g"))]),
        ('a\t"b"\tc\n', LINES, [(1, ("a", "b", "c"))]),
        ('a\t"b\nc\td\n', LINES, [(1, Reason.QUOTES), (2, ("c", "d"))]),
        ('a\t"b\n"c"\td\n', PLAIN, [(1, ("a", '"b')), (2, ('"c"', "d"))]),
        ("a\t\t\n", PLAIN, [(1, ("a", "", ""))]),
        ("", CSV, []),
        ("\n \n", CSV, []),
    ],
)
def test_rows(data: str, dialect: Dialect, found: list[tuple[int, tuple[str, ...] | Reason]]) -> None:
    assert rows(data, dialect) == found


@pytest.mark.parametrize(
    ("data", "reason", "detail"),
    [
        (b"a,b\xff,c", Reason.ENCODING, "byte 3 (0xFF) is not UTF-8"),
        (b"a,b\0,c", Reason.BINARY, "NUL"),
        (b"a," + b"x" * MAX_ROW_BYTES, Reason.TOO_LARGE, f"a line of more than {MAX_ROW_BYTES} bytes"),
    ],
)
def test_a_line_that_is_no_row_costs_one_row(data: bytes, reason: Reason, detail: str) -> None:
    first, fault, last = read(b"h,i,j\n" + data + b"\n1,2,3\n", CSV)
    assert fault == Fault(2, reason, detail, fault.advice if isinstance(fault, Fault) else "")
    assert (first, last) == (Record(1, ("h", "i", "j")), Record(3, ("1", "2", "3")))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_encodings_with_a_mark(encoding: str) -> None:
    assert read("näme,ort\n1,2\n".encode(encoding), CSV) == [Record(1, ("näme", "ort")), Record(2, ("1", "2"))]


def test_a_row_has_no_more_lines_than_the_limit() -> None:
    most = '"' + "\n" * (MAX_ROW_LINES - 1) + '",b\n'
    assert rows(most, CSV) == [(1, ("\n" * (MAX_ROW_LINES - 1), "b"))]
    more = '"' + "x\n" * MAX_ROW_LINES + '",b\n'
    found = rows(more, CSV)
    assert found[0] == (1, Reason.QUOTES)
    assert len(found) == MAX_ROW_LINES + 1


def test_a_row_over_many_lines_is_no_longer_than_the_limit() -> None:
    line = "x" * (MAX_ROW_BYTES // 3)
    found = rows(f'"{line}\n{line}\n{line}\n{line}",b\nc,d\n', CSV)
    assert found[0] == (1, Reason.QUOTES)
    assert found[-1] == (5, ("c", "d"))


CELL = st.text(st.characters(exclude_characters="\0\r", codec="utf-8"), max_size=8)


@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=6))
def test_what_the_csv_module_writes_is_read_back(table: list[list[str]]) -> None:
    """Rows of nothing but white space are left out: they are empty lines. An oracle: the writer of the csv module."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([["a", "b"], *table])
    found = read(out.getvalue().encode(), Dialect(",", Quoting.FULL))
    assert [one.cells for one in found if isinstance(one, Record)] == [("a", "b"), *map(tuple, table)]


@given(st.binary(max_size=300), st.sampled_from((CSV, LINES, PLAIN)))
def test_any_bytes_give_rows_and_faults_in_the_order_of_their_lines(data: bytes, dialect: Dialect) -> None:
    try:
        found = read(b"x" + data, dialect)
    except UnicodeDecodeError:  # a mark of UTF-16 and no UTF-16 after it
        return
    lines = [one.line for one in found]
    assert lines == sorted(set(lines))


@given(st.lists(st.text(st.sampled_from('a",\n'), max_size=12), max_size=12))
def test_a_bad_quote_never_swallows_rows_after_it(parts: list[str]) -> None:
    """Every line is either part of a row that reads as the csv module reads it, or told to be at fault."""
    data = "h,i\n" + "\n".join(parts) + "\nlast,row\n"
    found = read(data.encode(), Dialect(",", Quoting.FULL))
    lines = data.split("\n")
    for one, after in zip(found, [*found[1:], None], strict=True):
        if isinstance(one, Record):
            end = after.line - 1 if after else len(lines)
            said = "\n".join(lines[one.line - 1 : end]).rstrip("\n") + "\n"
            assert one.cells == tuple(next(csv.reader(io.StringIO(said), strict=True)))
