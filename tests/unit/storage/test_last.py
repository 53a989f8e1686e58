"""Which transaction wrote an object last is remembered, and never told wrongly."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from persistent.mapping import PersistentMapping
from transaction import TransactionManager
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage
from ZODB.POSException import POSKeyError, ReadConflictError

from archive.storage.durable import DurableStorage

OBJECTS = 3
STEPS = ("undo", "pack", *range(OBJECTS))


def opened(path: Path) -> DB:
    return DB(DurableStorage(str(path / "a.fs"), blob_dir=str(path / "blobs")))


def told(ask: Callable[[], bytes]) -> bytes | None:
    """Give what is told; ``None`` where there is no such object."""
    try:
        return ask()
    except POSKeyError:
        return None


def changed(db: DB, *keys: int) -> None:
    tm = TransactionManager()
    connection = db.open(tm)
    for key in keys:
        each = connection.root().setdefault(key, PersistentMapping())
        each["turn"] = each.get("turn", 0) + 1
    tm.commit()
    connection.close()


def undone(db: DB) -> None:
    if last := db.storage.undoLog(0, 1):
        tm = TransactionManager()
        db.undo(last[0]["id"], tm.get())
        tm.commit()


def compared(storage: Any) -> None:
    for number in range(OBJECTS + 1):
        oid = number.to_bytes(8, "big")
        expected = told(lambda oid=oid: FileStorage.getTid(storage, oid))
        assert told(lambda oid=oid: storage.getTid(oid)) == expected


@given(st.lists(st.sampled_from(STEPS), max_size=8))
def test_it_is_what_the_file_says(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str | int]
) -> None:
    with closing(opened(tmp_path_factory.mktemp("last"))) as db:
        changed(db, *range(OBJECTS))
        for step in steps:
            compared(db.storage)
            if step == "pack":
                db.pack()
            elif step == "undo":
                undone(db)
            else:
                changed(db, step)
        compared(db.storage)


def test_an_object_that_was_packed_away_has_none(tmp_path: Path) -> None:
    db = opened(tmp_path)
    changed(db, 1)
    oid = (1).to_bytes(8, "big")
    assert db.storage.getTid(oid)
    tm = TransactionManager()
    connection = db.open(tm)
    del connection.root()[1]
    tm.commit()
    connection.close()
    db.pack()
    with pytest.raises(POSKeyError):
        db.storage.getTid(oid)
    db.close()


def test_who_relied_on_what_another_changed_meanwhile_is_told(tmp_path: Path) -> None:
    db = opened(tmp_path)
    changed(db, 1, 2)
    tm = TransactionManager()
    connection = db.open(tm)
    connection.root()[1]["turn"]
    connection.readCurrent(connection.root()[1])
    connection.root()[2]["turn"] = 0
    changed(db, 1)
    with pytest.raises(ReadConflictError):
        tm.commit()
    tm.abort()
    connection.close()
    db.close()
