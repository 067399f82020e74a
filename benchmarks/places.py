"""Places: gold toponyms resolved to the same GeoNames id or within 161 km, and the right country.

Usage: python -m benchmarks.places FILE.xml   (form of LGL or of GeoVirus)

A toponym counts if the file gives it a point. Each article is resolved as one report: its text, its address as
publisher, and all its toponyms as they stand. Halves are articles by number: weights were fitted on the even ones.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from detente.places.answer import PlaceAnswer, PlaceQuery, ReportContext
from detente.places.distance import distance_km
from detente.places.gazetteer import Kind, load_shipped
from detente.places.resolver import resolve_places

REACH_KM = 161.0


@dataclass(frozen=True, slots=True)
class Gold:
    """What a toponym means; ``country`` is a name."""

    geonames_id: int | None
    lat: float
    lon: float
    country: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Article:
    """One report with its toponyms; a gold of None is not scored."""

    context: ReportContext
    queries: tuple[PlaceQuery, ...]
    gold: tuple[Gold | None, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One scored toponym."""

    half: int
    query: PlaceQuery
    gold: Gold
    answer: PlaceAnswer | None
    right: bool
    country_right: bool | None


def read(path: Path) -> Iterator[Article]:
    """Articles of a file of either form."""
    for element in ElementTree.parse(path).getroot().iter("article"):  # noqa: S314 (a file of one's own choice)
        tags = list(element.iter("toponym")) or list(element.iter("location"))
        pairs = sorted((_pair(tag) for tag in tags), key=lambda pair: pair[0].start or 0)
        url = element.findtext("url") or element.findtext("source")
        domain = element.findtext("domain")
        if url and "wikinews.org" in url:
            url = None
        context = ReportContext(element.findtext("text") or "", publisher=domain, url=url)
        yield Article(context, tuple(query for query, _ in pairs), tuple(gold for _, gold in pairs))


def _pair(tag: ElementTree.Element) -> tuple[PlaceQuery, Gold | None]:
    place = tag.find("gaztag")
    text = tag.findtext("phrase") or tag.findtext("name") or ""
    query = PlaceQuery(text, int(tag.findtext("start") or 0), int(tag.findtext("end") or 0))
    holder = tag if place is None else place
    if holder.findtext("lat") is None:
        return query, None
    number = place.get("geonameid") if place is not None else None
    lat, lon = float(holder.findtext("lat") or 0), float(holder.findtext("lon") or 0)
    return query, Gold(
        int(number) if number else None, lat, lon, holder.findtext("country"), holder.findtext("fcode") or ""
    )


def score(articles: Sequence[Article], countries: dict[str, str]) -> list[Outcome]:
    """Resolve every article and compare."""
    outcomes = []
    for number, article in enumerate(articles):
        answers = resolve_places(article.queries, article.context)
        for query, gold, answer in zip(article.queries, article.gold, answers, strict=True):
            if gold is not None:
                outcomes.append(_outcome(number % 2, query, gold, answer, countries))
    return outcomes


def _outcome(
    half: int, query: PlaceQuery, gold: Gold, answer: PlaceAnswer | None, countries: dict[str, str]
) -> Outcome:
    right = answer is not None and is_right(answer, gold)
    country = countries.get(gold.country or "")
    return Outcome(
        half, query, gold, answer, right, None if country is None else bool(answer and answer.country == country)
    )


def is_right(answer: PlaceAnswer, gold: Gold) -> bool:
    """Whether an answer is the same place or near enough."""
    same = answer.geonames_id is not None and answer.geonames_id == gold.geonames_id
    return same or distance_km(answer.lat, answer.lon, gold.lat, gold.lon) <= REACH_KM


def country_codes() -> dict[str, str]:
    """Codes by the names that files of GeoNames use."""
    places = load_shipped()
    rows = [row for row in range(len(places.ids)) if places.kind[row] == Kind.COUNTRY]
    names = {places.name(row): places.codes[int(places.country[row])] for row in rows}
    return names | {"Palestinian Territory": "PSE", "Czech Republic": "CZE", "Ivory Coast": "CIV", "Macedonia": "MKD"}


def report(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Lines of the report."""
    for name, half in (("all", None), ("fitted half", 0), ("other half", 1)):
        some = [outcome for outcome in outcomes if half is None or outcome.half == half]
        told = [outcome for outcome in some if outcome.country_right is not None]
        right = sum(outcome.right for outcome in some) / max(1, len(some))
        line = f"{name}: {right:.4f} of {len(some)} toponyms"
        if told:
            line += f"; country right {sum(bool(o.country_right) for o in told) / len(told):.4f} of {len(told)}"
        yield line


def main() -> None:
    """Score one file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--misses", action="store_true", help="list what went wrong")
    options = parser.parse_args()
    articles = list(read(options.file))
    resolve_places([PlaceQuery("Paris")], ReportContext())
    countries = country_codes()
    start = time.perf_counter()
    outcomes = score(articles, countries)
    took = time.perf_counter() - start
    for line in report(outcomes):
        sys.stdout.write(line + "\n")
    sys.stdout.write(f"{1000 * took / len(articles):.2f} ms an article\n")
    if options.misses:
        for o in outcomes:
            if not o.right:
                a = o.answer
                found = f"{a.name}, {a.country}, {a.precision} ({a.rule})" if a else "nothing"
                sys.stdout.write(
                    f"{o.query.text}\t{o.gold.kind}\t{o.gold.country}\t{o.gold.lat:.1f},{o.gold.lon:.1f}\t{found}\n"
                )


if __name__ == "__main__":
    main()
