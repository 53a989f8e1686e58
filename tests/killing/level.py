"""Whether the index holds of every object what the database holds, entry by entry."""

from collections.abc import Iterator
from typing import Any

from archive.search.engines.moving import Moving
from archive.search.sync import differing
from archive.settings import Settings


def faults(site: Any, settings: Settings) -> Iterator[str]:
    """Give the entries that differ and do not wait to be renewed."""
    index = Moving(settings, tends=False)
    try:
        found = differing(site._p_jar.db(), index)
    finally:
        index.close()
    waiting = set(site.pending)
    for what, uids in zip(("missing", "too many", "of other content"), found, strict=True):
        for uid in set(uids) - waiting:
            yield f"the entry of {uid} is {what}"
