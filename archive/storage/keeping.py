"""The lock of who keeps the storage: a backup and a pack never run at once, in whatever process."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from archive.errors import ArchiveError
from archive.wording import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Seconds one waits for another backup or pack, and between two looks.
PATIENCE, LOOK = 3600.0, 0.2


class UnderWay(ArchiveError):
    """Another backup or pack of this storage is running."""

    sentence = _("另一个备份或整理（juanzong backup、pack）正在进行，请待其完成后再试。")


@contextmanager
def keeping(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock beside the storage's file ``path``; wait ``patience`` seconds for it.

    The kernel lets it go with the process that held it. Raises UnderWay.
    """
    handle = os.open(path.with_name(f"{path.name}.keeping"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _await(handle, time.monotonic() + patience)
        yield
    finally:
        os.close(handle)


def _await(handle: int, until: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise UnderWay from None
            time.sleep(LOOK)
        else:
            return
