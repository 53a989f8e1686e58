"""Takes away what aborted tries left among the blobs: files no record names, and old half ones.

What a record names is never touched, of whatever age: each file is looked up once more before it
goes, while no commit is under way.
"""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ZODB.blob import BLOB_SUFFIX
from ZODB.POSException import POSKeyError

from archive.errors import ArchiveError
from archive.storage.durable import DurableStorage
from archive.storage.keeping import keeping
from archive.wording import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

#: Where the blobs' folder has what is being written.
HALF = "tmp"

log = logging.getLogger(__name__)


class NothingToSweep(ArchiveError):
    """The storage keeps its blobs elsewhere."""

    sentence = _("juanzong sweep 只用于 file:// 的存储；其他存储的文件在数据库里，没有这样的残留。")


@dataclass(frozen=True)
class Left:
    """A file that was left: no record names it."""

    path: Path
    size: int


def sweep(storage: object, before: datetime, *, do: bool) -> Iterator[Left]:
    """Go through the files that were left before a moment, and take each away where ``do``.

    Raises UnderWay while a pack or backup runs, NothingToSweep for another storage.
    """
    if not isinstance(storage, DurableStorage) or not storage.blob_dir:
        raise NothingToSweep
    with keeping(Path(storage._file_name).absolute(), patience=0):
        for path in _files(Path(storage.blob_dir)):
            left = _left(storage, path, before.timestamp())
            if left is None or (do and not _taken_away(storage, path)):
                continue
            yield left


def _files(folder: Path) -> Iterator[Path]:
    """Go through the files below the blobs' folder, but its own mark."""
    for within, _folders, names in os.walk(folder):
        for name in names:
            path = Path(within, name)
            if path.parent != folder:
                yield path


def _left(storage: DurableStorage, path: Path, before: float) -> Left | None:
    """Give a file where it is older than that and no record names it."""
    try:
        seen = path.stat()
    except FileNotFoundError:
        return None
    old = max(seen.st_mtime, seen.st_ctime) < before
    return Left(path, seen.st_size) if old and not _is_named(storage, path) else None


def _is_named(storage: DurableStorage, path: Path) -> bool:
    """Say whether a record names a file; one that is no blob and no half one counts as named."""
    if HALF in path.relative_to(storage.blob_dir).parts:
        return False
    if path.suffix == ".tmp":  # a copy into its place that was cut short
        return False
    if path.suffix != BLOB_SUFFIX:
        return True
    try:
        oid, serial = storage.fshelper.splitBlobFilename(str(path.absolute()))
        storage.loadSerial(oid, serial)
    except POSKeyError:
        return False
    except ValueError:  # in no place of a blob
        return True
    return True


def _taken_away(storage: DurableStorage, path: Path) -> bool:
    """Take a file away while nothing is committed; say whether it was one to go after all."""
    with storage.between_commits():
        if _is_named(storage, path):
            return False
        path.unlink(missing_ok=True)
        log.info("swept %s", path)
        with suppress(OSError):  # others of the same object stay in it
            if path.suffix == BLOB_SUFFIX:
                path.parent.rmdir()
    return True
