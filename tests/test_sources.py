import gzip
import io
import json
import os
import tempfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.error import DetenteError
from detente.reject import Reason, Reject
from detente.report import Report
from detente.sources import limits, read_sources, read_text
from detente.sources.identity import SeenIds
from detente.sources.language import detect_language


def _gzipped(data: bytes) -> bytes:
    """The same bytes whenever it is called: tests are named after them."""
    return gzip.compress(data, mtime=0)


ENGLISH = "The army left the town, officials said."


def read(path: Path | str, published: str | None = None) -> list[Report | Reject]:
    return list(read_sources([path], published))


def read_bytes(tmp_path: Path, data: bytes, name: str = "given.txt") -> list[Report | Reject]:
    path = tmp_path / name
    path.write_bytes(data)
    return read(path)


def one_report(items: list[Report | Reject]) -> Report:
    (item,) = items
    assert isinstance(item, Report), item
    return item


def one_reject(items: list[Report | Reject]) -> Reject:
    (item,) = items
    assert isinstance(item, Reject), item
    return item


def line_of(**fields: object) -> bytes:
    return json.dumps({"id": "a", "text": ENGLISH} | fields).encode()


# Plain text and its encodings


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "utf-8"),
        ("The army left Zürich’s “old” town 😀, officials said.", "utf-8"),
        ("The army left Zürich, officials said.", "utf-8-sig"),
        ("The army left Zürich, officials said.", "utf-16"),
        ("The army left Zürich, officials said.", "utf-32"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"),
        ("The mayor of Zürich met José Núñez and the crowd.", "latin-1"),
        ("The Brontë museum in São Paulo, says Søren Åberg, is at the Genève gate.", "latin-1"),
        ("“We won’t leave,” the general said — and that was all…", "cp1252"),
    ],
)
def test_text_is_read_where_its_encoding_is_certain(tmp_path: Path, text: str, encoding: str) -> None:
    assert one_report(read_bytes(tmp_path, text.encode(encoding))).text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("The army left Gdańsk, officials said and that was it.", "cp1250"),
        ("The army left Vučić’s town, officials said.", "cp1250"),
        ("The army of Erdoğan left the town.", "cp1254"),
        ("“We won’t leave,” the general said and that was all.", "mac-roman"),
        ("Войска вошли в город, сообщил министр обороны.", "cp1251"),
        ("Le président a déclaré que l’armée a quitté la ville.", "cp1252"),
    ],
)
def test_other_encodings_are_refused(tmp_path: Path, text: str, encoding: str) -> None:
    reject = one_reject(read_bytes(tmp_path, text.encode(encoding)))
    assert reject.reason is Reason.ENCODING
    assert "is not UTF-8" in reject.detail


@pytest.mark.parametrize(
    ("data", "reason", "detail"),
    [
        (b"", Reason.EMPTY, ""),
        (b"\xef\xbb\xbf", Reason.EMPTY, ""),
        (b" \n\t\r\n", Reason.EMPTY, "only white space"),
        ("\u200f\n".encode(), Reason.EMPTY, "only white space"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), Reason.BINARY, "PNG"),
        (b"%PDF-1.7 and so on", Reason.BINARY, "PDF"),
        (bytes(range(256)) * 8, Reason.BINARY, "control characters"),
        (b"The army said \xe2\x80\x9cno\xe2\x80\x9d and that \xe9", Reason.ENCODING, "byte 32 (0xE9) is not UTF-8"),
        (b"\xef\xbb\xbfArm\xe9e et \xe9tat", Reason.ENCODING, "byte 3 (0xE9) is not UTF-8"),
        (b"\xff\xfea", Reason.ENCODING, "UTF-16-LE with bytes that are not"),
        (_gzipped(_gzipped(b"abc")), Reason.BINARY, "gzip in gzip"),
        (_gzipped(ENGLISH.encode() * 99)[:50], Reason.BROKEN_GZIP, ""),
        ("قال الرئيس إن القوات انسحبت من المدينة يوم الأحد".encode(), Reason.LANGUAGE, "ar"),
    ],
)
def test_file_that_is_no_report_is_refused(tmp_path: Path, data: bytes, reason: Reason, detail: str) -> None:
    reject = one_reject(read_bytes(tmp_path, data))
    assert reject.reason is reason
    assert detail in reject.detail
    assert reject.file == str(tmp_path / "given.txt")
    assert reject.line is None


