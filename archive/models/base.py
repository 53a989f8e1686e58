"""Node, a thing with a uid and a place in the tree; Folder, a place that holds things by name."""

from __future__ import annotations

import os
import secrets
import threading
from typing import TYPE_CHECKING

from BTrees.Length import Length
from BTrees.OOBTree import OOBTree
from persistent import Persistent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from BTrees.LLBTree import LLTreeSet

    from archive.models.catalogue import Catalogue
    from archive.models.dossiers import Dossier
    from archive.models.markings import Changed
    from archive.security.levels import Marking


#: Uids in a run: who makes one node after another finds their places in one leaf of a tree.
RUN = 64


class _Run(threading.local):
    """The run of a thread: the last uid it gave."""

    last = 0


_run = _Run()
os.register_at_fork(after_in_child=lambda: setattr(_run, "last", 0))


def new_uid() -> int:
    """Give a positive number of 62 bits: unique without asking anyone.

    Each thread takes them in runs that begin anywhere.
    """
    _run.last += 1
    if _run.last % RUN <= 1:
        _run.last = secrets.randbits(62) // RUN * RUN + 2
    return _run.last


class Node(Persistent):
    """A thing in the tree: ``uid`` for ever, ``__name__`` and ``__parent__`` while it has a place.

    The gates ask ``guards``, ``guard_unit`` and ``guard_dossier``; by default nothing is marked
    and units play no part.
    """

    __name__: str = ""
    __parent__: Node | None = None
    marking: Marking | None = None
    marking_history: tuple[Changed, ...] = ()

    def __init__(self) -> None:
        """Give the node its uid."""
        self.uid = new_uid()

    def lineage(self) -> Iterator[Node]:
        """Go from the node itself up to the root."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.__parent__

    @property
    def root(self) -> Node:
        """Give what stands above all: the archive, for what has a place in it."""
        *_between, top = self.lineage()
        return top

    @property
    def path(self) -> str:
        """Give the place in the tree, as in an address: ``/J001/penalty/2020/0012``."""
        names = [node.__name__ for node in self.lineage()]
        return "/".join(reversed(names)) or "/"

    @property
    def guards(self) -> tuple[Marking, ...]:
        """Give the markings of the node and of all that holds it."""
        return tuple(node.marking for node in self.lineage() if node.marking is not None)

    @property
    def guard_unit(self) -> str | None:
        """Name the unit whose object this is; asked of what holds it."""
        return self.__parent__.guard_unit if self.__parent__ is not None else None

    @property
    def guard_dossier(self) -> int | None:
        """Give the uid of the dossier the node belongs to; asked of what holds it."""
        return self.__parent__.guard_dossier if self.__parent__ is not None else None

    @property
    def dossier_around(self) -> Dossier | None:
        """Give the dossier the node is, or is in."""
        return self.__parent__.dossier_around if self.__parent__ is not None else None

    @property
    def series_key(self) -> str:
        """Give the key of the series the node is in; empty outside of any."""
        return self.__parent__.series_key if self.__parent__ is not None else ""

    @property
    def year_around(self) -> int:
        """Give the year the node is in; 0 outside of any."""
        return self.__parent__.year_around if self.__parent__ is not None else 0

    def relied(self) -> Iterator[Node]:
        """Go through all whose markings and state the gates and guards ask about the node."""
        return self.lineage()

    def attached(self, _root: Root) -> None:
        """Be told that the node has come into the tree of ``_root``."""
        _root.by_uid[self.uid] = self

    def detached(self, _root: Root) -> None:
        """Be told that the node has left the tree of ``_root``."""
        _root.by_uid.let_go(self.uid)


class Folder(Node):
    """Holds nodes by name in a BTree, so a million children cost no more than ten.

    One that never has many (``is_large`` false) does without a count of its own.
    """

    is_large = True
    _count: Length | None = None

    def __init__(self) -> None:
        """Make an empty folder."""
        super().__init__()
        self._children = OOBTree()
        if self.is_large:
            self._count = Length()

    def __getitem__(self, name: str) -> Node:
        """Give the child called ``name``; KeyError where there is none."""
        child: Node = self._children[name]
        return child

    def __setitem__(self, name: str, node: Node) -> None:
        """Take ``node`` in under ``name``; a name is used once."""
        if not name or "/" in name or name in self._children:
            raise KeyError(name)
        node.__name__, node.__parent__ = name, self
        self._children[name] = node
        self._count_on(1)
        root = _root_of(self)
        if root is not None:
            node.attached(root)

    def __delitem__(self, name: str) -> None:
        """Let the child called ``name`` go."""
        node = self[name]
        root = _root_of(self)
        if root is not None:
            node.detached(root)
        del self._children[name]
        self._count_on(-1)
        del node.__parent__

    def __contains__(self, name: str) -> bool:
        """Say whether a child is called ``name``."""
        return name in self._children

    def __len__(self) -> int:
        """Give the number of children; of a large folder without counting them."""
        return int(self._count()) if self._count is not None else len(self._children)

    @property
    def tree(self) -> OOBTree:
        """Give the tree of the children, for who relies on which there are."""
        return self._children

    def _count_on(self, change: int) -> None:
        if self._count is not None:
            self._count.change(change)

    def __bool__(self) -> bool:
        """Be true even when empty, as a thing is."""
        return True

    def get(self, name: str, default: Node | None = None) -> Node | None:
        """Give the child called ``name``, or ``default``."""
        child: Node | None = self._children.get(name, default)
        return child

    def names(self, after: str | None = None) -> Iterator[str]:
        """Go through the names in order, from ``after`` on (itself left out)."""
        return iter(self._children.keys(after, None, excludemin=after is not None))

    def values(self) -> Iterator[Node]:
        """Go through the children in the order of their names."""
        return iter(self._children.values())

    def attached(self, root: Root) -> None:
        """Catalogue the folder and all it holds."""
        super().attached(root)
        for child in self.values():
            child.attached(root)

    def detached(self, root: Root) -> None:
        """Take the folder and all it holds out of the catalogue."""
        super().detached(root)
        for child in self.values():
            child.detached(root)


class Root(Folder):
    """The folder that stands above all and knows every node below it by its uid."""

    by_uid: Catalogue
    unfiled: LLTreeSet
    unsettled: LLTreeSet


def _root_of(node: Node) -> Root | None:
    top = node.root
    return top if isinstance(top, Root) else None
