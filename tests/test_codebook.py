import math
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import codebook
from detente.codebook import COLUMNS, QUADS, CodebookError, load_codebook
from detente.codebook.reading import read_codebook
from detente.coding.labels import MODES, TYPES
from detente.error import DetenteError
from scripts import cameo_table

FOLDER = Path(codebook.__file__).parent

BASE = {
    "AGREE": (2.5, "verbal cooperation"),
    "CONSULT": (2.5, "verbal cooperation"),
    "SUPPORT": (5, "verbal cooperation"),
    "CONCEDE": (4.5, "verbal cooperation"),
    "COOPERATE": (9.5, "material cooperation"),
    "AID": (10, "material cooperation"),
    "RETREAT": (6.5, "material cooperation"),
    "REQUEST": (0, "verbal conflict"),
    "ACCUSE": (-3, "verbal conflict"),
    "REJECT": (-2, "verbal conflict"),
    "THREATEN": (-3.5, "verbal conflict"),
    "PROTEST": (-5, "material conflict"),
    "SANCTION": (-6, "material conflict"),
    "MOBILIZE": (-5.5, "material conflict"),
    "COERCE": (-7, "material conflict"),
    "ASSAULT": (-9, "material conflict"),
}


def test_types_and_modes_are_those_that_the_coder_decides_between() -> None:
    book = load_codebook()
    assert tuple(book.types) == TYPES
    assert {name: tuple(mode.name for mode in kind.modes) for name, kind in book.types.items() if kind.modes} == MODES


@pytest.mark.parametrize(("name", "score", "quad"), [(name, *values) for name, values in BASE.items()])
def test_base_scores_and_quad_classes(name: str, score: float, quad: str) -> None:
    book = load_codebook()
    assert math.isclose(book.score(name), score)
    assert book.quad(name) == quad


def test_a_mode_without_a_score_of_its_own_takes_the_base_score_and_says_so() -> None:
    for kind in load_codebook().types.values():
        for mode in kind.modes:
            assert mode.own_score or mode.score == kind.score


def test_descriptions_are_sentences() -> None:
    for row in load_codebook().rows():
        description = str(row["description"])
        assert description[0].isupper()
        assert description.endswith(".")
        assert "\n" not in description


ACCUSE_DISAPPROVE = """disapprove:
    cameo: "111"
    description: "Criticizes, condemns or deplores."
"""

# Where CAMEO is coarser than the codebook, or cut along another line, the way back ends elsewhere.
NOT_BACK_TO_THE_TYPE = {("RETREAT", None), ("RETREAT", "resign"), ("SANCTION", "convict")}


def test_cameo_codes_lead_back_to_the_type() -> None:
    book = load_codebook()
    for kind in book.types.values():
        for name in (None, *(mode.name for mode in kind.modes)):
            back = book.plover(book.cameo(kind.name, name))
            assert back is not None
            assert (back[0] == kind.name) != ((kind.name, name) in NOT_BACK_TO_THE_TYPE), (kind.name, name)


@pytest.mark.parametrize(
    ("cameo", "expected"),
    [
        ("190", ("ASSAULT", None)),
        ("19", ("ASSAULT", None)),
        ("195", ("ASSAULT", "aerial")),
        ("1952", ("ASSAULT", "drone")),
        ("0331", ("AGREE", None)),
        ("042", ("CONSULT", "visit")),
        ("0256", ("REQUEST", "yield")),
        ("08", ("CONCEDE", None)),
        ("0871", ("RETREAT", "ceasefire")),
        ("1713", ("COERCE", "seize")),  # no such code: as the code above it
        ("010", None),  # a statement
        ("99", None),
        ("", None),
        ("x", None),
    ],
)
def test_from_cameo(cameo: str, expected: tuple[str, str | None] | None) -> None:
    assert load_codebook().plover(cameo) == expected


@given(st.text())
def test_any_text_may_be_asked_for(text: str) -> None:
    book = load_codebook()
    found = book.plover(text)
    assert found is None or found[0] in TYPES


def test_unknown_type_and_mode_are_refused_with_those_that_exist() -> None:
    book = load_codebook()
    with pytest.raises(CodebookError, match=r"no such event type \(types: AGREE"):
        book.type("FIGHT")
    with pytest.raises(CodebookError, match=r"PROTEST/sit-in: no such mode \(modes: demo"):
        book.score("PROTEST", "sit-in")
    with pytest.raises(CodebookError, match="it has no modes"):
        book.cameo("AID", "food")


