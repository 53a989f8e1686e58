"""Where bodies too large for memory lie: on the archive's own disk, not in /tmp."""

import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

#: Seconds after which what lies in a spool that several servers share is nobody's any more.
FORGOTTEN = 24 * 3600


def spool_in(folder: Path, *, alone: bool) -> None:
    """Let this process keep its temporary files in ``folder``, emptied of what a crash left."""
    clear(folder, alone=alone)
    tempfile.tempdir = str(folder.absolute())


def clear(folder: Path, *, alone: bool) -> None:
    """Take away what arrived by half, or was being made, when a process was killed.

    ``alone`` says that no other process can have something there: the storage's lock is ours.
    """
    for left in folder.iterdir():
        with suppress(FileNotFoundError):  # whose it was took it away meanwhile
            if alone or left.lstat().st_mtime < time.time() - FORGOTTEN:
                _remove(left)


def _remove(left: Path) -> None:
    if left.is_dir() and not left.is_symlink():
        shutil.rmtree(left, ignore_errors=True)
    else:
        left.unlink()
