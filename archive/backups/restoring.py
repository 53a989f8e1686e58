"""Restores a backup into a folder of its own, from which it is served at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.backups import objects
from archive.backups.commits import Commit, cut, last_commit, moment_of
from archive.backups.damage import require_sound
from archive.backups.files import restore_blobs
from archive.backups.fitting import BLOB_FOLDER, DATA, TABLES
from archive.backups.keys import restore_keys
from archive.backups.listing import backups_in, newest_in
from archive.backups.sums import copy
from archive.errors import ArchiveError
from archive.storage.durable import make_private, sync_folder
from archive.wording import _

if TYPE_CHECKING:
    from pathlib import Path

    from archive.backups.chains import Chain
    from archive.backups.made import Made


class Occupied(ArchiveError):
    """There is something where the archive is to be restored."""

    sentence = _("{path} 不是空文件夹。请恢复到一个新的位置，核对后再换上。")


class Beyond(ArchiveError):
    """The moment asked for is not in any backup."""

    sentence = _("备份只到 {last}，没有 {wanted} 的内容。")


@dataclass(frozen=True)
class Restored:
    """What was restored: from which backup, to which commit, with how many files."""

    made: Made
    commit: Commit
    files: int
    settings: Path | None


def restore(
    folder: Path, into: Path, *, to: bytes | None = None, keys: Path | None = None
) -> Restored:
    """Restore the newest backup, or the state after the commit ``to``; every byte is checked.

    Raises Occupied, Missing, NoKeys, Damaged, Beyond or Packed.
    """
    if into.exists() and any(into.iterdir()):
        raise Occupied(path=into)
    chain, made = _holding(folder, to) if to else newest_in(folder)
    require_sound(chain)
    settings = restore_keys(keys or chain.keys, into)
    make_private(into / BLOB_FOLDER)
    commit = restore_objects(chain, made, into / DATA, to)
    files = len(restore_blobs(chain, into / BLOB_FOLDER, commit.tid))
    if chain.regulation.is_dir():
        make_private(into / TABLES)
        for table in chain.regulation.iterdir():
            copy(table, into / TABLES / table.name)
    sync_folder(into)
    return Restored(made, commit, files, settings)


def restore_objects(chain: Chain, made: Made, into: Path, to: bytes | None = None) -> Commit:
    """Put the object file together, as it was after ``to``; give its last commit."""
    objects.recover(chain.objects, made.last_file, into)
    commit = cut(into, to) if to else last_commit(into)
    sync_folder(into.parent)
    return commit


def _holding(folder: Path, to: bytes) -> tuple[Chain, Made]:
    """Give the first backup that reaches to a commit: made before any later pack."""
    last = None
    for chain, made in backups_in(folder):
        if bytes.fromhex(made.commit) >= to or made.at >= moment_of(to):
            return chain, made
        last = made
    if last is None:
        newest_in(folder)
    raise Beyond(last=moment_of(bytes.fromhex(last.commit)), wanted=moment_of(to))  # type: ignore[union-attr]
