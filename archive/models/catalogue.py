"""Every node by its uid, in many small trees: who adds one seldom meets who adds another."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from BTrees.LOBTree import LOBTree
from persistent import Persistent

from archive.models.trees import SmallLOBTree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archive.models.base import Node

#: A tree for each value of the first bits of a uid, which has 62; the order is that of uids.
SHARDS, BITS = 64, 56


class Catalogue(Persistent):
    """Nodes under their uids. A tree that grows is in the way of whoever else adds to it."""

    def __init__(self, nodes: Iterable[tuple[int, Node]] = ()) -> None:
        """Take the ``nodes`` in."""
        self._shards = tuple(SmallLOBTree() for _shard in range(SHARDS))
        for uid, node in nodes:
            self[uid] = node

    def _of(self, uid: int) -> LOBTree:
        return self._shards[min(uid >> BITS, SHARDS - 1)]

    def __setitem__(self, uid: int, node: Node) -> None:
        """Take ``node`` in."""
        self._of(uid)[uid] = node

    def __getitem__(self, uid: int) -> Node:
        """Give the node; KeyError where there is none."""
        node: Node = self._of(uid)[uid]
        return node

    def __contains__(self, uid: int) -> bool:
        """Say whether there is a node with this uid."""
        return uid in self._of(uid)

    def __iter__(self) -> Iterator[int]:
        """Go through the uids in order."""
        return chain.from_iterable(self._shards)

    def __len__(self) -> int:
        """Give the number of nodes, counting them."""
        return sum(map(len, self._shards))

    def get(self, uid: int) -> Node | None:
        """Give the node, or ``None``."""
        node: Node | None = self._of(uid).get(uid)
        return node

    def let_go(self, uid: int) -> None:
        """Let the node go; a second time changes nothing."""
        self._of(uid).pop(uid, None)

    def items(self) -> Iterator[tuple[int, Node]]:
        """Go through uids and nodes in the order of the uids."""
        return chain.from_iterable(shard.items() for shard in self._shards)

    def after(self, uid: int) -> Iterator[tuple[int, Node]]:
        """Go through the uids above ``uid``, which need not be there, and their nodes, in order."""
        shards = self._shards[min(uid >> BITS, SHARDS - 1) :]
        return chain.from_iterable(shard.items(uid, None, excludemin=True) for shard in shards)

    def values(self) -> Iterator[Node]:
        """Go through the nodes in the order of their uids."""
        return chain.from_iterable(shard.values() for shard in self._shards)
