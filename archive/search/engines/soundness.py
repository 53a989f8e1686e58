"""Whether an index is still on the disk as it was written, byte by byte."""

from __future__ import annotations

import json
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from archive.storage.durable import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

#: Tantivy's list of segments, the files each has, and how each file ends: a line with the sum of
#: what stands before it, how long the line is, and this number.
META = "meta.json"
PARTS = ("fast", "fieldnorm", "idx", "pos", "store", "term")
MAGIC = 1337

#: What the list says, of itself and of a segment, and of what was taken out of one.
LISTED = {"index_settings", "segments", "schema", "opstamp", "payload"}
SEGMENT, DELETES = {"segment_id", "max_doc", "deletes"}, {"num_deleted_docs", "opstamp"}

#: Where the sums of the files of a Whoosh index stand.
SUMS = "sums.json"

BLOCK = 1 << 20


class Damaged(Exception):
    """A file of the index is gone, cut off or changed."""


def check_segments(folder: Path) -> None:
    """Raise Damaged unless Tantivy's list of segments and every file of every segment are whole.

    The list bears no sum; so whatever it says is held against the files, which do.
    """
    listed = _read_json(folder / META)
    try:
        _require(set(listed) <= LISTED)
        for segment in listed["segments"]:
            _require(set(segment) == SEGMENT)
            _check_segment(folder, segment, listed["opstamp"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Damaged(META) from None


def _check_segment(folder: Path, segment: dict[str, Any], opstamp: int) -> None:
    name, count = segment["segment_id"].replace("-", ""), segment["max_doc"]
    for part in PARTS:
        _check_footer(folder / f"{name}.{part}")
    lengths = _body(folder / f"{name}.fieldnorm")
    listed = int.from_bytes(lengths[-4:], "little")
    fields = lengths[-4 - listed] & 0x7F  # each has a byte for every document
    _require(len(lengths) == fields * count + listed + 4)
    if deletes := segment["deletes"]:
        _require(set(deletes) == DELETES and deletes["opstamp"] <= opstamp)
        file = folder / f"{name}.{deletes['opstamp']}.del"
        _check_footer(file)
        alive = _body(file)
        living = int.from_bytes(alive[4:], "little").bit_count()
        _require(int.from_bytes(alive[:4], "little") == count)
        _require(count - living == deletes["num_deleted_docs"])


def _require(holds: bool) -> None:  # noqa: FBT001
    if not holds:
        raise Damaged(META)


def check_sums(folder: Path) -> None:
    """Raise Damaged unless the files of a Whoosh index are those that were published.

    Those that are not there any more were taken away, or are missed when the index is opened.
    """
    known = _read_json(folder / SUMS) if (folder / SUMS).exists() else {}
    for name, wanted in known.items():
        if (folder / name).exists() and sum_of(folder / name) != wanted:
            raise Damaged(name)


def write_sums(folder: Path, present: Iterable[str], made: dict[str, int]) -> None:
    """Keep the sums of the files ``made``, beside those of the ``present`` ones kept before."""
    try:
        known = _read_json(folder / SUMS)
    except Damaged:
        known = {}
    kept = {name: known[name] for name in present if name in known}
    write_whole(folder / SUMS, json.dumps(kept | made).encode())


def sum_of(path: Path, size: int | None = None) -> int:
    """Give the CRC of the first ``size`` bytes of a file; Damaged where there is no such file."""
    total, left = 0, size
    try:
        with path.open("rb") as stream:
            while block := stream.read(BLOCK if left is None else min(BLOCK, left)):
                total = zlib.crc32(block, total)
                left = None if left is None else left - len(block)
    except FileNotFoundError:
        raise Damaged(path.name) from None
    return total


def _check_footer(path: Path) -> None:
    with _opened(path) as stream:
        size, told = _footer(stream, path)
    if sum_of(path, size) != told:
        raise Damaged(path.name)


def _body(path: Path) -> bytes:
    """Give a small file without its footer."""
    with _opened(path) as stream:
        size, _told = _footer(stream, path)
        stream.seek(0)
        return stream.read(size)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as stream:
            yield stream
    except FileNotFoundError:
        raise Damaged(path.name) from None


def _footer(stream: BinaryIO, path: Path) -> tuple[int, int]:
    """Give how many bytes stand before the footer, and the sum it tells of them."""
    size = stream.seek(0, 2)
    stream.seek(max(size - 8, 0))
    ending = stream.read(8)
    length = int.from_bytes(ending[:4], "little")
    if int.from_bytes(ending[4:], "little") != MAGIC or length + 8 > size:
        raise Damaged(path.name)
    stream.seek(size - 8 - length)
    try:
        return size - 8 - length, int(json.loads(stream.read(length))["crc"])
    except (ValueError, KeyError, TypeError):
        raise Damaged(path.name) from None


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        raise Damaged(path.name) from None
