"""Whether the index holds of every object what the database holds, entry by entry."""

import time
from typing import Any

from archive.search.engines.moving import Moving
from archive.search.sync import differing
from archive.settings import Settings
from archive.storage.visiting import visit

#: How often it is looked again, and after how many seconds: workers that live go on meanwhile.
LOOKS, PAUSE = 10, 1.0


def faults(db: Any, settings: Settings) -> list[str]:
    """Give the entries that differ and do not wait to be renewed."""
    index = Moving(settings, tends=False)
    try:
        for _look in range(LOOKS):
            if not (found := _differing(db, index)):
                return []
            time.sleep(PAUSE)
    finally:
        index.close()
    return found


def _differing(db: Any, index: Moving) -> list[str]:
    with visit(db) as site:
        waiting = set(site.pending)
    return [
        f"the entry of {uid} is {what}"
        for what, uids in zip(("missing", "too many", "other"), differing(db, index), strict=True)
        for uid in set(uids) - waiting
    ]
