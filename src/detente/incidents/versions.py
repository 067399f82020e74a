"""Versions: what each source says of an incident, side by side, and what all of them say together.

Where voices are counted, a text counts once: reports that copy one text are one voice, and what a text says twice it
says once. Ties are ranked by a written rule: for numbers of people the later report wins, since tolls are counted up
as news comes in, and for all else the earlier one. The outcome depends on the members alone, not on their order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby
from math import prod
from typing import Generic, TypeVar

from detente.event import ActorMention, DateMention, Event, PlaceMention, TollMention
from detente.incidents.incident import Incident, Member, Party, Site, Telling, Toll, Version

STATUS_ORDER = ("actual", "alleged", "planned", "possible", "negated")
"""What is said of an act, the firmest first; of several statuses the firmest is the incident's."""
TOLD_AS_DONE = frozenset(("actual", "alleged"))
PRECISION_ORDER = ("point", "city", "district", "province", "region", "country")
"""The finest first."""
_WIDE = PRECISION_ORDER.index("district")
"""From here on a place is an area that others can lie in."""
_LATEST = datetime.max.replace(tzinfo=UTC)
Key = TypeVar("Key")


def incident_of(incident_id: str, members: Iterable[Member]) -> Incident:
    """The incident that these members are; at least one. They come out by the time of their reports."""
    ordered = tuple(sorted(members, key=member_order))
    events = [member.event for member in ordered]
    told_as = _type_and_mode(ordered)
    actors, recipients = _sides(ordered)
    first_day, last_day, dated = _days(ordered)
    done = [one for one in ordered if one.event.status in TOLD_AS_DONE] or ordered
    voices = _voices(ordered)
    dates = sorted(
        {one.telling.published for one in ordered if one.telling.published}, key=lambda day: (moment(day), day)
    )
    return Incident(
        incident_id=incident_id,
        type=told_as.type,
        mode=told_as.mode,
        quad=told_as.quad,
        score=told_as.score,
        status=_firmest(events),
        confidence=_confidence(ordered),
        actors=actors,
        recipients=recipients,
        site=_site(ordered),
        first_day=first_day,
        last_day=last_day,
        dated=dated,
        killed=_toll(done, "killed"),
        injured=_toll(done, "injured"),
        detained=_toll(done, "detained"),
        publishers=len(set(voices.values())),
        first_report=dates[0] if dates else None,
        last_report=dates[-1] if dates else None,
        versions=_versions(ordered, voices),
        members=ordered,
    )


def member_order(member: Member) -> tuple[datetime, str, int, int, str]:
    """Sorts members: by the time of publication, those without last, then by report and place in its text."""
    event, told = member.event, member.telling
    return moment(told.published), told.report_id, event.sentence[0], event.trigger.start, event.event_id


def moment(published: str | None) -> datetime:
    """The moment of a date of publication, ISO 8601; midnight of a day, UTC where no zone is told, no date last."""
    if not published:
        return _LATEST
    try:
        found = datetime.fromisoformat(published)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):  # no date at all, or one that its zone moves out of the calendar
        return _LATEST


def text_of(telling: Telling) -> str:
    """Id of the text that a report carries: its own, or the one that it copies."""
    return telling.copy_of or telling.report_id


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())


def _firmest(events: Iterable[Event]) -> str:
    return min((event.status for event in events), key=STATUS_ORDER.index)


def _confidence(members: Sequence[Member]) -> float:
    """Probability that at least one text was read right, taking texts for independent and each at its surest event."""
    surest: dict[str, float] = {}
    for one in members:
        text = text_of(one.telling)
        surest[text] = max(surest.get(text, 0.0), one.event.confidence)
    return 1 - prod(1 - confidence for confidence in surest.values())


def _type_and_mode(members: Sequence[Member]) -> Event:
    """An event of the type that most texts give, and of its modes the one that most give; no mode where none does."""
    types = _Votes[str]()
    for one in members:
        types.add(one.event.type, one)
    most = types.first()
    of_type = [one for one in members if one.event.type == most]
    modes = _Votes[str]()
    for one in of_type:
        if one.event.mode is not None:
            modes.add(one.event.mode, one)
    mode = modes.first() if modes.texts else None
    return next(one.event for one in of_type if one.event.mode == mode)


