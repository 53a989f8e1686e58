"""Work that follows from a change and is done after it: queued with it, retried, visible."""

from __future__ import annotations

import random
import secrets
import time
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, cast

from BTrees.LOBTree import LOBTree
from persistent import Persistent

from archive.clock import TIMEZONE
from archive.errors import Missing
from archive.models.queue import Queue
from archive.models.trying import (
    FAILED,
    HOUSE_REST,
    LEASE,
    LONGEST_HOUSE_REST,
    LOST,
    MOST_LOST,
    RECENT,
    RESTS,
    Place,
)
from archive.wording import _

if TYPE_CHECKING:
    from collections.abc import Iterator


class Work(StrEnum):
    """The kinds of work there are."""

    READ = "read"
    COPIES = "copies"
    EXPORT = "export"

    @property
    def label(self) -> str:
        """The office's word for it."""
        return WORK_LABELS[self]


WORK_LABELS = {
    Work.READ: _("识读文件"),
    Work.COPIES: _("制作复制件"),
    Work.EXPORT: _("制作检索清单"),
}

#: What is done first: somebody waits for copies, nobody for a picture of a page.
URGENCY = {Work.COPIES: 0, Work.EXPORT: 0, Work.READ: 1}


class Job(Persistent):
    """One piece of work on the node ``uid``."""

    tries = 0
    lost = 0
    hindered = 0
    failure = ""
    sentence = ""
    worker = ""
    taken_at: datetime | None = None
    lent_until: datetime | None = None
    due: datetime | None = None
    parked_at: datetime | None = None

    def __init__(self, key: int, work: Work, uid: int) -> None:
        """Queue ``work`` on the node with ``uid``."""
        self.key = key
        self.work = work
        self.uid = uid

    @property
    def place(self) -> Place:
        """Say where the job stands."""
        if self.parked_at is not None:
            return Place.PARKED
        if self.worker:
            return Place.RUNNING
        return Place.RESTING if self.due is not None else Place.WAITING

    @property
    def since(self) -> datetime:
        """Give since when it stands there."""
        milliseconds = (self.key & ((1 << 60) - 1)) >> 16
        queued = datetime.fromtimestamp(milliseconds / 1000, TIMEZONE)
        return self.parked_at or (self.taken_at if self.worker else None) or queued


