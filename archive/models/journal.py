"""The append-only list of all that was done, written in the transaction of the deed."""

from __future__ import annotations

import heapq
import json
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import count, islice
from typing import Any

from BTrees.LOBTree import LOBTree
from persistent import Persistent

from archive.events.former import FORMER
from archive.evidence.canonical import digest
from archive.models.trees import SmallLOBTree, SmallOOTreeSet

SHARDS = 16

#: What threads run through: the person, the kind, and the object it is about.
PERSON, KIND, OBJECT = 1, 2, 3

#: A place behind all others.
LAST = 2**62 * SHARDS

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


@dataclass(frozen=True)
class Sought:
    """Which entries are sought: those in every one of ``threads``, between two places.

    A place is that of one entry among all of them, in the order of time.
    """

    threads: tuple[tuple[int, int | str], ...] = ()
    after: int = -1
    before: int = LAST

    def within(self, begin: datetime | None, end: datetime | None) -> Sought:
        """Seek only what was written from ``begin`` on and before ``end``."""
        after = self.after if begin is None else _place_at(begin) - 1
        return replace(self, after=after, before=self.before if end is None else _place_at(end))


def _place_at(moment: datetime) -> int:
    """Give the place of what would be written at ``moment`` before all else."""
    return min(int(moment.timestamp()) * 1_000_000_000 * SHARDS, LAST)


class Journal(Persistent):
    """Entries under keys that never collide between transactions: a shard each, then time.

    Beside each shard stand its threads: the keys of the entries of a person, of a kind and of all
    that happened about an object, one behind the other in one tree.
    """

    _threads: tuple[SmallOOTreeSet, ...] = ()

    def __init__(self, shards: Iterable[LOBTree] = ()) -> None:
        """Start with the entries in the trees of another journal; with none by itself."""
        entries: tuple[Any, ...] = tuple(shards) or ((),) * SHARDS
        self._shards = tuple(SmallLOBTree(each) for each in entries)
        self._threads = tuple(SmallOOTreeSet() for _shard in self._shards)

    def write(self, entry: Entry, about: Iterable[int] = ()) -> None:
        """Add ``entry`` behind all others; there is no way to change or remove one.

        It is found by its person, its kind, its object and the uids it is ``about``.
        """
        mine = getattr(self, "_v_shard", None)
        if mine is None:
            mine = self._v_shard = next(_turns)
        number = mine % len(self._shards)
        key = time.time_ns()
        while not self._shards[number].insert(key, entry):
            key += 1
        self._thread(number, key, entry, about)

    def _thread(self, number: int, key: int, entry: Entry, about: Iterable[int]) -> None:
        found = {(OBJECT, uid) for uid in (entry.uid, *about)}
        for name, value in (*found, (PERSON, entry.actor), (KIND, entry.kind)):
            self._threads[number].insert((name, value, key))

    def thread_anew(self, about: Callable[[Entry], Iterable[int]]) -> Iterator[Entry]:
        """Make the threads of all entries anew, giving each entry when it is done."""
        self._threads = tuple(SmallOOTreeSet() for _shard in self._shards)
        for number, shard in enumerate(self._shards):
            for key, entry in shard.items():
                self._thread(number, key, entry, about(entry))
                yield entry

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
        return [entry for _place, entry in islice(self.found(Sought()), count)]

    def found(self, sought: Sought, *, newest_first: bool = True) -> Iterator[tuple[int, Entry]]:
        """Go through the entries ``sought``, each with its place; only what is taken is loaded."""
        shards = enumerate(self._shards)
        walks = [
            self._walk(number, shard, sought, newest_first=newest_first) for number, shard in shards
        ]
        for place in heapq.merge(*walks, reverse=newest_first):
            key, number = divmod(place, SHARDS)
            yield place, self._shards[number][key]

    def _walk(
        self, number: int, shard: LOBTree, sought: Sought, *, newest_first: bool
    ) -> Iterator[int]:
        """Go through the places of what is sought in one shard."""
        threads = self._threads[number] if sought.threads else ()
        ways: list[Way] = [_Thread(threads, *each) for each in sought.threads] or [_Whole(shard)]
        low = -((number - sought.after - 1) // SHARDS)
        high = (sought.before - 1 - number) // SHARDS
        for key in (_down if newest_first else _up)(ways, low, high):
            yield key * SHARDS + number


def _when(item: tuple[int, Entry]) -> int:
    return item[0]


class _Whole:
    """The way through all keys of a shard."""

    def __init__(self, shard: LOBTree) -> None:
        """Take the shard."""
        self._shard = shard

    def at_most(self, key: int) -> int:
        """Give the last key that is not above ``key``; ValueError where there is none."""
        return int(self._shard.maxKey(key))

    def at_least(self, key: int) -> int:
        """Give the first key that is not below ``key``; ValueError where there is none."""
        return int(self._shard.minKey(key))


class _Thread:
    """The way through the keys of one thread."""

    def __init__(self, threads: Any, name: int, value: int | str) -> None:
        """Take the tree and what the thread is called in it."""
        self._threads, self._called = threads, (name, value)

    def at_most(self, key: int) -> int:
        """Give the last key that is not above ``key``; ValueError where there is none."""
        return self._mine(self._threads.maxKey((*self._called, key)))

    def at_least(self, key: int) -> int:
        """Give the first key that is not below ``key``; ValueError where there is none."""
        return self._mine(self._threads.minKey((*self._called, key)))

    def _mine(self, member: tuple[int, int | str, int]) -> int:
        if member[:2] != self._called:
            raise ValueError(member)
        return member[2]


Way = _Whole | _Thread


def _down(ways: list[Way], low: int, high: int) -> Iterator[int]:
    """Go down through the keys all ``ways`` have: each leaps to where the furthest stands."""
    with suppress(ValueError):
        while low <= high:
            found = [way.at_most(high) for way in ways]
            high = min(found)
            if max(found) == high >= low:
                yield high
                high -= 1


def _up(ways: list[Way], low: int, high: int) -> Iterator[int]:
    """Go up through the keys all ``ways`` have."""
    with suppress(ValueError):
        while low <= high:
            found = [way.at_least(low) for way in ways]
            low = max(found)
            if min(found) == low <= high:
                yield low
                low += 1
