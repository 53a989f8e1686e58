"""The worker: indexes what is pending, and does the jobs one after the other."""

import logging
import threading
from collections.abc import Callable
from functools import partial

from ZODB.DB import DB

from archive.models.jobs import Work
from archive.search.engines.moving import Moving
from archive.settings import Settings
from archive.storage.outage import in_a_line, is_away
from archive.worker.copying import make_copies
from archive.worker.exporting import make_export
from archive.worker.indexing import Indexing
from archive.worker.lending import Lending
from archive.worker.reading import read_file
from archive.worker.rounds import Rounds

log = logging.getLogger(__name__)

#: Seconds after which an idle worker looks for work though nobody woke it: another process can't.
PATIENCE = 0.4

#: Seconds a worker rests after the database failed: at first, and the longest.
REST, LONGEST_REST = 0.5, 30.0

#: Seconds in which the thread that makes the index ends with the worker.
LAST = 20.0


class Worker:
    """Does what comes, whatever fails."""

    def __init__(self, db: DB, index: Moving, settings: Settings) -> None:
        """Work on ``db`` and ``index``."""
        self.db, self.index, self.settings = db, index, settings
        self.tasks: dict[Work, Callable[[int], None]] = {
            Work.READ: partial(read_file, db, settings),
            Work.COPIES: partial(make_copies, db, settings),
            Work.EXPORT: partial(make_export, db, settings, index),
        }
        self.woken = threading.Event()
        self._changed, self._ended = threading.Event(), threading.Event()
        self.lending = Lending(db, settings)
        self.indexing = Indexing(db, index, self._ended, self._changed)
        self.rounds = Rounds(db, settings, self._ended)

    def until_idle(self) -> None:
        """Do all there is to do, then come back."""
        while self.index_some() or self.do_a_job():
            pass

    def run_once(self) -> None:
        """Do all there is to do, after bringing the index level."""
        self.prepare(beside=False)
        self.until_idle()

    def run(self) -> None:
        """Do what comes until ``end`` is called; a failure is logged once and tried again later.

        Indexing goes on beside the jobs, so that a long one does not keep records from being found;
        and so does the slow round, which keeps nobody waiting.
        """
        rounds = threading.Thread(target=self.rounds.run, name="rounds", daemon=True)
        rounds.start()
        level = threading.Thread(target=self._keep_level, name="indexing", daemon=True)
        level.start()
        failures, begun = 0, False
        while not self._ended.is_set():
            self.woken.clear()
            try:
                if not begun:
                    self.lending.begin()
                    begun = True
                while self.do_a_job():
                    pass
            except Exception as failure:  # noqa: BLE001 - whatever it is, it is tried again
                away = is_away(failure)
                if not failures:
                    _say(failure, away=away)
                failures += 1
                self._ended.wait(REST if away else min(REST * 2 ** min(failures, 10), LONGEST_REST))
            else:
                failures = 0
                self.woken.wait(PATIENCE)
        level.join(LAST)
        rounds.join(LAST)
        self.indexing.end(LAST)

    def wake(self) -> None:
        """Have the worker look at once for what there is to do."""
        self.woken.set()
        self._changed.set()

    def end(self) -> None:
        """Let ``run`` come back after the job in hand."""
        self._ended.set()
        self.wake()

    def _keep_level(self) -> None:
        self.indexing.prepare(beside=True)
        while not self._ended.is_set():
            self._changed.clear()
            while self.index_some():
                pass
            self._changed.wait(PATIENCE)

    def prepare(self, *, beside: bool = True) -> None:
        """Free what workers that ended had, and have the index made anew where that is due."""
        self.lending.begin()
        self.indexing.prepare(beside=beside)

    def index_some(self) -> bool:
        """Index some of what is pending; say whether there was any."""
        return self.indexing.some()

    def do_a_job(self) -> bool:
        """Do the most urgent job there is; say whether there was one."""
        lent = None if self._ended.is_set() else self.lending.take()
        if lent is None:
            return False
        try:
            with self.lending.kept(lent):
                self.tasks[lent.work](lent.uid)
        except Exception as failure:  # noqa: BLE001 - whatever it is, it is kept with the job
            self.lending.fail(lent, failure)
        else:
            self.lending.finish(lent)
        return True


def _say(failure: Exception, *, away: bool) -> None:
    """Say why the worker rests: in a line where only the database's server is away."""
    if away:
        log.warning("the database is away, tried again until it is back: %s", in_a_line(failure))
    else:
        log.error("worker failed, trying again", exc_info=failure)
