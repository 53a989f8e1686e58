"""The uids whose index entry is stale, and those of them that must not be found meanwhile."""

import secrets
from collections.abc import Iterator

from BTrees.LLBTree import LLBTree, LLTreeSet
from persistent import Persistent


class Pending(Persistent):
    """Written with the change itself; the indexer takes from it what it has done."""

    def __init__(self) -> None:
        """Start with nothing pending."""
        self._marks = LLBTree()
        self._hidden = LLTreeSet()

    def __len__(self) -> int:
        """Give how many entries wait, counting them."""
        return len(self._marks)

    def mark(self, uid: int, *, hide: bool = False) -> None:
        """Note that the entry of ``uid`` is stale; ``hide`` it where access tightens."""
        self._marks[uid] = secrets.randbits(62)
        if hide:
            self._hidden.add(uid)

    def batch(self, size: int) -> dict[int, int]:
        """Give up to ``size`` uids, each with the mark that ``done`` must show again."""
        batch: dict[int, int] = {}
        for uid, mark in self._marks.items():
            batch[uid] = mark
            if len(batch) == size:
                break
        return batch

    def done(self, batch: dict[int, int]) -> None:
        """Take out what is indexed, unless it was marked again in the meantime."""
        for uid, mark in batch.items():
            if self._marks.get(uid) == mark:
                del self._marks[uid]
                self._hidden.discard(uid)

    def hidden(self) -> frozenset[int]:
        """Give the uids that must be left out of hits and counts until they are indexed."""
        return frozenset(self._hidden)

    def __iter__(self) -> Iterator[int]:
        """Go through the uids that wait."""
        return iter(self._marks)
