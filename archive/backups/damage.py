"""A backup that is not what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.backups.sums import read_sums, sum_of
from archive.errors import ArchiveError
from archive.wording import _

if TYPE_CHECKING:
    from pathlib import Path

    from archive.backups.chains import Chain

#: Names told of what is wrong.
TOLD = 3


class Damaged(ArchiveError):
    """A file of the backup is not what it was."""

    sentence = _("备份已损坏：{names}。请改用另一份备份。")


def differing(manifest: Path) -> list[str]:
    """Give the names in a manifest whose files are gone or are not what they were."""
    folder = manifest.parent
    return [
        name
        for name, digest in read_sums(manifest).items()
        if not (folder / name).is_file() or sum_of(folder / name) != digest
    ]


def require_sound(chain: Chain) -> None:
    """Raise Damaged where a file of a chain is gone, or one of the few beside the blobs changed."""
    wrong = [each for each in differing(chain.other_sums) if each != chain.keys.name]
    missing = [name for name in read_sums(chain.blob_sums) if not (chain.folder / name).is_file()]
    if wrong or missing:
        raise Damaged(names="、".join([*wrong, *missing][:TOLD]))
