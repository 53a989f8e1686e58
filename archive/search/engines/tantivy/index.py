"""Tantivy behind the port: tokens are ours, filter and counts are the engine's."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any

import tantivy
from tantivy import Order

from archive.search.engines.entry import BETWEEN, LEVELS, MOST_MORE, STAMP_UID, hit_of
from archive.search.engines.soundness import META, Damaged, check_segments
from archive.search.engines.tantivy.entry import entry_of, level_on, stamp_entry
from archive.search.engines.tantivy.query import FIELDS, Fit, named, restricted
from archive.search.language.tree import texts_of
from archive.search.port import FACETS, PAGE, Document, Hit, Page, Stamp
from archive.search.text.analysis import ANALYSIS_VERSION
from archive.search.text.pinyin import fitting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from archive.search.port import Access, Query

#: Distinct values counted of one facet; of levels with their days there are more.
MOST_VALUES, MOST_MARKS = 100, 10_000

#: Best hits that are put into groups.
WINDOW = 5_000

#: Names counted for completing what is typed.
NAMED = {"party": {"terms": {"field": "party", "size": 200}}}

#: What the engine says where an open word goes on in too many ways.
TOO_MANY = "max expansions"

COUNTS: dict[str, Any] = {
    name: {"terms": {"field": name, "size": MOST_MARKS if name == "level" else MOST_VALUES}}
    for name in FACETS
} | {"total": {"value_count": {"field": "uid"}}}


def make_schema() -> tantivy.Schema:
    """Give the fields of the index; only what a page of hits shows is stored."""
    builder = tantivy.SchemaBuilder()
    for name in ("uid", "dossier", "year", "day"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in ("oldest", "digest"):
        builder.add_unsigned_field(name, fast=True)
    for level in LEVELS:
        builder.add_unsigned_field(f"until{level}", indexed=True)
    for name in ("series", "unit", "kind", "party", "penalty", "level"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("caveat", "volume", "sound"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for field in FIELDS:
        builder.add_text_field(str(field), tokenizer_name="whitespace")
    builder.add_bytes_field("shown", stored=True)
    return builder.build()


class TantivyIndex:
    """One folder of Tantivy's; one process writes, any number of threads read."""

    name = "tantivy"

    def __init__(self, folder: Path, memory: int = 64_000_000, recency: float = 0) -> None:
        """Open the index in ``folder``, or begin one; ``memory`` is what the writer may use.

        ``recency`` is how much newer counts, as ``juanzong.recency``.

        Each analysis has a folder of its own within it, so that an index made by another release
        is neither read nor harmed.
        """
        own = folder / f"tantivy-{ANALYSIS_VERSION}"
        own.mkdir(parents=True, exist_ok=True)
        self._schema = make_schema()
        self._index = tantivy.Index(self._schema, path=str(own))
        self._memory = memory
        self._recency = recency
        self._writer: Any = None
        self._lock = Lock()
        self._folder, self._place = own, own.stat().st_ino
        self._seen = self._written()

    def search(self, query: Query, access: Access) -> Page:
        """Find what ``access`` lets be found, with counts of the same and nothing else.

        Where an open word within a phrase goes on in more ways than the engine bears, what holds
        phrase and word apart is found too, and what must not hold them so may be; nothing is lost.
        """
        searcher = self._searcher()
        try:
            return self._page(searcher, self._wanted(query, access), query, access)
        except ValueError as error:
            if TOO_MANY not in str(error):
                raise
        return self._page(searcher, self._wanted(query, access, Fit.WIDER), query, access)

    def _wanted(self, query: Query, access: Access, fit: Fit = Fit.EXACT) -> tantivy.Query:
        return restricted(self._schema, query, access, fit, self._recency)

    def _page(self, searcher: Any, wanted: Any, query: Query, access: Access) -> Page:
        counted = searcher.aggregate(wanted, COUNTS)
        total = int(counted["total"]["value"])
        facets = {name: _values(counted[name]["buckets"]) for name in FACETS}
        facets["level"] = _levels(facets["level"], access.today.toordinal())
        start = (max(query.page, 1) - 1) * PAGE
        if query.grouped:
            return self._grouped(searcher, wanted, query, Page((), total, facets))
        if start >= total:
            return Page((), total, facets)
        addresses = _found(searcher, wanted, query, PAGE, start)
        return Page(_hits(searcher, addresses, texts_of(query.node)), total, facets)

    def _grouped(self, searcher: Any, wanted: Any, query: Query, page: Page) -> Page:
        """Give one hit a dossier, in the order of the best of each, among the best ``WINDOW``."""
        addresses = _found(searcher, wanted, query, WINDOW, 0)
        dossiers = searcher.fast_field_values("dossier", addresses) if addresses else []
        groups: dict[int, list[Any]] = {}
        for dossier, address in zip(dossiers, addresses, strict=True):
            groups.setdefault(dossier, []).append(address)
        start = (max(query.page, 1) - 1) * PAGE
        shown = list(groups.values())[start : start + PAGE]
        flat = [address for group in shown for address in group[: 1 + MOST_MORE]]
        hits = iter(_hits(searcher, flat, texts_of(query.node)))
        found = []
        for group in shown:
            best, *more = (next(hits) for _address in group[: 1 + MOST_MORE])
            found.append(replace(best, more=tuple(more)))
        return replace(page, hits=tuple(found), dossiers=len(groups))

    def names(self, typed: str, access: Access, most: int = 10) -> tuple[str, ...]:
        """Give names of parties that begin or sound as ``typed``, most frequent first."""
        searcher = self._searcher()
        counted = searcher.aggregate(named(self._schema, typed, access), NAMED)
        return fitting((bucket["key"] for bucket in counted["party"]["buckets"]), typed, most)

    def apply(self, documents: Sequence[Document], removals: Collection[int], stamp: Stamp) -> None:
        """Put documents in, take others out, and stamp: all in one commit, or nothing.

        The engine's own thread takes one in while the next is analysed.
        """
        stale = [*removals, *(document.uid for document in documents), STAMP_UID]
        outdated = tantivy.Query.term_set_query(self._schema, "uid", stale)
        with self._writing() as writer:
            writer.delete_documents_by_query(outdated)
            for document in documents:
                writer.add_document(entry_of(document))
            writer.add_document(stamp_entry(stamp))

    def stamp(self) -> Stamp | None:
        """Give the stamp of the last commit; ``None`` for an empty index."""
        searcher = self._searcher()
        query = tantivy.Query.term_query(self._schema, "uid", STAMP_UID)
        for _score, address in searcher.search(query, limit=1).hits:
            storage, place, analysis = _shown(searcher, address).split(BETWEEN)
            return Stamp(storage, int(place), analysis)
        return None

    def clear(self) -> None:
        """Take everything out, the stamp too."""
        with self._writing() as writer:
            writer.delete_all_documents()

    def digests(self) -> dict[int, int]:
        """Give the digest of every document by its uid."""
        searcher = self._searcher()
        count = max(searcher.num_docs, 1)
        found = searcher.search(tantivy.Query.all_query(), limit=count, count=False)
        addresses = [address for _score, address in found.hits]
        digests = searcher.fast_field_values("digest", addresses) if addresses else []
        told = zip(_uids(searcher, addresses), digests, strict=True)
        return {uid: digest for uid, digest in told if uid != STAMP_UID}

    def check(self, *, whole: bool = False) -> None:
        """Raise where the index is gone or damaged; looking at every byte where ``whole``."""
        if not self._folder.is_dir() or self._folder.stat().st_ino != self._place:
            raise Damaged(self._folder.name)
        if self._written() is None:
            raise Damaged(META)
        if whole:
            check_segments(self._folder)
        self.stamp()

    def alone(self) -> AbstractContextManager[bool]:
        """Let no lock be asked for: one process writes, one thread of it."""
        return nullcontext(enter_result=True)

    def close(self) -> None:
        """Finish merging and give up the lock."""
        with self._lock:
            self._give_up_writer()

    def _searcher(self) -> Any:
        """Read what was committed last, by whichever process."""
        written = self._written()
        if written not in {self._seen, None}:
            self._index.reload()
            self._seen = written
        return self._index.searcher()

    def _written(self) -> tuple[int, int] | None:
        """Tell one commit from another; ``None`` where there is none to read any more."""
        try:
            found = (self._folder / META).stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        """Commit what is written within, and read from then on.

        A writer that failed is given up with all it had not committed, and the next one begins
        from the last commit: to roll it back would panic from then on.
        """
        with self._lock:
            writer = self._open_writer()
            try:
                yield writer
                writer.commit()
            except BaseException:
                self._give_up_writer()
                raise
            self._index.reload()

    def _open_writer(self) -> Any:
        """Open the writer once; what a killed one left behind is collected first."""
        if self._writer is None:
            self._writer = self._index.writer(self._memory, 1)
            self._writer.garbage_collect_files()
        return self._writer

    def _give_up_writer(self) -> None:
        """Finish merging and give up the lock; what is not committed is gone."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.wait_merging_threads()


def _found(searcher: Any, wanted: Any, query: Query, count: int, start: int) -> list[Any]:
    """Give the addresses of what is found: best, newest or oldest first, the undated last."""
    how: dict[str, Any] = {"count": False, "offset": start}
    if query.sort in {"newest", "oldest"}:
        field, order = ("day", Order.Desc) if query.sort == "newest" else ("oldest", Order.Asc)
        how |= {"order_by_field": field, "order": order}
    return [address for _score, address in searcher.search(wanted, count, **how).hits]


def _hits(searcher: Any, addresses: list[Any], texts: tuple[str, ...]) -> tuple[Hit, ...]:
    dossiers = searcher.fast_field_values("dossier", addresses) if addresses else []
    return tuple(
        hit_of(uid, dossier, _shown(searcher, address), texts)
        for uid, dossier, address in zip(
            _uids(searcher, addresses), dossiers, addresses, strict=True
        )
    )


def _uids(searcher: Any, addresses: list[Any]) -> list[int]:
    return searcher.fast_field_values("uid", addresses) if addresses else []


def _shown(searcher: Any, address: Any) -> str:
    stored: bytes = searcher.doc(address).get_first("shown")
    return stored.decode()


def _values(buckets: list[dict[str, Any]]) -> tuple[tuple[str, int], ...]:
    """Give each value with its count, leaving out the documents that have none."""
    return tuple(
        (_plain(bucket["key"]), int(bucket["doc_count"]))
        for bucket in buckets
        if bucket["key"] != ""
    )


def _levels(marks: Iterable[tuple[str, int]], day: int) -> tuple[tuple[str, int], ...]:
    """Count by the highest level in force on ``day``, out of counts of levels with their days."""
    counts: Counter[str] = Counter()
    for word, count in marks:
        counts[level_on(word, day)] += count
    return tuple(sorted((level, count) for level, count in counts.items() if level))


def _plain(key: object) -> str:
    return str(int(key)) if isinstance(key, float) else str(key)
