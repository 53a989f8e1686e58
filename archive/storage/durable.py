"""What is said to be kept is on the disk: files, folders, and a file storage that sees to both."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from ZODB.blob import LAYOUT_MARKER
from ZODB.FileStorage import FileStorage

from archive.storage.keeping import keeping

log = logging.getLogger(__name__)

#: Objects of which it is remembered which transaction wrote them last.
REMEMBERED = 10_000


def sync_file(path: str | Path) -> None:
    """Return when the bytes of a file are on the disk."""
    _sync(path, os.O_RDWR)


def sync_folder(path: str | Path) -> None:
    """Return when the names in a folder are on the disk."""
    _sync(path, os.O_RDONLY | os.O_DIRECTORY)


def write_whole(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a small file beside and rename it: after a power cut it is the old one or the new."""
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for nobody else."""
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def finish_pack(path: Path) -> None:
    """Give the packed file its name where the machine stopped between a pack's two renames.

    The old file is put aside only once the packed one is whole and on the disk.
    """
    packed, before = (path.with_name(path.name + end) for end in (".pack", ".old"))
    if not path.exists() and packed.exists() and before.exists():
        packed.replace(path)
        sync_folder(path.parent)


def _sync(path: str | Path, how: int) -> None:
    handle = os.open(path, how)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class DurableStorage(FileStorage):
    """FileStorage with its own blobs, whose commit returns when all of it is on the disk.

    Of itself ZODB syncs only the file of objects, and only once it was marked as committed. Here
    blobs and the folders that name them come first, then the objects, then their mark; and what
    an aborted try left among the blobs is taken away while its lock is still held.
    """

    def __init__(self, file_name: str, **options: Any) -> None:
        """Open or begin the storage; ``blob_dir`` among ``options`` is where the blobs lie."""
        self._unsynced: set[Path] = set()
        self._last: dict[bytes, bytes] = {}
        self._marked, self._synced, self._syncing = 0, 0, Lock()
        super().__init__(file_name, packer=_pack_synced, **options)
        if not self.isReadOnly():
            self._sync_beginning(Path(file_name).absolute())

    def _sync_beginning(self, path: Path) -> None:
        """Sync what was only just made: the file and its name, the blobs' folder and its layout."""
        os.fsync(self._file.fileno())
        if self.blob_dir:
            folder = Path(self.blob_dir)
            sync_file(folder / LAYOUT_MARKER)
            sync_folder(folder)
            sync_folder(folder.parent)
        sync_folder(path.parent)

    def tpc_vote(self, transaction: Any) -> Any:
        """Write the transaction, and return when it could be read after a power cut."""
        with self._lock:
            for folder in sorted(self._unsynced):
                sync_folder(folder)
            resolved = super().tpc_vote(transaction)
            marked = self._marked
            os.fsync(self._file.fileno())
            self._synced = max(self._synced, marked)
            self._unsynced.clear()
        return resolved

    def until_committed(self) -> None:
        """Return when the commit that goes on just now is over and seen by all, if one does."""
        with self._commit_lock:
            pass

    @contextmanager
    def between_commits(self) -> Iterator[None]:
        """Hold every commit off meanwhile: each is on the disk whole, or has not begun."""
        with self._commit_lock:
            self._sync_marks(self._marked)
            yield

    def tpc_finish(self, transaction: Any, f: Callable[[bytes], object] | None = None) -> Any:
        """Mark the transaction as committed, and return when the mark is on the disk.

        The next one need not wait for that: whoever waits for a mark lets one sync do for all.
        """
        tid = super().tpc_finish(transaction, f)
        self._sync_marks(self._marked)
        return tid

    def getTid(self, oid: bytes) -> bytes:  # noqa: N802 - ZODB's own name
        """Give the transaction that wrote an object last.

        Every act asks it of all its guards relied on, while others wait for the storage.
        """
        with self._lock:
            tid = self._last.get(oid)
            if tid is None:
                if len(self._last) >= REMEMBERED:
                    self._last.clear()
                tid = self._last[oid] = super().getTid(oid)
            return tid

    def _finish_finish(self, tid: bytes) -> None:
        """Do as FileStorage does, but for the sync."""
        self._file.flush()
        self._pos = self._nextpos
        self._index.update(self._tindex)
        for oid in self._tindex:
            self._last.pop(oid, None)
        self._ltid = tid
        self._blob_tpc_finish()
        self._marked += 1

    def _sync_marks(self, awaited: int) -> None:
        with self._syncing:
            with self._lock:  # a pack may change the file; what it puts in its place is synced
                if self._synced >= awaited:
                    return
                marked, handle = self._marked, os.dup(self._file.fileno())
            try:
                os.fsync(handle)
                self._synced = max(self._synced, marked)
            except OSError:
                log.critical("The file of objects can't be synced. Closing.", exc_info=True)
                self.close()
                raise
            finally:
                os.close(handle)

    def pack(self, t: float, referencesf: Callable[..., Any], gc: bool | None = None) -> None:  # noqa: FBT001
        """Pack while no backup runs; the packed file's name is on the disk before this returns."""
        path = Path(self._file_name).absolute()
        with keeping(path):
            super().pack(t, referencesf, gc)
            self._last.clear()  # an object that is gone has none
            sync_folder(path.parent)

    def _blob_storeblob(self, oid: bytes, serial: bytes, blobfilename: str) -> None:
        sync_file(blobfilename)  # a file that arrived through a door was synced there already
        with self._lock:
            self._unsynced |= set(_to_be_named(Path(self.fshelper.getPathForOID(oid))))
            super()._blob_storeblob(oid, serial, blobfilename)

    def _abort(self) -> None:
        super()._abort()
        self._blob_tpc_abort()  # also where the transaction never came to a vote


def _to_be_named(folder: Path) -> Iterator[Path]:
    """Give the folder of a blob and those above it, up to one that has long been there."""
    yield folder
    while not folder.exists():
        folder = folder.parent
        yield folder
    yield folder.parent


def _pack_synced(storage: Any, referencesf: Any, stop: bytes, gc: bool) -> Any:  # noqa: FBT001
    """Pack as FileStorage does; its new file is on the disk before it takes the old one's name."""
    packed = FileStorage.packer(storage, referencesf, stop, gc)
    if packed is not None:
        sync_file(f"{storage._file_name}.pack")
    return packed
