"""Steps 6 and 10: what many write at once stands in many trees, and those have small leaves.

The orders of volumes need no step: those kept stay as they are, and what is added later follows.
"""

from archive.models.catalogue import Catalogue
from archive.models.journal import Journal
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


def in_small_leaves(site: Archive, _settings: Settings) -> None:
    """Put journal, catalogue and stale entries into trees of small leaves; all of them are kept."""
    site.journal = Journal(site.journal.shards())
    site.by_uid = Catalogue(site.by_uid.items())
    pending = Pending(site.pending, site.pending.hidden())
    pending.know_indexes_of(site.pending)
    site.pending = pending