@dataclass(slots=True)
class _Votes(Generic[Key]):
    """Which texts say what, in the order in which it was said first."""

    texts: dict[Key, set[str]] = field(default_factory=dict)
    last: dict[Key, int] = field(default_factory=dict)
    """How many votes there were when it was said last."""
    count: int = 0

    def add(self, key: Key, member: Member) -> None:
        self.count += 1
        self.texts.setdefault(key, set()).add(text_of(member.telling))
        self.last[key] = self.count

    def first(self) -> Key:
        """What most texts say; of several the one that was said first."""
        return max(self.texts, key=lambda key: len(self.texts[key]))

    def latest(self) -> Key:
        """What most texts say; of several the one that was said last."""
        return max(self.texts, key=lambda key: (len(self.texts[key]), self.last[key]))


# Publishers and versions


def _voices(members: Sequence[Member]) -> dict[str, tuple[str, str]]:
    """By text whose it is: the publisher of the report that is copied, else of the earliest with one, else the text's.

    The pair tells the two kinds apart: ``("publisher", "reuters")``, ``("text", "r7")``.
    """
    named: dict[str, tuple[str, str]] = {}
    originals_first = sorted(members, key=lambda one: one.telling.copy_of is not None)
    for one in originals_first:
        if one.telling.publisher:
            named.setdefault(text_of(one.telling), ("publisher", _folded(one.telling.publisher)))
    texts = dict.fromkeys(text_of(one.telling) for one in members)
    return {text: named.get(text, ("text", text)) for text in texts}


def _versions(members: Sequence[Member], voices: dict[str, tuple[str, str]]) -> tuple[Version, ...]:
    """One for each voice and each source that it names, in the order in which they were first told."""
    names: dict[tuple[str, str], str] = {}
    for one in sorted(members, key=lambda one: one.telling.copy_of is not None):
        if one.telling.publisher and voices[text_of(one.telling)][1] == _folded(one.telling.publisher):
            names.setdefault(voices[text_of(one.telling)], one.telling.publisher)
    told: dict[tuple[tuple[str, str], str | None], tuple[str | None, list[Member]]] = {}
    for one in members:
        voice = voices[text_of(one.telling)]
        sources: list[str | None] = [mention.text for mention in one.event.sources]
        for source in sources or [None]:
            key = (voice, None if source is None else _folded(source))
            told.setdefault(key, (source, []))[1].append(one)
    return tuple(_version(names.get(voice), source, said) for (voice, _), (source, said) in told.items())


def _version(publisher: str | None, source: str | None, members: Sequence[Member]) -> Version:
    done = [one for one in members if one.event.status in TOLD_AS_DONE] or members
    return Version(
        publisher=publisher,
        source=source,
        status=_firmest(one.event for one in members),
        blamed=_sides(members)[0],
        killed=_toll(done, "killed"),
        injured=_toll(done, "injured"),
        detained=_toll(done, "detained"),
        event_ids=tuple(dict.fromkeys(one.event.event_id for one in members)),
    )


# Numbers of people


def _toll(members: Iterable[Member], role: str) -> Toll | None:
    """Least and most that anybody states; best is the number that most texts state, of several the latest.

    Numbers told exactly go before ranges, of which the lower end is taken, or the upper end where the lower is 0.
    """
    told: list[TollMention] = []
    exact, vague = _Votes[int](), _Votes[int]()
    for one in members:
        toll: TollMention | None = getattr(one.event, role)
        if toll is None or (toll.min is None and toll.max is None):
            continue
        told.append(toll)
        (exact if toll.min == toll.max else vague).add(toll.min or toll.max or 0, one)
    if not told:
        return None
    bounds = [toll.max for toll in told if toll.max is not None]
    return Toll(
        min=min(toll.min or 0 for toll in told),
        best=(exact if exact.texts else vague).latest(),
        max=max(bounds) if len(bounds) == len(told) else None,
    )


# Parties


@dataclass(slots=True)
class _Named:
    """A party as it was named: by which texts on which side, and in which words."""

    first: ActorMention
    sides: tuple[set[str], set[str]] = field(default_factory=lambda: (set(), set()))
    names: _Votes[str] = field(default_factory=_Votes)

    def party(self) -> Party:
        return Party(self.first.actor_id, self.names.first(), self.first.country, self.first.sector)


