"""Whose failure it is: the job's own, or that of the house, in which no job could be done."""

import errno
import traceback
from pathlib import Path

from ZODB.POSException import POSKeyError, ReadOnlyError, StorageError

from archive.errors import IndexAway
from archive.storage.outage import causes, is_lost
from archive.storage.patience import WorthAnother
from archive.storage.space import CannotWrite, NoRoom

#: What a full, read-only or failing disk says, and a machine short of everything.
HOUSE = frozenset({
    errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM, errno.EMFILE,
    errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.ESTALE, errno.ENODEV,
})  # fmt: skip

#: What the storage and the index raise where they can't be used now.
THEIRS = (
    ReadOnlyError,
    StorageError,
    WorthAnother,
    ConnectionError,
    IndexAway,
    NoRoom,
    CannotWrite,
)


def is_of_the_house(failure: BaseException) -> bool:
    """Say whether disk, database or index failed, so that trying counts for nothing.

    A missing blob is the job's own failure: waiting does not bring it back.
    """
    return any(_is_house(each) for each in causes(failure))


def told(failure: BaseException) -> str:
    """Tell what failed and where in the program; the log has it in full.

    The administrator reads this and reads no record, so nothing of what was worked on is in it.
    """
    what = type(failure).__name__
    if isinstance(failure, OSError) and failure.strerror:
        what = f"{what}: {failure.strerror}"
    frames = traceback.extract_tb(failure.__traceback__)
    where = [f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in frames[-1:]]
    return " ".join([what, *(f"({each})" for each in where)])


def _is_house(failure: BaseException) -> bool:
    if isinstance(failure, POSKeyError):
        return False
    if isinstance(failure, OSError) and failure.errno in HOUSE:
        return True
    return isinstance(failure, THEIRS) or is_lost(failure)
