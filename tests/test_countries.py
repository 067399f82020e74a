import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import actors
from detente.actors.countries import CountryRule, country_of
from detente.actors.country_names import load_names, read_names
from detente.error import DetenteError
from detente.tables import read_table
from scripts import countries_table

FOLDER = Path(actors.__file__).parent

# An actor, the country it names outright, and what names it.
ACTORS = [
    ("Syrian government forces", "SYR", "nationality"),
    ("Turkey's president", "TUR", "country name"),
    ("Türkiye", "TUR", "country name"),
    ("turkish police", "TUR", "nationality"),
    ("TURKISH POLICE", "TUR", "nationality"),
    ("the Philippines", "PHL", "country name"),
    ("New Zealanders", "NZL", "nationality"),
    ("Côte d’Ivoire’s navy", "CIV", "country name"),
    ("Ivorian soldiers", "CIV", "nationality"),
    ("Swaziland", "SWZ", "country name"),
    ("Czech diplomats", "CZE", "nationality"),
    ("Cabo Verde", "CPV", "country name"),
    ("the Holy See", "VAT", "country name"),
    ("Burmese junta", "MMR", "nationality"),
    ("Sahrawi activists", "ESH", "nationality"),
    ("Hong Kong police", "HKG", "country name"),
    ("Palestinian factions", "PSE", "nationality"),
    ("Kosovo police", "XKX", "country name"),
    ("Taiwan", "TWN", "country name"),
    # Names of several words, and names within names.
    ("South Korean army", "KOR", "nationality"),
    ("North Korea", "PRK", "country name"),
    ("South Sudanese rebels", "SSD", "nationality"),
    ("Sudanese rebels", "SDN", "nationality"),
    ("Guinea", "GIN", "country name"),
    ("Guinea-Bissau's army", "GNB", "country name"),
    ("Equatorial Guinea", "GNQ", "country name"),
    ("Papua New Guinea", "PNG", "country name"),
    ("Nigerien gendarmes", "NER", "nationality"),
    ("Nigerian gendarmes", "NGA", "nationality"),
    ("Niger Delta Avengers", "NGA", "part of the country"),
    ("New Mexico lawmakers", "USA", "part of the country"),
    ("Republic of Congo", "COG", "country name"),
    ("Democratic Republic of the Congo", "COD", "country name"),
    ("DRC", "COD", "country name"),
    ("Congolese soldiers", "COD", "newsroom usage"),
    ("Dominican Republic", "DOM", "country name"),
    ("Dominica", "DMA", "country name"),
    ("Northern Irish police", "GBR", "part of the country"),
    ("Irish police", "IRL", "nationality"),
    ("Trinidad & Tobago", "TTO", "country name"),
    ("Bosnian Serb leader", "BIH", "newsroom usage"),
    ("St. Lucia police", "LCA", "country name"),
    # The United States, and us.
    ("US", "USA", "country name"),
    ("U.S. troops", "USA", "country name"),
    ("u.s. navy", "USA", "country name"),
    ("us troops", "USA", "country name"),
    ("American", "USA", "nationality"),
    ("British", "GBR", "nationality"),
    ("us", None, None),
    ("all of us", None, None),
    ("Us", None, None),
    # Words that are names only with a capital letter or beside a word of state.
    ("turkey", None, None),
    ("turkey's president", "TUR", "country name"),
    ("polish border guards", "POL", "nationality"),
    ("CAR troops", "CAF", "country name"),
    ("car bomber", None, None),
    ("CAR BOMBER", None, None),
    ("Turkmen fighters", None, None),
    ("Turkmen president", "TKM", "newsroom usage"),
    # Names that are also persons, states of the USA, seas, or of two countries.
    ("Jordan", "JOR", "country name"),
    ("Jordan Armed Forces", "JOR", "country name"),
    ("King Abdullah of Jordan", "JOR", "country name"),
    ("Jordan Hale", None, None),
    ("Rep. Peter Jordan", None, None),
    ("Georgia", "GEO", "country name"),
    ("Georgian parliament", "GEO", "nationality"),
    ("Georgia's Republican governor", None, None),
    ("Georgia state troopers", None, None),
    ("Korean officials", None, None),
    ("Latin American leaders", None, None),
    ("South China Sea fishermen", None, None),
    # What a country only modifies, or an actor is sent to.
    ("US-led coalition", None, None),
    ("US-backed Syrian rebels", "SYR", "nationality"),
    ("pro-Russian separatists", None, None),
    ("Syrian-Russian patrol", None, None),
    ("US envoy for Iran", "USA", "country name"),
    ("ambassador to Syria and Lebanon", None, None),
    ("special envoy to the Sudan", None, None),
    ("rebels in Mali", "MLI", "country name"),
    ("UN mission in Mali", None, None),
    ("Turkish forces in Syria", "TUR", "nationality"),
    ("Islamic State in Iraq and the Levant", None, None),
    ("Iran and Iraq", None, None),
    ("Iran, Iran and Iranian militias", "IRN", "country name"),
    # Capitals that stand for governments.
    ("Damascus", "SYR", "capital"),
    ("the Damascus government", "SYR", "capital"),
    ("authorities in Kabul", "AFG", "capital"),
    ("Washington's", "USA", "capital"),
    ("Kiev", "UKR", "capital"),
    ("N'Djamena", "TCD", "capital"),
    ("Damascus police", None, None),
    ("Damascus-backed militias", None, None),
    ("Jerusalem", None, None),
    ("Brussels", None, None),
    # Nothing of the kind.
    ("gunmen", None, None),
    ("Somaliland", None, None),
    ("Indiana", None, None),
    ("Romania-like", None, None),
    ("", None, None),
    ("’s", None, None),
]


