"""Looks at the bytes of a file: whether they are those that arrived, by size and SHA-256."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persistent.TimeStamp import TimeStamp
from ZODB.FileStorage import FileStorage
from ZODB.POSException import POSKeyError
from ZODB.utils import u64

from archive.clock import TIMEZONE
from archive.errors import ArchiveError
from archive.models.base import Folder
from archive.models.components import StoredFile
from archive.models.fixity import Fault, Look
from archive.storage.visiting import visit
from archive.wording import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ZODB.DB import DB

    from archive.models.base import Node
    from archive.models.site import Archive

#: Bytes read at a time.
PIECE = 1 << 20

#: Nodes looked through in one transaction.
NODES = 2000

#: What a disk says that can't read what it has.
UNREADABLE = frozenset({errno.EIO, errno.EUCLEAN})

#: What a storage says that has a record and not its bytes; RelStorage asserts that they are there.
LACKING = (POSKeyError, FileNotFoundError, AssertionError)

SENTENCES = {
    Fault.CHANGED: _("“{file}”的内容与收到时不一致（SHA-256 不符），已停止，请联系系统管理员。"),
    Fault.GONE: _("“{file}”的内容在存储中找不到，已停止，请联系系统管理员。"),
    Fault.UNREADABLE: _("“{file}”的内容从磁盘上读不出来，已停止，请联系系统管理员。"),
}


class Unsound(ArchiveError):
    """The bytes of a file are not those that arrived; nothing may be made of them."""

    def __init__(self, look: Look, name: str) -> None:
        """Tell of the file called ``name`` what was found."""
        self.look = look
        super().__init__(SENTENCES[look.fault or Fault.CHANGED], file=name)


@dataclass(frozen=True)
class Stored:
    """A file as it arrived, by its uid."""

    uid: int
    name: str
    size: int
    sha256: str

    @classmethod
    def of(cls, file: StoredFile) -> Stored:
        """Give the plain facts of a file."""
        return cls(file.uid, file.filename, file.size, file.sha256)


@dataclass
class Tally:
    """How many files were looked at, how many bytes they have, how many were wrong."""

    files: int = 0
    bytes: int = 0
    wrong: int = 0

    def count(self, look: Look, size: int) -> None:
        """Count one more."""
        self.files += 1
        self.bytes += size
        self.wrong += look.fault is not None


def opened(file: StoredFile) -> Any:
    """Open the bytes of a file, for longer than the transaction; raise Unsound where they lack."""
    try:
        return file.blob.open("c")
    except LACKING:
        raise Unsound(Look(file.uid, Fault.GONE), file.filename) from None


def require_sound(file: StoredFile) -> Path:
    """Give where the bytes of a file lie, after reading all of them; raise Unsound."""
    with opened(file) as stream:
        look = weighed(Stored.of(file), stream)
    if look.fault is not None:
        raise Unsound(look, file.filename)
    return Path(file.blob.committed())


def weighed(stored: Stored, stream: Any, pace: Callable[[int], None] | None = None) -> Look:
    """Read all of a file and say whether it is what it was; ``pace`` hears of each piece."""
    digest, size = sha256(), 0
    try:
        while piece := stream.read(PIECE):
            digest.update(piece)
            size += len(piece)
            if pace is not None:
                pace(len(piece))
    except OSError as error:
        return unreadable(stored, error)
    return judged(stored, size, digest.hexdigest())


def unreadable(stored: Stored, error: OSError) -> Look:
    """Say that a disk can't read what it has; any other ``error`` is raised again."""
    if error.errno not in UNREADABLE:
        raise error
    return Look(stored.uid, Fault.UNREADABLE)


def judged(stored: Stored, size: int, digest: str) -> Look:
    """Say of what was read whether it is what it was."""
    same = (size, digest) == (stored.size, stored.sha256)
    return Look(stored.uid, None if same else Fault.CHANGED, digest)


def look_at(db: DB, stored: Stored, pace: Callable[[int], None] | None = None) -> Look | None:
    """Look at a file on the disk itself; ``None`` where the archive has it no more."""
    with visit(db) as site:
        file = site.by_uid.get(stored.uid)
        if not isinstance(file, StoredFile):
            return None
        try:
            _let_copies_go(file)
            stream = opened(file)
        except Unsound as unsound:
            return unsound.look
    with stream:
        _from_the_disk(stream)
        look = weighed(stored, stream, pace)
        _from_the_disk(stream)
        return look


def _let_copies_go(file: StoredFile) -> None:
    """Drop what RelStorage keeps of the bytes beside, so that what is read is in the database."""
    blob = file.blob
    helper = getattr(blob._p_jar.db().storage, "blobhelper", None)
    if helper is not None:
        with suppress(POSKeyError):
            _state, serial = blob._p_jar._storage.load(blob._p_oid)
            Path(helper.fshelper.getBlobFilename(blob._p_oid, serial)).unlink(missing_ok=True)


def _from_the_disk(stream: Any) -> None:
    """Have the system keep nothing of a file in memory, so that the disk is what is read."""
    with suppress(OSError, AttributeError):
        os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def files_after(site: Archive, position: int, most: int) -> tuple[list[Stored], int, bool]:
    """Give the next files behind a uid, about ``most`` bytes; how far that is; whether it is all.

    No more than NODES are looked through, so there may be no file among them.
    """
    files: list[Stored] = []
    size = 0
    for seen, (uid, node) in enumerate(site.by_uid.after(position)):
        if size >= most or seen == NODES:
            return files, position, False
        position = uid
        if isinstance(node, StoredFile):
            files.append(Stored.of(node))
            size += node.size
    return files, position, True


def every_file(db: DB, since: datetime | None = None) -> Iterator[Stored]:
    """Go through all files, or those that came since a moment; in short transactions."""
    position, ended = 0, False
    while not ended:
        with visit(db) as site:
            files, position, ended = files_after(site, position, 1 << 62)
            wanted = [each for each in files if since is None or _came(site, each) >= since]
        yield from wanted


def _came(site: Archive, stored: Stored) -> datetime:
    """Give when the bytes of a file were committed, which is when it came."""
    blob = site.found(stored.uid).blob
    with suppress(*LACKING):  # the bytes may lack; when they came is known all the same
        blob._p_activate()
    return datetime.fromtimestamp(TimeStamp(blob._p_serial).timeTime(), TIMEZONE)


def files_in(node: Node) -> list[Stored]:
    """Give the files in a node and in all it holds."""
    if isinstance(node, StoredFile):
        return [Stored.of(node)]
    held = node.values() if isinstance(node, Folder) else ()
    return [file for each in held for file in files_in(each)]


def place_of_bytes(site: Archive, uid: int) -> str:
    """Say where the bytes of a file lie, or lay, below the folder of the blobs; for an operator."""
    blob = site.found(uid).blob
    with suppress(*LACKING):
        blob._p_activate()
    storage = blob._p_jar.db().storage
    if not isinstance(storage, FileStorage):
        return f"zoid {u64(blob._p_oid)}"
    return str(storage.fshelper.layout.getBlobFilePath(blob._p_oid, blob._p_serial))
