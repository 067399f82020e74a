from pathlib import Path

import pytest
from golden import Case, read_cases
from hypothesis import given
from hypothesis import strategies as st

from detente.error import DetenteError
from detente.lists import read_list
from detente.sources import boilerplate
from detente.sources.bylines import agencies, read_byline
from detente.sources.datelines import read_dateline
from detente.sources.language import english_words, shared_words
from detente.sources.layout import Layout, lay_out
from detente.sources.paragraphs import paragraphs

LINES = st.sampled_from(
    (
        *(
            "Rebels seize town",
            "By Jane Doe",
            "Nov. 17, 2024",
            "BEIRUT, Nov. 3 (Reuters) - Rebels seized the town of Bab.",
        ),
        *("The army fled on Monday, officials said.", "ADVERTISEMENT", "Read more: x", "(Reporting by Jane Doe)"),
        *("What next", "", "\u200f", "- one", "...", "By", "—", "x" * 130, "the town and the", "قال", "\x00", "\ud800"),
    )
)
TEXTS = st.one_of(st.text(), st.lists(LINES, max_size=12).map("\n".join), st.lists(LINES, max_size=9).map("\r\n".join))


def shown(text: str, layout: Layout) -> str:
    head = [(name, getattr(layout, name)) for name in ("title", "byline", "dateline", "published")]
    lines = [f"{name}: {value}" for name, value in head if value]
    return "\n".join(lines + ["told: " + text[start:end].replace("\n", "⏎") for start, end in layout.body])


@pytest.mark.parametrize("case", read_cases(Path(__file__).parent / "cases" / "layout.txt"), ids=str)
def test_layout(case: Case) -> None:
    assert shown(case.given, lay_out(case.given)) == case.expected


@pytest.mark.parametrize("case", read_cases(Path(__file__).parent / "cases" / "layout.txt"), ids=str)
def test_layout_is_the_same_with_other_line_ends(case: Case) -> None:
    text = case.given.replace("\n", "\r\n")
    assert shown(text.replace("\r", ""), lay_out(case.given)) == shown(text, lay_out(text)).replace("\r", "")


@given(TEXTS)
def test_told_parts_lie_in_the_text_in_order_and_trimmed(text: str) -> None:
    end = 0
    body = lay_out(text).body
    for start, stop in body:
        assert end <= start < stop <= len(text)
        assert text[start:stop] == text[start:stop].strip()
        end = stop
    assert bool(body) == bool(paragraphs(text))


@given(st.text(alphabet=st.characters(exclude_categories=["Zl", "Zp", "Cc", "Cs"]), min_size=1))
def test_one_line_is_told_as_a_whole(line: str) -> None:
    (start, end), *rest = lay_out(f"x{line}y").body
    assert (start, end, rest) == (0, len(line) + 2, [])


def test_title_that_is_known_is_not_told_again() -> None:
    text = "Rebels seize town.\nRebels seized the town of Bab on Monday.\nThe army fled."
    layout = lay_out(text, title="Rebels  seize town")
    assert [text[start:end] for start, end in layout.body] == [
        "Rebels seized the town of Bab on Monday.",
        "The army fled.",
    ]


def test_text_that_is_nothing_but_its_title_is_told() -> None:
    assert lay_out("Rebels seize town", title="Rebels seize town").body == ((0, 17),)


@pytest.mark.parametrize(
    ("paragraph", "dateline", "day"),
    [
        ("DAMASCUS, Nov. 3 (Reuters) - Rebels left.", "DAMASCUS, Nov. 3 (Reuters)", "2024-11-03"),
        ("BAGHDAD (AP) — Rebels left.", "BAGHDAD (AP)", None),
        ("Geneva/New York, 5 May 2023 – Rebels left.", "Geneva/New York, 5 May 2023", "2023-05-05"),
        ("GENEVA (5 May 2023) – Rebels left.", "GENEVA (5 May 2023)", "2023-05-05"),
        ("Nov 3 (Reuters) - Rebels left.", "Nov 3 (Reuters)", "2024-11-03"),
        ("(Reuters) - Rebels left.", "(Reuters)", None),
        ("KABUL, Afghanistan (AP) — Rebels left.", "KABUL, Afghanistan (AP)", None),
        ("WASHINGTON—Rebels left.", "WASHINGTON", None),
        ("PORT-AU-PRINCE, Haiti -- Rebels left.", "PORT-AU-PRINCE, Haiti", None),
        ("BEIJING, Sunday, Nov. 3 (Xinhua) -- “We left.”", "BEIJING, Sunday, Nov. 3 (Xinhua)", "2024-11-03"),
        ("N'DJAMENA: Rebels left.", "N'DJAMENA", None),
        ("Jordan – the host – said no.", None, None),
        ("In Aleppo on Nov. 3 — A day later, rebels left.", None, None),
        ("Adel Karim (Unity Party) - The leader left.", None, None),
        ("WATCH: Rebels leave.", None, None),
        ("IRAN - US TALKS END WITHOUT A DEAL", None, None),
        ("Rebels left.", None, None),
    ],
)
def test_dateline(paragraph: str, dateline: str | None, day: str | None) -> None:
    found = read_dateline(paragraph, "2024-11-05")
    assert (found.text if found else None, found.day if found else None) == (dateline, day)


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Jane Doe", "Jane Doe"),
        ("BY JANE DOE AND JOHN ROE", "JANE DOE AND JOHN ROE"),
        ("by Jane Doe in Beirut and John Roe in Ankara", "Jane Doe in Beirut and John Roe in Ankara"),
        ("Jane Doe and John Roe, Reuters", "Jane Doe and John Roe, Reuters"),
        ("Associated Press", "Associated Press"),
        ("Our Correspondent", "Our Correspondent"),
        ("Author: Jane Doe", "Jane Doe"),
        ("By Monday", None),
        ("By night they came over the hills", None),
        ("Rebels Seize Town", None),
        ("By", None),
    ],
)
def test_byline(line: str, byline: str | None) -> None:
    assert read_byline(line) == byline


def test_every_list_that_ships_can_be_read() -> None:
    assert boilerplate.load().whole.fullmatch("ADVERTISEMENT")
    assert "reuters" in agencies()
    assert english_words().isdisjoint(shared_words())


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("word\n", 1, "the head does not tell Origin, Licence, Date"),
        ("# Origin: x\n# Licence: x\n# Date: x\nword\nword\n", 5, "stands in line 4 too"),
        ("# Origin: x\n# Licence: x\n# Date: x\n word\n", 4, "white space"),
        ("# Origin: x\n# Licence: x\n# Date: x\nword\n", 4, "no entry"),
        ("# Origin: x\n# Licence: x\n# Date: x\nwhole: (\n", 4, "no regular expression"),
    ],
)
def test_list_that_is_not_right_is_refused_with_file_and_line(
    tmp_path: Path, content: str, line: int, reason: str
) -> None:
    path = tmp_path / "list.txt"
    path.write_text(content)
    with pytest.raises(DetenteError, match=reason) as caught:
        boilerplate.load(path)
    assert caught.value.subject == f"{path}:{line}"


def test_list_without_entries_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("# Origin: x\n# Licence: x\n# Date: x\n")
    assert read_list(path) == ()
    assert not boilerplate.load(path).is_all_of("ADVERTISEMENT")
