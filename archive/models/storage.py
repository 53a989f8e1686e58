"""Opening the database, and one visit to the archive in it: a transaction of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import zodburi
from transaction import TransactionManager
from zc.lockfile import LockError
from ZODB.DB import DB
from ZODB.POSException import ConflictError

from archive.errors import ArchiveError, Missing
from archive.models.site import Archive, site_of
from archive.wording import _

TRIES = 5


class Busy(ArchiveError):
    """Another process has the file storage open; only one can."""

    sentence = _("另一个程序（例如 juanzong serve）正在使用这个档案库，请先停止它。")


def open_database(uri: str) -> DB:
    """Open the database at ``uri`` (``file://…``, ``zconfig://…``); its tree is left as it is."""
    try:
        make_storage, options = zodburi.resolve_uri(uri)
        return DB(make_storage(), **options)
    except LockError:
        raise Busy from None
    except (KeyError, FileNotFoundError):
        raise Missing(_("打不开 zodbconn.uri 所指的数据库。请先运行 juanzong init。")) from None


@contextmanager
def connected(db: DB) -> Iterator[dict[str, object]]:
    """Give ZODB's own root on a connection of its own; committed unless an error passes."""
    tm = TransactionManager(explicit=True)
    connection = db.open(tm)
    tm.begin()
    try:
        yield connection.root()
        tm.commit()
    except BaseException:
        tm.abort()
        raise
    finally:
        connection.close()


@contextmanager
def visit(db: DB) -> Iterator[Archive]:
    """Give the archive on a connection of its own; committed unless an error passes."""
    with connected(db) as root:
        yield site_of(root)


def persist(db: DB, change: Any) -> Any:
    """Call ``change(site)`` in a visit, again where it conflicts with another; give its result."""
    for left in reversed(range(TRIES)):
        try:
            with visit(db) as site:
                return change(site)
        except ConflictError:
            if not left:
                raise
    raise AssertionError(TRIES)
