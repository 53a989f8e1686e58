"""Moving from one engine to another: the old index answers until the new one is whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive.search.analysis import ANALYSIS_VERSION
from archive.search.opening import open_index
from archive.search.sync import known_as, needs_rebuilding, rebuild, resume
from archive.settings import WrongSetting
from archive.storage.visiting import visit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from ZODB.DB import DB

    from archive.search.port import Access, Document, Index, Page, Query, Stamp
    from archive.search.sync import Progress
    from archive.settings import Settings


class Moving:
    """Is the old index until ``change_over``, and the new one from then on."""

    def __init__(self, old: Index, new: Index) -> None:
        """Begin with the old index."""
        self._present, self._new = old, new
        self._is_new_whole = False

    @property
    def name(self) -> str:
        """Name the engine that answers."""
        return self._present.name

    @property
    def is_moving(self) -> bool:
        """Say whether the old index still answers."""
        return self._present is not self._new

    @property
    def is_ready(self) -> bool:
        """Say whether the new index could answer in place of the old one."""
        return self.is_moving and self._is_new_whole

    def fill(self, db: DB, progress: Progress) -> None:
        """Make the new index, while the old one answers."""
        rebuild(db, self._new, progress)
        self._is_new_whole = True

    def change_over(self, db: DB) -> None:
        """Let the new index answer; what it misses yet is hidden until it has it."""
        old = self._present
        resume(db, self._new)
        self._present = self._new
        old.close()

    def search(self, query: Query, access: Access) -> Page:
        """Find with the present index."""
        return self._present.search(query, access)

    def names(self, typed: str, access: Access, most: int = 10) -> tuple[str, ...]:
        """Complete names with the present index."""
        return self._present.names(typed, access, most)

    def apply(self, documents: Sequence[Document], removals: Collection[int], stamp: Stamp) -> None:
        """Bring the present index level."""
        self._present.apply(documents, removals, stamp)

    def stamp(self) -> Stamp | None:
        """Give the stamp of the present index."""
        return self._present.stamp()

    def clear(self) -> None:
        """Empty the present index."""
        self._present.clear()

    def uids(self) -> Iterable[int]:
        """Go through the uids of the present index."""
        return self._present.uids()

    def close(self) -> None:
        """Close both."""
        self._present.close()
        self._new.close()


def moved_from(db: DB, settings: Settings, index: Index) -> Index:
    """Give ``index``, or where it must be made first, one that moves to it from another."""
    if not needs_rebuilding(db, index):
        return index
    with visit(db) as site:
        whole = site.pending.whole() - {known_as(index)}
    for name in sorted(whole):
        engine, _dash, analysis = name.rpartition("-")
        if analysis == ANALYSIS_VERSION and (old := _opened(settings, engine)) is not None:
            if not needs_rebuilding(db, old):
                return Moving(old, index)
            old.close()
    return index


def _opened(settings: Settings, engine: str) -> Index | None:
    try:
        return open_index(replace(settings, index=engine))
    except WrongSetting:
        return None
