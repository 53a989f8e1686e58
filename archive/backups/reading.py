"""Reads a restored archive whole: every object, and the stored files against their records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ZODB.blob import Blob

from archive.models.components import StoredFile
from archive.models.site import site_of
from archive.storage.opening import open_database
from archive.storage.visiting import connected

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

#: Problems told; objects read before memory is let go.
MOST, AT_ONCE = 20, 1000


def read_all(file: Path, blobs: Path, digests: Mapping[str, str]) -> tuple[int, list[str]]:
    """Read all objects and compare the files; give how many objects, and what is wrong.

    ``digests`` has the SHA-256 of the stored files by their places in ``blobs``.
    """
    wrong: list[str] = []
    count = 0
    db = open_database(f"file://{file}?blob_dir={blobs}", read_only=True)
    try:
        with connected(db) as root:
            site_of(root, any_schema=True)
            connection = root._p_jar  # type: ignore[attr-defined]
            for count, oid in enumerate(_oids(db.storage), 1):
                if len(wrong) < MOST and (told := _looked_at(connection, oid, blobs, digests)):
                    wrong.append(told)
                if count % AT_ONCE == 0:
                    connection.cacheMinimize()
    finally:
        db.close()
    return count, wrong


def _oids(storage: Any) -> Iterator[bytes]:
    """Go through the objects there are."""
    following = None
    while True:
        oid, _tid, _data, following = storage.record_iternext(following)
        yield oid
        if following is None:
            return


def _looked_at(connection: Any, oid: bytes, blobs: Path, digests: Mapping[str, str]) -> str:
    """Tell what is wrong with one object; nothing where it is as it should be."""
    try:
        thing = connection.get(oid)
        thing._p_activate()
        if isinstance(thing, Blob):
            thing.committed()
        elif isinstance(thing, StoredFile):
            name = _place(thing.blob, blobs)
            if digests.get(name) != thing.sha256:
                return f"{thing.path} ({name}): {digests.get(name, '')[:12]} ≠ {thing.sha256[:12]}"
    except Exception as failure:  # noqa: BLE001 - whatever a damaged record makes a pickle say
        return f"{oid.hex()}: {type(failure).__name__}: {failure}"
    return ""


def _place(blob: Blob, blobs: Path) -> str:
    return str(blob.committed()).removeprefix(f"{blobs}/")
