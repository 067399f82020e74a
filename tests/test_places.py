"""Places: which place a report means by a name."""

import math
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.error import DetenteError
from detente.places.answer import PlaceAnswer, PlaceQuery, PlaceRule, Precision, ReportContext
from detente.places.distance import distance_km
from detente.places.dump import load_dump
from detente.places.gazetteer import SHIPPED, Kind, Spelling, keys_one_letter_away, load, load_shipped
from detente.places.names import Asked, bare, key_of, plain, skeleton, unclassed
from detente.places.resolver import AT_ONCE, resolve_place, resolve_places
from detente.places.surroundings import container_phrases, domain_country, publisher_phrases
from detente.places.weights import SIGNS, WEIGHTS
from detente.tables import read_table

PLACES = SHIPPED.parent


def queries(text: str, *names: str) -> list[PlaceQuery]:
    """Each name where it stands in the text, from left to right."""
    found, at = [], 0
    for name in names:
        at = text.index(name, at)
        found.append(PlaceQuery(name, at, at + len(name)))
        at += len(name)
    return found


def answers(text: str, *names: str) -> list[PlaceAnswer | None]:
    return resolve_places(queries(text, *names), ReportContext(text))


@pytest.mark.parametrize(
    ("text", "name", "country", "admin1", "precision"),
    [
        ("Shells fell on Tripoli, the Lebanese army said.", "Tripoli", "LBN", "Liban-Nord", "city"),
        ("Shells fell on Tripoli, said officials in Libya.", "Tripoli", "LBY", "Tripoli", "city"),
        ("A fire broke out in Paris, Texas.", "Paris", "USA", "Texas", "city"),
        ("A fire broke out in Vienna, Va., on Monday.", "Vienna", "USA", "Virginia", "city"),
        ("A blast in Hyderabad, Sindh, killed three.", "Hyderabad", "PAK", "Sindh", "city"),
        ("A blast in Hyderabad, Indian police said.", "Hyderabad", "IND", "Telangana", "city"),
        ("Troops entered Aleppo province in Syria.", "Aleppo province", "SYR", "Aleppo", "province"),
        ("Missiles struck Kharkiv region overnight.", "Kharkiv region", "UKR", "Kharkivs’ka Oblast’", "province"),
        ("Police in Atlanta, Georgia, made arrests.", "Georgia", "USA", "Georgia", "province"),
        ("Police in Tbilisi, Georgia, made arrests.", "Georgia", "GEO", None, "country"),
        ("The U.S. sent aid.", "U.S.", "USA", None, "country"),
        ("Floods hit N.S.W. in Australia.", "N.S.W.", "AUS", "New South Wales", "province"),
        ("The DRC closed its border.", "DRC", "COD", None, "country"),
        ("Clashes in southern Israel went on.", "southern Israel", "ISR", None, "region"),
        ("Fighting in the Donbas went on.", "Donbas", "UKR", None, "region"),
        ("Ships in the Strait of Hormuz turned back.", "Strait of Hormuz", None, None, "region"),
        ("Envoys met in the Georgian capital.", "the Georgian capital", "GEO", "Tbilisi", "city"),
        ("Syria said that Damascuss was hit.", "Damascuss", "SYR", "Dimashq", "city"),
        ("Syria: fighting near Dayr az Zawr.", "Dayr az Zawr", "SYR", "Deir ez-Zor", "city"),
        ("Guards at Rafah crossing were shot at.", "Rafah crossing", "PSE", None, "point"),
    ],
)
def test_the_place_that_is_meant(text: str, name: str, country: str, admin1: str, precision: str) -> None:
    (answer,) = answers(text, name)
    assert answer is not None
    assert (answer.country, answer.admin1, answer.precision) == (country, admin1, precision)


@pytest.mark.parametrize(
    "name", ["a checkpoint", "the border", "the capital", "downtown", "the west", "their homes", "the hospital", ""]
)
def test_common_nouns_are_no_places(name: str) -> None:
    text = f"Gunmen fired on {name} in Aleppo, residents said."
    assert answers(text, name, "Aleppo")[0] is None