def _sides(members: Iterable[Member]) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Actors and recipients, each party on the side where more texts have it; those that most texts name first."""
    named: dict[tuple[str | None, ...], _Named] = {}
    for one in members:
        for side, several in enumerate((one.event.actors, one.event.recipients)):
            for mention in several:
                found = named.setdefault(_party_key(mention), _Named(mention))
                found.sides[side].add(text_of(one.telling))
                found.names.add(mention.name or mention.text, one)
    ranked = sorted(named.values(), key=lambda party: -len(party.sides[0] | party.sides[1]))
    actors = [party for party in ranked if len(party.sides[0]) >= len(party.sides[1])]
    recipients = [party for party in ranked if len(party.sides[0]) < len(party.sides[1])]
    return tuple(party.party() for party in actors), tuple(party.party() for party in recipients)


def _party_key(mention: ActorMention) -> tuple[str | None, ...]:
    if mention.actor_id is not None:
        return (mention.actor_id,)
    return mention.country, mention.sector, _folded(mention.name or mention.text)


# Where


def _site(members: Iterable[Member]) -> Site | None:
    """The most precise place of those that more texts name, or name something in, than texts contradict.

    A text contradicts a place if it names others, none of which lies in it or is an area around it. Where every place
    is contradicted by as many, the least contradicted ones are taken.
    """
    resolved, words = _Votes[Site](), _Votes[str]()
    for one in members:
        for place in one.event.places:
            if place.country is None and place.geonames_id is None:
                words.add(place.text, one)
            else:
                resolved.add(_site_of(place), one)
    if not resolved.texts:
        return Site(None, words.first(), None, None, None, None, None) if words.texts else None
    return _agreed(_same_sites(resolved.texts))


def _site_of(place: PlaceMention) -> Site:
    where = (place.lat, place.lon, place.precision)
    return Site(place.geonames_id, place.name or place.text, place.admin1, place.country, *where)


def _same_sites(texts: dict[Site, set[str]]) -> dict[Site, set[str]]:
    """Sites with one GeoNames number, or of one name in one country, made one: the one that was named first."""
    merged: dict[tuple[object, ...], tuple[Site, set[str]]] = {}
    for site, said in texts.items():
        key = (site.geonames_id,) if site.geonames_id is not None else (_folded(site.name or ""), site.country)
        merged.setdefault(key, (site, set()))[1].update(said)
    return dict(merged.values())


def _agreed(texts: dict[Site, set[str]]) -> Site:
    everyone = set().union(*texts.values())
    lead: dict[Site, int] = {}
    inside: dict[Site, int] = {}
    for site in texts:
        within = set().union(*(texts[other] for other in texts if other is site or _contains(site, other)))
        agreeing = within.union(*(texts[other] for other in texts if _contains(other, site)))
        inside[site], lead[site] = len(within), len(within) - len(everyone - agreeing)
    agreed = [site for site in texts if lead[site] > 0] or [site for site in texts if lead[site] == max(lead.values())]
    # Of what is equal, min takes the first: what was named first.
    return min(agreed, key=lambda site: (_rank(site), -inside[site]))


def _rank(site: Site) -> int:
    return PRECISION_ORDER.index(site.precision) if site.precision in PRECISION_ORDER else _WIDE


def _contains(area: Site, site: Site) -> bool:
    """Whether one is an area that the other lies in, as far as country and division tell."""
    if _rank(area) < _WIDE or _rank(area) <= _rank(site) or area.country is None or area.country != site.country:
        return False
    return area.precision == "country" or area.admin1 is None or area.admin1 == site.admin1


# When


def _days(members: Sequence[Member]) -> tuple[date | None, date | None, bool]:
    """First and last day, and whether they are the events' own and not those of the reports."""
    spans: dict[tuple[date, date], set[str]] = {}
    for one in members:
        if one.event.date is not None and (one.event.date.from_ or one.event.date.to):
            spans.setdefault(_span(one.event.date), set()).add(text_of(one.telling))
    if spans:
        first, last = _common(spans)
        return (None if first == date.min else first), (None if last == date.max else last), True
    reported = [moment(one.telling.published) for one in members]
    days = [found.date() for found in reported if found != _LATEST]
    return (min(days), max(days), False) if days else (None, None, False)


def _span(said: DateMention) -> tuple[date, date]:
    first = date.fromisoformat(said.from_) if said.from_ else date.min
    last = date.fromisoformat(said.to) if said.to else date.max
    return first, max(first, last)


def _common(spans: dict[tuple[date, date], set[str]]) -> tuple[date, date]:
    """The days that most texts allow; where several stretches of days tie, from the first of them to the last.

    Most texts agree on a day on which some interval begins: only those are tried.
    """
    stretches: list[tuple[int, date, date]] = []
    for day in sorted({first for first, _ in spans}):
        around = [span for span in spans if span[0] <= day <= span[1]]
        texts = set().union(*(spans[span] for span in around))
        stretches.append((-len(texts), day, min(last for _, last in around)))
    _, best = next(groupby(sorted(stretches), key=lambda stretch: stretch[0]))
    tied = list(best)
    return tied[0][1], max(last for _, _, last in tied)
