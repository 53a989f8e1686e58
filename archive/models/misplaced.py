"""Records that lie in a volume where their kind may not lie, as archives of before let them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.models.dossiers import Dossier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.models.records import Record
    from archive.models.site import Archive


def dossiers_of(site: Archive) -> Iterator[Dossier]:
    """Go through every dossier there is, keeping no more of them in memory than is usual."""
    for fonds in site.fonds:
        for year in (year for series in fonds.values() for year in series.values()):
            for dossier in year.values():
                yield dossier
                if site._p_jar is not None:
                    site._p_jar.cacheGC()


def misplaced_in(site: Archive) -> Iterator[Record]:
    """Go through what lies in the wrong volume; reads the whole tree, but no file."""
    for dossier in dossiers_of(site):
        yield from (record for record in dossier.records() if record.is_misplaced)
