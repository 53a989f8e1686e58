"""One resolver opens the database: what it takes, and what it refuses with a sentence."""

import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from clustered import written_storage
from persistent.TimeStamp import TimeStamp
from psycopg2 import OperationalError, ProgrammingError
from ZODB.blob import BlobStorage
from ZODB.POSException import ConflictError

from archive.errors import Missing
from archive.settings import WrongSetting
from archive.storage import opening
from archive.storage.durable import DurableStorage, write_whole
from archive.storage.opening import (
    Busy,
    ClockBehind,
    LosesBlobs,
    NotDurable,
    SharedBlobs,
    open_database,
    place_of,
)
from archive.storage.outage import DatabaseAway, is_away
from archive.storage.visiting import connected


def _uri(folder: Path, more: str = "") -> str:
    return f"file://{folder}/archive.fs?blob_dir={folder}/blobs{more}"


def test_the_older_word_for_the_blobs_folder_opens_the_same_storage(tmp_path: Path) -> None:
    old = _uri(tmp_path).replace("blob_dir", "blobstorage_dir")
    assert place_of(old) == place_of(_uri(tmp_path))
    db = open_database(old, new=True)
    assert type(db.storage) is DurableStorage
    assert not isinstance(db.storage, BlobStorage)
    db.close()


def test_cache_size_is_the_databases(tmp_path: Path) -> None:
    db = open_database(_uri(tmp_path, "&connection_cache_size=777"), new=True)
    assert db.getCacheSize() == 777
    db.close()


@pytest.mark.parametrize("more", ["&colour=red", "&connection_cache_size=many"])
def test_an_unknown_key_stops_the_start(tmp_path: Path, more: str) -> None:
    with pytest.raises(WrongSetting, match=r"zodbconn\.uri 不能用"):
        open_database(_uri(tmp_path, more), new=True)
    assert not (tmp_path / "archive.fs").exists()


@pytest.mark.parametrize("uri", ["nothing://here", "zconfig:///none.conf", ""])
def test_an_address_that_can_t_be_understood_is_told(uri: str) -> None:
    with pytest.raises(WrongSetting, match=r"zodbconn\.uri 不能用"):
        open_database(uri)


def test_nothing_is_begun_where_nothing_is(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="juanzong init"):
        open_database(_uri(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_second_process_is_told_that_the_storage_is_busy_and_may_read(tmp_path: Path) -> None:
    db = open_database(_uri(tmp_path), new=True)
    with connected(db) as root:
        root["a"] = 1
    with pytest.raises(Busy):
        open_database(_uri(tmp_path))
    beside = open_database(_uri(tmp_path), read_only=True)
    with connected(beside) as root:
        assert root["a"] == 1
    beside.close()
    db.close()


def test_a_storage_that_loses_blobs_is_refused(tmp_path: Path) -> None:
    config = tmp_path / "storage.conf"
    config.write_text(
        f"<blobstorage>\n blob-dir {tmp_path}/blobs\n <filestorage>\n path {tmp_path}/archive.fs\n"
        " </filestorage>\n</blobstorage>\n"
    )
    with pytest.raises(LosesBlobs, match="BlobStorage"):
        open_database(f"zconfig://{config}")


@pytest.mark.parametrize("blobs", [" blob-dir {folder}/blobs\n", ""])
@pytest.mark.parametrize("around", ["", "another"])
def test_a_file_storage_that_syncs_no_blobs_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blobs: str, around: str
) -> None:
    config = tmp_path / "storage.conf"
    said = f" path {tmp_path}/archive.fs\n{blobs.format(folder=tmp_path)}"
    config.write_text(f"<filestorage>\n{said}</filestorage>\n")
    if around:  # as zc.zlibstorage and the like stand around another
        make = opening.zodburi.resolve_uri

        def wrapped(uri: str) -> object:
            inner, keywords = make(uri)
            return lambda: Wrapper(inner()), keywords

        monkeypatch.setattr(opening.zodburi, "resolve_uri", wrapped)
    with pytest.raises(NotDurable, match="blob_dir"):
        open_database(f"zconfig://{config}")


class Wrapper:
    """A storage around another."""

    def __init__(self, base: object) -> None:
        self.base = base

    def close(self) -> None:
        self.base.close()  # type: ignore[attr-defined]


def test_files_in_a_folder_beside_the_database_are_refused() -> None:
    options = pytest.importorskip("relstorage.options").Options
    storage = SimpleNamespace(_options=options(shared_blob_dir=True))
    with pytest.raises(SharedBlobs, match="shared-blob-dir"):
        opening._require_sound(storage)


def test_a_clock_behind_the_last_transaction_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = open_database(_uri(tmp_path), new=True)
    with connected(db) as root:
        root["a"] = 1
    last = TimeStamp(db.lastTransaction()).timeTime()
    db.close()
    monkeypatch.setattr(opening.time, "time", lambda: last - 3600)
    with pytest.raises(ClockBehind, match="校准时钟"):
        open_database(_uri(tmp_path))
    monkeypatch.setattr(opening.time, "time", lambda: last - 5)
    open_database(_uri(tmp_path)).close()
    assert time.time() > 0


def test_a_small_file_is_the_old_one_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    write_whole(path, b"one")
    (tmp_path / ".secret.new").write_bytes(b"half")  # left by a kill
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["secret"]


def test_a_server_that_is_away_is_told_in_a_sentence(tmp_path: Path) -> None:
    uri = written_storage(tmp_path, f"host={tmp_path} dbname=none user=nobody")
    with pytest.raises(DatabaseAway, match=r"连不上 zodbconn\.uri 所指的数据库服务器"):
        open_database(uri)


@pytest.mark.parametrize("failure", [ConnectionError("x"), OperationalError(), DatabaseAway()])
def test_what_a_server_that_is_away_makes_drivers_say_is_known(failure: Exception) -> None:
    outer = RuntimeError("outer")
    outer.__cause__ = failure
    assert is_away(outer)
    assert not is_away(ProgrammingError())
    assert not is_away(ConflictError())


CUT = """
import os, sys, time
from ZODB.serialize import referencesf
from archive.storage.opening import open_database

real, renamed = os.rename, []

def cut(source, target):
    renamed.append(target)
    if len(renamed) == 2:
        os._exit(9)  # here the machine stops
    real(source, target)

db = open_database(sys.argv[1])
os.rename = cut
db.storage.pack(time.time() + 1, referencesf)
"""


def test_a_pack_cut_between_its_two_renames_is_finished_at_the_next_start(tmp_path: Path) -> None:
    db = open_database(_uri(tmp_path), new=True)
    for word in ("first", "kept"):
        with connected(db) as root:
            root["word"] = word
    db.close()
    ended = subprocess.run([sys.executable, "-W", "ignore", "-c", CUT, _uri(tmp_path)], check=False)
    assert ended.returncode == 9
    assert not (tmp_path / "archive.fs").exists()
    db = open_database(_uri(tmp_path))
    with connected(db) as root:
        assert root["word"] == "kept"
    db.close()
