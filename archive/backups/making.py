"""Makes a backup of an archive that lies in files, beside whoever writes it.

The objects come first, then the files they name: what was acknowledged before the backup began is
in both, since a stored file has its name before the transaction that needs it is finished. No pack
comes between, which alone takes stored files away.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from archive import clock
from archive.backups import objects
from archive.backups.choosing import chain_for, free_moment
from archive.backups.commits import Commit, last_commit
from archive.backups.files import LAYOUT, keep_blobs
from archive.backups.keys import House, keep_keys, keep_tables
from archive.backups.listing import remove_older
from archive.backups.made import Made
from archive.backups.sums import read_sums, write_sums
from archive.errors import ArchiveError, Missing
from archive.storage.keeping import PATIENCE, keeping
from archive.wording import _

if TYPE_CHECKING:
    from datetime import timedelta

    from archive.backups.chains import Chain
    from archive.storage.opening import Place


class Inside(ArchiveError):
    """The folder of backups lies in the archive's own blobs, or is no place for one."""

    sentence = _("备份文件夹 {path} 不能放在档案库的文件（blobs）里面，请另选位置。")


@dataclass(frozen=True)
class Plan:
    """What to back up, where to, and how."""

    house: House
    place: Place
    folder: Path
    term: timedelta
    with_keys: bool = True
    whole: bool = False
    patience: float = PATIENCE


def back_up(plan: Plan) -> tuple[Made, list[Chain]]:
    """Make a backup; give it, and the chains that were removed because their term is over.

    Raises UnderWay where another backup or a pack doesn't end, Missing where there is no archive.
    """
    file, blobs = plan.place.path, plan.place.blobs
    if not file.is_file():
        raise Missing(_("打不开 zodbconn.uri 所指的数据库。请先运行 juanzong init。"))
    if blobs is not None and plan.folder.resolve().is_relative_to(blobs.resolve()):
        raise Inside(path=plan.folder)
    with keeping(file, plan.patience):
        before, chain = chain_for(file, plan.folder, whole=plan.whole)
        chain.begin()
        moment = free_moment(chain)
        last_file = objects.keep(file, chain.objects, moment)
        end = objects.size_of(chain.objects)
        commit = last_commit(file, end)
        if blobs is not None:
            keep_blobs(blobs, chain, before, commit.tid)
    _keep_beside(plan, chain)
    made = _made(chain, last_file, commit)
    chain.note(made)
    return made, remove_older(plan.folder, made.at, plan.term)


def _keep_beside(plan: Plan, chain: Chain) -> None:
    if plan.with_keys:
        keep_keys(plan.house, chain.keys)
    keep_tables(plan.house, chain.regulation)
    others = [chain.blobs / LAYOUT, chain.keys, *chain.regulation.glob("*")]
    others += chain.objects.iterdir()
    write_sums(chain.other_sums, [each for each in others if each.is_file()])


def _made(chain: Chain, last_file: str, commit: Commit) -> Made:
    names = read_sums(chain.blob_sums)
    size = sum((chain.folder / name).stat().st_size for name in names)
    program = version("juanzong")
    tid = commit.tid.hex()
    return Made(clock.now(), last_file, tid, commit.end, len(names), size, program)
