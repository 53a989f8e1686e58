"""Whether the index holds of every object what the database holds, entry by entry."""

from collections.abc import Iterator
from typing import Any

from archive.search.engines.moving import Moving
from archive.settings import Settings
from killing.whole import indexed


def faults(site: Any, settings: Settings) -> Iterator[str]:
    """Give the entries that differ and do not wait to be renewed."""
    index = Moving(settings, tends=False)
    try:
        held = set(index.uids())
    finally:
        index.close()
    waiting = set(site.pending)
    for uid in (indexed(site) ^ held) - waiting:
        yield f"the entry of {uid} is {'too many' if uid in held else 'missing'}"
