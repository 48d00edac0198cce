"""Samples of a stream of texts, drawn by a hash of each text alone: the same in any order."""

from __future__ import annotations

import hashlib
import heapq

ABOVE_HASHES = 1 << 64


def text_hash(text: str, purpose: str) -> int:
    """A number below 2**64 that hangs on the text alone; other for another purpose."""
    data = text.encode("utf-8", "replace")
    digest = hashlib.blake2b(data, digest_size=8, person=purpose.encode()).digest()
    return int.from_bytes(digest, "big")


class LowestHashes:
    """The few lowest of many numbers, each once."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._heap: list[int] = []  # negated: the highest of the lowest comes first

    def add(self, value: int) -> None:
        if -value in self._heap:
            return
        heapq.heappush(self._heap, -value)
        if len(self._heap) > self._size:
            heapq.heappop(self._heap)

    def values(self) -> list[int]:
        return sorted(-value for value in self._heap)

    @property
    def n_distinct(self) -> int:
        """How many there were, each counted once: about, from where the last of these lies among
        all there can be (k minimum values, Bar-Yossef et al. 2002)."""
        values = self.values()
        if len(values) < self._size:
            return len(values)
        return int((self._size - 1) * ABOVE_HASHES / max(1, values[-1]))


class SampleByHash:
    """The texts with the lowest hashes, as many as a budget of characters holds."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._characters = 0
        self._heap: list[tuple[int, str]] = []

    def add(self, place: int, text: str) -> None:
        heapq.heappush(self._heap, (-place, text))
        self._characters += len(text)
        while self._characters > self._budget and len(self._heap) > 1:
            self._characters -= len(heapq.heappop(self._heap)[1])

    def texts(self) -> list[str]:
        return [text for _, text in sorted(self._heap)]