def test_report_that_is_too_large_is_refused(tmp_path: Path) -> None:
    reject = one_reject(read_bytes(tmp_path, b"x" * (limits.MAX_TEXT_BYTES + 1)))
    assert reject.reason is Reason.TOO_LARGE


def test_signs_that_no_database_takes_are_replaced_one_for_one(tmp_path: Path) -> None:
    report = one_report(read_bytes(tmp_path, b"The army\0 left the town."))
    assert report.text == "The army\ufffd left the town."
    reject = read_text("The \ud800army\0 left.", "x")
    assert isinstance(reject, Report)
    assert reject.text == "The \ufffdarmy\ufffd left."
    reject.text.encode("utf-8")


def test_line_ends_and_marks_of_direction_are_kept(tmp_path: Path) -> None:
    text = "The army\r\nleft \u200fthe town.\r"
    assert one_report(read_bytes(tmp_path, text.encode())).text == text


# Files, folders, standard input


def test_folder_is_read_in_order_with_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "deep.txt").write_text(ENGLISH)
    (tmp_path / "a.txt").write_text(ENGLISH)
    (tmp_path / ".hidden").write_text(ENGLISH)
    (tmp_path / "c.jsonl").write_bytes(line_of(id=7) + b"\n" + line_of(id=8))
    (tmp_path / "d").symlink_to("nowhere")
    (tmp_path / "e").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "f")
    items = read(tmp_path)
    texts = [f"{tmp_path}/a.txt", f"{tmp_path}/b/deep.txt"]
    assert [item.id for item in items if isinstance(item, Report)] == [*texts, "7", "8"]
    rejects = [(Path(item.file).name, item.reason) for item in items if isinstance(item, Reject)]
    assert rejects == [("d", Reason.MISSING_FILE), ("e", Reason.UNREADABLE), ("f", Reason.UNREADABLE)]


def test_path_that_is_missing_and_empty_folder_are_told(tmp_path: Path) -> None:
    assert one_reject(read(tmp_path / "none.txt")).reason is Reason.MISSING_FILE
    assert one_reject(read("a\0b")).reason is Reason.MISSING_FILE
    assert one_reject(read(tmp_path)).reason is Reason.EMPTY


def test_file_that_may_not_be_opened_does_not_stop_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH)
    (tmp_path / "b.txt").write_text(ENGLISH)
    opened = Path.open

    def refuse(path: Path, mode: str) -> object:
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return opened(path, mode)

    monkeypatch.setattr(Path, "open", refuse)
    first, second = read(tmp_path)
    assert isinstance(first, Reject)
    assert (first.reason, first.detail) == (Reason.UNREADABLE, "Permission denied")
    assert isinstance(second, Report)


def test_fault_of_the_program_costs_the_one_report_that_meets_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(text: str) -> str | None:
        if "general" in text:
            raise ZeroDivisionError("one\ntwo" if "ten" in text else "x" * 400)
        return detect_language(text)

    bad = "The general left the town, officials said."
    (tmp_path / "a.txt").write_text(bad.replace("the town", "ten towns"))
    (tmp_path / "b.html").write_text(f"<html><body><article><p>{bad}</p></article></body></html>")
    (tmp_path / "c.jsonl").write_bytes(line_of(id=1) + b"\n" + line_of(id=2, text=bad) + b"\n" + line_of(id=3))
    (tmp_path / "d.txt").write_text(ENGLISH)
    for module in ("text", "jsonl"):
        monkeypatch.setattr(f"detente.sources.{module}.detect_language", failing)
    items = read(tmp_path)
    rejects = [item for item in items if isinstance(item, Reject)]
    assert [(Path(item.file).name, item.line, item.reason) for item in rejects] == [
        ("a.txt", None, Reason.FAULT),
        ("b.html", None, Reason.FAULT),
        ("c.jsonl", 2, Reason.FAULT),
    ]
    assert rejects[0].detail == "ZeroDivisionError: one"
    assert len(rejects[1].detail) == 100
    assert [item.id for item in items if isinstance(item, Report)] == ["1", "3", f"{tmp_path}/d.txt"]


