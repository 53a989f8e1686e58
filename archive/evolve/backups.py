"""Step 8: a register of the backups."""

from archive.models.backups import Backups
from archive.models.site import Archive
from archive.settings import Settings


def register(site: Archive, _settings: Settings) -> None:
    """Open the register of backups and drills; none is in it yet."""
    site.backups = Backups()
