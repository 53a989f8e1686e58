"""The worker: each job once, none lost, whatever fails; woken by nobody, it finds what comes."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from builders import Archive, open_archive, settings_of
from requested import requested

from archive import clock
from archive.errors import ArchiveError, IndexAway
from archive.models.components import Component, Legibility
from archive.models.exports import Wanted
from archive.models.jobs import Work
from archive.models.trying import LEASE, Place
from archive.operations.copies import prepare_copies
from archive.operations.jobs import PARKED, drop_job, retry_job
from archive.operations.searches import fetch_export, order_export
from archive.settings import read_settings
from archive.storage.opening import open_database
from archive.storage.visiting import persist, visit
from archive.worker import Worker, lending
from archive.worker.failing import is_of_the_house
from archive.worker.lending import PROCESS

#: A worker in a process of its own that reads a file which kills it.
KILLED = """
import os, signal, sys
from archive.search.engines.moving import Moving
from archive.settings import read_settings
from archive.storage.opening import open_database
from archive.models.jobs import Work
from archive.worker import Worker
uri, var = sys.argv[1:]
settings = read_settings({"juanzong.var": var})
worker = Worker(open_database(uri), Moving(settings), settings)
worker.tasks[Work.READ] = lambda uid: os.kill(os.getpid(), signal.SIGKILL)
worker.prepare(beside=False)
worker.until_idle()
"""


def broken(_uid: int) -> None:
    raise RuntimeError("秘密题名")


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock that can be put on."""
    moved, real = SimpleNamespace(by=timedelta()), clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + moved.by)
    return moved


def put_on(hours: SimpleNamespace, archive: Archive, worker: Worker) -> None:
    """Put the clock on to when the first job that rests is due, and work."""
    with archive.visit() as site:
        due = min(job.due for job in site.jobs if job.due)
    hours.by += due - clock.now() + timedelta(seconds=1)
    worker.until_idle()


def file_of(site) -> Component:
    return next(each for each in site.by_uid.values() if isinstance(each, Component))


def only_job(archive: Archive) -> SimpleNamespace:
    with archive.visit() as site:
        (job,) = site.jobs
        names = ("key", "tries", "lost", "failure", "sentence", "place", "worker", "hindered")
        return SimpleNamespace(**{name: getattr(job, name) for name in names})


def test_four_workers_do_two_hundred_jobs_each_once_and_lose_none(archive: Archive) -> None:
    done, workers = Counter[int](), []
    with archive.visit() as site:
        for uid in range(200):
            site.jobs.queue([Work.READ, Work.COPIES, Work.EXPORT][uid % 3], uid)
    for _hand in range(4):
        worker = Worker(archive.db, archive.index, archive.settings)
        worker.tasks = dict.fromkeys(Work, lambda uid: done.update([uid]))
        workers.append(threading.Thread(target=worker.until_idle))
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert done == Counter(range(200))
    with archive.visit() as site:
        assert list(site.jobs) == []


def test_an_idle_worker_finds_what_comes_within_a_second_and_writes_nothing(
    archive: Archive,
) -> None:
    archive.work()
    worker, done = Worker(archive.db, archive.index, archive.settings), threading.Event()
    worker.tasks[Work.EXPORT] = lambda _uid: done.set()
    worker.prepare(beside=False)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        time.sleep(0.5)
        before = archive.db.storage.lastTransaction()
        time.sleep(1.5)
        assert archive.db.storage.lastTransaction() == before
        for _time in range(3):
            done.clear()
            persist(archive.db, lambda site: site.jobs.queue(Work.EXPORT, 1))
            assert done.wait(1)
        path = archive.dossier(records=1)
        filed, found = time.monotonic(), ""
        while path not in found and time.monotonic() < filed + 1:
            found = archive.browser("officer").get("/search", {"q": "化肥"}).text
        assert path in found
    finally:
        worker.end()
        thread.join(10)
    assert not thread.is_alive()