def test_what_would_stop_every_report_stops_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_text: str) -> str | None:
        raise DetenteError("words.txt:1", "the head does not tell Origin")

    (tmp_path / "a.txt").write_text(ENGLISH)
    monkeypatch.setattr("detente.sources.text.detect_language", failing)
    with pytest.raises(DetenteError, match="head"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("given", "report_id"),
    [
        *(("day1", "day1/report.txt"), ("day1/", "day1/report.txt"), ("./day1", "day1/report.txt")),
        *(("day1/report.txt", "day1/report.txt"), ("./day1//report.txt", "day1/report.txt")),
        *((".", "day1/report.txt"), ("../here/day1", "../here/day1/report.txt")),
    ],
)
def test_id_of_a_text_is_its_path_as_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, report_id: str
) -> None:
    (tmp_path / "here" / "day1").mkdir(parents=True)
    (tmp_path / "here" / "day1" / "report.txt").write_text(ENGLISH)
    monkeypatch.chdir(tmp_path / "here")
    assert one_report(read(given)).id == report_id
    assert one_report(read(tmp_path / "here" / "day1")).id == f"{tmp_path}/here/day1/report.txt"


def test_texts_of_the_same_name_keep_apart_and_one_given_twice_is_read_once(tmp_path: Path) -> None:
    paths = [tmp_path / name / "x.txt" for name in ("a", "b")]
    for path in paths:
        path.parent.mkdir()
        path.write_text(ENGLISH)
    first, again, second = read_sources([paths[0].parent, *paths])
    assert isinstance(again, Reject)
    assert again.reason is Reason.DOUBLE_ID
    assert [item.id for item in (first, second) if isinstance(item, Report)] == [str(path) for path in paths]


