"""Jobs: taken, tried again after rests, parked, lost with their worker, never lost themselves."""

from datetime import datetime, timedelta

import pytest
from BTrees.LOBTree import LOBTree
from hypothesis import given
from hypothesis import strategies as st

from archive import clock
from archive.errors import Missing
from archive.models.jobs import Job, Jobs, Work
from archive.models.trying import LEASE, MOST_LOST, RECENT, Place

NOW = clock.now()
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def jobs() -> Jobs:
    made = Jobs()
    made.queue(Work.READ, 1)
    made.queue(Work.COPIES, 2)
    return made


def test_copies_come_before_pictures_and_nobody_takes_what_another_has(jobs: Jobs) -> None:
    taken = [jobs.take(NOW, "a", spread=9), jobs.take(NOW, "b", spread=9), jobs.take(NOW, "c")]
    assert [job and job.work for job in taken] == [Work.COPIES, Work.READ, None]
    assert jobs.waiting() == 2
    jobs.finish(taken[0].key)
    jobs.finish(taken[0].key)
    assert jobs.waiting() == 1


def test_a_job_that_fails_rests_1_5_and_25_minutes_and_is_parked_by_the_fourth() -> None:
    jobs, now, rests = Jobs(), NOW, []
    jobs.queue(Work.COPIES, 2)
    while True:
        job = jobs.take(now, "a")
        assert job.work is Work.COPIES
        parked = jobs.fail(job.key, "a", now, "RuntimeError")
        if parked:
            break
        assert job.place is Place.RESTING
        rests.append(job.due - now)
        assert jobs.take(job.due - SECOND, "b") is None
        now = job.due + SECOND
    assert rests == [MINUTE, 5 * MINUTE, 25 * MINUTE]
    assert (parked.place, parked.tries, parked.failure) == (Place.PARKED, 4, "RuntimeError")
    assert "四次" in parked.sentence
    assert (jobs.parked(), next(iter(jobs)), parked.since) == (1, parked, now)


def test_a_worker_that_ended_with_it_three_times_parks_a_job() -> None:
    jobs, now = Jobs(), NOW
    jobs.queue(Work.READ, 1)
    for lost in range(1, MOST_LOST + 1):
        job = jobs.take(now, f"worker {lost}")
        assert not jobs.needs_reclaiming(now + LEASE)
        assert jobs.reclaim(now + LEASE) == []
        now += LEASE + SECOND
        assert jobs.needs_reclaiming(now)
        parked = jobs.reclaim(now)
        assert (job.lost, job.tries) == (lost, 0)
    assert parked == [job]
    assert "三次中断" in job.sentence


def test_a_lease_that_is_renewed_does_not_run_out_and_only_its_worker_renews_it(jobs: Jobs) -> None:
    job = jobs.take(NOW, "a")
    assert jobs.renew(job.key, "a", NOW + LEASE)
    assert not jobs.renew(job.key, "b", NOW + LEASE)
    assert not jobs.needs_reclaiming(NOW + 2 * LEASE)
    jobs.reclaim(NOW + 2 * LEASE + SECOND)
    assert not jobs.renew(job.key, "a", NOW + LEASE)
    assert jobs.fail(job.key, "a", NOW, "too late") is None
    assert (job.place, job.failure) == (Place.WAITING, "")


def test_leases_of_a_restored_database_are_freed_and_count_for_nothing() -> None:
    jobs = Jobs()
    for uid in range(116):
        jobs.queue(Work.READ, uid)
    for _night in range(4):
        while jobs.take(NOW, "before the restore"):
            pass
        assert jobs.reclaim(NOW + LEASE + RECENT, but_of="here") == []
    assert (jobs.waiting(), jobs.parked()) == (116, 0)
    assert {job.lost for job in jobs} == {0}


def test_a_failure_of_the_house_is_no_try_and_rests_longer_each_time() -> None:
    jobs, now, rests = Jobs(), NOW, []
    jobs.queue(Work.READ, 1)
    for _time in range(20):
        job = jobs.take(now, "a")
        jobs.postpone(job.key, "a", now, "OSError")
        rests.append(job.due - now)
        now = job.due + SECOND
    assert (job.tries, job.lost, jobs.parked()) == (0, 0, 0)
    assert rests == sorted(rests)
    assert (rests[0], rests[-1]) == (5 * SECOND, 5 * MINUTE)


def test_a_parked_job_is_retried_from_the_first_try_or_dropped(jobs: Jobs) -> None:
    job = jobs.take(NOW, "a")
    with pytest.raises(Missing):
        jobs.drop(job.key)
    with pytest.raises(Missing):
        jobs.retry(job.key)
    job.tries = 3
    jobs.fail(job.key, "a", NOW, "broken")
    assert jobs.retry(job.key).tries == 0
    assert jobs.take(NOW, "a") is job
    jobs.fail(job.key, "a", NOW, "broken")
    assert jobs.find(job.key) is job
    assert jobs.drop(job.key).place is Place.RESTING
    with pytest.raises(Missing):
        jobs.find(job.key)
    assert jobs.waiting() == 1


