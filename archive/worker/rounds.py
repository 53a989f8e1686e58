"""The slow round: looks at file after file, at a pace that disturbs nobody, and notes how far."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ZODB.FileStorage import FileStorage

from archive import clock
from archive.models.components import StoredFile
from archive.models.fixity import Look, Occasion
from archive.operations.fixity import note_look
from archive.operations.rounds import free_slice, lend_slice, note_asked, note_slice
from archive.preservation.fixity import Stored, Tally, files_after, look_at
from archive.storage.visiting import persist, visit
from archive.worker.reading import system

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive.models.site import Archive
    from archive.settings import Settings

log = logging.getLogger(__name__)

#: Seconds after the start before the first look, and between two looks whether there is anything.
FIRST, PATIENCE = 60.0, 5.0

#: Seconds of rest after a failure: at first, and the longest.
REST, LONGEST_REST = 60.0, 3600.0

#: Bytes of a slice, after which it is noted how far the round is; one large file may be more.
SLICE = 64_000_000

#: What a file costs beside its bytes, counted as bytes, so that many small ones disturb nobody.
EACH = 64_000

#: What is lent longer than this, and three times what its bytes should take, is free again.
LENT = timedelta(minutes=10)


class Ended(Exception):
    """The worker is to end; the slice is looked at another time."""


class Pace:
    """Waits so that no more than so many bytes are read in a second."""

    def __init__(self, rate: int, ended: threading.Event) -> None:
        """Keep to ``rate`` until ``ended``."""
        self._rate, self._ended = rate, ended
        self._next = time.monotonic()

    def __call__(self, size: int) -> None:
        """Wait for what ``size`` bytes may take; raise Ended where the worker is to end."""
        now = time.monotonic()
        self._next = max(self._next, now) + size / self._rate
        if self._ended.wait(self._next - now):
            raise Ended


class Rounds:
    """The part of a worker that looks whether the bytes are what they were."""

    def __init__(self, db: Any, settings: Settings, ended: threading.Event) -> None:
        """Look at the files of ``db`` until ``ended``."""
        self._db, self._settings, self._ended = db, settings, ended
        self._every = timedelta(days=settings.verify_days)
        self._pace = Pace(settings.verify_rate, ended)

    def run(self) -> None:
        """Look at what is due until the worker ends; a failure is told once and tried again."""
        rest, is_begun = FIRST, False
        while not self._ended.wait(rest):
            try:
                if not is_begun:
                    self._free()
                    is_begun = True
                rest = 0.0 if self.some() else PATIENCE
            except Ended:
                return
            except Exception as failure:  # noqa: BLE001 - whatever it is, the rest goes on
                if rest < REST:
                    log.warning("the round rests: %s: %s", type(failure).__name__, failure)
                rest = min(max(rest * 2, REST), LONGEST_REST)

    def some(self) -> bool:
        """Look at the next files; say whether there were any to look at."""
        now = clock.now()
        with visit(self._db) as site:
            if not site.fixity.is_due(now, self._every):
                return False
            position, asked = site.fixity.place, tuple(site.fixity.asked)
            files, after, ended = files_after(site, position, SLICE)
            if asked:
                files = [Stored.of(each) for uid in asked if (each := _file(site, uid))]
        if not self._lend(position, sum(each.size + EACH for each in files)):
            return False
        try:
            done = self._look_at(files)
        except BaseException:
            self._do(free_slice)
            raise
        if asked:
            self._do(note_asked, uids=asked)
        else:
            facts = {"files": done.files, "size": done.bytes, "wrong": done.wrong}
            self._do(note_slice, position=after, ended=ended, **facts)
        return True

    def _look_at(self, files: list[Stored]) -> Tally:
        with visit(self._db) as site:
            known = {each.uid for each in site.fixity.open()}
        done = Tally()
        self._pace(EACH)
        for stored in files:
            look = look_at(self._db, stored, self._pace)
            self._pace(EACH)
            if look is None:
                continue
            done.count(look, stored.size)
            if look.fault is not None or stored.uid in known:
                self._note(look)
        return done

    def _note(self, look: Look) -> None:
        if look.fault is not None:
            log.error("the bytes of %s are wrong: %s", look.uid, look.fault)
        self._do(note_look, look=look, occasion=Occasion.ROUND)

    def _lend(self, position: int, size: int) -> bool:
        until = clock.now() + LENT + timedelta(seconds=3 * size / self._settings.verify_rate)
        return bool(self._do(lend_slice, position=position, until=until, every=self._every))

    def _free(self) -> None:
        """Free what was lent before, where no other process can have the database open."""
        with visit(self._db) as site:
            is_lent = site.fixity.lent_until is not None
        if is_lent and isinstance(self._db.storage, FileStorage):
            self._do(free_slice)

    def _do(self, deed: Callable[..., Any], **facts: Any) -> Any:
        """Do a deed as the archive's own worker, again where it conflicts."""
        return persist(self._db, lambda site: deed(system(site, self._settings), site, **facts))


def _file(site: Archive, uid: int) -> StoredFile | None:
    node = site.by_uid.get(uid)
    return node if isinstance(node, StoredFile) else None
