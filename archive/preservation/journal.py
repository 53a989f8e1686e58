"""Looks whether the journal is what was written: its trees, the order of its keys, its digests.

What is reckoned anew is what each entry has today. Entries are not chained and not sealed, so one
that was taken out whole, or written anew with its digest, is not found here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from BTrees import check as checking
from BTrees.LOBTree import LOBTree
from ZODB.POSException import POSKeyError

from archive.models.journal import SHARDS, Entry
from archive.models.trees import SmallLOBTree
from archive.storage.visiting import visit

if TYPE_CHECKING:
    from datetime import datetime

    from ZODB.DB import DB

#: Entries reckoned in one transaction.
BATCH = 2000

# what checks trees asks for their very class, and knows its own
for _table in (checking._type2kind, checking._btree2bucket):
    _table[SmallLOBTree] = _table[LOBTree]


@dataclass
class Journalled:
    """How many entries were reckoned, and a line for each thing that is wrong."""

    entries: int = 0
    wrong: list[str] = field(default_factory=list)


def check_journal(db: DB, since: datetime | None = None) -> Journalled:
    """Reckon the whole journal anew, or what was written since a moment."""
    done = Journalled()
    for shard in range(SHARDS):
        with visit(db) as site:
            try:
                checking.check(site.journal.shards()[shard])
            except (AssertionError, POSKeyError) as error:
                done.wrong.append(f"shard {shard}: {type(error).__name__}: {error}")
                continue
        after: int | None = -1 if since is None else int(since.timestamp() * 1e9) - 1
        while after is not None:
            after = _some(db, shard, after, done)
    return done


def _some(db: DB, shard: int, after: int, done: Journalled) -> int | None:
    """Reckon the next entries of a shard; give the last key, ``None`` where there is none."""
    last = None
    with visit(db) as site:
        tree = site.journal.shards()[shard]
        for key, entry in tree.items(after, None, excludemin=True):
            done.entries += 1
            if wrong := _wrong(entry):
                done.wrong.append(f"{shard}/{key}: {wrong}")
            last = key
            if done.entries % BATCH == 0:
                break
    return last


def _wrong(entry: object) -> str:
    """Say what is wrong with an entry; nothing where it is as it was written."""
    if not isinstance(entry, Entry):
        return type(entry).__name__
    try:
        return "" if entry.digest == entry.reckoned() else "digest"
    except (POSKeyError, AttributeError, TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
