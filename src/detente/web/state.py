"""AppState: what one workspace holds: its open ledger, and answers that are good until the ledger changes."""

import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar, cast

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from detente.exports.visible import visible
from detente.ledger import Ledger
from detente.web import clock
from detente.web.act_store import ActStore, ClosingError
from detente.web.incident_store import IncidentStore
from detente.web.settings import Settings
from detente.web.watching import watch

Value = TypeVar("Value")
Key = TypeVar("Key", bound=Hashable)

_log = logging.getLogger("detente.web")

WRITERS = 2
"""Changes that people make at one time: the ledger takes one after another, and pages need the other threads."""
WRITE_SECONDS = 10.0
"""How long such a change waits for another writer, be it another process, before whoever makes it is told so."""
EVENTS_AT_ONCE = 500
"""Events that the workspace puts into incidents before it gives way: a second, three where towns have thousands."""
ANSWERS = 64
"""Values kept for pages: lists of dyads, shifts, days; some of them are large, and few are asked for at one time."""


_OVERHEAD = 250
"""Bytes that a value takes besides its own: key, place in the order, weight."""


class Answers:
    """Values by key, each made once however many ask for it at one time, and forgotten when the ledger changes.

    What was not asked for the longest goes when the weights of all are more than ``limit``.
    """

    def __init__(self, limit: int, weigh: Callable[[Any], int] = lambda _: 1) -> None:
        self._limit = limit
        self._weigh = weigh
        self._lock = threading.Lock()
        self._generation = ""
        self._weight = 0
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._making: dict[tuple[str, Hashable], Future[Any]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def weight(self) -> int:
        """Sum of the weights of all values kept."""
        return self._weight

    def kept(self, generation: str, key: Hashable) -> Any | None:
        """The value if it is here, None if it is not."""
        with self._lock:
            self._turn_to(generation)
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def of(self, generation: str, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value, made if it is not here; whoever asks while another makes it waits. Raises what ``make`` raises.

        None is not kept: it stands for what is not there, which anybody may ask for.
        """
        found = self.kept(generation, key)
        if found is not None:
            return cast("Value", found)
        with self._lock:
            future = self._making.get((generation, key))
            mine = future is None
            if future is None:
                future = self._making[generation, key] = Future()
        if mine:
            self._make(generation, key, make, future)
        return cast("Value", future.result())

    def several(
        self, generation: str, keys: Sequence[Key], make: Callable[[Sequence[Key]], Mapping[Key, Value]]
    ) -> list[Value]:
        """The values of these keys in their order; ``make`` makes all at once that are not here."""
        with self._lock:
            self._turn_to(generation)
            found: dict[Key, Value] = {key: self._kept[key][0] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        missing = [key for key in keys if key not in found]
        if missing:
            found |= make(missing)
            for key in missing:
                self._keep(generation, key, found[key])
        return [found[key] for key in keys]

    def _turn_to(self, generation: str) -> None:
        """Forgets what was made of the ledger as it was before."""
        if generation != self._generation:
            self._kept.clear()
            self._generation, self._weight = generation, 0

    def _make(self, generation: str, key: Hashable, make: Callable[[], Any], future: "Future[Any]") -> None:
        try:
            value = make()
        except BaseException as error:  # noqa: BLE001  it is raised where the value is asked for, here and elsewhere
            future.set_exception(error)
        else:
            if value is not None:
                self._keep(generation, key, value)
            future.set_result(value)
        finally:
            with self._lock:
                del self._making[generation, key]

    def _keep(self, generation: str, key: Hashable, value: Any) -> None:
        weight = self._weigh(value)
        with self._lock:
            if generation != self._generation:  # the ledger changed while the value was being made
                return
            self._weight += weight - self._kept.pop(key, (None, 0))[1]
            self._kept[key] = (value, weight)
            while self._weight > self._limit:
                self._weight -= self._kept.popitem(last=False)[1][1]


def _size(part: bytes | Sequence[object]) -> int:
    """Bytes that a part takes, about; a small value in a list takes some hundred."""
    return _OVERHEAD + (len(part) if isinstance(part, bytes) else 100 * len(part))


@dataclass(frozen=True, slots=True)
class Lately(Generic[Value]):
    """A value as it was when the ledger was of a generation."""

    value: Value | None
    """None where there is none yet."""
    generation: str
    fresh: bool = False
    """Whether the ledger is still of this generation."""


class AppState:
    """The open ledger of one workspace, and what was worked out from it since it last changed."""

    def __init__(self, ledger: Ledger, settings: Settings) -> None:
        self.ledger = ledger.waiting(WRITE_SECONDS)
        self.patient_ledger = ledger
        """The same for what works in the background, where nobody waits."""
        self.settings = settings
        self.bodies = Answers(settings.cache_bytes // 4, len)
        """Answers of the API as they are sent."""
        self.records = Answers(settings.cache_bytes * 3 // 4, _size)
        """Parts that answers are put together from: records in JSON, and numbers of rows."""
        self.act_store = ActStore(ledger)
        self.incident_store = IncidentStore(ledger)
        self._values = Answers(ANSWERS)
        self._lately: dict[Hashable, Lately[Any]] = {}
        self._writers = CapacityLimiter(WRITERS)
        self._changing = 0
        self._none_changes = threading.Condition()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="detente-soon")
        self._lock = threading.Lock()
        self._awaited: set[Hashable] = set()
        self._started = secrets.token_hex(4)
        self._watch = watch(ledger)

    def close(self) -> None:
        """Lets go of the database; what is being worked out for pages ends unfinished."""
        self.act_store.close()
        self._worker.shutdown(wait=True, cancel_futures=True)
        self._watch.close()
        self.ledger.close()

    @property
    def generation(self) -> str:
        """A word that is another one after every change of the ledger, by whomever, every start and every midnight.

        Ask for it before reading: what is read later may be newer, never older, than the word says.
        """
        return f"{self._started}-{self._watch.mark()}-{clock.today():%y%m%d}"

    async def current_generation(self) -> str:
        """The generation, for the event loop, which must not wait for a database on another machine."""
        return self.generation if self._watch.instant else await run_in_threadpool(lambda: self.generation)

    async def change(self, make: Callable[[], Value]) -> Value:
        """What ``make`` returns, which changes the ledger; done beside pages, whose threads it does not take."""
        self._count_changes(1)
        try:
            return await to_thread.run_sync(make, limiter=self._writers)
        finally:
            self._count_changes(-1)

    def _count_changes(self, more: int) -> None:
        with self._none_changes:
            self._changing += more
            self._none_changes.notify_all()

    def give_way(self) -> None:
        """Waits until no change that somebody makes is left; for work in the background, between two transactions.

        Whoever has just written would be the first to write again, and a change would wait for the last of them.
        """
        with self._none_changes:
            self._none_changes.wait_for(lambda: not self._changing, WRITE_SECONDS)

    def answer(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What ``make`` returns made once until the ledger changes; ``key`` names it and all it needs."""
        return self._values.of(self.generation, key, make)

    def soon(self, key: Hashable, make: Callable[[], Value]) -> "Lately[Value]":
        """What ``make`` returned last, at once; if the ledger has changed since, it is made anew meanwhile.

        For what takes seconds: a page shows the older value, or says that there is none yet, and asks again. What
        ``make`` asks of ``answer`` it keeps there.
        """
        generation = self.generation
        with self._lock:
            lately: Lately[Value] = self._lately.get(key, Lately(None, ""))
            if lately.generation != generation and key not in self._awaited:
                self._awaited.add(key)
                self._worker.submit(self._work, key, make)
        return replace(lately, fresh=lately.generation == generation)

    def lately(self, key: Hashable) -> "Lately[Any]":
        """What ``soon`` has of the key, without making it anew."""
        generation = self.generation
        with self._lock:
            lately: Lately[Any] = self._lately.get(key, Lately(None, ""))
        return replace(lately, fresh=lately.generation == generation)

    def _work(self, key: Hashable, make: Callable[[], Any]) -> None:
        generation = ""
        try:
            generation = self.generation
            value = make()
        except ClosingError:
            value = None
        except Exception as error:  # noqa: BLE001  there is nobody to raise it to: it is told, and tried again
            _log.error("%s: %s", key, visible(str(error)))
            value = None
        with self._lock:
            if value is not None:
                self._lately[key] = Lately(value, generation)
            self._awaited.discard(key)


async def state_of(connection: HTTPConnection) -> AppState:
    """The state of the application that a request is for; for ``Depends``."""
    return cast("AppState", connection.app.state.detente)
