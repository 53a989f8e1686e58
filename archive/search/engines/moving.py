"""The index that answers: the one of the settings, or another that is whole while it is made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive.search.engines.lasting import IndexAway, Lasting
from archive.search.sync import known_as, needs_rebuilding, rebuild, resume
from archive.search.text.analysis import ANALYSIS_VERSION
from archive.settings import WrongSetting
from archive.storage.visiting import visit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from contextlib import AbstractContextManager

    from ZODB.DB import DB

    from archive.models.site import Archive
    from archive.search.port import Access, Document, Page, Query, Stamp
    from archive.search.sync import Progress
    from archive.settings import Settings


class Moving:
    """Is the index of the settings; but another, where one leans on it, until ``change_over``."""

    def __init__(self, settings: Settings, *, tends: bool = True) -> None:
        """Open the index; who ``tends`` it mends it too."""
        self._settings = settings
        self._new = self._present = Lasting(settings, tends=tends)
        self._is_new_whole = False

    @property
    def name(self) -> str:
        """Name the engine that answers."""
        return self._present.name

    @property
    def is_moving(self) -> bool:
        """Say whether another index answers."""
        return self._present is not self._new

    @property
    def is_ready(self) -> bool:
        """Say whether the new index could answer in place of the other one."""
        return self.is_moving and self._is_new_whole

    @property
    def begins_anew(self) -> bool:
        """Say whether the index was found damaged or gone, and has to be made anew."""
        return self._new.begins_anew

    def needs_making(self, db: DB) -> bool:
        """Say whether the index of the settings is to be made; IndexAway where it can't be."""
        return self._new.begins_anew or needs_rebuilding(db, self._new)

    def lean(self, db: DB) -> bool:
        """Let another index that is whole answer until this one is; say whether there is one."""
        with visit(db) as site:
            whole = site.pending.whole() - {known_as(self._new)}
        for name in sorted(whole):
            engine, _dash, analysis = name.rpartition("-")
            if analysis == ANALYSIS_VERSION and (old := self._opened(engine)) is not None:
                if not needs_rebuilding(db, old):
                    resume(db, old)
                    self._is_new_whole, self._present = False, old
                    return True
                old.close()
        return False

    def fill(self, db: DB, progress: Progress) -> int:
        """Make the new index, while another one answers where there is one; give its entries."""
        count = rebuild(db, self._new, progress)
        self._is_new_whole = True
        return count

    def change_over(self, db: DB) -> None:
        """Let the new index answer; what it misses yet is hidden until it has it."""
        old = self._present
        resume(db, self._new)
        self._present = self._new
        old.close()

    def is_behind(self, site: Archive) -> bool:
        """Say whether not all is found that is there: the index is away, being made, or stuck."""
        is_whole = self.is_moving or known_as(self._new) in site.pending.whole()
        return self.begins_anew or not is_whole or site.pending.hindered_since is not None

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

    def digests(self) -> Mapping[int, int]:
        """Give the digest of every document of the present index."""
        return self._present.digests()

    def check(self, *, whole: bool = False) -> None:
        """Look whether both are there and sound, and mend them."""
        self._new.check(whole=whole)
        if self.is_moving:
            self._present.check(whole=whole)

    def alone(self) -> AbstractContextManager[bool]:
        """Keep others from indexing meanwhile."""
        return self._present.alone()

    def close(self) -> None:
        """Close both."""
        self._present.close()
        self._new.close()

    def _opened(self, engine: str) -> Lasting | None:
        """Open another engine's index as it is: one that is damaged is none to lean on."""
        try:
            old = Lasting(replace(self._settings, index=engine), tends=False)
            old.stamp()
        except (WrongSetting, IndexAway):
            return None
        return old
