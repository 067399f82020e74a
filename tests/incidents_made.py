"""Made evidence for tests of incidents: a small world in which much coincides, and a store that holds it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from hypothesis import strategies as st

from detente.incidents.evidence import Evidence
from detente.incidents.grouping import Change, Entry, Group, Standing
from detente.incidents.incident import Party, Site

TOWNS = (
    Site(1, "Alda", "North", "XAA", 10.0, 20.0, "city"),
    Site(2, "Berin", "North", "XAA", 10.1, 20.1, "city"),
    Site(3, "Corvo", "South", "XAA", 14.0, 21.0, "city"),
    Site(None, "Mill Bridge", "North", "XAA", 10.001, 20.001, "point"),
    Site(4, "North", "North", "XAA", 10.5, 20.5, "province"),
    Site(5, "Xaland", None, "XAA", 12.0, 20.5, "country"),
)
PARTIES = (
    Party("XAA:MIL", "Xaland, military", "XAA", "MIL"),
    Party("XAA:REB-front", "Northern Front", "XAA", "REB"),
    Party("XAA", "Xaland", "XAA", None),
    Party("XBB:MIL", "Xbonia, military", "XBB", "MIL"),
    Party(None, "gunmen", None, None),
)


def event(event_id: str = "a", **fields: object) -> Evidence:
    """A clash in Alda on day 100, told the same day; fields given replace its own."""
    made = Evidence(
        event_id=event_id,
        report_id=f"r-{event_id}",
        type="ASSAULT",
        mode="firearms",
        status="actual",
        actors=(PARTIES[0],),
        recipients=(PARTIES[1],),
        sites=(TOWNS[0],),
        first=100,
        last=100,
        dated=True,
        killed=(7, 7),
        words=("killed",),
        sentence=(0, 50),
        told=100,
    )
    return replace(made, **fields)  # type: ignore[arg-type]


@st.composite
def events(draw: st.DrawFn, most: int = 24) -> list[Evidence]:
    """Events with ids in no order, some of them copies of one another."""
    count = draw(st.integers(1, most))
    ids = draw(st.permutations([f"e{number:02}" for number in range(count)]))
    return [_one(draw, event_id) for event_id in ids]


def _one(draw: st.DrawFn, event_id: str) -> Evidence:
    first = draw(st.sampled_from((None, 100, 101, 102, 200)))
    dated = first is not None and draw(st.booleans())
    told = draw(st.sampled_from((None, 100, 101, 103)))
    return event(
        event_id,
        report_id=draw(st.sampled_from((f"r-{event_id}", "digest"))),
        type=draw(st.sampled_from(("ASSAULT", "ASSAULT", "ASSAULT", "COERCE", "CONSULT"))),
        status=draw(st.sampled_from(("actual", "alleged", "negated"))),
        actors=draw(st.sampled_from(((), (PARTIES[0],), (PARTIES[1],), (PARTIES[4],)))),
        recipients=draw(st.sampled_from(((), (PARTIES[1],), (PARTIES[0], PARTIES[3]), (PARTIES[2],)))),
        sites=tuple(draw(st.lists(st.sampled_from(TOWNS), max_size=2, unique=True))),
        first=first,
        last=None if first is None else first + draw(st.sampled_from((0, 0, 1, 6, 400))),
        dated=dated,
        killed=draw(st.sampled_from((None, (7, 7), (5, 9), (50, None)))),
        words=draw(st.sampled_from(((), ("killed",), ("shot",)))),
        told=told,
        telling=draw(st.sampled_from((None, f"t-{event_id}", f"t-{event_id}", "t-wire", "t-other"))),
    )


class Store:
    """Holds what a ledger would, in memory."""

    def __init__(self) -> None:
        self.held: dict[str, Evidence] = {}
        self._standings: dict[str, Standing] = {}
        self._groups: dict[str, Group] = {}

    def standings(self, event_ids: Collection[str]) -> Iterable[Standing]:
        """As ``Held`` asks."""
        return [self._standings[event_id] for event_id in event_ids if event_id in self._standings]

    def under(self, keys: Collection[int]) -> Iterable[Entry]:
        """As ``Held`` asks."""
        return [
            Entry(key, one.sort, one.event_id) for one in self._standings.values() for key in one.keys if key in keys
        ]

    def telling(self, tellings: Collection[str]) -> Iterable[Standing]:
        """As ``Held`` asks."""
        return [one for one in self._standings.values() if one.telling in tellings]

    def evidence(self, event_ids: Collection[str]) -> Iterable[Evidence]:
        """As ``Held`` asks."""
        return [self.held[event_id] for event_id in event_ids]

    def apply(self, change: Change, added: Sequence[Evidence]) -> None:
        """Write a change down."""
        for event_id in change.gone:
            del self.held[event_id], self._standings[event_id], self._groups[event_id]
        self.held.update((one.event_id, one) for one in added)
        self._standings.update((one.event_id, one) for one in change.standings)
        self._groups.update((member.event_id, group) for group in change.groups for member in group.members)

    def groups(self) -> list[Group]:
        """The groups that hold the events now, by group id."""
        for event_id, group in self._groups.items():
            assert event_id in {member.event_id for member in group.members}
        return sorted({group.group_id: group for group in self._groups.values()}.values(), key=lambda one: one.group_id)