def test_records_are_found_while_a_long_job_runs_and_the_worker_ends_after_it(
    archive: Archive,
) -> None:
    worker, begun, over = (
        Worker(archive.db, archive.index, archive.settings), threading.Event(), threading.Event(),
    )  # fmt: skip
    worker.tasks[Work.EXPORT] = lambda _uid: begun.set() or over.wait(30)
    worker.tasks[Work.READ] = lambda _uid: None
    persist(archive.db, lambda site: site.jobs.queue(Work.EXPORT, 1))
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        assert begun.wait(10)
        time.sleep(0.5)
        path = archive.dossier(records=1)
        filed, page = time.monotonic(), ""
        while path not in page and time.monotonic() < filed + 1:
            page = archive.browser("officer").get("/search", {"q": "化肥"}).text
        assert path in page
    finally:
        worker.end()
        thread.join(0.3)
        assert thread.is_alive()
        over.set()
        thread.join(10)
    assert not thread.is_alive()
    with archive.visit() as site:
        assert [job.work for job in site.jobs] == [Work.READ]


def test_a_file_that_can_not_be_read_is_parked_and_who_waits_is_told(
    archive: Archive, hours: SimpleNamespace
) -> None:
    path = archive.dossier(records=1)
    worker = Worker(archive.db, archive.index, archive.settings)
    worker.tasks[Work.READ] = broken
    worker.until_idle()
    assert (only_job(archive).tries, only_job(archive).place) == (1, Place.RESTING)
    worker.until_idle()
    assert only_job(archive).tries == 1
    assert "正在识读" in archive.browser("officer").get(f"{path}/main/001/")
    for _rest in range(3):
        put_on(hours, archive, worker)
    job = only_job(archive)
    assert (job.tries, job.place) == (4, Place.PARKED)
    assert job.failure.startswith("RuntimeError (test_working.py:")
    with archive.visit() as site:
        assert file_of(site).legibility is Legibility.FAILED
        entry = site.journal.newest(1)[0]
        assert (entry.kind, entry.said["work"]) == ("job.parked", "read")
    page = archive.browser("officer").get(f"{path}/main/001/")
    assert "识读失败，已告知系统管理员" in page
    assert "正在识读" not in page
    with archive.visit() as site:
        retry_job(archive.as_person(site, "admin"), site, key=job.key)
        assert file_of(site).legibility is Legibility.WAITING
    archive.work()
    with archive.visit() as site:
        assert file_of(site).legibility is Legibility.READ
        assert list(site.jobs) == []


def test_what_is_worked_on_is_not_told_to_the_administrator(archive: Archive) -> None:
    archive.dossier(records=1)
    worker = Worker(archive.db, archive.index, archive.settings)
    worker.tasks[Work.READ] = broken
    worker.until_idle()
    page = archive.browser("admin").get("/jobs")
    assert "识读文件" in page
    assert "稍后再试" in page
    assert "RuntimeError" in page
    for secret in ("秘密题名", "文件.txt", "化肥", "第1件"):
        assert secret not in page
    for login in ("officer", "archivist", "security", "auditor"):
        archive.browser(login).get("/jobs", status=404)


def test_an_administrator_retries_and_drops_on_the_page(
    archive: Archive, hours: SimpleNamespace
) -> None:
    path = archive.dossier(records=1)
    worker, admin = Worker(archive.db, archive.index, archive.settings), archive.browser("admin")
    worker.tasks[Work.READ] = broken
    worker.until_idle()
    for _rest in range(3):
        put_on(hours, archive, worker)
    hours.by = timedelta()
    assert "有 1 项工作已停下" in admin.get("/")
    form = next(f for f in admin.get("/jobs").forms.values() if "jobs-retry" in (f.action or ""))
    assert "已重新排队" in form.submit(status=303).follow()
    assert only_job(archive).place is Place.WAITING
    form = next(f for f in admin.get("/jobs").forms.values() if "jobs-drop" in (f.action or ""))
    assert "已撤销" in form.submit(status=303).follow()
    assert "没有找到" in form.submit(status=303).follow()
    with archive.visit() as site:
        assert [entry.kind for entry in site.journal.newest(4) if "job." in entry.kind] == [
            "job.dropped", "job.retried", "job.parked",
        ]  # fmt: skip
    assert "识读失败" in archive.browser("officer").get(f"{path}/main/001/")


