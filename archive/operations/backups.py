"""Backups and drills that were made, written down by whoever made them."""

from archive.events.backups import BackupDrilled, BackupTaken
from archive.models.backups import Drilled, Taken
from archive.models.site import Archive
from archive.operations._act import Context, act
from archive.security.permissions import Permission as P


@act(P.BACKUP_NOTE)
def note_backup(ctx: Context, site: Archive, *, taken: Taken) -> None:
    """Write down that a backup was made."""
    site.backups.note_taken(taken)
    ctx.happened(BackupTaken(site, taken))


@act(P.BACKUP_NOTE)
def note_drill(ctx: Context, site: Archive, *, drilled: Drilled) -> None:
    """Write down that a backup was restored aside and looked through, and what was wrong."""
    site.backups.note_drilled(drilled)
    ctx.happened(BackupDrilled(site, drilled))