def test_file_name_that_is_not_utf8(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/bad\xff.txt"
    try:
        with open(path, "wb") as file:  # noqa: PTH123  a name in bytes
            file.write(ENGLISH.encode())
    except OSError:
        pytest.skip("this file system takes UTF-8 names alone")
    report = one_report(read(tmp_path))
    assert report.id == f"{tmp_path}/bad\ufffd.txt"
    str(report.file).encode("utf-8")


@pytest.mark.parametrize("packed", [False, True])
def test_standard_input(packed: bool) -> None:
    for data, ids in ((ENGLISH.encode(), None), (line_of(id=1) + b"\n\n" + line_of(id=2), ["1", "2"])):
        stdin = io.BytesIO(_gzipped(data) if packed else data)
        reports = [item for item in read_sources(["-"], stdin=stdin) if isinstance(item, Report)]
        assert ids is None or [report.id for report in reports] == ids
        assert {report.file for report in reports} == {"<stdin>"}
        assert reports[0].text == ENGLISH
    text_id = one_report(list(read_sources(["-"], stdin=io.BytesIO(ENGLISH.encode())))).id
    assert text_id == one_report(list(read_sources(["-"], stdin=io.BytesIO(ENGLISH.encode())))).id


def test_lines_are_given_as_soon_as_they_are_there() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stdin, os.fdopen(writing, "wb", 0) as pipe:
        items = read_sources(["-"], stdin=stdin)
        for number in range(3):
            pipe.write(line_of(id=number) + b"\n")
            item = next(items)
            assert isinstance(item, Report)
            assert item.id == str(number)


# JSON Lines


@pytest.mark.parametrize("name", ["x.jsonl", "x.ndjson", "x.json", "x.jsonl.gz", "x", "x.txt"])
def test_json_lines_under_any_name(tmp_path: Path, name: str) -> None:
    data = line_of() + b"\r\n"
    report = one_report(read_bytes(tmp_path, _gzipped(data) if name.endswith("gz") else data, name))
    assert (report.id, report.text, report.line, report.body) == ("a", ENGLISH, 1, ((0, len(ENGLISH)),))


def test_fields_of_a_line(tmp_path: Path) -> None:
    line = line_of(
        id=12, title="Army leaves", published="2024-11-17T10:00:00Z", publisher="P", url="u", language="en-GB"
    )
    report = one_report(read_bytes(tmp_path, line, "x.jsonl"))
    assert (report.id, report.title, report.publisher, report.url) == ("12", "Army leaves", "P", "u")
    assert (report.published, report.language) == ("2024-11-17T10:00:00+00:00", "en")


@pytest.mark.parametrize(
    ("line", "field", "reason", "detail"),
    [
        (b"{broken", None, Reason.NOT_JSON, "Expecting property name"),
        (b"[1]", None, Reason.NOT_JSON, "a list"),
        (b"null", None, Reason.NOT_JSON, "null"),
        (line_of() + b" x", None, Reason.NOT_JSON, "Extra data"),
        (b'{"id":' + b"9" * 5000 + b"}", None, Reason.TOO_LARGE, "a number of thousands of digits"),
        (b'{"id": "x", "text": "Gunmen fled.", "text": ""}', None, Reason.DOUBLE_FIELD, "text"),
        (b'{"id": "x", "text": "Gunmen fled.", "more": {"a": 1, "a": 2}}', None, Reason.DOUBLE_FIELD, "a"),
        (b'{"x":' + b"[" * 100_000 + b"}", None, Reason.TOO_DEEP, "more than 100 levels"),
        (b'{"id": "x", "text": "\xff\xfe"}', None, Reason.ENCODING, "not UTF-8"),
        (b'{"id": "x", "text": "' + b"a" * 10_000_000 + b'"}', None, Reason.TOO_LARGE, "a line of more than"),
        (line_of(text="a" * (limits.MAX_TEXT_CHARACTERS + 1)), "text", Reason.TOO_LARGE, "characters"),
        (line_of(url="a" * 5000), "url", Reason.TOO_LARGE, "5000 characters"),
        (b'{"text": "x"}', "id", Reason.MISSING_FIELD, ""),
        (line_of(id=None), "id", Reason.MISSING_FIELD, ""),
        (line_of(id=" "), "id", Reason.MISSING_FIELD, ""),
        (line_of(id=2.5), "id", Reason.WRONG_TYPE, "a number"),
        (line_of(id=True), "id", Reason.WRONG_TYPE, "true or false"),
        (b'{"id": 1}', "text", Reason.MISSING_FIELD, ""),
        (line_of(text=5), "text", Reason.WRONG_TYPE, "a number"),
        (line_of(text=" \u200f"), "text", Reason.EMPTY, ""),
        (line_of(title=["x"]), "title", Reason.WRONG_TYPE, "a list"),
        (line_of(published=20241117), "published", Reason.WRONG_TYPE, "a number"),
        (line_of(published="2024-02-30"), "published", Reason.BAD_DATE, "2024-02-30"),
        (line_of(published="02/11/2024"), "published", Reason.BAD_DATE, "02/11/2024"),
        (line_of(language="fr"), "language", Reason.LANGUAGE, "fr"),
        (line_of(text="Le président a déclaré que l’armée quitte la ville"), "text", Reason.LANGUAGE, "fr"),
    ],
)
def test_bad_line_is_refused_and_the_next_is_read(
    tmp_path: Path, line: bytes, field: str | None, reason: Reason, detail: str
) -> None:
    items = read_bytes(tmp_path, line_of(id="before") + b"\n" + line + b"\n\n" + line_of(id="after"), "x.jsonl")
    before, reject, after = items
    assert isinstance(reject, Reject)
    assert (reject.line, reject.field, reject.reason) == (2, field, reason)
    assert detail in reject.detail
    assert str(reject).startswith(f"{tmp_path / 'x.jsonl'}:2: ")
    assert isinstance(before, Report)
    assert isinstance(after, Report)
    assert after.line == 4


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        (b'{"a":"' + b"[" * 101 + b'\\"' * 2_000_000, Reason.NOT_JSON, "Unterminated string"),
        (
            b'{"a":"' + b"[" * 101 + b'\\"' * 2_000_000 + b'", "b":' + b"[" * 101,
            Reason.TOO_DEEP,
            "more than 100 levels",
        ),
        (b"{" + b",".join(b'"%d":1' % number for number in (*range(400_000), 9)) + b"}", Reason.DOUBLE_FIELD, "9"),
    ],
    ids=["a string that does not close", "a string before depth", "fields"],
)
def test_a_line_made_to_take_long_is_refused(tmp_path: Path, line: bytes, reason: Reason, detail: str) -> None:
    reject = one_reject(read_bytes(tmp_path, line, "x.jsonl"))
    assert reject.reason is reason
    assert detail in reject.detail


