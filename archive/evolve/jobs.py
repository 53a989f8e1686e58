"""Step 4: jobs stand in one of four places, so that a worker need not look for a free one.

Step 12: those that wait stand in several trees, so that who queues one seldom meets another.
"""

from archive import clock
from archive.models.site import Archive
from archive.settings import Settings


def places(site: Archive, _settings: Settings) -> None:
    """Park the jobs that were given up, and free those that were taken."""
    site.jobs.upgrade(clock.now())


def spread(site: Archive, _settings: Settings) -> None:
    """Spread what waits; all of it is kept."""
    site.jobs.spread()