def test_what_borders_on_a_country_need_not_lie_in_it() -> None:
    assert answers("They were stopped at the Turkish border.", "the Turkish border") == [None]


def test_a_misspelt_name_without_its_country_stays_open() -> None:
    assert resolve_place("Damascuss") is None


def test_a_small_town_that_nothing_vouches_for_stays_open_where_other_countries_are_named() -> None:
    assert answers("A convoy was attacked near Tina in Sudan, close to Chad.", "Tina") == [None]
    (alone,) = answers("A convoy was attacked near Tina.", "Tina")
    assert alone is not None
    (named,) = answers("A convoy was attacked near Tina in New Caledonia, a French territory.", "Tina")
    assert named is not None
    assert named.country == "NCL"


def test_a_large_town_needs_nobody_to_vouch_for_it() -> None:
    (lyon,) = answers("Envoys of Sudan and Chad met in Lyon.", "Lyon")
    assert lyon is not None
    assert lyon.country == "FRA"


def test_small_letters_are_read_where_the_whole_text_has_them() -> None:
    answer = answers("dozens were killed in maiduguri, nigeria", "maiduguri")[0]
    assert answer is not None
    assert answer.country == "NGA"


def test_one_place_alone() -> None:
    answer = resolve_place("Springfield, Illinois")
    assert answer is not None
    assert answer.admin1 == "Illinois"


def test_places_of_one_report_help_each_other() -> None:
    text = "Shelling was heard in Cordoba and in Rosario, and police in Mendoza were on alert."
    assert [answer and answer.country for answer in answers(text, "Cordoba", "Rosario", "Mendoza")] == ["ARG"] * 3


def test_a_publisher_tells_the_place() -> None:
    query = [PlaceQuery("Richmond")]
    far = resolve_places(query, ReportContext("", url="https://www.example.co.uk/news"))[0]
    assert far is not None
    assert far.country == "GBR"


def test_every_answer_keeps_its_rule_and_parts() -> None:
    text = "Police in Paris, Texas, and in Dallas said that the U.S. and Mexico agreed; Kharkiv region was calm."
    for answer in answers(text, "Paris", "Texas", "Dallas", "U.S.", "Mexico", "Kharkiv region"):
        assert answer is not None
        assert isinstance(answer.rule, PlaceRule)
        assert sum(value for _, value in answer.parts) == pytest.approx(answer.score, abs=1e-3)
        assert len({part for part, _ in answer.parts}) == len(answer.parts)


def test_coordinates_have_no_more_decimals_than_the_precision_deserves() -> None:
    most = {Precision.POINT: 3, Precision.CITY: 2}
    text = "Aleppo, Syria, Sahel, Kharkiv region, Rafah crossing"
    for answer in answers(text, "Aleppo", "Syria", "Sahel", "Kharkiv region", "Rafah crossing"):
        assert answer is not None
        decimals = most.get(answer.precision, 1)
        assert answer.lat == round(answer.lat, decimals)
        assert answer.lon == round(answer.lon, decimals)


texts = st.text(max_size=80) | st.text(alphabet="Aa Bb,.'’()-é of in Gaza Syria\n\x00\ud800", max_size=80)


@settings(max_examples=150, deadline=None)
@given(names=st.lists(texts, max_size=4), text=texts, publisher=texts, url=texts)
def test_never_raises_whatever_the_text(names: list[str], text: str, publisher: str, url: str) -> None:
    context = ReportContext(text, publisher, url, dateline=publisher)
    asked = [PlaceQuery(name, 0, len(name)) for name in names] + [PlaceQuery(name) for name in names]
    found = resolve_places(asked, context)
    assert len(found) == len(asked)
    for answer in found:
        if answer is not None:
            assert -90 <= answer.lat <= 90
            assert -180 <= answer.lon <= 180


