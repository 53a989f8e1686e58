"""Whether an index is still on the disk as it was written, byte by byte."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

from archive.storage.durable import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: Tantivy's list of segments, the files each has, and how each file ends: a line with the sum of
#: what stands before it, how long the line is, and this number.
META = "meta.json"
PARTS = ("fast", "fieldnorm", "idx", "pos", "store", "term")
MAGIC = 1337

#: Where the sums of the files of a Whoosh index stand.
SUMS = "sums.json"

BLOCK = 1 << 20


class Damaged(Exception):
    """A file of the index is gone, cut off or changed."""


def check_segments(folder: Path) -> None:
    """Raise Damaged unless every file of every segment of Tantivy's is whole."""
    for segment in _read_json(folder / META).get("segments", ()):
        name = segment["segment_id"].replace("-", "")
        deletes = segment.get("deletes")
        parts = (*PARTS, f"{deletes['opstamp']}.del") if deletes else PARTS
        for part in parts:
            _check_footer(folder / f"{name}.{part}")


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
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(max(size - 8, 0))
            ending = stream.read(8)
            length = int.from_bytes(ending[:4], "little")
            if int.from_bytes(ending[4:], "little") != MAGIC or length + 8 > size:
                raise Damaged(path.name)
            stream.seek(size - 8 - length)
            told = json.loads(stream.read(length))["crc"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        raise Damaged(path.name) from None
    if sum_of(path, size - 8 - length) != told:
        raise Damaged(path.name)


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        raise Damaged(path.name) from None
