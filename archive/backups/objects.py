"""The file of objects: kept by repozo whole and in additions, put together again, cut at a commit.

A FileStorage only ever grows until it is packed, so an addition is the bytes behind those kept, and
an earlier state is the same file, shorter.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from ZODB.scripts import repozo

from archive.backups.damage import Damaged
from archive.errors import Missing
from archive.storage.durable import sync_file, sync_folder, write_whole
from archive.wording import _

if TYPE_CHECKING:
    from time import struct_time


def continues(file: Path, kept: Path) -> bool:
    """Say whether ``file`` begins with the bytes that are kept; all of them are read.

    It does not once it was packed, or where the backup's own bytes have changed.
    """
    files = repozo.find_files(_options(kept))
    if not files:
        return False
    size, digest = repozo.concat(files)
    with file.open("rb") as stream:
        return bool(file.stat().st_size >= size and repozo.checksum(stream, size) == digest)


def keep(file: Path, kept: Path, moment: struct_time) -> str:
    """Keep what ``file`` has beyond what is kept, or all of it; give the name of the last file.

    It may be written meanwhile; packed it must not be.
    """
    options = _options(kept, file=str(file), test_now=tuple(moment)[:6])
    files = repozo.find_files(options)
    size = sum(Path(each).stat().st_size for each in files)
    if not files:
        repozo.do_full_backup(options)
    elif file.stat().st_size > size:
        repozo.do_incremental_backup(options, size, files)
    for each in kept.iterdir():
        each.chmod(0o600)
        if each.suffix == ".dat":
            _name_without_folder(each)
        sync_file(each)
    sync_folder(kept)
    return Path(repozo.find_files(_options(kept))[-1]).name


def _name_without_folder(sums: Path) -> None:
    """Let repozo's list name files alone: their folder may move, or have a space in its name."""
    lines = [line.rsplit(maxsplit=3) for line in sums.read_text("utf-8").splitlines()]
    text = "".join(f"{Path(name).name} {' '.join(rest)}\n" for name, *rest in lines)
    write_whole(sums, text.encode())


def size_of(kept: Path) -> int:
    """Give the bytes of the file that what is kept makes up."""
    return sum(Path(each).stat().st_size for each in repozo.find_files(_options(kept)))


def recover(kept: Path, last_file: str, into: Path) -> None:
    """Put the file together again up to ``last_file``; raise Damaged, or Missing."""
    options = _options(kept, date=last_file.partition(".")[0], output=str(into), withverify=True)
    try:
        repozo.do_recover(options)
    except repozo.NoFiles:
        raise Missing(_("{path} 里没有备份。"), path=kept) from None
    except (repozo.VerificationFail, OSError, KeyError) as failure:
        raise Damaged(names=str(failure)) from None
    for each in into.parent.glob(f"{into.name}*"):  # the file and its index
        each.chmod(0o600)
        sync_file(each)


def _options(kept: Path, **more: object) -> SimpleNamespace:
    plain = {"repository": str(kept), "file": None, "full": False, "date": None, "output": None}
    plain |= {"quick": False, "gzip": False, "killold": False, "withverify": False}
    return SimpleNamespace(**plain | more)
