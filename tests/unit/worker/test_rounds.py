"""The slow round: every file once a quarter, at a pace, in slices that outlive who began them."""

import threading
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from builders import Archive
from damaged import files_in, flip, place

from archive import clock
from archive.models.fixity import Fault, Occasion
from archive.operations.rounds import ask_again, lend_slice, note_remedy
from archive.settings import read_settings
from archive.worker import Worker, rounds
from archive.worker.reading import system
from archive.worker.rounds import Ended, Pace, Rounds


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock that can be put on."""
    moved, real = SimpleNamespace(by=timedelta()), clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + moved.by)
    return moved


@pytest.fixture
def filed(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """An archive of twelve files, of which one has a bit that flipped; slices of a file or two."""
    monkeypatch.setattr(rounds, "EACH", 1)
    monkeypatch.setattr(rounds, "SLICE", 1)
    for _dossier in range(4):
        archive.dossier(records=3)
    with archive.visit() as site:
        flip(place(files_in(site)[7]))
    return archive


def hand(archive: Archive, **more: str) -> Rounds:
    settings = read_settings({f"juanzong.{name}": value for name, value in more.items()})
    return Rounds(archive.db, settings, threading.Event())


def whole(mine: Rounds) -> int:
    slices = 0
    while mine.some():
        slices += 1
    return slices


def whats(archive: Archive) -> list[str]:
    with archive.visit() as site:
        return [each.kind for each in site.journal.oldest_first() if each.kind.startswith("bytes.")]


def test_a_round_looks_at_every_file_goes_on_after_a_restart_and_comes_again(
    filed: Archive, hours: SimpleNamespace
) -> None:
    first = hand(filed)
    for _slice in range(5):
        assert first.some()
    with filed.visit() as site:
        assert (site.fixity.seen_files, site.fixity.last) == (5, None)
        assert 0 < site.fixity.share < 1
        assert site.fixity.ends(clock.now()) > site.fixity.began
    assert whole(hand(filed)) >= 7
    with filed.visit() as site:
        (done,) = site.fixity.rounds
        assert (done.files, done.wrong, done.occasion) == (12, 1, Occasion.ROUND)
        assert done.bytes == sum(each.size for each in files_in(site))
        assert site.fixity.last == done.ended
        (found,) = site.fixity.open()
        assert (found.uid, found.fault) == (files_in(site)[7].uid, Fault.CHANGED)
        assert site.fixity.due(clock.now(), timedelta(days=92)) > clock.now() + timedelta(days=91)
        flip(place(files_in(site)[7]))
    assert whats(filed) == ["bytes.wrong", "bytes.verified"]
    before = filed.db.lastTransaction()
    assert not hand(filed).some()
    assert filed.db.lastTransaction() == before  # nothing is due, so nothing is written
    hours.by = timedelta(days=92)
    assert whole(hand(filed)) >= 12
    with filed.visit() as site:
        assert len(site.fixity.rounds) == 2
        assert site.fixity.open() == []
    assert whats(filed)[2:] == ["bytes.righted", "bytes.verified"]


def test_two_workers_never_look_at_the_same_files(filed: Archive, hours: SimpleNamespace) -> None:
    with filed.visit() as site:
        ctx = system(site, filed.settings)
        facts = {"until": ctx.now + timedelta(minutes=1), "every": timedelta(days=92)}
        assert lend_slice(ctx, site, position=0, **facts)
        assert not lend_slice(ctx, site, position=0, **facts)
    assert not hand(filed).some()
    hours.by = timedelta(minutes=2)  # who had it ended
    assert hand(filed).some()
    with filed.visit() as site:  # who comes with what another did meanwhile gets nothing
        ctx = system(site, filed.settings)
        assert not lend_slice(ctx, site, position=0, **facts)


def test_a_round_that_is_cut_short_leaves_its_slice_to_the_next(filed: Archive) -> None:
    ended = threading.Event()
    mine = Rounds(filed.db, filed.settings, ended)
    ended.set()
    with pytest.raises(Ended):
        mine.some()
    with filed.visit() as site:
        assert (site.fixity.lent_until, site.fixity.seen_files) == (None, 0)
        assert site.fixity.is_running
    assert whole(hand(filed)) >= 12
    with filed.visit() as site:
        assert site.fixity.rounds[0].files == 12


def test_a_file_somebody_asks_for_is_looked_at_before_all_others(filed: Archive) -> None:
    whole(hand(filed))
    with filed.visit() as site:
        (found,) = site.fixity.open()
        flip(place(site.found(found.uid)))
        ctx = filed.as_person(site, "admin")
        ask_again(ctx, site, uid=found.uid)
        note_remedy(ctx, site, uid=found.uid, text=" 从备份恢复 ")
    assert hand(filed).some()
    assert not hand(filed).some()
    with filed.visit() as site:
        (righted,) = site.fixity.righted()
        assert [each.text for each in righted.remedies] == ["从备份恢复"]
        assert (len(site.fixity.rounds), site.fixity.open()) == (1, [])
        assert not site.fixity.asked


def test_no_more_than_the_rate_is_read_in_a_second() -> None:
    pace, begun = Pace(1_000_000, threading.Event()), time.monotonic()
    for _piece in range(10):
        pace(50_000)
    assert 0.45 < time.monotonic() - begun < 3


def test_the_worker_makes_the_round_beside_its_jobs(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "FIRST", 0.0)
    archive.dossier(records=2)
    worker = Worker(archive.db, archive.index, archive.settings)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        last, until = None, time.monotonic() + 20
        while last is None and time.monotonic() < until:
            time.sleep(0.05)
            with archive.visit() as site:
                last = site.fixity.last
    finally:
        worker.end()
        thread.join(10)
    assert last is not None
    assert not thread.is_alive()
    assert whats(archive) == ["bytes.verified"]
