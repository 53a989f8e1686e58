"""Which chain a backup is added to: the newest, or one that is begun."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from archive import clock
from archive.backups import objects
from archive.backups.chains import Chain
from archive.backups.listing import chains_in

if TYPE_CHECKING:
    from pathlib import Path

#: After so many days a new whole copy is begun, so that old ones can go.
WHOLE_EVERY = 30


def chain_for(file: Path, folder: Path, *, whole: bool) -> tuple[Chain | None, Chain]:
    """Give the newest chain there is, and that to add to: the same, or one to be begun."""
    known = [each for each in chains_in(folder) if each.made]
    newest = known[-1] if known else None
    old = newest is not None and (clock.now() - newest.begun).days >= WHOLE_EVERY
    if newest and not whole and not old and objects.continues(file, newest.objects):
        return newest, newest
    while (new := folder / time.strftime("%Y-%m-%d-%H-%M-%S", time.gmtime())).exists():
        time.sleep(0.1)
    return newest, Chain(new)


def free_moment(chain: Chain) -> time.struct_time:
    """Give now, or the next second where repozo has used this one's name."""
    while True:
        moment = time.gmtime()
        if not list(chain.objects.glob(time.strftime("%Y-%m-%d-%H-%M-%S.*", moment))):
            return moment
        time.sleep(0.1)