def test_brackets_in_a_string_are_no_levels(tmp_path: Path) -> None:
    text = ENGLISH + ' "[' + "[{" * 200
    assert one_report(read_bytes(tmp_path, line_of(text=text), "x.jsonl")).text == text


def test_a_language_that_is_not_determined_is_looked_for(tmp_path: Path) -> None:
    assert one_report(read_bytes(tmp_path, line_of(language="und"), "x.jsonl")).language == "en"


def test_id_used_twice_is_refused_across_files(tmp_path: Path) -> None:
    (tmp_path / "1.jsonl").write_bytes(line_of(id=5) + b"\n" + line_of(id="5"))
    (tmp_path / "2.jsonl").write_bytes(line_of(id="5"))
    _, *rejects = read(tmp_path)
    assert [(item.line, item.reason) for item in rejects if isinstance(item, Reject)] == [
        (2, Reason.DOUBLE_ID),
        (1, Reason.DOUBLE_ID),
    ]


def test_escaped_surrogates_and_nul_keep_their_place(tmp_path: Path) -> None:
    line = b'{"id": "\\ud800", "text": "The \\ud83d\\ude00 \\udc00army\\u0000 left the town.", "title": "\\ud800"}'
    report = one_report(read_bytes(tmp_path, line, "x.jsonl"))
    assert report.text == "The 😀 \ufffdarmy\ufffd left the town."
    assert (report.id, report.title) == ("\ufffd", "\ufffd")


def test_wide_json_lines(tmp_path: Path) -> None:
    data = "\n".join(json.dumps({"id": n, "text": "é" + ENGLISH}, ensure_ascii=False) for n in (1, 2))
    items = read_bytes(tmp_path, data.encode("utf-16"), "x.jsonl")
    assert [item.id for item in items if isinstance(item, Report)] == ["1", "2"]
    *_, reject = read_bytes(tmp_path, data.encode("utf-16") + b"\n", "y.jsonl")
    assert isinstance(reject, Reject)
    assert reject.reason is Reason.ENCODING


def test_json_spread_over_lines_is_told_once(tmp_path: Path) -> None:
    data = json.dumps({"id": 1, "text": ENGLISH}, indent=2).encode()
    assert one_reject(read_bytes(tmp_path, data, "x.json")).detail == "one value over several lines"


def test_json_lines_of_white_space_are_empty(tmp_path: Path) -> None:
    assert one_reject(read_bytes(tmp_path, b"\n \n", "x.jsonl")).reason is Reason.EMPTY


# Dates


def test_date_of_publication_comes_from_the_report_before_the_option(tmp_path: Path) -> None:
    head = "Army leaves town\n\nNov. 17, 2024\n\n"
    body = "The army left the town on Sunday, officials said.\nIt had come in May."
    for name, text, published in (("a.txt", head + body, "2024-11-17"), ("b.txt", body, "2024-12-01")):
        path = tmp_path / name
        path.write_text(text)
        assert one_report(read(path, "1 December 2024")).published == published


def test_option_that_is_no_date_is_an_error() -> None:
    with pytest.raises(DetenteError, match="not a date"):
        read_sources([], published="2024-02-30")
    with pytest.raises(DetenteError, match="not a date"):
        read_text(ENGLISH, published="soon")


# Language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Le président a déclaré que les forces armées ont attaqué la ville dimanche."),
        ("es", "Soldados mataron a cinco civiles en el norte del país, informó la policía el domingo."),
        ("de", "Bei einem Anschlag in der Hauptstadt sind am Sonntag mindestens zehn Menschen getötet worden."),
        ("ru", "Войска вошли в город, сообщил министр обороны."),
        ("ar", "قال الرئيس إن القوات انسحبت من المدينة يوم الأحد"),
        ("zh", "军队周日撤出该镇，官员表示。"),
        ("ms", "Pemberontak menyerang sebuah desa di dekat kota pada hari Minggu, kata kementerian pertahanan."),
        ("bs", "Pobunjenici su u nedjelju napali selo u blizini grada i ubili dvanaest vojnika."),
        ("no", "Opprørere angrep søndag en landsby nær byen og drepte tolv soldater, opplyser departementet."),
        ("cs", "Povstalci v neděli zaútočili na vesnici poblíž města a zabili dvanáct vojáků."),
        ("sw", "Polisi walimkamata mwandishi wa habari mjini Dodoma siku ya Jumapili."),
    ],
)
def test_report_in_another_language_is_refused(language: str, text: str) -> None:
    reject = read_text(text)
    assert isinstance(reject, Reject)
    assert str(reject) == f"text: language: {language} (only English reports are read)"


