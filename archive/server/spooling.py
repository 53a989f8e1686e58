"""Where bodies too large for memory lie: on the archive's own disk, not in /tmp."""

import shutil
import tempfile
import time
from pathlib import Path

#: Seconds after which what lies in a spool that several servers share is nobody's any more.
FORGOTTEN = 24 * 3600


def spool_in(folder: Path, *, alone: bool) -> None:
    """Let this process keep its temporary files in ``folder``, emptied of what a crash left.

    ``alone`` says that no other process can have something there: the storage's lock is ours.
    """
    for left in folder.iterdir():
        if alone or left.lstat().st_mtime < time.time() - FORGOTTEN:
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)
    tempfile.tempdir = str(folder.absolute())
