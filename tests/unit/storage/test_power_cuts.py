"""A power cut loses nothing that was acknowledged, and leaves nothing half done."""

import logging
import os
import shutil
import threading
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from powercut import Notes, after_cut, traced

from archive.storage.opening import open_database
from archive.storage.visiting import connected

#: Cuts here; ``make soak`` does two hundred.
CUTS = 24

#: Commits of a blob, and of a deed without one; each is acknowledged when it returned.
PROGRAM = """
import os, sys
from random import Random
import transaction
from ZODB.blob import Blob
from archive.storage.opening import open_database
from archive.storage.durable import sync_folder
root, count = sys.argv[1], int(sys.argv[2])
os.makedirs(root, exist_ok=True)
sync_folder(os.path.dirname(root))
db = open_database(f"file://{root}/archive.fs?blob_dir={root}/blobs", new=True)
connection = db.open()
for number in range(count):
    content = Random(number).randbytes(3000 + 500 * number)
    blob = Blob()
    with blob.open("w") as stream:
        stream.write(content)
    here = connection.root()
    here[f"blob-{number}"], here["last"] = blob, number
    transaction.commit()
    os.write(1, b"%d\\n" % number)
db.close()
"""

#: Four who commit at once, each with objects of his own: whoever waits shares the others' syncs.
#: What each commits is written in one piece: a longer one, cut so that its beginning alone is lost,
#: is more than FileStorage itself sees through when it opens the file.
TOGETHER = """
import os, sys, threading
from persistent.mapping import PersistentMapping
from archive.storage.opening import open_database
from archive.storage.durable import sync_folder
from archive.storage.visiting import connected
root, count = sys.argv[1], int(sys.argv[2])
os.makedirs(root, exist_ok=True)
sync_folder(os.path.dirname(root))
db = open_database(f"file://{root}/archive.fs?blob_dir={root}/blobs", new=True)
with connected(db) as here:
    here.update((str(writer), PersistentMapping()) for writer in range(4))
os.write(1, b"0 0\\n")
def write(writer):
    for number in range(1, count + 1):
        with connected(db) as here:
            here[str(writer)][number] = "x" * 20 * writer
        os.write(1, b"%d %d\\n" % (writer, number))
hands = [threading.Thread(target=write, args=[writer]) for writer in range(4)]
for hand in hands:
    hand.start()
for hand in hands:
    hand.join()
db.close()
"""

needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None and os.environ.get("CI") != "true",
    reason="strace is not installed",
)


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Notes:
    """What a storage did in a dozen commits."""
    return traced(PROGRAM, tmp_path_factory.mktemp("traced") / "disk", "12")


def violations(notes: Notes, seed: int, folder: Path) -> list[str]:
    """Cut at a moment drawn by ``seed``; tell what was promised and is not there."""
    chance = Random(seed)
    begun = notes.acknowledged[0][0]
    disk = folder / str(seed)
    acknowledged = after_cut(notes, chance.randrange(begun, notes.length), chance, disk)
    db = open_database(f"file://{disk}/archive.fs?blob_dir={disk}/blobs")
    try:
        with connected(db) as root:
            return [*_wrong(root, acknowledged)]
    finally:
        db.close()
        shutil.rmtree(disk)


def _wrong(root: Any, acknowledged: list[str]) -> list[str]:
    kept = [name for name in root if name.startswith("blob-")]
    wrong = [f"{number} is gone" for number in acknowledged if f"blob-{number}" not in kept]
    if root["last"] + 1 != len(kept):
        wrong.append(f"half: last {root['last']} with {len(kept)} blobs")
    for name in kept:
        number = int(name.removeprefix("blob-"))
        content = Random(number).randbytes(3000 + 500 * number)
        with root[name].open("r") as stream:
            if sha256(stream.read()).digest() != sha256(content).digest():
                wrong.append(f"{name} has other bytes")
    return wrong


