"""Room on the disk: asked before bytes are taken; and what a full or locked disk says."""

import errno
import shutil
from pathlib import Path

from archive.errors import ArchiveError
from archive.wording import _

#: What the system says where nothing more can be written.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
LOCKED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


class NoRoom(ArchiveError):
    """The disk is full, or nearly."""

    sentence = _(
        "服务器磁盘空间不足，没有收下；已有的内容不受影响。请告知系统管理员扩充磁盘后再试。"
    )


class CannotWrite(ArchiveError):
    """The disk, or the archive's folder on it, can't be written."""

    sentence = _("服务器磁盘暂时不能写入，没有保存；已有的内容不受影响。请告知系统管理员后再试。")


def has_room(folder: Path, spare: int, wanted: int = 0) -> bool:
    """Say whether ``spare`` bytes would still be left on the disk after ``wanted`` more."""
    return shutil.disk_usage(folder).free >= spare + wanted


def told(error: OSError) -> ArchiveError | None:
    """Give the sentence for a disk that is full or locked; ``None`` for any other failure."""
    if error.errno in FULL:
        return NoRoom()
    return CannotWrite() if error.errno in LOCKED else None
