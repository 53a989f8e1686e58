"""The uids whose index entry is stale, and those of them that must not be found meanwhile.

An archive may have several indexes, one beside the other while it moves from one engine to another:
each is told what the others took from here.
"""

import secrets
from collections.abc import Iterator

from BTrees.LLBTree import LLBTree, LLTreeSet
from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

#: Entries an index may miss; one that misses more is made anew.
MOST_MISSED = 10_000


class Pending(Persistent):
    """Written with the change itself; the indexer takes from it what it has done."""

    _missed: OOBTree | None = None
    _whole: OOTreeSet | None = None

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

    def done(self, batch: dict[int, int], index: str) -> None:
        """Take out what ``index`` has, unless it was marked again in the meantime."""
        for uid, mark in batch.items():
            if self._marks.get(uid) == mark:
                del self._marks[uid]
                self._hidden.discard(uid)
        for other, missed in list((self._missed or {}).items()):
            if other != index:
                missed.update(batch)
                if len(missed) > MOST_MISSED:
                    self.forget(other)

    def follow(self, index: str) -> None:
        """Begin to remember what ``index`` misses, which is not whole until it is said to be."""
        if self._missed is None or self._whole is None:
            self._missed, self._whole = OOBTree(), OOTreeSet()
        self._missed[index] = LLTreeSet()
        self._whole.discard(index)

    def forget(self, index: str) -> None:
        """Remember no longer what ``index`` misses: it must be made anew."""
        if self._missed is not None and self._whole is not None:
            self._missed.pop(index, None)
            self._whole.discard(index)

    def made_whole(self, index: str) -> None:
        """Take ``index`` for whole, but for what it misses."""
        if self._missed is not None and self._whole is not None and index in self._missed:
            self._whole.add(index)

    def whole(self) -> frozenset[str]:
        """Give the indexes that are whole, but for what they miss."""
        return frozenset(self._whole or ())

    def resume(self, index: str) -> None:
        """Let what ``index`` misses wait for it, not to be found meanwhile."""
        missed = self._missed.get(index) if self._missed is not None else None
        if missed:
            for uid in missed:
                self.mark(uid, hide=True)
            missed.clear()

    def hidden(self) -> frozenset[int]:
        """Give the uids that must be left out of hits and counts until they are indexed."""
        return frozenset(self._hidden)

    def __iter__(self) -> Iterator[int]:
        """Go through the uids that wait."""
        return iter(self._marks)