@pytest.mark.parametrize(
    "text",
    [
        "rebels seize town",
        "soldiers killed",
        "Kremlin: Putin met Xi",
        "Abdullahi Yusuf Ahmed Hassan Sheikh Mohamud Mogadishu",
        "TROOPS KILL FIVE IN KACHIN",
        "minister cheikh ould el hadj arrested near nouakchott",
        "Le Monde quotes General Lecointre and Jean-Yves Le Drian in Paris",
        "The rebels of al-Nasr (Arabic: كتائب النصر) left.",
        "😀 123",
    ],
)
def test_short_english_and_names_are_read(text: str) -> None:
    assert isinstance(read_text(text), Report)


# Limits


@pytest.fixture
def measured() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize("name", ["x.jsonl", "x.jsonl.gz"])
def test_memory_does_not_grow_with_the_number_of_reports(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    opener = gzip.open if name.endswith("gz") else open
    with opener(path, "wb") as file:
        for number in range(4000):
            file.write(line_of(id=number, text=ENGLISH * 10) + b"\n")
    for _ in read_sources([path]):  # what is loaded once is loaded now
        break
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    assert sum(isinstance(item, Report) for item in read_sources([path])) == 4000
    _, peak = tracemalloc.get_traced_memory()
    assert peak - before < 1_500_000


@pytest.mark.usefixtures("measured")
def test_long_line_is_passed_over_without_being_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_LINE_BYTES", 100_000)
    path = tmp_path / "x.jsonl.gz"
    with gzip.open(path, "wb") as file:
        file.write(line_of(id=1) + b"\n")
        for _ in range(300):
            file.write(b"x" * 100_000)
        file.write(b"\n" + line_of(id=2))
    tracemalloc.reset_peak()
    first, reject, last = read_sources([path])
    assert tracemalloc.get_traced_memory()[1] < 3_000_000
    assert isinstance(first, Report)
    assert isinstance(reject, Reject)
    assert (reject.line, reject.reason) == (2, Reason.TOO_LARGE)
    assert isinstance(last, Report)


def test_bursting_gzip_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FREE_UNPACKED_BYTES", 1_000_000)
    first, last = read_bytes(tmp_path, _gzipped(line_of() + b"\n" + b"0" * 50_000_000), "x.jsonl.gz")
    assert isinstance(first, Report)
    assert isinstance(last, Reject)
    assert (last.reason, last.line) == (Reason.TOO_LARGE, 1)


def test_ids_are_found_again_after_growth() -> None:
    seen = SeenIds()
    assert all(seen.add(str(number)) for number in range(5000))
    assert not any(seen.add(str(number)) for number in range(5000))


PIECES = st.sampled_from(
    (
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"\x1f\x8b",
        b'{"id": 1, "text": "x"}',
        b"\n",
        b"{",
        b"[",
        b"\0",
        b"a\0",
        b"\xe9",
    )
)
BYTES = st.one_of(
    st.binary(),
    st.lists(PIECES, max_size=8).map(b"".join),
    st.text().map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary().map(gzip.compress),
)


@given(BYTES, st.sampled_from(["x", "x.jsonl", "x.gz"]))
def test_any_bytes_give_reports_or_rejects(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        items = read(path)
        assert items
        for item in items:
            str(item).encode("utf-8")
            if isinstance(item, Report):
                assert item.body
                item.text.encode("utf-8")


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=4))
def test_any_value_in_any_field_gives_one_item(value: object) -> None:
    for field in ("id", "text", "title", "published", "url", "language"):
        line = json.dumps({"id": "a", "text": ENGLISH} | {field: value}).encode()
        assert len(list(read_sources(["-"], stdin=io.BytesIO(line)))) == 1