def _order(archive: Archive) -> int:
    """Order copies of the open record; give the request's uid."""
    with requested(archive) as case:
        prepare_copies(case.decided().who("archivist"), case.asked)
        return int(case.asked.uid)


@pytest.mark.parametrize(
    "failure",
    [
        OSError(errno.ENOSPC, "No space left on device"), OSError(errno.EROFS, "Read-only"),
        ConnectionRefusedError(111, "refused"), IndexAway(),
        type("OperationalError", (Exception,), {})("server closed the connection"),
    ],
    ids=lambda failure: type(failure).__name__,
)  # fmt: skip
def test_a_failure_of_the_house_is_no_try(
    archive: Archive, hours: SimpleNamespace, failure: Exception
) -> None:
    archive.dossier(records=1)
    worker, read = Worker(archive.db, archive.index, archive.settings), []

    def fails(_uid: int) -> None:
        read.append(1)
        raise failure

    worker.tasks[Work.READ] = fails
    worker.until_idle()
    for _time in range(6):
        put_on(hours, archive, worker)
    job = only_job(archive)
    assert (job.tries, job.place, job.hindered, len(read)) == (0, Place.RESTING, 7, 7)
    healthy = Worker(archive.db, archive.index, archive.settings)
    put_on(hours, archive, healthy)
    with archive.visit() as site:
        assert file_of(site).legibility is Legibility.READ


