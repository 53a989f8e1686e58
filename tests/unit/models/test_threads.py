"""The journal's threads: by person, kind and object, a page at a time, at the cost of the page."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import pytest
from builders import Archive
from ZODB.DB import DB
from ZODB.MappingStorage import MappingStorage

from archive.clock import TIMEZONE
from archive.evolve.threads import threaded
from archive.models.journal import KIND, OBJECT, PERSON, Entry, Journal, Sought
from archive.operations.records import remove_record

AT = datetime(2026, 12, 1, 9, 30, tzinfo=TIMEZONE)

#: Entries, and of which every so many is by a person, of a kind and about an object.
MANY, PEOPLE, KINDS, OBJECTS = 6000, 40, 15, 300


@pytest.fixture(scope="module")
def filled() -> Iterator[DB]:
    """A journal of some thousand entries, written by several connections."""
    db = DB(MappingStorage(), cache_size=0)
    with db.transaction() as connection:
        connection.root.journal = Journal()
    for part in range(8):
        with db.transaction() as connection:
            journal = connection.root.journal
            journal._v_shard = part
            for number in range(part * MANY // 8, (part + 1) * MANY // 8):
                journal.write(entry(number), [number % OBJECTS])
    yield db
    db.close()


def entry(number: int) -> Entry:
    return Entry(
        at=AT, actor=number % PEOPLE, actor_name="王档案", origin="web", uid=10_000 + number,
        tag=f"kind.{number % KINDS}", path="/", facts="{}",
    )  # fmt: skip


def numbers(found: Any) -> list[int]:
    return [each.uid - 10_000 for _place, each in found]


@pytest.mark.parametrize(
    ("threads", "wanted"),
    [
        ((), lambda _n: True),
        (((PERSON, 7),), lambda n: n % PEOPLE == 7),
        (((KIND, "kind.3"),), lambda n: n % KINDS == 3),
        (((OBJECT, 11),), lambda n: n % OBJECTS == 11),
        (((PERSON, 8), (KIND, "kind.3")), lambda n: n % PEOPLE == 8 and n % KINDS == 3),
        (((OBJECT, 10_042),), lambda n: n == 42),
        (((PERSON, 999),), lambda _n: False),
    ],
)
def test_what_is_sought_is_found_in_order_from_either_end(
    filled: DB, threads: Any, wanted: Any
) -> None:
    expected = [number for number in range(MANY) if wanted(number)]
    with filled.transaction() as connection:
        journal = connection.root.journal
        assert numbers(journal.found(Sought(threads), newest_first=False)) == expected
        assert numbers(journal.found(Sought(threads))) == expected[::-1]
        pages, before = [], Sought().before
        while page := list(islice(journal.found(Sought(threads, before=before)), 700)):
            pages += page
            before = page[-1][0]
        assert numbers(pages) == expected[::-1]


@pytest.mark.parametrize(
    "threads", [((PERSON, 7),), ((KIND, "kind.3"),), ((PERSON, 8), (KIND, "kind.3")), ()]
)
def test_a_page_loads_its_own_entries_and_no_more(filled: DB, threads: Any) -> None:
    with filled.transaction() as connection:
        connection.cacheMinimize()
        connection.getTransferCounts(clear=True)
        assert len(list(islice(connection.root.journal.found(Sought(threads)), 20))) == 20
        loaded, _stored = connection.getTransferCounts(clear=True)
    assert loaded < 20 + 200, "entries, and the leaves of the trees on the way to them"


def test_all_about_a_dossier_is_one_thread_even_what_was_taken_out(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    archive.dossier(sealed=False)
    with archive.visit() as site:
        dossier = site
        for name in path.strip("/").split("/"):
            dossier = dossier[name]
        remove_record(archive.as_person(site, "officer"), dossier.volume("main")["001"])
        uid = dossier.uid
    with archive.visit() as site:
        about = [each for each in site.journal.oldest_first() if each.path.startswith(path)]
        sought = Sought(((OBJECT, uid),))
        found = [each for _place, each in site.journal.found(sought, newest_first=False)]
        assert found == about
        assert {"dossier.created", "record.added", "record.removed"} <= {
            each.kind for each in found
        }


def test_the_step_threads_what_was_written_before(archive: Archive) -> None:
    archive.dossier()
    with archive.visit() as site:
        before = [list(each) for each in site.journal._threads]
        site.journal._threads = ()
        threaded(site, archive.settings)
        assert [list(each) for each in site.journal._threads] == before
        assert sum(map(len, before)) > 3 * len(site.journal) > 0
