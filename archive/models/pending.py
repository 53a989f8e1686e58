"""The uids whose index entry is stale, and those of them that must not be found meanwhile.

An archive may have several indexes, one beside the other while it moves from one engine to another:
each is told what the others took from here.

Many write here at once, and the indexer takes out what they wrote. So a mark stands under a key
of its own, in one of many small trees, and none of those is ever empty: ZODB merges what two put
in and a third takes out, unless a tree is emptied or grows out of its one record.
"""

from __future__ import annotations

import secrets
from itertools import count
from typing import TYPE_CHECKING

from BTrees.LLBTree import LLTreeSet
from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from archive.models.trees import SmallLLBTree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

#: Entries an index may miss; one that misses more is made anew.
MOST_MISSED = 10_000

#: Trees the marks are spread over, and the key in each that keeps it from being empty.
SHARDS, KEEPER = 64, 0

#: Every connection of a process begins with a tree of its own.
_turns = count(secrets.randbelow(SHARDS))

#: The marks of one uid that were seen together.
Marks = tuple[tuple[int, int], ...]


class Pending(Persistent):
    """Written with the change itself; the indexer takes from it what it has done."""

    _missed: OOBTree | None = None
    _whole: OOTreeSet | None = None

    #: Since when the index can't take what waits; ``None`` while it can.
    hindered_since: datetime | None = None

    def __init__(self, marked: Iterable[int] = (), hidden: Iterable[int] = ()) -> None:
        """Start with what is ``marked`` and, among that, ``hidden``; with nothing by itself."""
        self._shards = tuple(SmallLLBTree({KEEPER: KEEPER}) for _shard in range(SHARDS))
        self._hiding = tuple(SmallLLBTree({KEEPER: KEEPER}) for _shard in range(SHARDS))
        for uid in marked:
            self.mark(uid)
        for uid in hidden:
            self.mark(uid, hide=True)

    def know_indexes_of(self, other: Pending) -> None:
        """Know of the indexes what ``other`` knew."""
        self._missed, self._whole = other._missed, other._whole

    def mark(self, uid: int, *, hide: bool = False) -> None:
        """Note that the entry of ``uid`` is stale; ``hide`` it where access tightens."""
        shard = self._of_this_connection()
        tree = (self._hiding if hide else self._shards)[shard]
        while not tree.insert(secrets.randbits(62) + 1, uid):
            pass

    def _of_this_connection(self) -> int:
        mine = getattr(self, "_v_shard", None)
        if mine is None:
            mine = self._v_shard = next(_turns) % SHARDS
        return int(mine)

    def _waiting(self) -> Iterator[tuple[int, int, int]]:
        """Go through the marks: number of the tree, key, uid; those that hide come first."""
        for number, tree in enumerate((*self._hiding, *self._shards)):
            for key, uid in tree.items():
                if key != KEEPER:
                    yield number, key, uid

    def __len__(self) -> int:
        """Give how many entries wait, counting them."""
        return len(set(self._uids()))

    def __iter__(self) -> Iterator[int]:
        """Go through the uids that wait."""
        return iter(dict.fromkeys(self._uids()))

    def _uids(self) -> Iterator[int]:
        return (uid for _number, _key, uid in self._waiting())

    def batch(self, size: int) -> dict[int, Marks]:
        """Give up to ``size`` uids, each with the marks that ``done`` must show again."""
        batch: dict[int, Marks] = {}
        for number, key, uid in self._waiting():
            if uid not in batch and len(batch) == size:
                break
            batch[uid] = (*batch.get(uid, ()), (number, key))
        return batch

    def done(self, batch: dict[int, Marks], index: str) -> None:
        """Take out what ``index`` has; what was marked again in the meantime stays."""
        trees = (*self._hiding, *self._shards)
        for marks in batch.values():
            for number, key in marks:
                trees[number].pop(key, None)
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
        return frozenset(uid for tree in self._hiding for key, uid in tree.items() if key != KEEPER)

    def note_hindered(self, since: datetime | None) -> None:
        """Note since when the index can't take what waits; ``None`` once it can again."""
        if self.hindered_since is None or since is None:
            self.hindered_since = since
