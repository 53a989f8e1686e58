"""Work that follows from a change and is done after it: queued with it, retried, visible."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from BTrees.LOBTree import LOBTree
from persistent import Persistent

from archive.models.base import new_uid

if TYPE_CHECKING:
    from collections.abc import Iterator

#: How often a job is tried, and how long one may run before another worker takes it over.
TRIES = 3
LEASE = timedelta(minutes=15)


class Work(StrEnum):
    """The kinds of work there are."""

    READ = "read"
    COPIES = "copies"
    EXPORT = "export"


#: What is done first: somebody waits for copies, nobody for a picture of a page.
URGENCY = {Work.COPIES: 0, Work.EXPORT: 0, Work.READ: 1}


class Job(Persistent):
    """One piece of work on the node ``uid``."""

    tries = 0
    failure = ""
    taken_at: datetime | None = None

    def __init__(self, key: int, work: Work, uid: int) -> None:
        """Queue ``work`` on the node with ``uid``."""
        self.key = key
        self.work = work
        self.uid = uid


class Jobs(Persistent):
    """The jobs still to do, the urgent first, then as they were queued; and those given up."""

    def __init__(self) -> None:
        """Start with no job."""
        self._waiting = LOBTree()
        self._given_up = LOBTree()

    def queue(self, work: Work, uid: int) -> Job:
        """Queue ``work`` on the node with ``uid``."""
        moment = (time.time_ns() // 1_000_000 << 16) + new_uid() % (1 << 16)
        key = moment + (URGENCY[work] << 60)
        job = Job(key, work, uid)
        self._waiting[key] = job
        return job

    def waiting(self) -> int:
        """Give how many jobs still wait, counting them."""
        return len(self._waiting)

    def take(self, now: datetime) -> Job | None:
        """Give the first job nobody works on and note that it is taken; ``None`` if none is."""
        for job in self._waiting.values():
            if job.taken_at is None or job.taken_at + LEASE < now:
                job.taken_at = now
                job.tries += 1
                return cast("Job", job)
        return None

    def finish(self, key: int) -> None:
        """Note that the job is done; a second time changes nothing."""
        self._waiting.pop(key, None)

    def fail(self, key: int, failure: str) -> None:
        """Note a failure; the job is tried again until it was tried as often as may be."""
        job: Job = self._waiting[key]
        job.failure = failure
        job.taken_at = None
        if job.tries >= TRIES:
            self._given_up[key] = self._waiting.pop(key)

    def given_up(self) -> Iterator[Job]:
        """Go through the jobs that were tried as often as may be, in vain."""
        return iter(self._given_up.values())
