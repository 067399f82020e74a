"""Identity: which report ids were used before in a run, in little memory."""

from array import array
from hashlib import blake2b

_FIRST_SIZE = 1024
_FULL = 0.6


class SeenIds:
    """A set of ids that keeps eight bytes of digest for each, about 16 bytes an id with the room between.

    Two different ids have the same digest once in a hundred million runs of half a million reports.
    """

    def __init__(self) -> None:
        self._slots = array("Q", bytes(8 * _FIRST_SIZE))
        self._count = 0

    def add(self, report_id: str) -> bool:
        """Whether ``report_id`` is new; it is not the next time."""
        digest = int.from_bytes(blake2b(report_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()) or 1
        slot = self._slot(digest)
        if self._slots[slot]:
            return False
        self._slots[slot] = digest
        self._count += 1
        if self._count > _FULL * len(self._slots):
            self._grow()
        return True

    def _slot(self, digest: int) -> int:
        """Where the digest stands, or the free slot where it belongs."""
        last = len(self._slots) - 1
        slot = digest & last
        while self._slots[slot] not in (0, digest):
            slot = (slot + 1) & last
        return slot

    def _grow(self) -> None:
        old = self._slots
        self._slots = array("Q", bytes(16 * len(old)))
        for digest in old:
            if digest:
                self._slots[self._slot(digest)] = digest
