"""One visit to the archive in an open database: a transaction of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from transaction import TransactionManager
from ZODB.DB import DB
from ZODB.POSException import ConflictError

from archive.models.site import Archive, site_of
from archive.storage.patience import TRIES, wait


@contextmanager
def connected(db: DB) -> Iterator[dict[str, object]]:
    """Give ZODB's own root on a connection of its own; committed unless an error passes."""
    tm = TransactionManager(explicit=True)
    tm.begin()
    connection = db.open(tm)
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
    for tried in range(1, TRIES + 1):
        try:
            with visit(db) as site:
                return change(site)
        except ConflictError:
            if tried == TRIES:
                raise
            wait(tried)
    raise AssertionError(TRIES)
