"""One segment of a Whoosh index: sets of its documents as bits of a whole number.

Totals and counts need every match, so Whoosh's matchers, made to skip what is not among the best,
gain nothing here; sets as bits are met, joined and counted by the processor.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from whoosh.reading import SegmentReader, TermNotFound

from archive.search.engines.entry import BETWEEN, STAMP_UID

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable, Iterator


#: Sets of documents kept ready in one segment.
MOST_KEPT = 1024

#: Where each bit of a byte stands.
BITS = [[at for at in range(8) if byte >> at & 1] for byte in range(256)]


class Segment:
    """The documents of one segment; what it holds never changes, but for ``live``."""

    def __init__(self, reader: SegmentReader) -> None:
        """Read a segment; its reader is closed when nobody has the leaf any more."""
        self._reader = reader
        self.size: int = reader.doc_count_all()
        self.uids, self.dossiers, self.days = map(self._numbers, ("uids", "dossiers", "days"))
        self._digests = self._column("digests")
        self._columns = {name: self._column(f"{name}_rows") for name in ("head", "text")}
        self._kept: OrderedDict[Any, int] = OrderedDict()
        self._values: dict[str, list[str]] = {}
        self.all: int = (1 << self.size) - 1
        self.stamps: int = self.having("uid", str(STAMP_UID))

    def kept(self, key: Any, make: Callable[[], int]) -> int:
        """Give the set kept under ``key``, made where it is not."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        made = self._kept[key] = make()
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return made

    def having(self, field: str, term: str) -> int:
        """Give the documents that have ``term``."""
        return self.kept((field, term), lambda: self._read(field, [term.encode()]))

    def once(self, field: str, term: str) -> int:
        """Give the documents that have ``term``, and keep nothing for the next time."""
        return self._read(field, [term.encode()])

    def beginning(self, field: str, prefix: str) -> int:
        """Give the documents with any term that begins with ``prefix``."""
        return self.kept((field, prefix, "*"), lambda: self._read(field, self._from(field, prefix)))

    def between(self, field: str, low: str, high: str) -> int:
        """Give the documents with any term from ``low`` to ``high``."""
        return self.kept(
            (field, low, high), lambda: self._read(field, self._up_to(field, low, high))
        )

    def numbered(self, uid: int) -> list[int]:
        """Give the places of the documents with ``uid``."""
        return list(self._places("uid", str(uid).encode()))

    def values(self, field: str) -> list[str]:
        """Give all terms of a field that has few."""
        if field not in self._values:
            self._values[field] = list(self.terms(field))
        return self._values[field]

    def terms(self, field: str, prefix: str = "") -> Iterator[str]:
        """Give the terms of a field that begin with ``prefix``, in order."""
        return (term.decode() for term in self._from(field, prefix))

    def rows(self, name: str, at: int) -> bytes:
        """Give the rows of the ``text`` of a document, or those of its ``head``."""
        return bytes(self._columns[name][at])

    def head(self, at: int) -> list[bytes]:
        """Give the rows of the title, of the numbers and of the parties of a document."""
        return self.rows("head", at).split(BETWEEN.encode())

    def shown(self, at: int) -> str:
        """Give what is stored of a document to take passages from."""
        stored: str = self._reader.stored_fields(at)["shown"]
        return stored

    def digest(self, at: int) -> int:
        """Give the digest of a document."""
        return int(self._digests[at])

    def _numbers(self, name: str) -> array[int]:
        return self._column(name).load()  # type: ignore[no-any-return]

    def _column(self, name: str) -> Any:
        return self._reader.column_reader(name, translate=False)

    def _from(self, field: str, prefix: str) -> Iterable[bytes]:
        try:
            return self._reader.expand_prefix(field, prefix.encode())  # type: ignore[no-any-return]
        except TermNotFound:
            return ()

    def _up_to(self, field: str, low: str, high: str) -> Iterator[bytes]:
        last = high.encode()
        for name, term in self._reader.terms_from(field, low.encode()):
            if name != field or term > last:
                break
            yield term

    def _read(self, field: str, terms: Iterable[bytes]) -> int:
        return as_set((at for term in terms for at in self._places(field, term)), self.size)

    def _places(self, field: str, term: bytes) -> Iterable[int]:
        try:
            return self._reader.postings(field, term).all_ids()  # type: ignore[no-any-return]
        except TermNotFound:
            return ()


def as_set(places: Iterable[int], size: int) -> int:
    """Give the documents with these numbers, all below ``size``, as a set."""
    row = bytearray(size // 8 + 1)
    for at in places:
        row[at >> 3] |= 1 << (at & 7)
    return int.from_bytes(row, "little")


def places(documents: int) -> Iterator[int]:
    """Go through the numbers of the documents of a set, in order."""
    row = documents.to_bytes((documents.bit_length() + 7) // 8, "little")
    for at, byte in enumerate(row):
        if byte:
            for bit in BITS[byte]:
                yield at * 8 + bit
