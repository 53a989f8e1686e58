"""A door no person uses: does what was queued, in a thread of the server or on its own."""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from archive import clock
from archive.errors import Missing, SchemaOutdated
from archive.models.jobs import Work
from archive.search.moving import Moving, moved_from
from archive.search.sync import BATCH, drain, needs_rebuilding, rebuild, resume
from archive.storage.visiting import persist
from archive.worker.copying import make_copies
from archive.worker.exporting import make_export
from archive.worker.reading import read_file

if TYPE_CHECKING:
    from pyramid.config import Configurator
    from ZODB.DB import DB

    from archive.search.port import Index
    from archive.settings import Settings

log = logging.getLogger(__name__)

#: Seconds after which the worker looks for work although nobody woke it.
PATIENCE = 2.0

#: Entries after which it is logged how far a new index is.
LOGGED = 10_000


class Worker:
    """Indexes what is pending and does the jobs, one after the other."""

    def __init__(self, db: DB, index: Index, settings: Settings) -> None:
        """Work on ``db`` and ``index``."""
        self.db, self.index, self.settings = db, index, settings
        self.tasks = {
            Work.READ: partial(read_file, db, settings),
            Work.COPIES: partial(make_copies, db, settings),
            Work.EXPORT: partial(make_export, db, settings, index),
        }
        self.woken = threading.Event()
        self._ended = threading.Event()
        self.indexing = threading.Lock()  #: held while the index is written to

    def until_idle(self) -> None:
        """Do all there is to do, then come back."""
        while self.index_some() or self.do_a_job():
            pass

    def run_once(self) -> None:
        """Do all there is to do, after bringing the index level."""
        self.prepare()
        self.until_idle()

    def run(self) -> None:
        """Do what comes until ``end`` is called; a failure is logged and tried again later."""
        self.prepare()
        while not self._ended.is_set():
            self.woken.clear()
            try:
                self.until_idle()
            except Exception:
                log.exception("worker failed, trying again")
            self.woken.wait(PATIENCE)

    def end(self) -> None:
        """Let ``run`` come back after the job in hand."""
        self._ended.set()
        self.woken.set()

    def prepare(self) -> None:
        """Bring the index level with the database, as far as that takes more than draining.

        While it moves from one engine to another, the new one is filled beside the work.
        """
        resume(self.db, self.index)
        if isinstance(self.index, Moving):
            threading.Thread(target=self._fill, args=[self.index], daemon=True).start()
        elif needs_rebuilding(self.db, self.index):
            log.info("rebuilding the index: %s entries", rebuild(self.db, self.index, _log))

    def _fill(self, moving: Moving) -> None:
        log.info("filling the new index, %s answers meanwhile", moving.name)
        moving.fill(self.db, _log)
        self.woken.set()

    def index_some(self) -> bool:
        """Index some of what is pending; say whether there was any."""
        with self.indexing:
            if isinstance(self.index, Moving) and self.index.is_ready:
                self.index.change_over(self.db)
                log.info("%s answers from now on", self.index.name)
            return not self._ended.is_set() and drain(self.db, self.index) > 0

    def do_a_job(self) -> bool:
        """Do the most urgent job there is; say whether there was one."""
        job = None if self._ended.is_set() else persist(self.db, _take)
        if job is None:
            return False
        key, work, uid = job
        try:
            self.tasks[work](uid)
        except Exception as failure:
            log.exception("job %s on %s failed", work, uid)
            reason = f"{type(failure).__name__}: {failure}"
            persist(self.db, lambda site: site.jobs.fail(key, reason))
        else:
            persist(self.db, lambda site: site.jobs.finish(key))
        return True


def _log(done: int, count: int) -> None:
    if done == count or done % LOGGED < BATCH:
        log.info("%s of %s entries are in the index", done, count)


def _take(site: Any) -> tuple[int, Work, int] | None:
    job = site.jobs.take(clock.now())
    return None if job is None else (job.key, job.work, job.uid)


def includeme(config: Configurator) -> None:
    """Wake the worker, where the server has begun one, after every change that was committed."""
    from pyramid.events import ApplicationCreated, NewRequest

    config.add_subscriber(_resume, ApplicationCreated)
    if not config.registry.juanzong.worker:
        return
    config.add_subscriber(_wake_after_commit, NewRequest)


def _resume(event: Any) -> None:
    """Before anybody searches, hide what the index of this server does not know of yet.

    Where the settings name another engine than before, the old one goes on until it is filled.
    """
    registry = event.app.registry
    db = registry._zodb_databases[""]
    with suppress(Missing, SchemaOutdated):  # which every request will tell
        if registry.juanzong.worker:
            registry.index = moved_from(db, registry.juanzong, registry.index)
        resume(db, registry.index)


def start(registry: Any) -> threading.Thread | None:
    """Begin the worker of a server, in a thread; ``None`` where the settings want none here.

    The application alone has none, so that a shell or a test does not race it.
    """
    if not registry.juanzong.worker:
        return None
    db = registry._zodb_databases[""]
    registry.worker = Worker(db, registry.index, registry.juanzong)
    thread = threading.Thread(target=registry.worker.run, name="worker", daemon=True)
    thread.start()
    return thread


def _wake_after_commit(event: Any) -> None:
    request = event.request
    worker = getattr(request.registry, "worker", None)
    if worker is not None and request.method == "POST":
        request.tm.get().addAfterCommitHook(lambda committed: committed and worker.woken.set())
