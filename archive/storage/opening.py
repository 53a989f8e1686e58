"""Opens the database; server, worker, command line and tests all come through here."""

from __future__ import annotations

import logging
import os
import pwd
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import zodburi
from persistent.TimeStamp import TimeStamp
from transaction.interfaces import NoTransaction
from zc.lockfile import LockError
from ZODB.blob import BlobStorage
from ZODB.DB import DB
from ZODB.DemoStorage import DemoStorage
from ZODB.FileStorage import FileStorage
from ZODB.utils import z64

from archive.errors import ArchiveError, Missing
from archive.models.renames import present_name
from archive.settings import WrongSetting
from archive.storage.durable import DurableStorage, finish_pack
from archive.storage.outage import DatabaseAway, in_a_line, is_lost, is_stale
from archive.wording import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

FILE = "file://"

#: What a ``file://`` address may say of the storage; ``blobstorage_dir`` is the older word.
BLOBS, OLD_BLOBS = "blob_dir", "blobstorage_dir"
YES = frozenset({"1", "true", "yes"})

#: Seconds by which the clock may stand behind the last transaction.
TOLERATED = 60


#: Said at the start, where nothing has been begun yet.
NOT_REACHED = _(
    "连不上 zodbconn.uri 所指的数据库服务器：{why}。"
    "请检查 PostgreSQL 是否在运行，地址和账号是否正确。"
)

log = logging.getLogger(__name__)


class Busy(ArchiveError):
    """Another process has the file storage open; only one can."""

    sentence = _("另一个程序（例如 juanzong serve）正在使用这个档案库，请先停止它。")


class ClockBehind(ArchiveError):
    """The machine's clock stands before the last transaction, so new entries would be misdated."""

    sentence = _("本机时钟比最后一次写入（{last}）还早，请先校准时钟，再启动。")


class SomebodyElses(ArchiveError):
    """The file is another user's: what we wrote beside it, its server could not open any more."""

    sentence = _("没有权限：档案库属于用户 {owner}，请以该用户执行：runuser -u {owner} -- …")


class LosesBlobs(ArchiveError):
    """The storage is ZODB's BlobStorage, which deletes committed blobs under several writers."""

    sentence = _(
        "zodbconn.uri 所用的 BlobStorage 在多人同时写入时会丢失文件。请改用 "
        "file://…/archive.fs?blob_dir=… 或 RelStorage，见 docs/operators.md。"
    )


class NotDurable(WrongSetting):
    """The storage is ZODB's own FileStorage, which returns before all is on the disk."""

    sentence = _(
        "zodbconn.uri 所指的 zconfig 里是 <filestorage>，它不把文件写穿到磁盘，断电会丢失。"
        "请改用 file://…/archive.fs?blob_dir=…，见 docs/operators.md。"
    )


class SharedBlobs(WrongSetting):
    """RelStorage keeps the files in a folder, where no backup of the database finds them."""

    sentence = _(
        "zodbconn.uri 所指的 zconfig 里 shared-blob-dir 是 true，文件就不在数据库里，备份里会没有。"
        "请改为 shared-blob-dir false，见 docs/operators.md。"
    )


@dataclass(frozen=True)
class Place:
    """A ``file://`` address taken apart: the file, its blobs, what else is said."""

    path: Path
    blobs: Path | None
    read_only: bool
    database: Mapping[str, Any]


class Database(DB):
    """A DB that finds a stored class where it stands now."""

    def classFactory(self, connection: Any, modulename: str, globalname: str) -> Any:  # noqa: N802
        """Give the class that a record names, by its present name."""
        module, _dot, name = present_name(f"{modulename}.{globalname}").rpartition(".")
        return super().classFactory(connection, module, name)

    def open(self, transaction_manager: Any = None, **how: Any) -> Any:
        """Give a connection; raise DatabaseAway where the storage's server can't be reached.

        Each that was kept from before the server ended is tried, and leaves the pool.
        """
        for _kept in range(self.getPoolSize()):
            try:
                return super().open(transaction_manager, **how)
            except Exception as failure:
                if not is_lost(failure):
                    raise
                self._drop_kept()
                away = DatabaseAway(why=in_a_line(failure))
                if not is_stale(failure):
                    break
        raise away

    def _drop_kept(self) -> None:
        """Drop the connections RelStorage keeps to write by: they ended with the server too."""
        kept = getattr(self.storage, "_store_connection_pool", None)
        for _each in range(getattr(kept, "pooled_connection_count", 0)):
            with suppress(Exception):  # one that can't be ended well is dropped all the same
                kept.drop_all()  # type: ignore[union-attr]

    def close(self) -> None:
        """Close; of a server that is away nothing needs to be given back."""
        try:
            super().close()
        except Exception as failure:
            if not (is_lost(failure) or isinstance(failure, NoTransaction)):
                raise
            log.info("closed without its server: %s", in_a_line(failure))


