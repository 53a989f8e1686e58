"""What happened to the archive's backups."""

from archive.events.base import Event


class BackupDrilled(Event):
    """A backup was restored aside and looked through; what was wrong stands in ``after``."""


class BackupTaken(Event):
    """The archive was backed up."""
