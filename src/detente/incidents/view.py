"""View: what a store of events holds, seen as it will be after a change."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from detente.incidents.blocking import WINDOW, keys_of, order_of, sort_of
from detente.incidents.evidence import Evidence
from detente.incidents.groups import Corrections, Held, Pair, Standing
from detente.incidents.tellings import splits_by_event, stand_ins, told_later

Block = list[tuple[str, str]]
"""What orders each event under a key, and its id; in order."""


class View:
    """Reads the store in bulk and keeps what it has read; all answers are of the state after the change."""

    def __init__(self, held: Held, corrections: Corrections) -> None:
        self._held = held
        self._corrections = corrections
        self._splits = splits_by_event(corrections.splits)
        self._evidence: dict[str, Evidence] = {}
        self._before: dict[str, Standing] = {}
        self._after: dict[str, Standing] = {}
        self._tellings: dict[str, set[str]] = defaultdict(set)
        """The events of each telling that was read, without those that leave and with those that arrive."""
        self._stand_in: dict[str, str] = {}
        self._blocks: dict[int, Block] = {}
        self._blocks_before: dict[int, Block] = {}
        self._lost: dict[int, set[str]] = defaultdict(set)
        self._gained: dict[int, set[str]] = defaultdict(set)
        self._changed: frozenset[str] = frozenset()
        self.gone: frozenset[str] = frozenset()
        self._arrived: frozenset[str] = frozenset()

    def apply(self, added: Sequence[Evidence], removed: Collection[str], touched: Collection[str]) -> None:
        """Take the change in, before anything is asked."""
        self._evidence = {one.event_id: one for one in added}
        self.gone = frozenset(removed) - self._evidence.keys()
        self._arrived = frozenset(self._evidence)
        self._changed = frozenset(removed) | frozenset(touched) | self._evidence.keys()
        named = {event for pair in (*self._corrections.joins, *self._corrections.splits) for event in pair}
        self._read_standings(self._changed | named)
        for event in self._before.keys() & (self.gone | self._evidence.keys()):
            del self._after[event]
        for one in added:
            self._after[one.event_id] = Standing(one.event_id, one.telling, sort_of(one), ())
        both = (*self._before.values(), *self._after.values())
        self._read_tellings({one.telling for one in both if one.telling is not None})
        self._stand_anew()

    def seeds(self) -> set[str]:
        """Events from which every group that may change can be reached."""
        events = set(self._changed)
        for event in self._changed:
            one = self._before.get(event), self._after.get(event)
            events.update(*(self._tellings[each.telling] for each in one if each is not None and each.telling))
        for pair in (*self._corrections.joins, *self._corrections.splits):
            if self._changed & set(pair):
                events.update(pair)
        self._read_blocks(self._lost.keys() | self._gained.keys())
        beside = (self._beside_lost() | self._beside_gained()) - self.gone
        self._read_standings(beside)
        return {self._stand_in[event] for event in (*events, *beside) if event in self._stand_in}

    def changed_standings(self) -> tuple[Standing, ...]:
        """Standings that the store has to write, by event id: of events that arrive even if it has written the same."""
        return tuple(
            one
            for event, one in sorted(self._after.items())
            if event in self._arrived or self._before.get(event) != one
        )

    def candidates(self, events: Collection[str]) -> Iterator[Pair]:
        """Pairs of one of these events with one that it is compared with; a pair may come twice."""
        self._read_standings(events)
        self._read_blocks({key for event in events for key in self._after[event].keys})
        for event in sorted(events):
            for key in self._after[event].keys:
                for other in _beside(self._blocks[key], self._place(key, event)):
                    yield (event, other) if event < other else (other, event)

    def joins_of(self, events: Collection[str]) -> list[Pair]:
        """Joins by hand of these events, by the events that stand for those named."""
        pairs = [[self._stand_in.get(event) for event in pair] for pair in self._corrections.joins]
        known = [(one, other) for one, other in pairs if one is not None and other is not None and one != other]
        return [(min(pair), max(pair)) for pair in known if not set(pair).isdisjoint(events)]

    def copies(self, events: Collection[str]) -> dict[str, str]:
        """The events that these stand for beside themselves, by id, each with the one that stands for it."""
        self._read_tellings({one.telling for event in events if (one := self._after[event]).telling is not None})
        chosen = set(events)
        stood_for = {
            event
            for one in events
            for event in self._tellings.get(self._after[one].telling or "", ())
            if self._stand_in[event] in chosen and event not in chosen
        }
        return {event: self._stand_in[event] for event in sorted(stood_for)}

    def evidence(self, events: Sequence[str]) -> list[Evidence]:
        """The evidence of these events, in their order."""
        missing = [event for event in events if event not in self._evidence]
        self._evidence.update((one.event_id, one) for one in self._held.evidence(missing) if missing)
        return [self._evidence[event] for event in events]

    def split_off(self, events: Collection[str]) -> set[str]:
        """Which of these events a user has split from one that was told earlier."""
        chosen = set(events)
        pairs = [pair for pair in self._corrections.splits if not chosen.isdisjoint(pair)]
        named = sorted({event for pair in pairs for event in pair if event in self._stand_in})
        told = {one.event_id: one.told for one in self.evidence(named)}
        return told_later(pairs, told) & chosen

    def _read_standings(self, events: Iterable[str]) -> None:
        missing = {event for event in events if event not in self._before and event not in self._after}
        if missing:
            self._note(self._held.standings(missing))

    def _note(self, standings: Iterable[Standing]) -> None:
        for one in standings:
            if one.event_id not in self._before:
                self._before[one.event_id] = self._after[one.event_id] = one
                if one.telling is None or one.keys:
                    self._stand_in.setdefault(one.event_id, one.event_id)

    def _read_tellings(self, tellings: Iterable[str | None]) -> None:
        """Read every event of these tellings and find out who stands for whom."""
        missing = {telling for telling in tellings if telling is not None and telling not in self._tellings}
        if not missing:
            return
        self._note(one for one in self._held.telling(missing) if one.event_id not in self.gone)
        for telling in missing:
            self._tellings[telling] = set()
        for event, one in self._after.items():
            if one.telling in missing:
                self._tellings[one.telling].add(event)
        for telling in missing:
            self._stand_in.update(stand_ins(self._tellings[telling], self._splits))

    def _stand_anew(self) -> None:
        """Work out standings where a telling's events have changed, and which keys are lost and gained by it."""
        for event in self.gone:
            self._stand_in.pop(event, None)
        for event, one in self._after.items():
            if one.telling is None:
                self._stand_in[event] = event
        standing = {event for event in self._after if self._stand_in[event] == event}
        new = sorted(event for event in standing if not self._after[event].keys)
        for evidence in self.evidence(new):
            event = evidence.event_id
            self._after[event] = Standing(event, evidence.telling, sort_of(evidence), keys_of(evidence))
        for event in self._after.keys() - standing:
            one = self._after[event]
            self._after[event] = Standing(event, one.telling, one.sort, ())
        for event in self._before.keys() | self._after.keys():
            self._note_keys(event, self._before.get(event), self._after.get(event))

    def _note_keys(self, event: str, before: Standing | None, after: Standing | None) -> None:
        old = {(key, before.sort) for key in before.keys} if before else set()
        new = {(key, after.sort) for key in after.keys} if after else set()
        # One that comes again may have other evidence under the same keys: whom it was joined to is looked at again.
        same = set() if event in self._arrived else old & new
        for key, _ in old - same:
            self._lost[key].add(event)
        for key, _ in new - same:
            self._gained[key].add(event)

    def _read_blocks(self, keys: Collection[int]) -> None:
        missing = {key for key in keys if key not in self._blocks}
        if not missing:
            return
        for key in missing:
            self._blocks[key] = []
            self._blocks_before[key] = []
        for entry in self._held.under(missing):
            self._blocks_before[entry.key].append((order_of(entry.key, entry.sort), entry.event_id))
        for key in missing:
            self._blocks_before[key].sort()
            stay = [one for one in self._blocks_before[key] if one[1] not in self._lost[key]]
            come = [(order_of(key, self._after[event].sort), event) for event in self._gained[key]]
            self._blocks[key] = sorted(stay + come)

    def _place(self, key: int, event: str) -> int:
        return bisect_left(self._blocks[key], (order_of(key, self._after[event].sort), event))

    def _beside_lost(self) -> set[str]:
        """Events near one that loses a key: their candidates change."""
        beside: set[str] = set()
        for key, events in self._lost.items():
            block = self._blocks_before.get(key, [])
            for place, (_, event) in enumerate(block):
                if event in events:
                    beside.update(_beside(block, place))
        return beside

    def _beside_gained(self) -> set[str]:
        """Events near one that gains a key: in a block that is compared whole they keep their candidates."""
        beside: set[str] = set()
        for key, events in self._gained.items():
            block = self._blocks.get(key, [])
            if len(block) > WINDOW + 1:
                for event in events:
                    beside.update(_beside(block, self._place(key, event)))
        return beside


def _beside(block: Block, place: int) -> Iterator[str]:
    """The events within WINDOW of a place of the block."""
    for _, event in (*block[max(0, place - WINDOW) : place], *block[place + 1 : place + 1 + WINDOW]):
        yield event