class Jobs(Persistent):
    """The jobs still to do, the urgent first, then as they were queued; and those parked.

    A job stands in one of four places; where it waits it is free, so the first is the next.
    """

    def __init__(self) -> None:
        """Start with no job."""
        self._waiting = Queue()
        self._resting = LOBTree()
        self._running = LOBTree()
        self._parked = LOBTree()

    def queue(self, work: Work, uid: int) -> Job:
        """Queue ``work`` on the node with ``uid``."""
        moment = (time.time_ns() // 1_000_000 << 16) + (URGENCY[work] << 60)
        key = moment + secrets.randbits(16)
        while any(key in place for place in (self._waiting, self._running, self._parked)):
            key = moment + secrets.randbits(16)
        job = self._waiting[key] = Job(key, work, uid)
        return job

    def hasten(self, work: Work, uid: int) -> Job:
        """Let ``work`` on ``uid`` wait no longer where it rests or is parked; else queue it."""
        for place in (self._resting, self._parked):
            for key, job in place.items():
                if (job.work, job.uid) == (work, uid):
                    del place[key]
                    return self._begin_anew(job)
        return self.queue(work, uid)

    def waiting(self) -> int:
        """Give how many jobs are still to do, counting them."""
        return len(self._waiting) + len(self._resting) + len(self._running)

    def parked(self) -> int:
        """Give how many jobs are parked, counting them."""
        return len(self._parked)

    def __iter__(self) -> Iterator[Job]:
        """Go through the jobs: the parked, those that run, those that rest, those that wait."""
        for place in (self._parked, self._running, self._resting, self._waiting):
            yield from place.values()

    def find(self, key: int) -> Job:
        """Give the job with ``key``; raise Missing where there is none."""
        for place in (self._waiting, self._running, self._parked):
            if key in place:
                return cast("Job", place[key])
        for job in self._resting.values():
            if job.key == key:
                return cast("Job", job)
        raise Missing

    def take(self, now: datetime, worker: str = "worker", spread: int = 1) -> Job | None:
        """Lend a job to ``worker``: the first, or one of the first ``spread``; ``None`` if none is.

        Those that take at once and conflict come apart by a wider spread.
        """
        self._wake(now)
        if (first := next(iter(self._waiting), None)) is None:
            return None
        border = ((first >> 60) + 1) << 60  # what is urgent is not mixed with what is not
        keys = list(islice(self._waiting.keys(first, border - 1), spread))
        job: Job = self._waiting.take_out(random.choice(keys))  # noqa: S311 - to part two is all
        job.worker, job.taken_at, job.lent_until = worker, now, now + LEASE
        self._running[job.key] = job
        return job

    def renew(self, key: int, worker: str, now: datetime) -> bool:
        """Lend the job on to the worker that still does it; say whether it has it still."""
        job = self._running.get(key)
        if job is None or job.worker != worker:
            return False
        job.lent_until = now + LEASE
        return True

    def finish(self, key: int) -> None:
        """Note that the job is done; a second time changes nothing."""
        self._running.pop(key, None)

    def fail(self, key: int, worker: str, now: datetime, failure: str) -> Job | None:
        """Note a failure; the job rests, longer each time, then it is parked: given where it is."""
        job = self._returned(key, worker)
        if job is None:
            return None
        job.tries, job.failure = job.tries + 1, failure
        if job.tries > len(RESTS):
            return self._park(job, now, FAILED)
        self._rest(job, now + RESTS[job.tries - 1])
        return None

    def postpone(self, key: int, worker: str, now: datetime, failure: str) -> None:
        """Let the job rest after a failure that is not its own: it counts as no try."""
        job = self._returned(key, worker)
        if job is not None:
            rest = min(HOUSE_REST * 2 ** min(job.hindered, 10), LONGEST_HOUSE_REST)
            job.hindered, job.failure = job.hindered + 1, failure
            self._rest(job, now + rest)

    def reclaim(self, now: datetime, *, but_of: str = "") -> list[Job]:
        """Take jobs back from workers that ended; give those that are parked by it.

        These are the ones whose lease ran out; where ``but_of`` says how the names of the living
        begin, all of the others. A job whose worker ended three times is parked; a lease of long
        ago, as it is found after a restore, tells nothing of its job and is not counted.
        """
        parked = []
        for key, job in list(self._running.items()):
            lent = job.lent_until or job.taken_at or now
            ended = not job.worker.startswith(but_of) if but_of else lent < now
            if ended:
                del self._running[key]
                job.lost += now - lent < RECENT
                job.worker = ""
                if job.lost >= MOST_LOST:
                    parked.append(self._park(job, now, LOST))
                else:
                    self._waiting[key] = job
        return parked

    def is_due(self, now: datetime) -> bool:
        """Say whether there is a job to take; cheap, since workers ask all the time."""
        return bool(self._waiting) or any(True for _ in self._resting.keys(None, _moment(now)))

    def needs_reclaiming(self, now: datetime) -> bool:
        """Say whether a lease ran out."""
        return any(job.lent_until < now for job in self._running.values())

    def retry(self, key: int) -> Job:
        """Let a job that rests or is parked wait again, with none of its failures held against it.

        Raises Missing for any other.
        """
        job = self.find(key)
        if job.place not in {Place.PARKED, Place.RESTING}:
            raise Missing
        self.drop(key)
        return self._begin_anew(job)

    def drop(self, key: int) -> Job:
        """Take a job out that will not be done; raises Missing for one that runs, or is gone."""
        job = self.find(key)
        if job.place is Place.RUNNING:
            raise Missing
        if job.place is Place.RESTING:
            del self._resting[next(at for at, each in self._resting.items() if each is job)]
        else:
            del (self._parked if job.place is Place.PARKED else self._waiting)[key]
        return job

    def upgrade(self, now: datetime) -> None:
        """Bring the jobs of an older tree up: those given up are parked, those taken are free."""
        waiting, given_up = self._waiting, self.__dict__.pop("_given_up", None)
        if given_up is None:
            return
        self._resting, self._running, self._parked = LOBTree(), LOBTree(), LOBTree()
        for job in waiting.values():
            job.tries -= job.taken_at is not None  # a try was counted when it began
            job.taken_at = None
        for job in given_up.values():
            self._park(job, now, FAILED)
        self._p_changed = True

    def spread(self) -> None:
        """Put what waits into several trees, as an older archive has one."""
        self._waiting = Queue(self._waiting.items())

    def _wake(self, now: datetime) -> None:
        """Let the jobs wait that have rested; they are few at a time."""
        moment = _moment(now)
        for at in list(self._resting.keys(None, moment)):
            job: Job = self._resting.pop(at)
            job.due = None
            self._waiting[job.key] = job

    def _rest(self, job: Job, until: datetime) -> None:
        job.due = until
        at = _moment(until) + secrets.randbits(16)
        while not self._resting.insert(at, job):
            at += 1

    def _returned(self, key: int, worker: str) -> Job | None:
        """Take a job out of the worker's hands; ``None`` where it was taken from him meanwhile."""
        job: Job | None = self._running.get(key)
        if job is None or job.worker != worker:
            return None
        del self._running[key]
        job.worker = ""
        return job

    def _park(self, job: Job, now: datetime, sentence: str) -> Job:
        job.parked_at, job.sentence = now, sentence
        self._parked[job.key] = job
        return job

    def _begin_anew(self, job: Job) -> Job:
        job.tries = job.lost = job.hindered = 0
        job.sentence, job.due, job.parked_at = "", None, None
        self._waiting[job.key] = job
        return job


def _moment(when: datetime) -> int:
    return int(when.timestamp() * 1000) << 16