def test_what_the_house_can_not_write_down_is_given_back_later(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.dossier(records=1)
    worker, visits = Worker(archive.db, archive.index, archive.settings), lending.visit

    @contextmanager
    def full(db):
        with visits(db) as site:
            yield site
            raise OSError(errno.ENOSPC, "No space left on device")

    def read(_uid: int) -> None:
        monkeypatch.setattr(lending, "visit", full)

    worker.tasks[Work.READ] = read
    for _time in range(2):
        with pytest.raises(OSError, match="No space"):
            worker.until_idle()
    monkeypatch.setattr(lending, "visit", visits)
    worker.until_idle()
    with archive.visit() as site:
        assert list(site.jobs) == []


def test_a_missing_blob_is_no_failure_of_the_house() -> None:
    from ZODB.POSException import POSKeyError

    assert not is_of_the_house(POSKeyError(b"\0" * 8))
    assert not is_of_the_house(RuntimeError())
    caused = ArchiveError()
    caused.__cause__ = OSError(errno.ENOSPC, "full")
    assert is_of_the_house(caused)


def test_a_job_whose_object_is_gone_is_finished_quietly(archive: Archive) -> None:
    with archive.visit() as site:
        for work in Work:
            site.jobs.queue(work, 4711)
    archive.work()
    with archive.visit() as site:
        assert list(site.jobs) == []


def test_a_long_job_keeps_its_lease(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.dossier(records=1)
    monkeypatch.setattr(lending, "HEARTBEAT", 0.02)
    worker, seen = Worker(archive.db, archive.index, archive.settings), []

    def long(_uid: int) -> None:
        for _look in range(2):
            with archive.visit() as site:
                seen.append(next(iter(site.jobs)).lent_until)
            time.sleep(0.3)

    worker.tasks[Work.READ] = long
    worker.until_idle()
    assert seen[1] > seen[0]


def test_the_job_of_another_worker_that_ended_is_taken_when_its_lease_ran_out(
    archive: Archive, hours: SimpleNamespace
) -> None:
    """As on RelStorage, where no process owns the storage."""
    archive.dossier(records=1)
    worker = Worker(archive.db, archive.index, archive.settings)
    persist(archive.db, lambda site: site.jobs.take(clock.now(), "elsewhere:1"))
    worker.until_idle()
    assert only_job(archive).worker == "elsewhere:1"
    for _minute in range(6):
        hours.by += LEASE / 3
        worker.until_idle()
    with archive.visit() as site:
        assert list(site.jobs) == []


def test_who_comes_back_after_an_outage_takes_nobodys_job_before_he_can_say_he_has_it(
    archive: Archive, hours: SimpleNamespace
) -> None:
    archive.dossier(records=1)
    worker = Worker(archive.db, archive.index, archive.settings)
    persist(archive.db, lambda site: site.jobs.take(clock.now(), "elsewhere:1"))
    hours.by += 2 * LEASE
    worker.until_idle()
    assert only_job(archive).worker == "elsewhere:1"
    with archive.visit() as site:
        assert site.jobs.renew(only_job(archive).key, "elsewhere:1", clock.now())


def test_a_file_that_kills_the_worker_is_parked_after_three(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        archive.dossier(records=1)
    uri, var = settings_of(tmp_path)["zodbconn.uri"], str(tmp_path / "var")
    for _time in range(3):
        done = subprocess.run([sys.executable, "-W", "ignore", "-c", KILLED, uri, var], check=False)
        assert done.returncode == -signal.SIGKILL
    settings = read_settings(settings_of(tmp_path))
    from archive.search.engines.moving import Moving

    with closing(open_database(uri)) as db, closing(Moving(settings)) as index:
        Worker(db, index, settings).run_once()
        with visit(db) as site:
            (job,) = site.jobs
            assert (job.place, job.lost, job.tries) == (Place.PARKED, 3, 0)
            assert "三次中断" in job.sentence
            assert file_of(site).legibility is Legibility.FAILED


def test_a_worker_frees_no_job_of_another_in_its_own_process(archive: Archive) -> None:
    archive.dossier(records=1)
    persist(archive.db, lambda site: site.jobs.take(clock.now(), f"{PROCESS}:99"))
    Worker(archive.db, archive.index, archive.settings).prepare(beside=False)
    assert only_job(archive).worker == f"{PROCESS}:99"
    assert str(os.getpid()) in PROCESS


def test_a_request_whose_copies_were_parked_says_so_at_the_desk(
    archive: Archive, hours: SimpleNamespace
) -> None:
    uid = _order(archive)
    worker = Worker(archive.db, archive.index, archive.settings)
    worker.tasks[Work.COPIES] = broken
    worker.until_idle()
    for _rest in range(3):
        put_on(hours, archive, worker)
    hours.by = timedelta()
    with archive.visit() as site:
        assert site.found(uid).failure == PARKED
        place = site.found(uid).path
    page = archive.browser("archivist").get(f"{place}/")
    assert PARKED in page
    assert "重新制作" in page
    with archive.visit() as site:
        drop_job(archive.as_person(site, "admin"), site, key=only_job(archive).key)
    assert "系统管理员撤销了这次制作" in archive.browser("archivist").get(f"{place}/")


def test_copies_are_not_made_of_a_file_whose_reading_was_parked(archive: Archive) -> None:
    uid = _order(archive)
    with archive.visit() as site:
        for each in site.by_uid.values():
            if isinstance(each, Component):
                each.legibility = Legibility.FAILED
    archive.work()
    with archive.visit() as site:
        assert "识读失败，须由系统管理员处理" in site.found(uid).failure


def test_a_list_that_was_parked_says_so(archive: Archive, hours: SimpleNamespace) -> None:
    with archive.visit() as site:
        order_export(archive.as_person(site, "officer"), site, wanted=Wanted("x"))
    worker = Worker(archive.db, archive.index, archive.settings)
    worker.tasks[Work.EXPORT] = broken
    worker.until_idle()
    for _rest in range(3):
        put_on(hours, archive, worker)
    hours.by = timedelta()
    page = archive.browser("officer").get("/search-exports")
    assert PARKED in page
    assert "正在制作" not in page
    with archive.visit() as site:
        export, officer = next(iter(site.exports.values())), archive.as_person(site, "officer")
        with pytest.raises(ArchiveError, match="没有成功"):
            fetch_export(officer, export)
