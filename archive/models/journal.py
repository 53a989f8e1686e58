"""The append-only list of all that was done, written in the transaction of the deed."""

import heapq
import json
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from itertools import count, islice
from typing import Any

from BTrees.LOBTree import LOBTree
from persistent import Persistent

from archive.events.former import FORMER
from archive.evidence.canonical import digest
from archive.models.trees import SmallLOBTree

SHARDS = 16

_canonical = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode

#: Every connection of a process begins with a shard of its own.
_turns = count(secrets.randbelow(SHARDS))


class Entry(Persistent):
    """Who did what, on what, when, from where, and what was said of it: ``facts``, canonical.

    The digest covers every one of these. Entries of form 0 were written before there was a
    canonical form: they have ``what``, ``before`` and ``after`` in place of tag and facts.
    """

    form = 0
    what: str
    before: Mapping[str, str]
    after: Mapping[str, str]

    def __init__(  # noqa: PLR0913 - an entry is exactly these facts, each by its name
        self,
        *,
        at: datetime,
        actor: int,
        actor_name: str,
        origin: str,
        tag: str,
        uid: int,
        path: str,
        facts: str,
    ) -> None:
        """Take the facts; nothing changes them afterwards."""
        self.form = 1
        self.at = at
        self.actor = actor
        self.actor_name = actor_name
        self.origin = origin
        self.tag = tag
        self.uid = uid
        self.path = path
        self.facts = facts
        self.digest = self.reckoned()

    @property
    def kind(self) -> str:
        """Give the tag of what happened."""
        return FORMER.get(self.what, self.what) if self.form == 0 else self.tag

    @property
    def said(self) -> Mapping[str, Any]:
        """Give what was said of the deed, as plain data."""
        if self.form == 0:
            return {"before": self.before, "after": self.after}
        said: Mapping[str, Any] = json.loads(self.facts)
        return said

    def reckoned(self) -> str:
        """Give the digest of the facts as they are now."""
        return former_digest(self) if self.form == 0 else digest(self._whole())

    def _whole(self) -> dict[str, object]:
        names = ("form", "at", "actor", "actor_name", "origin", "tag", "uid", "path")
        return {name: getattr(self, name) for name in names} | {"facts": self.said}


def former_digest(entry: Entry) -> str:
    """Give the digest as form 0 has it; the name of who it was and the path are not in it."""
    names = ("actor", "origin", "what", "uid", "before", "after")
    facts = {"at": entry.at.isoformat()} | {name: getattr(entry, name) for name in names}
    return sha256(_canonical(facts).encode()).hexdigest()


class Journal(Persistent):
    """Entries under keys that never collide between transactions: a shard each, then time."""

    def __init__(self, shards: Iterable[LOBTree] = ()) -> None:
        """Start with the entries in the trees of another journal; with none by itself."""
        entries: tuple[Any, ...] = tuple(shards) or ((),) * SHARDS
        self._shards = tuple(SmallLOBTree(each) for each in entries)

    def write(self, entry: Entry) -> None:
        """Add ``entry`` behind all others; there is no way to change or remove one."""
        mine = getattr(self, "_v_shard", None)
        if mine is None:
            mine = self._v_shard = next(_turns)
        shard = self._shards[mine % len(self._shards)]
        key = time.time_ns()
        while not shard.insert(key, entry):
            key += 1

    def __len__(self) -> int:
        """Give the number of entries, counting them."""
        return sum(len(shard) for shard in self._shards)

    def oldest_first(self) -> Iterator[Entry]:
        """Go through all entries in the order of their times."""
        merged = heapq.merge(*(shard.items() for shard in self._shards), key=_when)
        return (entry for _key, entry in merged)

    def shards(self) -> tuple[LOBTree, ...]:
        """Give the trees in which the entries stand under their keys, for who checks them."""
        return tuple(self._shards)

    def newest(self, count: int) -> list[Entry]:
        """Give the ``count`` newest entries, newest first."""
        tails = [_tail(shard, count) for shard in self._shards]
        merged = heapq.merge(*tails, key=_when, reverse=True)
        return [entry for _key, entry in islice(merged, count)]


def _when(item: tuple[int, Entry]) -> int:
    return item[0]


def _tail(shard: LOBTree, count: int) -> list[tuple[int, Entry]]:
    """Take the last entries of a shard by halving the reach until it is wide enough."""
    if not shard:
        return []
    last, first = shard.maxKey(), shard.minKey()
    reach = 60_000_000_000
    while last - reach > first and len(shard.keys(last - reach)) < count:
        reach *= 4
    return list(shard.items(last - reach))[-count:][::-1]
