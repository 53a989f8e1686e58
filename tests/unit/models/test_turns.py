"""How many change a crowded thing at once: one by one near the disk, two far from the database."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from persistent.mapping import PersistentMapping
from transaction import TransactionManager
from ZODB.DB import DB
from ZODB.MappingStorage import MappingStorage

from archive.models.turns import FAR, NEAR, await_turn
from archive.storage.durable import DurableStorage
from archive.storage.visiting import connected


def near(folder: Path) -> Any:
    return DurableStorage(str(folder / "a.fs"), blob_dir=str(folder / "blobs"))


def far(_folder: Path) -> Any:
    return MappingStorage()


@pytest.fixture(params=[(near, NEAR), (far, FAR)], ids=["near", "far"])
def crowd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[DB, int]]:
    make, count = request.param
    with closing(DB(make(tmp_path))) as db:
        with connected(db) as root:
            root["thing"], root["other"] = PersistentMapping(), PersistentMapping()
        yield db, count


class Writer:
    """One who waits for his turn with a thing in a thread of his own, and ends when told."""

    def __init__(self, db: DB, name: str) -> None:
        self.inside, self.over = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self.change, args=[db, name])
        self.thread.start()

    def change(self, db: DB, name: str) -> None:
        tm = TransactionManager(explicit=True)
        tm.begin()
        connection = db.open(tm)
        thing = connection.root()[name]
        await_turn(thing, thing._p_oid, counted=False)
        self.inside.set()
        self.over.wait(20)
        thing[id(self)] = 1
        tm.abort()
        connection.close()

    def end(self) -> None:
        self.over.set()
        self.thread.join()


def test_no_more_than_these_change_one_thing_at_once(crowd: tuple[DB, int]) -> None:
    db, count = crowd
    first = [Writer(db, "thing") for _each in range(count)]
    assert all(writer.inside.wait(10) for writer in first)
    next_one, elsewhere = Writer(db, "thing"), Writer(db, "other")
    assert elsewhere.inside.wait(10)
    assert not next_one.inside.wait(0.3)
    first[0].end()
    assert next_one.inside.wait(4)
    for writer in (*first, next_one, elsewhere):
        writer.end()
