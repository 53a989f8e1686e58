"""SHA-256 of files: reckoned while they are copied, and kept as ``sha256sum`` writes them."""

from __future__ import annotations

import os
import re
from hashlib import file_digest, sha256
from typing import TYPE_CHECKING

from archive.storage.durable import sync_file, sync_folder, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

LINE = re.compile(r"([0-9a-f]{64})  (.+)")
PIECE = 1 << 20


def sum_of(path: Path) -> str:
    """Give the SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def copy(source: Path, into: Path) -> str:
    """Copy a file, 0600 and on the disk when this returns; give its SHA-256 as it was read."""
    digest = sha256()
    beside = into.with_name(f".{into.name}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with source.open("rb") as read, os.fdopen(handle, "wb") as written:
        while piece := read.read(PIECE):
            digest.update(piece)
            written.write(piece)
    sync_file(beside)
    beside.replace(into)
    return digest.hexdigest()


def link_or_copy(source: Path, into: Path) -> str:
    """Name the same bytes once more, or copy them to another disk; give their SHA-256."""
    try:
        into.hardlink_to(source)
    except FileExistsError:
        into.unlink()  # what a backup cut short had not listed yet
        return link_or_copy(source, into)
    except FileNotFoundError:
        raise
    except OSError:  # another disk, or one that knows no links
        return copy(source, into)
    into.chmod(
        0o400
    )  # ZODB lets everybody read a stored file, and leaves it to its folder to hide it
    return sum_of(into)


def read_sums(path: Path) -> dict[str, str]:
    """Give the sums of a manifest by name; a last line that was cut short is none."""
    if not path.exists():
        return {}
    found = map(LINE.fullmatch, path.read_text("utf-8").splitlines())
    return {each[2]: each[1] for each in found if each}


def add_sums(path: Path, sums: Mapping[str, str]) -> None:
    """Add to a manifest; it is on the disk when this returns."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        if stream.tell() and not path.read_bytes().endswith(b"\n"):
            stream.write("\n")
        stream.writelines(f"{digest}  {name}\n" for name, digest in sums.items())
    sync_file(path)
    sync_folder(path.parent)


def write_sums(path: Path, files: Iterable[Path]) -> None:
    """Write the manifest of some files below its folder."""
    lines = [f"{sum_of(each)}  {each.relative_to(path.parent)}\n" for each in sorted(files)]
    write_whole(path, "".join(lines).encode())
