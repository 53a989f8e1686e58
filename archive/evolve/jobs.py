"""Step 4: jobs stand in one of four places, so that a worker need not look for a free one."""

from archive import clock
from archive.models.site import Archive
from archive.settings import Settings


def places(site: Archive, _settings: Settings) -> None:
    """Park the jobs that were given up, and free those that were taken."""
    site.jobs.upgrade(clock.now())
