"""A drill: the newest backup is restored aside, opened, and every object and file of it read."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archive.backups.damage import require_sound
from archive.backups.files import restore_blobs
from archive.backups.fitting import BLOB_FOLDER, DATA
from archive.backups.listing import newest_in
from archive.backups.reading import Read, read_all
from archive.backups.restoring import restore_objects
from archive.errors import ArchiveError
from archive.storage.durable import make_private

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archive.backups.chains import Chain
    from archive.backups.made import Made


@dataclass(frozen=True)
class Outcome:
    """What a drill found: the backup, its objects and files that were read, and what is wrong."""

    made: Made
    objects: int = 0
    files: int = 0
    wrong: tuple[str, ...] = ()


def drill(folder: Path, aside: Path | None = None) -> Outcome:
    """Restore the newest backup beside it, or below ``aside``, and read all of it; then remove it.

    The stored files are linked where that can be, so they need no room and are read where they
    lie. Raises Missing where there is no backup; what is wrong with one stands in the outcome.
    """
    chain, made = newest_in(folder)
    with room(aside or folder) as place:
        return outcome(made, lambda: _read(chain, made, place))


def outcome(made: Made, read: Callable[[], Read]) -> Outcome:
    """Give what reading a restored backup comes to, also where that fails."""
    try:
        found = read()
    except ArchiveError as error:
        return Outcome(made, wrong=(str(error),))
    except Exception as failure:  # noqa: BLE001 - whatever a damaged file makes a storage say
        return Outcome(made, wrong=(f"{type(failure).__name__}: {failure}",))
    return Outcome(made, found.objects, found.files, found.wrong)


def _read(chain: Chain, made: Made, place: Path) -> Read:
    require_sound(chain)
    blobs = place / BLOB_FOLDER
    make_private(blobs)
    commit = restore_objects(chain, made, place / DATA)
    sums = restore_blobs(chain, blobs, commit.tid, linked=True)
    uri = f"file://{place / DATA}?blob_dir={blobs}"
    return read_all(uri, lambda path: sums.get(str(path.relative_to(blobs)), ""))


@contextmanager
def room(folder: Path) -> Iterator[Path]:
    """Give a folder of its own, removed afterwards."""
    place = Path(tempfile.mkdtemp(prefix=".drill-", dir=folder))
    try:
        yield place
    finally:
        shutil.rmtree(place)
