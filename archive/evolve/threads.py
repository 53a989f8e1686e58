"""Step 13: the journal's entries are found by person, kind and object."""

from itertools import islice

from archive.models.about import about
from archive.models.journal import Entry
from archive.models.site import Archive
from archive.settings import Settings

#: Entries threaded before what was made is laid aside.
BATCH = 5000


def threaded(site: Archive, _settings: Settings) -> None:
    """Make the threads of the journal; the entries stay as they are."""

    def around(entry: Entry) -> frozenset[int]:
        return about(site, entry.path, entry.said)

    entries = site.journal.thread_anew(around)
    while len(list(islice(entries, BATCH))) == BATCH:
        _lay_aside(site)


def _lay_aside(site: Archive) -> None:
    """Write what is done so far beside the database, so that it need not be held in memory."""
    connection = site._p_jar
    if connection is not None:
        connection.transaction_manager.savepoint(optimistic=True)
        connection.cacheGC()
