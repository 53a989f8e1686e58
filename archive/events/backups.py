"""What happened to the archive's backups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from archive.events.base import Event

if TYPE_CHECKING:
    from archive.models.backups import Drilled, Taken


@dataclass(frozen=True)
class BackupDrilled(Event):
    """A backup was restored aside and looked through; what was wrong is told."""

    tag: ClassVar[str] = "backup.drilled"

    drilled: Drilled


@dataclass(frozen=True)
class BackupTaken(Event):
    """The archive was backed up."""

    tag: ClassVar[str] = "backup.taken"

    taken: Taken
