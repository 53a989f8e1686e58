"""Index and database are compared entry by entry, and one alone writes to an index at a time."""

import threading
from dataclasses import replace

import pytest
from builders import Archive

from archive.search.document import document_of
from archive.search.engines import lasting
from archive.search.sync import IndexBusy, Repaired, differing, drain, rebuild, repair, stamp_of


@pytest.fixture
def level(archive: Archive) -> Archive:
    """An archive with a dossier of two records, its index whole."""
    archive.dossier(records=2)
    rebuild(archive.db, archive.index)
    archive.work()
    return archive


def test_what_is_level_is_left_alone(level: Archive) -> None:
    assert repair(level.db, level.index) == Repaired(0, 0, 0)


def test_an_entry_that_tells_otherwise_is_mended(level: Archive) -> None:
    before = dict(level.index.digests())
    stale, missing, _whole = sorted(before)
    with level.visit() as site:
        told = document_of(site, stale)
        stamp = stamp_of(level.db, site)
    assert told is not None
    too_many = replace(told, uid=99)
    level.index.apply([replace(told, title="别的题名"), too_many], [missing], stamp)
    assert differing(level.db, level.index) == ([missing], [99], [stale])
    assert repair(level.db, level.index) == Repaired(missing=1, gone=1, stale=1)
    assert level.index.digests() == before


def test_two_threads_never_write_one_index_at_once(
    level: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lasting, "TURN", 0.1)
    level.dossier(records=1, case_number="栾市监立〔2020〕77号")
    begun, over = threading.Event(), threading.Event()

    def wait(_done: int, _all: int) -> None:
        begun.set()
        over.wait(20)

    beside = threading.Thread(target=rebuild, args=[level.db, level.index, wait])
    beside.start()
    assert begun.wait(20)
    assert drain(level.db, level.index) == 0, "what is pending waits until the index is made"
    for work in (rebuild, repair):
        with pytest.raises(IndexBusy):
            work(level.db, level.index)
    over.set()
    beside.join()
    assert drain(level.db, level.index) > 0
    assert differing(level.db, level.index) == ([], [], [])
