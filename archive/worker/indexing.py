"""Brings the index level, and makes it anew where it is not whole; whatever fails, jobs go on."""

import logging
import threading
import time
from collections.abc import Callable

from ZODB.DB import DB

from archive import clock
from archive.search.engines.moving import Moving
from archive.search.sync import BATCH, drain, resume
from archive.storage.outage import is_away
from archive.storage.visiting import persist, visit

log = logging.getLogger(__name__)

#: Entries after which it is logged how far a new index is.
LOGGED = 10_000

#: Seconds between two looks whether the index is still there.
LOOK = 5.0

#: Seconds before indexing is tried again after a failure: at first, and the longest. Whose server
#: is away is asked as often as at first, and that does not count for what fails afterwards.
PAUSE, LONGEST_PAUSE = 0.5, 300.0


class Ended(Exception):
    """The worker is to end; the index is made anew another time."""


class Indexing:
    """The part of a worker that keeps the index level."""

    def __init__(
        self, db: DB, index: Moving, ended: threading.Event, woken: threading.Event
    ) -> None:
        """Keep ``index`` level with ``db`` until ``ended``; ``woken`` is set when one is made."""
        self.db, self.index, self._ended, self._woken = db, index, ended, woken
        self._filling: threading.Thread | None = None
        self._is_watching = False
        self._fails, self._failures, self._again, self._looked = False, 0, 0.0, 0.0

    def prepare(self, *, beside: bool) -> None:
        """Look at every byte, and make the index anew where that is due: ``beside`` the work."""
        self._is_watching = True
        self._carefully(lambda: self._look(whole=True, beside=beside))

    def some(self) -> bool:
        """Index some of what is pending; say whether there was any."""
        if self._ended.is_set() or time.monotonic() < self._again:
            return False
        return bool(self._carefully(self._some))

    def end(self, patience: float) -> None:
        """Wait for the thread that makes the index, which was told to end."""
        if self._filling is not None:
            self._filling.join(patience)

    def _some(self) -> bool:
        if self.index.is_ready:
            self.index.change_over(self.db)
            log.info("%s answers from now on", self.index.name)
        due = self._is_watching and time.monotonic() - self._looked > LOOK
        if due or (self.index.begins_anew and not self._is_filling):
            self._look(whole=False, beside=self._is_watching)
        if self._is_filling and not self.index.is_moving:
            return False  # what is read for the new index must not come after what is newer
        taken = drain(self.db, self.index) > 0
        if self._fails and taken:
            self._recovered()
        return taken

    @property
    def _is_filling(self) -> bool:
        return self._filling is not None and self._filling.is_alive()

    def _look(self, *, whole: bool, beside: bool) -> None:
        self._looked = time.monotonic()
        if self._is_filling:
            return
        self.index.check(whole=whole)
        if not self.index.is_moving and not self.index.needs_making(self.db):
            if whole:
                resume(self.db, self.index)
            self._recovered()
        elif beside:
            self._filling = threading.Thread(
                target=lambda: self._carefully(self._fill), name="index", daemon=True
            )
            self._filling.start()
        else:
            self._fill()

    def _fill(self) -> None:
        leans = self.index.is_moving or self.index.lean(self.db)
        log.info("making the index anew, %s", self.index.name if leans else "meanwhile behind")
        log.info("%s entries are in the new index", self.index.fill(self.db, self._progress))
        self._recovered()
        self._woken.set()

    def _progress(self, done: int, count: int) -> None:
        if self._ended.is_set():
            raise Ended
        if done == count or done % LOGGED < BATCH:
            log.info("%s of %s entries are in the index", done, count)

    def _carefully(self, work: Callable[[], object]) -> object:
        """Do ``work``; where it fails, say so once and let it rest, longer each time."""
        try:
            return work()
        except Ended:
            return None
        except Exception as failure:  # noqa: BLE001 - whatever it is, jobs go on
            away = is_away(failure)
            pause = PAUSE if away else min(PAUSE * 2 ** min(self._failures, 20), LONGEST_PAUSE)
            self._again = time.monotonic() + pause
            if not self._fails:
                log.warning(
                    "indexing fails, tried again later: %s: %s", type(failure).__name__, failure
                )
                self._note(stuck=True)
            self._fails = True
            self._failures += not away
            return None

    def _recovered(self) -> None:
        if self._fails:
            log.info("indexing goes on")
        self._fails, self._failures, self._again = False, 0, 0.0
        self._note(stuck=False)

    def _note(self, *, stuck: bool) -> None:
        """Tell the pages of every server whether the index can take what waits."""
        try:
            with visit(self.db) as site:
                is_noted = site.pending.hindered_since is not None
            if is_noted is not stuck:
                since = clock.now() if stuck else None
                persist(self.db, lambda site: site.pending.note_hindered(since))
        except Exception as failure:  # noqa: BLE001 - the database may be what fails
            log.warning("could not note that the index is stuck: %s", failure)
