"""Takes jobs from the database and gives them back: who has which, and for how long."""

import logging
import os
import random
import secrets
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any, NamedTuple

from ZODB.DB import DB
from ZODB.FileStorage import FileStorage

from archive import clock
from archive.models.jobs import Work
from archive.models.site import Archive
from archive.models.trying import LEASE, SPREAD
from archive.operations.jobs import note_parked
from archive.settings import Settings
from archive.storage.patience import WorthAnother
from archive.storage.visiting import persist, visit
from archive.worker.failing import is_of_the_house, told
from archive.worker.reading import system

log = logging.getLogger(__name__)

#: Names the workers of this process; no process has another's.
PROCESS = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
_numbers = count(1)

#: Seconds between two words of a worker that it is still at it.
HEARTBEAT = 40.0

#: How often a change that conflicts is tried before the worker looks again.
TRIES = 30

#: A worker that did not see the database for so long can't say whose lease ran out meanwhile.
BLIND = timedelta(minutes=1)


class Lent(NamedTuple):
    """A job in hand, as plain values."""

    key: int
    work: Work
    uid: int


class Lending:
    """The jobs as one worker has them."""

    def __init__(self, db: DB, settings: Settings) -> None:
        """Lend to a worker with a name of its own."""
        self._db, self._settings = db, settings
        self.worker = f"{PROCESS}:{next(_numbers)}"
        self._owed: deque[Callable[[Archive], None]] = deque()
        self._seen_since = self._seen_at = clock.now()

    def begin(self) -> None:
        """Free what workers that ended had, where no other process can have the database open."""
        if isinstance(self._db.storage, FileStorage):
            self._reclaim(but_of=PROCESS)

    def take(self) -> Lent | None:
        """Give the next job there is; first gives back what could not be given back before."""
        self._settle()
        with visit(self._db) as site:
            found, overdue = site.jobs.is_due(clock.now()), site.jobs.needs_reclaiming(clock.now())
        self._see()
        if overdue and clock.now() - self._seen_since >= LEASE:
            self._reclaim()
            found = True
        return self._patiently(self._take) if found else None

    def finish(self, lent: Lent) -> None:
        """Note that the job is done."""
        self._owe(lambda site: site.jobs.finish(lent.key))

    def fail(self, lent: Lent, failure: Exception) -> None:
        """Note a failure; where it is of the house, the job rests and no try is counted."""
        reason = told(failure)
        if is_of_the_house(failure):
            log.warning("%s on %s waits: %s", lent.work, lent.uid, reason)
            self._owe(lambda site: site.jobs.postpone(lent.key, self.worker, clock.now(), reason))
            return
        log.error("%s on %s failed", lent.work, lent.uid, exc_info=failure)

        def note(site: Archive) -> None:
            job = site.jobs.fail(lent.key, self.worker, clock.now(), reason)
            if job is not None:
                note_parked(system(site, self._settings), site, job=job)

        self._owe(note)

    @contextmanager
    def kept(self, lent: Lent) -> Iterator[None]:
        """Say within, from a thread beside the work, that the worker is still at it."""
        over = threading.Event()
        beat = threading.Thread(target=self._beat, args=[lent, over], daemon=True)
        beat.start()
        try:
            yield
        finally:
            over.set()
            beat.join()

    def _beat(self, lent: Lent, over: threading.Event) -> None:
        while not over.wait(HEARTBEAT):
            try:
                persist(self._db, lambda site: site.jobs.renew(lent.key, self.worker, clock.now()))
                self._see()
            except Exception as failure:  # noqa: BLE001 - said, and said again in a while
                log.warning("the lease of %s was not renewed: %s", lent.work, failure)

    def _take(self, site: Archive, tried: int) -> Lent | None:
        job = site.jobs.take(clock.now(), self.worker, 1 if not tried else SPREAD)
        return None if job is None else Lent(job.key, job.work, job.uid)

    def _reclaim(self, but_of: str = "") -> None:
        def reclaim(site: Archive, _tried: int) -> None:
            for job in site.jobs.reclaim(clock.now(), but_of=but_of):
                note_parked(system(site, self._settings), site, job=job)

        self._patiently(reclaim)

    def _see(self) -> None:
        """Note that the database answers, and since when without a break.

        Who comes back after an outage, with all the others, takes nobody's job before each had
        time to say that he still has it.
        """
        now = clock.now()
        if now - self._seen_at > BLIND:
            self._seen_since = now
        self._seen_at = now

    def _owe(self, change: Callable[[Archive], None]) -> None:
        self._owed.append(change)
        self._settle()

    def _settle(self) -> None:
        """Give back what is owed; what the house keeps from being written stays owed."""
        while self._owed:
            change = self._owed[0]
            try:
                self._patiently(lambda site, _tried: change(site))  # noqa: B023 - called at once
            except Exception as failure:
                if is_of_the_house(failure):
                    raise
                log.exception("a job could not be given back")  # its lease will run out
            self._owed.popleft()

    def _patiently(self, change: Callable[[Archive, int], Any]) -> Any:
        """Make a change, again after a moment where another worker made one of the same."""
        for tried in range(TRIES):
            try:
                with visit(self._db) as site:
                    return change(site, tried)
            except WorthAnother:
                if tried == TRIES - 1:
                    raise
            time.sleep(random.uniform(0.002, 0.03))  # noqa: S311 - to part two is all
        raise AssertionError(TRIES)
