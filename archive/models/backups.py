"""The register of backups and drills: when, where to, how much, and what was wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from persistent import Persistent

#: Backups and drills that are remembered; the journal has them all.
REMEMBERED = 60

#: After so long without one, a backup or a drill is overdue.
BACKUP_LATE, DRILL_LATE = timedelta(days=2), timedelta(days=92)


@dataclass(frozen=True)
class Taken:
    """A backup: when it ended, its folder, the last commit in it, its files and bytes."""

    at: datetime
    folder: str
    commit: str
    files: int
    bytes: int


@dataclass(frozen=True)
class Drilled:
    """A backup restored aside and looked through: what was read, and what was wrong with it."""

    at: datetime
    folder: str
    commit: str
    files: int
    objects: int
    wrong: tuple[str, ...] = ()


class Backups(Persistent):
    """The newest backups and drills, the last of each kind in front."""

    taken: tuple[Taken, ...] = ()
    drilled: tuple[Drilled, ...] = ()

    @property
    def last(self) -> datetime | None:
        """Give when the last backup ended."""
        return self.taken[0].at if self.taken else None

    @property
    def last_drill(self) -> datetime | None:
        """Give when a backup was last drilled."""
        return self.drilled[0].at if self.drilled else None

    def is_late(self, now: datetime) -> bool:
        """Say whether a backup is overdue."""
        return self.last is None or now - self.last > BACKUP_LATE

    def is_drill_late(self, now: datetime) -> bool:
        """Say whether a drill is overdue, or the last one found something wrong."""
        return self.last_drill is None or now - self.last_drill > DRILL_LATE or self.is_wrong

    @property
    def is_wrong(self) -> bool:
        """Say whether the last drill found something wrong."""
        return bool(self.drilled and self.drilled[0].wrong)

    def note_taken(self, taken: Taken) -> None:
        """Remember a backup."""
        self.taken = (taken, *self.taken)[:REMEMBERED]

    def note_drilled(self, drilled: Drilled) -> None:
        """Remember a drill."""
        self.drilled = (drilled, *self.drilled)[:REMEMBERED]
