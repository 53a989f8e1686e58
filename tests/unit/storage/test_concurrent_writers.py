"""Writers at once lose nothing that was acknowledged: blobs and a counter that all of them bump."""

import threading
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from BTrees.OOBTree import OOBTree
from clustered import written_storage
from contracts.cluster import new_database
from persistent.mapping import PersistentMapping
from transaction import TransactionManager
from ZODB.blob import Blob, BlobStorage
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage
from ZODB.POSException import ConflictError, POSKeyError

from archive.storage.opening import open_database
from archive.storage.visiting import connected

WRITERS, EACH = 6, 120


@pytest.fixture(params=["file", "postgresql"])
def db(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[DB]:
    """A new database as the archive opens it, on each storage there is."""
    uri = f"file://{tmp_path}/archive.fs?blob_dir={tmp_path}/blobs"
    if request.param == "postgresql":
        uri = written_storage(tmp_path, new_database())
    opened = open_database(uri, new=True)
    yield opened
    opened.close()


def written_at_once(db: DB, writers: int = WRITERS, each: int = EACH) -> dict[str, str]:
    """Let ``writers`` threads commit ``each`` blobs and bumps; give what was acknowledged."""
    with connected(db) as root:
        root["blobs"], root["counter"] = OOBTree(), PersistentMapping(count=0)
    acknowledged: dict[str, str] = {}

    def write(writer: int) -> None:
        chance = Random(writer)
        for number in range(each):
            name, content = f"{writer}-{number}", chance.randbytes(chance.randrange(1, 4000))
            _commit(db, name, content)
            acknowledged[name] = sha256(content).hexdigest()

    threads = [threading.Thread(target=write, args=[writer]) for writer in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return acknowledged


def _commit(db: DB, name: str, content: bytes) -> None:
    """Commit a blob and a bump of the counter, again as often as it conflicts."""
    manager = TransactionManager(explicit=True)
    connection = db.open(manager)
    chance = Random(name)
    while True:
        manager.begin()
        root: Any = connection.root()
        try:
            blob = root["blobs"][name] = Blob()
            with blob.open("w") as stream:
                stream.write(content)
            root["counter"]["count"] += 1  # last, so that a conflict comes after the blob is there
            manager.commit()
        except ConflictError:
            manager.abort()
            time.sleep(chance.uniform(0, 0.01))
            continue
        connection.close()
        return


def lost(db: DB, acknowledged: dict[str, str]) -> list[str]:
    """Name the acknowledged blobs that are not there with their bytes."""
    gone = []
    with connected(db) as root:
        tree: Any = root["blobs"]
        for name, digest in acknowledged.items():
            try:
                with tree[name].open("r") as stream:
                    same = sha256(stream.read()).hexdigest() == digest
            except POSKeyError:
                same = False
            if not same:
                gone.append(name)
    return gone


@pytest.mark.timeout(300)
def test_six_writers_lose_no_blob_and_no_count(db: DB) -> None:
    acknowledged = written_at_once(db)
    assert len(acknowledged) == WRITERS * EACH
    assert lost(db, acknowledged) == []
    with connected(db) as root:
        assert root["counter"]["count"] == WRITERS * EACH


def test_the_storage_that_is_refused_is_one_that_loses_blobs(tmp_path: Path) -> None:
    """What zodburi's ``blobstorage_dir`` made: half of the blobs go, and nobody is told."""
    storage = BlobStorage(str(tmp_path / "blobs"), FileStorage(str(tmp_path / "archive.fs")))
    db = DB(storage)
    try:
        assert any(lost(db, written_at_once(db, each=30)) for _try in range(5))
    finally:
        db.close()
