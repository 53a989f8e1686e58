"""Reads a restored archive whole: every object, and the stored files against their records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ZODB.blob import Blob

from archive.models.components import StoredFile
from archive.models.site import site_of
from archive.storage.opening import open_database
from archive.storage.visiting import connected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Problems told; objects read before memory is let go.
MOST, AT_ONCE = 20, 1000


@dataclass(frozen=True)
class Read:
    """What was read: so many objects, stored files among them, and what is wrong."""

    objects: int
    files: int
    wrong: tuple[str, ...]


def read_all(uri: str, sum_of_file: Callable[[Path], str]) -> Read:
    """Read all objects and compare the files with their records; tell what is wrong.

    ``sum_of_file`` gives the SHA-256 of a stored file.
    """
    wrong: list[str] = []
    count = files = 0
    db = open_database(uri, read_only=True)
    try:
        with connected(db) as root:
            site_of(root, any_schema=True)
            connection = root._p_jar  # type: ignore[attr-defined]
            for count, oid in enumerate(_oids(db.storage), 1):
                thing, told = _looked_at(connection, oid, sum_of_file)
                files += isinstance(thing, Blob)
                wrong += [told] if told and len(wrong) < MOST else []
                if count % AT_ONCE == 0:
                    connection.cacheMinimize()
    finally:
        db.close()
    return Read(count, files, tuple(wrong))


def _oids(storage: Any) -> Iterator[bytes]:
    """Go through the objects there are."""
    following = None
    while True:
        oid, _tid, _data, following = storage.record_iternext(following)
        yield oid
        if following is None:
            return


def _looked_at(
    connection: Any, oid: bytes, sum_of_file: Callable[[Path], str]
) -> tuple[object, str]:
    """Give one object, and what is wrong with it; nothing where it is as it should be."""
    thing, told = None, ""
    try:
        thing = connection.get(oid)
        thing._p_activate()
        if isinstance(thing, Blob):
            thing.committed()
        elif isinstance(thing, StoredFile):
            found = sum_of_file(Path(thing.blob.committed()))
            if found != thing.sha256:
                told = f"{thing.path}: {found[:12]} ≠ {thing.sha256[:12]}"
    except Exception as failure:  # noqa: BLE001 - whatever a damaged record makes a pickle say
        told = f"{oid.hex()}: {type(failure).__name__}: {failure}"
    return thing, told
