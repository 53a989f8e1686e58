"""Whoosh behind the port: pure Python, for machines that no wheel of an engine is made for."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any

from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader
from whoosh.util.filelock import try_for
from whoosh.writing import CLEAR, LockError, SegmentWriter

from archive.search.engines.entry import STAMP_UID, entry_of, hit_of
from archive.search.engines.soundness import Damaged, check_sums
from archive.search.engines.whoosh.fields import (
    Codec,
    DurableStorage,
    fields_of,
    fields_of_stamp,
    make_schema,
    stamp_of,
)
from archive.search.engines.whoosh.merging import merge_alike
from archive.search.engines.whoosh.order import Newer, page_of
from archive.search.engines.whoosh.query import having, matches, named, values, visible
from archive.search.engines.whoosh.segment import Segment, as_set, places
from archive.search.language.tree import texts_of
from archive.search.port import FACETS, Document, Page, Stamp
from archive.search.text.analysis import ANALYSIS_VERSION
from archive.search.text.pinyin import fitting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from archive.search.engines.whoosh.order import Found
    from archive.search.port import Access, Hit, Query

#: Whoosh's name for the index in its folder, and for the lock of its one writer.
NAME, LOCK = "MAIN", "MAIN_WRITELOCK"

#: Seconds to wait for another process that writes.
PATIENCE = 30.0

#: Distinct values counted of one facet.
MOST_VALUES = 100

#: How often a reader begins anew because a writer took the files away meanwhile.
MOST_TRIES = 10

UNPUBLISHED = re.compile(rf"_{NAME}_[0-9]+\.toc\.")


class WhooshIndex:
    """One folder of Whoosh's; one process writes, any number of them read.

    Within a process one search runs at a time: the interpreter would not run two any faster.
    """

    name = "whoosh"

    def __init__(self, folder: Path, memory: int = 64_000_000, recency: float = 0) -> None:
        """Open the index in ``folder``, or begin one; ``memory`` is what the writer may use.

        ``recency`` is how much newer counts, as ``juanzong.recency``.

        The folder must be the application's alone: Whoosh unpickles what it finds there.
        """
        own = folder / f"whoosh-{ANALYSIS_VERSION}"
        own.mkdir(parents=True, exist_ok=True)
        self._folder, self._place = own, own.stat().st_ino
        self._storage = DurableStorage(own)
        self._schema = make_schema()
        self._begin()
        self._index = FileIndex(self._storage, schema=self._schema, indexname=NAME)
        self._memory = max(memory // 2**20, 1)
        self._recency = recency
        self._generation = -1
        self._leaves: dict[str, tuple[Segment, int]] = {}
        self._reading, self._writing_lock = Lock(), Lock()

    def search(self, query: Query, access: Access) -> Page:
        """Find what ``access`` lets be found, with counts of the same and nothing else."""
        newer = Newer(self._recency, access.today.toordinal())
        with self._reading:
            found = [(leaf, matches(leaf, query, access, live)) for leaf, live in self._current()]
            total = sum(bits.bit_count() for _leaf, bits in found)
            facets = {name: _counts(found, name, access) for name in FACETS}
            page, dossiers = page_of(found, query, newer)
            stored = [
                [_stored(found[place.segment][0], place.at) for place in group] for group in page
            ]
        texts = texts_of(query.node)
        return Page(tuple(_hit(group, texts) for group in stored), total, facets, dossiers)

    def names(self, typed: str, access: Access, most: int = 10) -> tuple[str, ...]:
        """Give names of parties that begin or sound as ``typed``, most frequent first."""
        counts: Counter[str] = Counter()
        with self._reading:
            for leaf, live in self._current():
                counts.update(named(leaf, typed, live & visible(leaf, access)))
        names = sorted(counts, key=lambda name: (-counts[name], name))
        return fitting(names, typed, most)

    def apply(self, documents: Sequence[Document], removals: Collection[int], stamp: Stamp) -> None:
        """Put documents in, take others out, and stamp: all in one commit, or nothing."""
        wanted = {document.uid: document for document in documents}
        entries = [fields_of(entry_of(document)) for document in wanted.values()]
        with self._writing() as writer:
            self._take_out(writer, {*wanted, *removals, STAMP_UID})
            for entry in (*entries, fields_of_stamp(stamp)):
                writer.add_document(**entry)
            writer.mergetype = merge_alike

    def stamp(self) -> Stamp | None:
        """Give the stamp of the last commit; ``None`` for an empty index."""
        with self._reading:
            for leaf, live in self._current(stamps=True):
                for at in places(leaf.stamps & live):
                    return stamp_of(leaf.shown(at))
        return None

    def clear(self) -> None:
        """Take everything out, the stamp too."""
        with self._writing() as writer:
            writer.mergetype = CLEAR

    def digests(self) -> dict[int, int]:
        """Give the digest of every document by its uid."""
        with self._reading:
            return {
                leaf.uids[at]: leaf.digest(at)
                for leaf, live in self._current()
                for at in places(live)
            }

    def check(self, *, whole: bool = False) -> None:
        """Raise where the index is gone or damaged; looking at every byte where ``whole``."""
        if not self._folder.is_dir() or self._folder.stat().st_ino != self._place:
            raise Damaged(self._folder.name)
        if TOC._latest_generation(self._storage, NAME) < 0:
            raise Damaged(NAME)
        if whole:
            check_sums(self._folder)
        self.stamp()

    def alone(self) -> AbstractContextManager[bool]:
        """Let no lock be asked for: one process writes, one thread of it."""
        return nullcontext(enter_result=True)

    def close(self) -> None:
        """Give up what is kept ready; files are closed with their last reader."""
        with self._writing_lock, self._reading:
            self._leaves, self._generation = {}, -1

    def _begin(self) -> None:
        """Make an empty index where there is none, before any other process does."""
        lock = self._storage.lock(LOCK)
        if not try_for(lock.acquire, timeout=PATIENCE):
            raise TimeoutError(LOCK)
        try:
            if TOC._latest_generation(self._storage, NAME) < 0:
                TOC.create(self._storage, self._schema, NAME)
        finally:
            lock.release()

    def _current(self, *, stamps: bool = False) -> list[tuple[Segment, int]]:
        """Give the segments of the last commit of any process, each with what of it is live."""
        if self._index.latest_generation() != self._generation:
            self._open()
        return [
            (leaf, live if stamps else live & ~leaf.stamps) for leaf, live in self._leaves.values()
        ]

    def _open(self) -> None:
        for tries_left in reversed(range(MOST_TRIES)):
            try:
                toc = TOC.read(self._storage, NAME, schema=self._schema)
                leaves = {each.segment_id(): self._leaf(each) for each in toc.segments}
            except OSError:
                if not tries_left:
                    raise
            else:
                self._leaves, self._generation = leaves, toc.generation
                return

    def _leaf(self, segment: Any) -> tuple[Segment, int]:
        leaf, _live = self._leaves.get(segment.segment_id(), (None, 0))
        if leaf is None:
            leaf = Segment(SegmentReader(self._storage, self._schema, segment))
        return leaf, leaf.all & ~as_set(segment.deleted_docs(), leaf.size)

    def _take_out(self, writer: SegmentWriter, uids: Collection[int]) -> None:
        with self._reading:
            self._current()
            for segment in writer.segments:
                leaf, live = self._leaves[segment.segment_id()]
                for uid in uids:
                    for at in leaf.numbered(uid):
                        if live >> at & 1:
                            segment.delete_document(at)

    @contextmanager
    def _writing(self) -> Iterator[SegmentWriter]:
        """Commit what is written within; what fails is given up with all that belongs to it.

        The lock is the kernel's and goes with the process, so a killed writer leaves none; what
        else it leaves, the next one takes away.
        """
        with self._writing_lock:
            writer = self._open_writer()
            try:
                self._take_away_unpublished()
                yield writer
                writer.commit()
            except BaseException:
                _give_up(writer)
                raise

    def _open_writer(self) -> SegmentWriter:
        try:
            return SegmentWriter(self._index, timeout=PATIENCE, limitmb=self._memory, codec=Codec())
        except LockError:
            raise TimeoutError(LOCK) from None

    def _take_away_unpublished(self) -> None:
        for name in self._storage.list():
            if UNPUBLISHED.match(name):
                self._storage.delete_file(name)


def _give_up(writer: SegmentWriter) -> None:
    try:
        writer.cancel()
    finally:
        if writer.writelock.fd is not None:
            writer.writelock.release()


def _counts(found: Found, name: str, access: Access) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for leaf, bits in found:
        if bits:
            counts.update(
                {
                    value: (having(leaf, name, value, access) & bits).bit_count()
                    for value in values(leaf, name)
                }
            )
    in_order = sorted((-count, value) for value, count in counts.items() if count)
    return tuple((value, -count) for count, value in islice(in_order, MOST_VALUES))


def _stored(leaf: Segment, at: int) -> tuple[int, int, str]:
    return leaf.uids[at], leaf.dossiers[at], leaf.shown(at)


def _hit(stored: Sequence[tuple[int, int, str]], texts: tuple[str, ...]) -> Hit:
    first, *others = (hit_of(*each, texts) for each in stored)
    return replace(first, more=tuple(others))