@pytest.mark.parametrize(("text", "country", "rule"), ACTORS)
def test_country_of_an_actor(text: str, country: str | None, rule: str | None) -> None:
    match = country_of(text)
    assert (match and match.country, match and match.rule) == (country, rule)


def test_the_match_tells_the_words_that_name_the_country() -> None:
    text = "the US-backed South Korean army"
    match = country_of(text)
    assert match is not None
    assert text[match.start : match.end] == "South Korean"


PIECES = [
    "US",
    "u.s.",
    "-led",
    "Turkey",
    "'s",
    "the",
    "in",
    "to",
    "Jordan",
    "Georgia",
    "border",
    "and",
    ",",
    "Congo",
    "&",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from([*PIECES, " ", "\ud800", "\0", "\u200f", "😀"])).map("".join)))
def test_any_text_is_answered(text: str) -> None:
    match = country_of(text)
    if match is not None:
        assert 0 <= match.start < match.end <= len(text)
        assert match.rule in CountryRule
        assert len(match.country) == 3


def test_every_name_of_the_table_is_found() -> None:
    codes = set()
    for names in load_names().by_first.values():
        for name in names:
            if name.country:
                codes.add(name.country)
    # 193 members of the United Nations, and others.
    assert len(codes) > 230
    assert {"PSE", "TWN", "XKX", "VAT", "ESH", "HKG", "SSD"} <= codes


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("countries.tsv", "AFG\tAfghanistan", "AF\tAfghanistan", r"countries\.tsv:\d+: country: 'AF' is not three"),
        ("countries.tsv", "ALB\tAlbania", "AFG\tAlbania", r"countries\.tsv:\d+: country: AFG stands twice"),
        ("countries.tsv", "ALB\tAlbania", "ALB\tAngola", r"countries\.tsv:\d+: 'angola' names AGO too"),
        ("countries.tsv", "ALB\tAlbania", "ALB\t", r"countries\.tsv:\d+: name: missing"),
        ("countries.tsv", "ALB\tAlbania", "ALB\t--", r"countries\.tsv:\d+: '--' has no words"),
        ("countries.tsv", "# Licence", "# Loan", r"countries\.tsv:1: the head does not tell Licence"),
        ("country_readings.tsv", "part\tGBR", "part\tGBX", r"country_readings\.tsv:\d+: country: 'GBX' does not stand"),
        ("country_readings.tsv", "part\tGBR", "part\t", r"country_readings\.tsv:\d+: country: missing"),
        ("country_readings.tsv", "none\t\t", "none\tGBR\t", r"country_readings\.tsv:\d+: country: not for this kind"),
        ("country_readings.tsv", "part\tGBR", "half\tGBR", r"country_readings\.tsv:\d+: kind: 'half' is not known"),
        ("country_readings.tsv", "\tPNG\t", "\tPGN\t", r"country_readings\.tsv:\d+: 'PGN' names no country"),
    ],
)
def test_a_faulty_file_is_refused_with_file_and_line(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "actors", ignore=shutil.ignore_patterns("*.py", "__pycache__")))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DetenteError, match=message):
        read_names(folder)


def test_the_table_is_made_from_geonames_with_what_is_known_better() -> None:
    known = [row.cells[0] for row in read_table(countries_table.BY_HAND, countries_table.COLUMNS)]
    source = "".join(f"x\t{code}\t\t\tOld {code}\tCapital\n" for code in [*known, "ANT"])
    rows = {cells[0]: cells for cells in countries_table.rows(source)}
    assert list(rows) == sorted(known)
    assert rows["TUR"][1] == "Turkey"
    assert rows["FRA"][1] == "Old FRA"
    assert rows["NOR"][4] == "Capital"
    assert rows["GLP"][4] == ""
    with pytest.raises(DetenteError, match=r"by_hand\.tsv:\d+: country: GeoNames has no 'ABW'"):
        list(countries_table.rows("x\tAFG\t\t\tAfghanistan\tKabul\n"))
    with pytest.raises(DetenteError, match=r"NEW \(Old NEW\) is missing"):
        list(countries_table.rows(source + "x\tNEW\t\t\tOld NEW\tCapital\n"))