@settings(max_examples=100, deadline=None)
@given(
    st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180)
)  # fmt: skip
def test_distance_is_that_of_the_vectors(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    def vector(lat: float, lon: float) -> tuple[float, float, float]:
        a, b = math.radians(lat), math.radians(lon)
        return math.cos(a) * math.cos(b), math.cos(a) * math.sin(b), math.sin(a)

    one, other = vector(lat1, lon1), vector(lat2, lon2)
    chord = math.dist(one, other)
    assert distance_km(lat1, lon1, lat2, lon2) == pytest.approx(2 * 6371.0088 * math.asin(min(1, chord / 2)), abs=0.5)


def test_distance_of_two_cities() -> None:
    assert distance_km(48.8566, 2.3522, 51.5074, -0.1278) == pytest.approx(343.6, abs=1)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abcdef gh", min_size=5, max_size=12).map(lambda text: f"x{text}"))
def test_names_a_letter_away_are_those_that_edits_make(name: str) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    edits = set()
    for at in range(1, len(name) + 1):
        head, tail = name[:at], name[at:]
        edits |= {head + letter + tail for letter in letters} | {head + letter + tail[1:] for letter in letters if tail}
        edits |= {head + tail[1:]} if tail else set()
        edits |= {head + tail[1] + tail[0] + tail[2:]} if len(tail) > 1 else set()
    assert set(keys_one_letter_away(name).tolist()) == {key_of(edit) for edit in edits - {name}}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_a_plain_name_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert once == once.strip()
    assert "  " not in once
    assert skeleton(once) == skeleton(once)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("St. Louis", "saint louis"),
        ("  The Hague ", "hague"),
        ("Deir ez-Zor", "deir ez zor"),
        ("São Paulo's", "sao paulo"),
        ("U.S.", "us"),
        ("W. Virginia", "west virginia"),
        ("Łódź", "lodz"),
    ],
)
def test_plain_names(name: str, expected: str) -> None:
    assert plain(name) == expected


def test_words_around_a_name() -> None:
    assert bare("aleppo province") == ("aleppo", Asked.PROVINCE, False)
    assert bare("northern syria") == ("syria", None, True)
    assert unclassed("north kivu province") == "north kivu"
    assert unclassed("southern province") == "southern province"


def test_transliterations_have_one_skeleton() -> None:
    assert skeleton("deir ez zor") == skeleton("dayr az zawr")
    assert skeleton("oz") == ""


def test_every_name_is_found_under_its_place() -> None:
    places = load_shipped()
    for row in range(0, len(places.ids), 9973):
        assert row in {posting >> 3 for posting in places.find(plain(places.name(row)), 100_000).tolist()}


def test_the_gazetteer_is_of_one_piece() -> None:
    places = load_shipped()
    size = len(places.ids)
    assert size > 250_000
    assert all(len(array) == size for array in (places.lat, places.lon, places.kind, places.country, places.admin1))
    assert (places.keys[1:] >= places.keys[:-1]).all()
    assert (places.postings >> 3).max() < size
    assert (places.postings & 7).max() <= Spelling.BONES
    assert (abs(places.lat) <= 90).all()
    assert (abs(places.lon) <= 180).all()
    upper = places.admin1[places.admin1 >= 0]
    assert (places.kind[upper] == Kind.ADMIN1).all()


@pytest.mark.parametrize(
    ("name", "own"), [("Qamishli", "Al Qāmishlī"), ("Rastan", "Ar Rastan"), ("Mayadin", "Al Mayādīn")]
)
def test_an_arabic_article_may_be_left_out(name: str, own: str) -> None:
    answer = resolve_place(name)
    assert answer is not None
    assert (answer.name, answer.country) == (own, "SYR")


@pytest.mark.parametrize(
    ("words", "name", "country"),
    [
        ("Syrian city of Aleppo", "Aleppo", "SYR"),
        ("Ukrainian port of Odesa", "Odesa", "UKR"),
        ("US base in Erbil", "Erbil", "IRQ"),
        ("French military base in Gao", "Gao", "MLI"),
        ("Israeli settlement in the West Bank", "West Bank", "PSE"),
        ("Russian consulate in Aleppo", "Aleppo", "SYR"),
        ("Turkish border town of Kilis", "Kilis", "TUR"),
        ("a camp in Lebanon", "Lebanon", "LBN"),
        ("north-eastern Syria", "Syria", "SYR"),
        ("a Syrian depot", "Syria", "SYR"),
        ("Iranian embassy", None, None),
        ("near the Turkish border", None, None),
        ("border of Chad", None, None),
    ],
)
def test_whose_a_place_is_does_not_tell_where(words: str, name: str | None, country: str | None) -> None:
    answer = resolve_place(words)
    assert (answer.name if answer else None, answer.country if answer else None) == (name, country)


