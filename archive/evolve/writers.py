"""Step 6: what many write at once stands in many small trees.

The orders of volumes need no step: those kept stay as they are, and what is added later follows.
"""

from archive.models.catalogue import Catalogue
from archive.models.pending import Pending
from archive.models.site import Archive
from archive.settings import Settings


def spread(site: Archive, _settings: Settings) -> None:
    """Put the catalogue of nodes and the stale entries into many trees; all of them are kept."""
    site.by_uid = Catalogue(site.by_uid.items())
    site.pending._p_activate()
    before = vars(site.pending)
    pending = Pending(before.get("_marks", site.pending), before.get("_hidden", ()))
    pending.know_indexes_of(site.pending)
    site.pending = pending