def test_rows_have_the_columns_and_a_row_for_each_type_and_mode() -> None:
    rows = list(load_codebook().rows())
    assert all(tuple(row) == COLUMNS for row in rows)
    assert len(rows) == len(TYPES) + sum(map(len, MODES.values()))
    assert {row["quad"] for row in rows} == set(QUADS)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("types/AID.yaml", "quad: material cooperation", "quad: help", r"AID\.yaml:8: quad: 'help' is no quad class"),
        ("types/AID.yaml", "score: 10.0", "score: 11", r"AID\.yaml:9: score: 11.0 is not between"),
        ("types/AID.yaml", "score: 10.0", "score: nan", r"AID\.yaml:9: score: nan is not between"),
        ("types/AID.yaml", "score: 10.0", "score: ten", r"AID\.yaml:9: score: not a number"),
        ("types/AID.yaml", 'cameo: "070"', "cameo: 70", r"AID\.yaml:10: cameo: '70' does not stand in cameo.tsv"),
        ("types/AID.yaml", "type: AID", "type: AIDS", r"AID\.yaml:7: type: 'AIDS' in the file of AID"),
        ("types/AID.yaml", "score: 10.0", "score: 10.0\nscore: 9", r"AID\.yaml:10: score: stands twice"),
        ("types/AID.yaml", "score: 10.0\n", "", r"AID\.yaml:7: score: missing"),
        ("types/AID.yaml", "score: 10.0", "score: 10.0\ncolour: red", r"AID\.yaml:10: colour: not known"),
        ("types/AID.yaml", "score: 10.0", "score: [1", r"AID\.yaml:\d+: "),
        ("types/AID.yaml", "score: 10.0", "[a, b]: 1", r"AID\.yaml:9: the name of a field is not a text"),
        ("types/AID.yaml", "# Licence: Apache-2.0\n", "", r"AID\.yaml:1: the head does not tell Licence"),
        ("types/ACCUSE.yaml", "  allege:", "  Allege It:", r"ACCUSE\.yaml:\d+: Allege It: not the name of a mode"),
        ("types/ACCUSE.yaml", ACCUSE_DISAPPROVE, "disapprove: none\n", r"ACCUSE\.yaml:16: not a mapping"),
        ("cameo.tsv", "07\tAID\t\t", "07\tAIM\t\t", r"cameo\.tsv:\d+: type: 'AIM' is no event type"),
        ("cameo.tsv", "07\tAID\t\t", "07\tAID\tfood\t", r"cameo\.tsv:\d+: mode: AID has no mode 'food'"),
        ("cameo.tsv", "07\tAID\t\t", "7x\tAID\t\t", r"cameo\.tsv:\d+: cameo: '7x' is not two to four digits"),
        ("cameo.tsv", "07\tAID\t\t", "071\tAID\t\t", r"cameo\.tsv:\d+: cameo: 071 stands twice"),
        ("cameo.tsv", "07\tAID\t\tplover", "07\tAID\t\tme", r"cameo\.tsv:\d+: by: 'me' is not one of"),
        ("cameo.tsv", "07\tAID\t\t", "07\tAID\t", r"cameo\.tsv:\d+: 3 cells instead of 4"),
        ("cameo.tsv", "cameo\ttype\tmode\tby", "code\ttype\tmode\tby", r"cameo\.tsv:\d+: the columns are not"),
    ],
)
def test_a_faulty_file_is_refused_with_file_and_line(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    folder = _copy(tmp_path)
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) >= 1
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DetenteError, match=message):
        read_codebook(folder, "trial")


def test_a_missing_file_and_one_too_many_are_refused(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / "types" / "AID.yaml").rename(folder / "types" / "HELP.yaml")
    with pytest.raises(CodebookError, match="HELP is no event type"):
        read_codebook(folder, "trial")
    (folder / "types" / "HELP.yaml").unlink()
    with pytest.raises(CodebookError, match=r"AID\.yaml: file not found"):
        read_codebook(folder, "trial")


def test_bytes_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / "types" / "AID.yaml").write_bytes(b"# Origin: \xff\n")
    with pytest.raises(CodebookError, match=r"AID\.yaml: not UTF-8"):
        read_codebook(folder, "trial")


def _copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "codebook", ignore=shutil.ignore_patterns("__pycache__")))


def test_the_crosswalk_is_made_from_the_conversion_table_with_its_cases_decided() -> None:
    source = (
        "# head\n08: CONCEDE\n08: RETREAT\n0842: RETREAT, return, legal # x\n10: REQUEST\n101: REQUEST, assist,  # x\n"
    )
    assert [row for row in cameo_table.rows(source) if row[0][0] in "01" and row[0] < "11"] == [
        ("02", "REQUEST", "", "detente"),
        ("021", "REQUEST", "assist", "detente"),
        ("08", "CONCEDE", "", "plover"),
        ("0842", "RETREAT", "release", "detente"),
        ("10", "REQUEST", "", "plover"),
        ("101", "REQUEST", "assist", "plover"),
    ]
