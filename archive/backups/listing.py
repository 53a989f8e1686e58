"""What backups there are in a folder; the old ones go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.backups.chains import Chain
from archive.errors import Missing
from archive.wording import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta
    from pathlib import Path

    from archive.backups.made import Made

CHAIN = re.compile(r"\d{4}(-\d\d){5}")


def chains_in(folder: Path) -> list[Chain]:
    """Give the chains of a folder, the oldest first; those without a backup are among them."""
    if not folder.is_dir():
        return []
    return [Chain(each) for each in sorted(folder.iterdir()) if CHAIN.fullmatch(each.name)]


def backups_in(folder: Path) -> Iterator[tuple[Chain, Made]]:
    """Go through the backups of a folder, the oldest first."""
    for chain in chains_in(folder):
        for made in chain.made:
            yield chain, made


def newest_in(folder: Path) -> tuple[Chain, Made]:
    """Give the newest backup; raise Missing where there is none."""
    found = list(backups_in(folder))
    if not found:
        raise Missing(_("{path} 里没有备份。"), path=folder)
    return found[-1]


def remove_older(folder: Path, than: datetime, term: timedelta) -> list[Chain]:
    """Remove the chains whose last backup is older than ``term``, and those cut short; give them.

    The newest chain with a backup stays in any case, and so does one that was begun since.
    """
    found = chains_in(folder)
    newest = max((at for at, chain in enumerate(found) if chain.made), default=len(found))
    gone = [each for each in found[:newest] if not each.made or each.made[-1].at < than - term]
    for chain in gone:
        chain.remove()
    return gone
