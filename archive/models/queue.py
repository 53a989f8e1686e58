"""What waits, in the order of its keys, in several trees: those who add at once seldom meet."""

from __future__ import annotations

from heapq import merge
from typing import TYPE_CHECKING, Any

from persistent import Persistent

from archive.models.trees import SmallLOBTree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Trees the keys are spread over, by what is left of a key divided by it.
SHARDS = 16


class Queue(Persistent):
    """Things under keys whose last bits are drawn by lot."""

    def __init__(self, things: Iterable[tuple[int, Any]] = ()) -> None:
        """Take the ``things`` in."""
        self._shards = tuple(SmallLOBTree() for _shard in range(SHARDS))
        for key, thing in things:
            self[key] = thing

    def _of(self, key: int) -> SmallLOBTree:
        return self._shards[key % SHARDS]

    def __setitem__(self, key: int, thing: Any) -> None:
        """Take ``thing`` in."""
        self._of(key)[key] = thing

    def __getitem__(self, key: int) -> Any:
        """Give the thing; KeyError where there is none."""
        return self._of(key)[key]

    def __delitem__(self, key: int) -> None:
        """Let the thing go; KeyError where there is none."""
        del self._of(key)[key]

    def __contains__(self, key: int) -> bool:
        """Say whether something waits under ``key``."""
        return key in self._of(key)

    def __len__(self) -> int:
        """Give how many wait, counting them."""
        return sum(map(len, self._shards))

    def __bool__(self) -> bool:
        """Say whether anything waits, without counting."""
        return any(map(bool, self._shards))

    def __iter__(self) -> Iterator[int]:
        """Go through the keys in order."""
        return merge(*self._shards)

    def take_out(self, key: int) -> Any:
        """Let the thing go and give it; KeyError where there is none."""
        return self._of(key).pop(key)

    def keys(self, least: int, most: int) -> Iterator[int]:
        """Go through the keys from ``least`` to ``most`` in order."""
        return merge(*(shard.keys(least, most) for shard in self._shards))

    def items(self) -> Iterator[tuple[int, Any]]:
        """Go through keys and things in the order of the keys."""
        return ((key, self[key]) for key in self)

    def values(self) -> Iterator[Any]:
        """Go through the things in the order of their keys."""
        return (self[key] for key in self)
