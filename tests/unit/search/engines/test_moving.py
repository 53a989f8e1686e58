"""Moving to another engine: reading goes on, and nothing that changes meanwhile is lost."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from builders import Archive
from queries import parse

from archive import clock
from archive.operations.markings import set_marking
from archive.search.access import access_of
from archive.search.engines.moving import Moving
from archive.search.engines.opening import open_index
from archive.search.port import Index, Query
from archive.search.sync import drain, known_as, needs_rebuilding, rebuild, resume
from archive.security.levels import Caveat, Marking
from archive.storage.visiting import persist
from archive.worker import Worker

PRIVACY = Marking(caveats=frozenset({Caveat.PRIVACY}), basis="涉及住址")


@pytest.fixture
def old(archive: Archive) -> Index:
    """The index of the archive, whole."""
    archive.dossier(records=2)
    rebuild(archive.db, archive.index)
    archive.work()
    return archive.index


@pytest.fixture
def new(archive: Archive, tmp_path: Path) -> Iterator[Index]:
    settings = replace(archive.settings, var=tmp_path / "new", index="whoosh")
    with closing(open_index(settings)) as index:
        yield index


def total(archive: Archive, index: Index, login: str = "archivist", words: str = "") -> int:
    with archive.visit() as site:
        today = clock.now().date()
        access = access_of(site, site.people[login].identity(today), today)
    return index.search(Query(parse(words)), access).total


def settle(archive: Archive, index: Index) -> None:
    while drain(archive.db, index):
        pass


def test_what_the_old_index_took_meanwhile_is_in_the_new_one(
    archive: Archive, old: Index, new: Index
) -> None:
    rebuild(archive.db, new)
    assert not needs_rebuilding(archive.db, new)
    archive.dossier(records=3, case_number="栾市监立〔2020〕77号")
    settle(archive, old)
    assert (total(archive, old), total(archive, new)) == (7, 3)
    resume(archive.db, new)
    settle(archive, new)
    assert total(archive, new) == 7


def test_what_was_shut_meanwhile_is_not_counted_by_the_new_one(
    archive: Archive, old: Index, new: Index
) -> None:
    rebuild(archive.db, new)
    with archive.visit() as site:
        record = site["J001"]["penalty"]["2020"]["0001"].volume("main")["001"]
        set_marking(archive.as_person(site, "security"), record, marking=PRIVACY)
    settle(archive, old)
    resume(archive.db, new)
    assert total(archive, new, "plain") == total(archive, old, "plain") == 2
    settle(archive, new)
    assert total(archive, new, "plain") == 2


def test_an_index_that_was_not_finished_is_made_anew(archive: Archive, new: Index) -> None:
    archive.dossier(records=2)

    def killed(_done: int, _all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(archive.db, new, killed)
    assert new.stamp() is not None
    assert needs_rebuilding(archive.db, new)


def test_an_index_that_missed_too_much_is_made_anew(archive: Archive, old: Index) -> None:
    assert not needs_rebuilding(archive.db, old)
    persist(archive.db, lambda site: site.pending.done(dict.fromkeys(range(10_001), ()), "another"))
    assert needs_rebuilding(archive.db, old)


def test_the_old_index_answers_until_the_new_one_is_whole(archive: Archive, old: Index) -> None:
    assert old.name == "tantivy"
    old.close()
    settings = replace(archive.settings, index="whoosh")
    moving = Moving(settings)
    assert moving.lean(archive.db)
    assert (moving.name, total(archive, moving)) == ("tantivy", 3)
    worker = Worker(archive.db, moving, settings)
    worker.prepare()
    archive.dossier(records=1, case_number="栾市监立〔2020〕78号")
    for _turn in range(200):
        worker.until_idle()
        if not moving.is_moving:
            break
        worker.woken.wait(0.05)
    worker.until_idle()
    assert (moving.name, total(archive, moving)) == ("whoosh", 5)
    moving.close()
    again = Moving(settings)
    assert not again.needs_making(archive.db)
    assert known_as(again) == known_as(moving)
    again.close()