def place_of(uri: str) -> Place | None:
    """Take a ``file://`` address apart; ``None`` for any other; WrongSetting for unknown keys."""
    if not uri.startswith(FILE):
        return None
    path, _mark, query = uri.removeprefix(FILE).partition("?")
    said = dict(parse_qsl(query, keep_blank_values=True))
    blobs = said.pop(BLOBS, said.pop(OLD_BLOBS, None))
    said.pop(OLD_BLOBS, None)
    read_only = said.pop("read_only", "").lower() in YES
    try:
        database = zodburi._get_dbkw(said)
    except (KeyError, ValueError) as error:
        raise WrongSetting(_("zodbconn.uri 不能用：{why}"), why=error) from None
    return Place(Path(path), Path(blobs) if blobs else None, read_only, database)


def open_database(
    uri: str, *, new: bool = False, read_only: bool = False, **options: Any
) -> Database:
    """Open the database at ``uri``; its tree is left as it is. ``new`` may begin a file.

    ``read_only`` opens a file beside the server that writes it. ``options`` are for DB.
    Raises Missing, Busy, ClockBehind, LosesBlobs, or WrongSetting for what can't be understood.
    """
    place = place_of(uri)
    make, database = _of_file(place, new, read_only) if place else _of_another(uri)
    try:
        storage = make()
    except LockError:
        raise Busy from None
    except (FileNotFoundError, NotADirectoryError):
        raise Missing(_("打不开 zodbconn.uri 所指的数据库。请先运行 juanzong init。")) from None
    except PermissionError as error:
        raise ArchiveError(_("没有权限读写 {path}。"), path=error.filename) from None
    except Exception as failure:
        if is_lost(failure):
            raise DatabaseAway(NOT_REACHED, why=in_a_line(failure)) from failure
        raise
    try:
        _require_sound(storage)
        return Database(storage, **{**database, **options})
    except BaseException:
        storage.close()
        raise


def _of_file(place: Place, new: bool, read_only: bool) -> Any:  # noqa: FBT001
    if not read_only:
        finish_pack(place.path)
    if not new and not place.path.is_file():
        raise Missing(_("打不开 zodbconn.uri 所指的数据库。请先运行 juanzong init。"))
    options = {"read_only": True} if read_only or place.read_only else {}
    if not options and place.path.exists():
        _require_own(place.path)
    blobs = str(place.blobs) if place.blobs else None
    make = partial(DurableStorage, str(place.path), blob_dir=blobs, **options)
    return make, place.database


def _require_own(path: Path) -> None:
    """Refuse to write as another user, which root could: its files would shut the server out."""
    owner = path.stat().st_uid
    if owner != os.geteuid():
        try:
            name = pwd.getpwuid(owner).pw_name
        except KeyError:
            name = str(owner)
        raise SomebodyElses(owner=name)


def _of_another(uri: str) -> tuple[Callable[[], Any], Mapping[str, Any]]:
    try:
        return zodburi.resolve_uri(uri)  # type: ignore[no-any-return]
    except Exception as error:  # noqa: BLE001 - whatever an address makes a storage say
        raise WrongSetting(_("zodbconn.uri 不能用：{why}"), why=error) from None


def _layers(storage: Any) -> Iterator[Any]:
    """Go through a storage and those it stands on; a DemoStorage is for trying things out."""
    while storage is not None and not isinstance(storage, DemoStorage):
        yield storage
        storage = getattr(storage, "base", None)


def _require_sound(storage: Any) -> None:
    """Refuse a storage that loses blobs, or a clock that would misdate what comes."""
    for each in _layers(storage):
        if isinstance(each, BlobStorage):
            raise LosesBlobs
        if isinstance(each, FileStorage) and not isinstance(each, DurableStorage):
            raise NotDurable
        if getattr(getattr(each, "_options", None), "shared_blob_dir", False):
            raise SharedBlobs
    last = storage.lastTransaction()
    if last and last != z64 and TimeStamp(last).timeTime() > time.time() + TOLERATED:
        raise ClockBehind(last=str(TimeStamp(last)).partition(".")[0])