def test_a_report_may_name_any_number_of_places() -> None:
    mentions = [PlaceQuery("Kutum"), PlaceQuery("Aleppo")] * AT_ONCE
    found = [answer.country if answer else None for answer in resolve_places(mentions, ReportContext())]
    assert found == ["SDN", "SYR"] * AT_ONCE


def test_what_is_no_gazetteer_is_refused(tmp_path: Path) -> None:
    bad = tmp_path / "bad.npz"
    bad.write_bytes(b"no archive")
    with pytest.raises(DetenteError, match="not a gazetteer"):
        load(bad)
    with pytest.raises(DetenteError, match="not a gazetteer"):
        load(tmp_path / "none.npz")


def test_weights_are_one_a_sign() -> None:
    assert len(WEIGHTS) == len(SIGNS) == len({name for name, _ in SIGNS})


def test_curated_places() -> None:
    rows = read_table(PLACES / "regions.tsv", ("kind", "country", "lat", "lon", "name", "other_names"))
    assert len(rows) >= 600
    codes = set(load_shipped().codes)
    seen = set()
    for row in rows:
        kind, country, lat, lon, name, _ = row.cells
        assert kind.upper() in Kind.__members__
        assert country in codes
        assert abs(float(lat)) <= 90
        assert abs(float(lon)) <= 180
        assert (name, country) not in seen
        seen.add((name, country))


def test_what_stands_after_a_place() -> None:
    text = "Marea, in northern Aleppo province, was shelled."
    assert container_phrases(text, 5)[-1] == "Aleppo"
    assert container_phrases("Marea was shelled", 5) == ()


def test_publishers() -> None:
    context = ReportContext("", publisher="The Aleppo Times", url="https://www.aleppotimes.co.uk/x")
    assert "aleppo" in publisher_phrases(context)
    assert domain_country(context) == "GB"
    assert domain_country(ReportContext("", url="http://[broken")) == ""
    assert domain_country(ReportContext("", url="https://example.com/")) == ""


def dump_line(number: int, name: str, feature: str, code: str, first: str, point: tuple[float, float]) -> str:
    cells = [str(number), name, name, "", str(point[0]), str(point[1]), feature, code, "SY", "", first, "", "", ""]
    return "\t".join([*cells, "800", "", "", "Asia/Damascus", "2026-01-01"]) + "\n"


def test_a_full_table_adds_its_places(tmp_path: Path) -> None:
    places = load_shipped()
    aleppo = next(row for row in places.find("aleppo").tolist() if places.kind[row >> 3] == Kind.ADMIN1) >> 3
    table = dump_line(int(places.ids[aleppo]), "Aleppo", "A", "ADM1", "09", (36.0, 37.5))
    table += dump_line(900000001, "Qaryat Tajriba", "P", "PPL", "09", (36.4, 37.2))
    table += dump_line(900000002, "Qaryat Khariba", "P", "PPLQ", "09", (36.4, 37.2))
    source = tmp_path / "SY.zip"
    with ZipFile(source, "w") as archive:
        archive.writestr("SY.txt", table)
    target = tmp_path / "cache" / "own.npz"
    assert load_dump(source, target) == 1
    answer = resolve_place("Qaryat Tajriba", gazetteer=target)
    assert answer is not None
    assert (answer.geonames_id, answer.admin1, answer.country) == (900000001, "Aleppo", "SYR")
    assert resolve_place("Qaryat Khariba", gazetteer=target) is None
    assert resolve_place("Damascus", gazetteer=target) == resolve_place("Damascus")


def test_a_broken_table_is_refused_with_its_line(tmp_path: Path) -> None:
    source = tmp_path / "SY.txt"
    source.write_text(dump_line(1, "X", "P", "PPL", "09", (36.0, 37.0)) + "broken\n", encoding="utf-8")
    with pytest.raises(DetenteError, match=r"SY\.txt:2"):
        load_dump(source, tmp_path / "own.npz")