@needs_strace
@pytest.mark.parametrize("seed", range(CUTS))
def test_a_cut_loses_nothing_acknowledged(notes: Notes, seed: int, tmp_path: Path) -> None:
    logging.getLogger("ZODB.FileStorage").setLevel(logging.ERROR)
    assert violations(notes, seed, tmp_path) == [], f"seed {seed}"


@needs_strace
def test_a_cut_loses_nothing_acknowledged_of_four_who_write_at_once(tmp_path: Path) -> None:
    logging.getLogger("ZODB.FileStorage").setLevel(logging.ERROR)
    notes = traced(TOGETHER, tmp_path / "disk", "12")
    assert len(notes.acknowledged) == 1 + 4 * 12
    for seed in range(CUTS * 2):
        chance = Random(seed)
        moment = chance.randrange(notes.acknowledged[0][0], notes.length)
        disk = tmp_path / str(seed)
        acknowledged = after_cut(notes, moment, chance, disk)
        db = open_database(f"file://{disk}/archive.fs?blob_dir={disk}/blobs")
        with connected(db) as root:
            for writer, number in (map(int, said.split()) for said in acknowledged[1:]):
                assert root[str(writer)].get(number) == "x" * 20 * writer, f"seed {seed}"
        db.close()


def test_the_next_need_not_wait_until_a_mark_is_on_the_disk(tmp_path: Path) -> None:
    db = open_database(f"file://{tmp_path}/archive.fs?blob_dir={tmp_path}/blobs", new=True)
    storage, marked, on_disk = db.storage, threading.Event(), threading.Event()
    sync, done = storage._sync_marks, []

    def slow(awaited: int) -> None:
        if not marked.is_set():
            marked.set()
            on_disk.wait(10)
        sync(awaited)

    def first() -> None:
        with connected(db) as root:
            root["first"] = 1
        done.append("first")

    storage._sync_marks = slow
    hand = threading.Thread(target=first)
    hand.start()
    assert marked.wait(10)
    with connected(db) as root:
        assert root["first"] == 1
        root["second"] = 2
    done.append("second")
    on_disk.set()
    hand.join()
    assert done == ["second", "first"]
    db.close()


@needs_strace
def test_bytes_and_names_are_on_the_disk_before_the_mark(notes: Notes) -> None:
    """In each commit: the blob, its folder and new ones, the objects; then it is acknowledged."""
    acknowledged = [seq for seq, _said in notes.acknowledged]
    for number, seq in enumerate(acknowledged[1:], start=1):
        before = acknowledged[number - 1]
        names = [each for each in notes.names if before < each.seq < seq and each.inode]
        blobs = [each for each in names if each.path.endswith(".blob")]
        assert len(blobs) == 1
        changes = notes.changes[blobs[0].inode]
        assert all(change.synced and change.synced < blobs[0].seq for change in changes)
        kept = [each for each in names if each.path.startswith(f"{notes.root}/blobs/0x")]
        assert all(each.synced and each.synced < seq for each in kept), [each.path for each in kept]


@needs_strace
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_layer_finds_a_storage_that_does_not_sync(tmp_path: Path) -> None:
    """ZODB's own FileStorage syncs no blob: cuts lose some, so the layer can tell."""
    program = PROGRAM.replace(
        'db = open_database(f"file://{root}/archive.fs?blob_dir={root}/blobs", new=True)',
        "from ZODB.DB import DB\nfrom ZODB.FileStorage import FileStorage\n"
        'db = DB(FileStorage(f"{root}/archive.fs", blob_dir=f"{root}/blobs"))',
    )
    bare = traced(program, tmp_path / "disk", "6")
    found: list[str] = []
    for seed in range(10):
        try:
            found += violations(bare, seed, tmp_path)
        except Exception as lost:  # noqa: BLE001 - a blob that is not there, a file that is none
            found.append(type(lost).__name__)
    assert found
