"""What an entry of the journal is about: its object, what holds it, and what is named with it."""

from collections.abc import Iterator, Mapping
from typing import Any

from archive.models.base import Folder, Node
from archive.models.dossiers import Dossier
from archive.models.records import Record
from archive.models.requests import CopyRequest
from archive.models.site import Archive

#: Under these names an event tells of other objects.
NAMING = ("dossier", "file", "found", "person", "record", "request", "subject", "taken_in_by")


def about(site: Archive, path: str, said: Mapping[str, Any]) -> frozenset[int]:
    """Give the uids of all an entry is about, so that each finds it in the journal."""
    on_the_way = (uid for node in _lineage(site, path) for uid in _around(node))
    return frozenset({*on_the_way, *(uid for each in named(said) for uid in _with(site, each))})


def named(said: Mapping[str, Any]) -> Iterator[int]:
    """Go through the uids that are named in what an entry says; one of form 0 names none."""
    for name in NAMING:
        value = said.get(name)
        for each in value if isinstance(value, list) else (value,):
            if isinstance(each, int):
                yield each
    for item in said.get("items", ()):
        yield item["record"]


def _with(site: Archive, uid: int) -> Iterator[int]:
    yield uid
    node = site.by_uid.get(uid)
    if node is not None:
        yield from _around(node)


def _around(node: Node) -> Iterator[int]:
    """Give the node, where it can be asked about, and the dossier around it."""
    if isinstance(node, Dossier | Record | CopyRequest):
        yield node.uid
    dossier = node.dossier if isinstance(node, CopyRequest) else node.dossier_around
    if dossier is not None:
        yield dossier.uid


def _lineage(site: Archive, path: str) -> Iterator[Node]:
    """Go down the path as far as it leads; what was taken out of its dossier is still in it."""
    node: Node | None = site
    for name in filter(None, path.split("/")):
        node = node.get(name) if isinstance(node, Folder) else None
        if node is None:
            return
        yield node
