"""The stored files: kept as they come, taken over from the chain before, laid out again."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from archive.backups.damage import TOLD, Damaged
from archive.backups.sums import add_sums, copy, link_or_copy, read_sums
from archive.storage.durable import make_private, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.backups.chains import Chain

#: The file in a folder of blobs that says how they are named.
LAYOUT = ".layout"

BLOB = re.compile(r"0x([0-9a-f]{16})\.blob")

#: Stored files whose sums are written at once.
AT_ONCE = 500


def blobs_until(folder: Path, tid: bytes) -> Iterator[str]:
    """Go through the stored files of commits up to ``tid``, by their places in the folder."""
    for parent, _folders, names in os.walk(folder):
        for name in names:
            found = BLOB.fullmatch(name)
            if found and bytes.fromhex(found[1]) <= tid:
                yield str((Path(parent) / name).relative_to(folder))


def keep_blobs(source: Path, chain: Chain, before: Chain | None, tid: bytes) -> None:
    """Keep what is not kept yet: linked to the chain before, or to the archive; else copied."""
    kept = read_sums(chain.blob_sums)
    earlier = read_sums(before.blob_sums) if before and before is not chain else {}
    if not (chain.blobs / LAYOUT).exists():
        copy(source / LAYOUT, chain.blobs / LAYOUT)
    added: dict[str, str] = {}
    for name in blobs_until(source, tid):
        key = f"{chain.blobs.name}/{name}"
        if key in kept:
            continue
        into = chain.blobs / name
        make_private(into.parent)
        digest = _kept_before(before, key, earlier, into) or _kept_now(source / name, into)
        if digest:
            added[key] = digest
        if len(added) >= AT_ONCE:
            _list(chain, added)
    _list(chain, added)


def _kept_before(before: Chain | None, key: str, earlier: dict[str, str], into: Path) -> str:
    """Take a file over from the chain before, if it is still what it was; it is read for that."""
    if before is None or key not in earlier or not (before.folder / key).is_file():
        return ""
    digest = link_or_copy(before.folder / key, into)
    if digest == earlier[key]:
        return digest
    into.unlink()
    return ""


def _kept_now(source: Path, into: Path) -> str:
    try:
        return link_or_copy(source, into)
    except FileNotFoundError:
        return ""  # an aborted try's: no commit names it


def _list(chain: Chain, added: dict[str, str]) -> None:
    """Put files on the list, once they and the folders that name them are on the disk."""
    folders = {chain.blobs}
    for name in added:
        parents = (chain.folder / name).parents
        folders |= {each for each in parents if each.is_relative_to(chain.blobs)}
    for folder in sorted(folders):
        sync_folder(folder)
    add_sums(chain.blob_sums, added)
    added.clear()


def restore_blobs(chain: Chain, into: Path, tid: bytes, *, linked: bool = False) -> dict[str, str]:
    """Lay out the stored files up to ``tid``, copied or ``linked``; give the SHA-256 of each.

    Raises Damaged where one is not what it was.
    """
    sums, found, wrong, folders = read_sums(chain.blob_sums), {}, [], {into}
    copy(chain.blobs / LAYOUT, into / LAYOUT)
    for name in blobs_until(chain.blobs, tid):
        source, place = chain.blobs / name, into / name
        make_private(place.parent)
        found[name] = link_or_copy(source, place) if linked else copy(source, place)
        if found[name] != sums.get(f"{chain.blobs.name}/{name}", found[name]):
            wrong.append(name)
        folders |= {each for each in place.parents if each.is_relative_to(into)}
    for folder in sorted(folders):
        sync_folder(folder)
    if wrong:
        raise Damaged(names="、".join(wrong[:TOLD]))
    return found
