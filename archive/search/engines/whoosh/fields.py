"""What Whoosh keeps of an entry: terms with their documents, columns, a stored text."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whoosh import columns
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.fields import STORED, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Existence

from archive.search.engines.entry import BETWEEN, STAMP_UID, TEXTS, Entry
from archive.search.engines.soundness import sum_of, write_sums
from archive.search.language.tree import Field
from archive.search.port import Stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: The fields that a document is looked up, filtered or counted by, beside those of texts.
FACTS = (
    "uid", "dossier", "year", "series", "unit", "kind", "volume", "penalty", "day", "until",
    "caveat", "name",
)  # fmt: skip

#: Stands between what a name is looked up by and the name.
OF = "\x1f"

#: Digits of a year or day as a term, so that terms stand in the order of numbers.
DIGITS = 8


class Terms(FieldType):
    """Which documents have a term, and nothing more; a value is the collection of its terms."""

    def __init__(self) -> None:
        super().__init__(format=Existence(), analyzer=None)

    def index(
        self, value: Iterable[str], **_options: Any
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Give each term as Whoosh takes it."""
        for term in value:
            yield term.encode(), 1, 1.0, b""


class Column(FieldType):
    """A value for each document, read by its number."""

    indexed = False

    def __init__(self, column: columns.Column) -> None:
        super().__init__(format=None, analyzer=None, sortable=column)

    def to_column_value(self, value: Any) -> Any:
        """Give the value as it is."""
        return value

    def from_column_value(self, value: Any) -> Any:
        """Give the value as it is."""
        return value


class DurableStorage(FileStorage):
    """A folder of which nothing is published before all it needs is on the disk.

    Whoosh publishes by renaming a table of contents and leaves the rest to luck.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._made: set[str] = set()

    def create_file(self, name: str, **how: Any) -> Any:
        """Make a file, and remember it for the next publishing."""
        self._made.add(name)
        return super().create_file(name, **how)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:  # noqa: FBT001, FBT002 - Whoosh's
        """Rename, with all that was made since the last time on the disk before and after."""
        made, self._made = self._made, set()
        folder, sums = Path(self.folder), {}
        for name in made:
            if self.file_exists(name):
                _to_disk(self._fpath(name))
                sums[newname if name == oldname else name] = sum_of(folder / name)
        write_sums(folder, self.list(), sums)  # which syncs the folder too
        super().rename_file(oldname, newname, safe=safe)
        _to_disk(self.folder)


class Codec(W3Codec):
    """Whoosh's own codec, but no two segments have one name, however ``random`` was seeded.

    Nothing here is ranked by the lengths of fields, which Whoosh looks up for each posting.
    """

    length_stats = False

    def __init__(self) -> None:
        """Compress nothing: its blocks are too short to become any shorter."""
        super().__init__(compression=0)

    def new_segment(self, storage: Any, indexname: str) -> W3Segment:  # noqa: ARG002 - Whoosh's
        """Give a segment with a name of its own."""
        return W3Segment(self, indexname, segid=secrets.token_hex(8))


def _to_disk(path: str) -> None:
    place = os.open(path, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def make_schema() -> Schema:
    """Give the fields of the index."""
    terms = {name: Terms() for name in (*map(str, TEXTS), *FACTS)}
    numbers = {
        f"{name}s": Column(columns.NumericColumn("q"))
        for name in ("uid", "dossier", "day", "digest")
    }
    rows = {f"{name}_rows": Column(columns.VarBytesColumn()) for name in ("head", "text")}
    return Schema(**terms, **numbers, **rows, shown=STORED)


def number(value: int) -> str:
    """Give a year or day as a term."""
    return f"{value:0{DIGITS}}"


def fields_of(entry: Entry) -> dict[str, Any]:
    """Give an entry as Whoosh takes it."""
    document = entry.document
    head = BETWEEN.join(entry.rows[field] for field in TEXTS if field is not Field.TEXT)
    once = {
        name: [value]
        for name in ("series", "unit", "kind", "volume")
        if (value := getattr(document, name))
    }
    return {
        **{str(field): entry.tokens[field] for field in TEXTS},
        **once,
        "uid": [str(document.uid)],
        "dossier": [str(document.dossier)],
        "year": [str(document.year)],
        "day": [number(entry.day)] if entry.day else [],
        "until": [f"{level}:{number(day)}" for level, day in entry.until.items()],
        "penalty": document.penalties,
        "caveat": entry.caveats,
        "name": [f"{form}{OF}{name}" for name, forms in entry.names.items() for form in forms],
        "uids": document.uid,
        "dossiers": document.dossier,
        "days": entry.day,
        "digests": document.digest,
        "head_rows": head.encode(),
        "text_rows": entry.rows[Field.TEXT].encode(),
        "shown": entry.shown,
    }


def fields_of_stamp(stamp: Stamp) -> dict[str, Any]:
    """Give the document that carries the stamp."""
    told = BETWEEN.join((stamp.storage, str(stamp.place), stamp.analysis))
    return {"uid": [str(STAMP_UID)], "uids": STAMP_UID, "shown": told}


def stamp_of(shown: str) -> Stamp:
    """Give the stamp that a document carries."""
    storage, place, analysis = shown.split(BETWEEN)
    return Stamp(storage, int(place), analysis)
