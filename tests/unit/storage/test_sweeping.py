"""What aborted tries left is taken away; what a record names never is."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import open_archive, settings_of
from click.testing import CliRunner
from transaction import TransactionManager
from ZODB.blob import Blob
from ZODB.DB import DB
from ZODB.MappingStorage import MappingStorage

from archive import clock
from archive.cli import main
from archive.storage.keeping import UnderWay, keeping
from archive.storage.opening import open_database
from archive.storage.sweeping import NothingToSweep, sweep
from archive.storage.visiting import connected

#: Tries that end by SIGKILL: a commit after its vote, a blob still being written.
KILLED = """
import os, signal, sys
import transaction
from ZODB.blob import Blob
from ZODB.utils import p64
from archive.storage.opening import open_database
connection = open_database(sys.argv[1]).open()
for number in range(3):
    blob = connection.root()[f"aborted-{number}"] = Blob()
    with blob.open("w") as stream:
        stream.write(b"aborted")
half = Blob()
connection.db().open(transaction.TransactionManager()).add(half)
t = transaction.get()
connection.tpc_begin(t)
connection.commit(t)
connection.tpc_vote(t)
stream = half.open("w")
stream.write(b"half")
os.kill(os.getpid(), signal.SIGKILL)
"""


def uri(folder: Path) -> str:
    return f"file://{folder}/archive.fs?blob_dir={folder}/blobs"


def killed(uri: str) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, uri], check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL


@pytest.fixture
def db(tmp_path: Path) -> Iterator[DB]:
    """A database of three blobs, of which one was written twice, after tries that were killed."""
    opened = open_database(uri(tmp_path), new=True)
    for content in (b"a", b"b"):
        with connected(opened) as root:
            for number in range(3):
                if content == b"a" or number == 0:
                    blob = root.setdefault(f"kept-{number}", Blob())
                    with blob.open("w") as stream:
                        stream.write(content)
    opened.close()
    killed(uri(tmp_path))
    opened = open_database(uri(tmp_path))
    yield opened
    opened.close()


def blobs(folder: Path) -> set[Path]:
    return {path for path in (folder / "blobs").rglob("*") if path.is_file()}


def content(blob: Any) -> bytes:
    with blob.open("r") as stream:
        return bytes(stream.read())


def later() -> datetime:
    return clock.now() + timedelta(minutes=1)


def test_only_what_no_record_names_is_swept(db: DB, tmp_path: Path) -> None:
    before = blobs(tmp_path)
    assert list(sweep(db.storage, clock.now() - timedelta(days=1), do=True)) == []
    left = list(sweep(db.storage, later(), do=False))
    assert sorted(path.path.read_bytes() for path in left) == [b"aborted"] * 3 + [b"half"]
    assert blobs(tmp_path) == before
    assert list(sweep(db.storage, later(), do=True)) == left
    assert before - blobs(tmp_path) == {each.path for each in left}
    assert not any(each.path.parent.exists() for each in left if each.path.parent.name != "tmp")
    with connected(db) as root:
        contents = [content(root[f"kept-{number}"]) for number in range(3)]
    assert contents == [b"b", b"a", b"a"]
    assert sum(path.suffix == ".blob" for path in blobs(tmp_path)) == 4  # the earlier state too
    with connected(db) as root:  # and one goes on writing
        with Blob().open("w") as stream:
            stream.write(b"c")
        root["more"] = 1


def test_a_commit_under_way_keeps_what_it_wrote(db: DB) -> None:
    manager = TransactionManager(explicit=True)
    connection = db.open(manager)
    t = manager.begin()
    blob = connection.root()["late"] = Blob()
    with blob.open("w") as stream:
        stream.write(b"late")
    for step in (connection.tpc_begin, connection.commit, connection.tpc_vote):
        step(t)
    swept: list[object] = []
    hand = threading.Thread(target=lambda: swept.extend(sweep(db.storage, later(), do=True)))
    hand.start()
    time.sleep(0.5)
    assert hand.is_alive()  # it waits for the commit
    connection.tpc_finish(t)
    hand.join(10)
    assert len(swept) == 4
    with connected(db) as root:
        assert content(root["late"]) == b"late"


def test_a_strange_file_stays(db: DB, tmp_path: Path) -> None:
    strange = [tmp_path / "blobs" / name for name in ("README", "0x00/notes.txt", "x/0x01.blob")]
    for path in strange:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"strange")
    list(sweep(db.storage, later(), do=True))
    assert all(path.exists() for path in strange)


def test_it_is_refused_while_a_pack_runs(db: DB, tmp_path: Path) -> None:
    with keeping(tmp_path / "archive.fs"), pytest.raises(UnderWay, match="整理"):
        list(sweep(db.storage, later(), do=True))


def test_another_storage_has_nothing_to_sweep() -> None:
    with pytest.raises(NothingToSweep, match="file://"):
        list(sweep(MappingStorage(), later(), do=True))


def test_the_command_lists_first_and_sweeps_when_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_archive(tmp_path) as archive:
        archive.dossier()
    settings = settings_of(tmp_path)
    killed(settings["zodbconn.uri"])
    ini = tmp_path / "archive.ini"
    lines = [f"{name} = {value}" for name, value in settings.items()]
    ini.write_text("[app:main]\nuse = egg:juanzong\n" + "\n".join(lines), encoding="utf-8")

    def told(*words: str) -> str:
        done = CliRunner().invoke(main, ["--ini", str(ini), *words])
        assert done.exit_code == 0, done.output
        return done.output.splitlines()[-1]

    assert told("sweep", "--do") == "已清除 0 个无主文件，0 字节。"  # too young
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=2))
    assert told("sweep") == "可清除（--do） 4 个无主文件，25 字节。"
    assert told("sweep", "--older", "3", "--do") == "已清除 0 个无主文件，0 字节。"
    assert told("sweep", "--do") == "已清除 4 个无主文件，25 字节。"
    assert told("sweep") == "可清除（--do） 0 个无主文件，0 字节。"
    assert told("verify", "bytes").endswith("0 个不符。")
