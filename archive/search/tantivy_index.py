"""Tantivy behind the port: tokens are ours, filter and counts are the engine's."""

from __future__ import annotations

import json
from threading import Lock
from typing import TYPE_CHECKING, Any

import tantivy

from archive.search.language import texts_of
from archive.search.passage import passage
from archive.search.port import FACETS, PAGE, Document, Hit, Page, Stamp
from archive.search.tantivy_query import STAMP_UID, entry_of, restricted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from archive.search.port import Access, Query

#: Distinct values counted of one facet.
MOST_VALUES = 100

RAW = {"tokenizer_name": "raw", "fast": True, "index_option": "basic"}
TOKENS = {"tokenizer_name": "whitespace"}


def make_schema() -> tantivy.Schema:
    """Give the fields of the index; only what a page of hits shows is stored."""
    builder = tantivy.SchemaBuilder()
    for name in ("uid", "dossier"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in ("year", "day"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for level in (1, 2, 3):
        builder.add_unsigned_field(f"until{level}", indexed=True)
    for name in ("series", "unit", "kind"):
        builder.add_text_field(name, **RAW)
    builder.add_text_field("caveat", tokenizer_name="raw", index_option="basic")
    for name in ("all", "title", "names"):
        builder.add_text_field(name, **TOKENS)
    for name in ("words", "parts"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("shown", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


class TantivyIndex:
    """One folder of Tantivy's; one process writes, any number of threads read."""

    def __init__(self, folder: Path, memory: int = 64_000_000) -> None:
        """Open the index in ``folder``, or begin one; ``memory`` is what the writer may use."""
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = make_schema()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._memory = memory
        self._writer: Any = None
        self._lock = Lock()

    def search(self, query: Query, access: Access) -> Page:
        """Find what ``access`` lets be found, with counts of the same and nothing else."""
        searcher = self._index.searcher()
        wanted = restricted(self._schema, query, access)
        facets = self._facets(searcher, wanted)
        total = sum(count for _value, count in facets["year"])
        order = {"order_by_field": "day"} if query.sort == "newest" else {}
        start = (query.page - 1) * PAGE
        found = searcher.search(wanted, limit=PAGE, offset=start, count=False, **order)
        addresses = [address for _score, address in found.hits]
        texts = texts_of(query.node)
        uids = searcher.fast_field_values("uid", addresses) if addresses else []
        hits = tuple(
            _hit(uid, searcher.doc(address), texts)
            for uid, address in zip(uids, addresses, strict=True)
        )
        return Page(hits, total, facets)

    def _facets(self, searcher: Any, wanted: Any) -> dict[str, tuple[tuple[str, int], ...]]:
        terms = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in FACETS}
        counted = searcher.aggregate(wanted, terms)
        return {
            name: tuple(
                (_plain(bucket["key"]), int(bucket["doc_count"]))
                for bucket in counted[name]["buckets"]
                if bucket["key"] != ""
            )
            for name in FACETS
        }

    def apply(self, documents: Sequence[Document], removals: Collection[int], stamp: Stamp) -> None:
        """Put documents in, take others out, and stamp: all in one commit."""
        with self._lock:
            writer = self._open_writer()
            stale = [*removals, *(document.uid for document in documents), STAMP_UID]
            writer.delete_documents_by_query(
                tantivy.Query.term_set_query(self._schema, "uid", stale)
            )
            for document in documents:
                writer.add_document(entry_of(document))
            writer.add_document(_stamp_entry(stamp))
            writer.commit()
            self._index.reload()

    def stamp(self) -> Stamp | None:
        """Give the stamp of the last commit; ``None`` for an empty index."""
        searcher = self._index.searcher()
        query = tantivy.Query.term_query(self._schema, "uid", STAMP_UID)
        for _score, address in searcher.search(query, limit=1).hits:
            storage, place, analysis = json.loads(searcher.doc(address).get_first("shown"))
            return Stamp(storage, place, analysis)
        return None

    def clear(self) -> None:
        """Take everything out, the stamp too."""
        with self._lock:
            writer = self._open_writer()
            writer.delete_all_documents()
            writer.commit()
            self._index.reload()

    def uids(self) -> Iterable[int]:
        """Give the uids of all documents."""
        searcher = self._index.searcher()
        count = max(searcher.num_docs, 1)
        found = searcher.search(tantivy.Query.all_query(), limit=count, count=False)
        addresses = [address for _score, address in found.hits]
        every = searcher.fast_field_values("uid", addresses) if addresses else []
        return [uid for uid in every if uid != STAMP_UID]

    def close(self) -> None:
        """Finish merging and give up the lock."""
        with self._lock:
            if self._writer is not None:
                self._writer.wait_merging_threads()
                self._writer = None

    def _open_writer(self) -> Any:
        """Open the writer once; what a killed one left behind is collected first."""
        if self._writer is None:
            self._writer = self._index.writer(self._memory, 1)
            self._writer.garbage_collect_files()
        return self._writer


def _hit(uid: int, stored: Any, texts: tuple[str, ...]) -> Hit:
    description, *pages = json.loads(stored.get_first("shown"))
    snippet, page = passage([*pages, description], texts)
    return Hit(uid, snippet, page if page <= len(pages) else 0)


def _stamp_entry(stamp: Stamp) -> tantivy.Document:
    entry = tantivy.Document()
    entry.add_unsigned("uid", STAMP_UID)
    entry.add_text("shown", json.dumps([stamp.storage, stamp.place, stamp.analysis]))
    return entry


def _plain(key: object) -> str:
    return str(int(key)) if isinstance(key, float) else str(key)