def test_what_is_ordered_again_while_it_rests_is_done_once(jobs: Jobs) -> None:
    job = jobs.take(NOW, "a")
    jobs.fail(job.key, "a", NOW, "broken")
    assert jobs.hasten(Work.COPIES, 2) is job
    assert jobs.take(NOW, "a") is job
    assert jobs.hasten(Work.COPIES, 3) is not job


def test_of_many_queued_in_one_millisecond_none_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.models.jobs.time.time_ns", lambda: 10**18)
    jobs = Jobs()
    queued = [jobs.queue(Work.READ, uid) for uid in range(1000)]
    assert {job.uid for job in jobs} == {job.uid for job in queued}


def test_jobs_that_wait_are_taken_in_the_order_they_came_in_whatever_tree_they_stand() -> None:
    jobs = Jobs()
    keys = [moment << 16 | low for moment, low in enumerate((9, 3, 65_535, 0, 17, 3, 8))]
    for key in reversed(keys):
        jobs._waiting[key] = Job(key, Work.READ, key)
    assert list(jobs._waiting) == keys
    assert sum(map(bool, jobs._waiting._shards)) == 6
    assert jobs.waiting() == len(keys)
    assert [jobs.take(NOW, "a") for _key in keys] == [jobs.find(key) for key in keys]
    assert (jobs.take(NOW, "a"), jobs.is_due(NOW)) == (None, False)


def test_a_queue_of_one_tree_is_spread_and_keeps_its_order() -> None:
    jobs = Jobs()
    queued = [jobs.queue(Work.READ, uid) for uid in range(40)]
    before = sorted(job.key for job in queued)
    jobs._waiting = LOBTree(dict(jobs._waiting.items()))  # type: ignore[assignment]
    jobs.spread()
    assert [job.key for job in jobs] == before
    assert jobs.find(before[7]).key == before[7]


def test_an_older_tree_keeps_every_job() -> None:
    jobs = Jobs()
    for uid in range(4):
        jobs.queue(Work.READ, uid)
    waiting = list(jobs._waiting.items())
    jobs.__dict__["_given_up"] = type(jobs._waiting)([waiting[0]])
    del jobs._waiting[waiting[0][0]]
    taken, failed = waiting[1][1], waiting[2][1]
    taken.taken_at, taken.tries, failed.tries = NOW, 1, 1
    for name in ("_resting", "_running", "_parked"):
        del jobs.__dict__[name]
    jobs.upgrade(NOW)
    jobs.upgrade(NOW)
    upgraded = {job.uid: (job.place, job.tries) for job in jobs}
    assert upgraded == {
        waiting[0][1].uid: (Place.PARKED, 0),
        taken.uid: (Place.WAITING, 0),
        failed.uid: (Place.WAITING, 1),
        waiting[3][1].uid: (Place.WAITING, 0),
    }


DEEDS = st.sampled_from(["queue", "take", "finish", "fail", "postpone", "reclaim", "retry", "drop"])


@given(st.lists(st.tuples(DEEDS, st.integers(0, 5), st.integers(0, 200)), max_size=60))
def test_whatever_is_done_with_them_no_job_is_lost_and_none_stands_twice(deeds: list) -> None:
    jobs, now, known = Jobs(), NOW, set[int]()
    for deed, which, minutes in deeds:
        now += timedelta(minutes=minutes)
        known = _do(jobs, deed, which, now, known)
        there = [job.key for job in jobs]
        assert len(there) == len(set(there))
        assert set(there) == known
        for job in jobs:
            assert jobs.find(job.key) is job


def _do(jobs: Jobs, deed: str, which: int, now: datetime, known: set[int]) -> set[int]:
    if deed == "queue":
        return known | {jobs.queue([Work.READ, Work.COPIES][which % 2], which).key}
    if deed == "take":
        jobs.take(now, f"w{which % 2}", spread=which + 1)
    elif deed == "reclaim":
        jobs.reclaim(now)
    elif job := _one(jobs, which, deed):
        if deed == "finish":
            jobs.finish(job.key)
            return known - {job.key}
        if deed in {"fail", "postpone"}:
            getattr(jobs, deed)(job.key, job.worker, now, "broken")
        elif deed == "retry":
            jobs.retry(job.key)
        else:
            jobs.drop(job.key)
            return known - {job.key}
    return known


def _one(jobs: Jobs, which: int, deed: str) -> Job | None:
    wanted = {
        "retry": {Place.PARKED, Place.RESTING},
        "drop": {Place.PARKED, Place.RESTING, Place.WAITING},
    }.get(deed, {Place.RUNNING})
    found = [job for job in jobs if job.place in wanted]
    return found[which % len(found)] if found else None
