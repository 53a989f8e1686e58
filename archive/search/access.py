"""What a person may find, said to the engine in its own words."""

from datetime import date

from archive.models.site import Archive
from archive.search.port import Access
from archive.security.access import Identity, reading_reach


def access_of(site: Archive, identity: Identity, day: date) -> Access:
    """Say what ``identity`` may read on ``day``, and what is hidden until it is indexed."""
    reach = reading_reach(identity)
    return Access(
        level=reach.level,
        caveats=reach.caveats,
        everywhere=reach.everywhere,
        units=reach.units,
        dossiers=reach.dossiers,
        today=day,
        excluded=site.pending.hidden(),
    )
