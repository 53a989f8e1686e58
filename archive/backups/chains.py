"""How a folder of backups is laid out: chains, each complete by itself, and the backups in them.

A chain is a folder named for when it was begun, in UTC: ``objects`` (repozo's: one whole copy of
the object file, then what was added), ``blobs`` (the files, named as ZODB names them), ``keys.tar``
and ``regulation``, ``blobs.sha256`` and ``others.sha256`` (as ``sha256sum -c`` reads them), and
``backups.jsonl``: a line for each backup, written last, so that one cut short is none.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from archive.backups.made import Made, line_of, read_line
from archive.storage.durable import make_private, sync_folder, write_whole

if TYPE_CHECKING:
    from pathlib import Path


class Chain:
    """A whole copy of an archive and what was added to it since."""

    def __init__(self, folder: Path) -> None:
        """Name the chain in ``folder``, which need not be there yet."""
        self.folder = folder
        self.objects, self.blobs = folder / "objects", folder / "blobs"
        self.keys, self.regulation = folder / "keys.tar", folder / "regulation"
        self.blob_sums, self.other_sums = folder / "blobs.sha256", folder / "others.sha256"
        self._list = folder / "backups.jsonl"

    @property
    def name(self) -> str:
        """Give when it was begun, as it is named."""
        return self.folder.name

    @property
    def begun(self) -> datetime:
        """Give when it was begun."""
        return datetime.strptime(f"{self.name}+0000", "%Y-%m-%d-%H-%M-%S%z")

    @cached_property
    def made(self) -> tuple[Made, ...]:
        """Give its backups, the oldest first."""
        if not self._list.exists():
            return ()
        return tuple(read_line(line) for line in self._list.read_text("utf-8").splitlines())

    def begin(self) -> None:
        """Make its folders."""
        for folder in (self.folder, self.objects, self.blobs):
            make_private(folder)
            sync_folder(folder.parent)

    def note(self, made: Made) -> None:
        """Put a backup on the list: from now on it is one."""
        lines = [line_of(each) for each in (*self.made, made)]
        write_whole(self._list, "".join(lines).encode())
        del self.made

    def remove(self) -> None:
        """Remove it; the list goes first, so that what is left of it is no backup."""
        self._list.unlink(missing_ok=True)
        shutil.rmtree(self.folder)
