"""Writers at once: whose turn it is, and the present state of what only one may change at a time.

All of it is courtesy that saves work: whether two changes go together is decided by ZODB alone,
at the commit. So who waited long enough goes on, and other processes need not know of it.
"""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from transaction import TransactionManager
from transaction.interfaces import NoTransaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from persistent import Persistent

#: So many transactions of one process change the archive at once: one computes while others wait
#: for the disk, with its objects or with its mark. More only make one another try again.
AT_ONCE = 3

#: So many of them change one crowded thing: one where the next can see at once what was committed;
#: two where a commit is a journey to a database, and what both wrote can mostly be merged there.
NEAR, FAR = 1, 2

#: Seconds after which one goes on without waiting for the others any longer.
PATIENCE = 5.0

#: Objects whose given numbers are remembered.
REMEMBERED = 10_000


class _Turns:
    """What the transactions of this process on one database agree about."""

    def __init__(self) -> None:
        self.gate = threading.BoundedSemaphore(AT_ONCE)
        self.held: dict[bytes, threading.Semaphore] = {}
        self.given: OrderedDict[bytes, int] = OrderedDict()
        self.inside: weakref.WeakSet[Any] = weakref.WeakSet()
        self.lock = threading.Lock()


_of_database: weakref.WeakKeyDictionary[Any, _Turns] = weakref.WeakKeyDictionary()
_making = threading.Lock()


def queue_of(name: str) -> bytes:
    """Give the queue of those who come under a name: one of few, and the same for any name.

    So a name that is known here keeps nobody waiting otherwise than one that is not.
    """
    return sha256(name.strip().lower().encode("utf-8", "replace")).digest()[:1]


def await_turn(node: Persistent, crowded: bytes | None = None, *, counted: bool = True) -> None:
    """Wait, before anything is changed, until few others change the archive; see it as it is now.

    Who stands in the queue ``crowded``, an object's by its oid, waits besides until hardly another
    of this process does. Who computes long is not ``counted`` among the few. The turn ends with
    the transaction.
    """
    jar = node._p_jar
    transaction = _transaction_of(jar)
    if transaction is None or not jar._needs_to_join:
        return
    turns = _turns(jar)
    if transaction in turns.inside:
        return
    turns.inside.add(transaction)
    if crowded:
        _queue(turns, jar, crowded, transaction, far=FAR)
    if counted and turns.gate.acquire(timeout=PATIENCE):
        _at_the_end(transaction, turns.gate.release)
    jar.newTransaction(transaction)


def catch_up(counter: Persistent) -> None:
    """Bring an object to its present state, and keep the others of this process from it.

    Unlike all else in a transaction it is read as it is now, not as it was at the beginning; the
    commit fails unless it is still so then.
    """
    jar = counter._p_jar
    transaction = _transaction_of(jar)
    if transaction is None or counter._p_changed or not counter._p_oid:
        return
    _queue(_turns(jar), jar, counter._p_oid, transaction)
    manager = TransactionManager(explicit=True)
    other = jar.db().open(manager)
    try:
        manager.begin()
        present = other.get(counter._p_oid)
        state = present.__getstate__()
        counter._p_activate()
        counter.__setstate__(state)
        counter._p_serial = present._p_serial
    finally:
        manager.abort()
        other.close()


def last_of(holder: Persistent) -> int:
    """Give the number that ``next_of`` last gave in this process; 0 where none is remembered."""
    jar = holder._p_jar
    if jar is None or not holder._p_oid:
        return int(getattr(holder, "_v_given", 0))
    turns = _turns(jar)
    with turns.lock:
        return turns.given.get(holder._p_oid, 0)


class _InCommit:
    """Calls ``release`` when what a transaction changed is about to be seen by all."""

    def __init__(self, release: Callable[[], object]) -> None:
        self.release = release

    def sortKey(self) -> str:  # noqa: N802 - the name transactions ask for
        """Stand before every database."""
        return ""

    def _nothing(self, _transaction: Any) -> None:
        """Do nothing."""

    abort = tpc_begin = commit = tpc_vote = tpc_abort = _nothing

    def tpc_finish(self, _transaction: Any) -> None:
        """Let the next one go on, who waits until this commit is over."""
        self.release()


def _queue(turns: _Turns, jar: Any, key: bytes, transaction: Any, far: int = NEAR) -> None:
    """Keep the others in the queue ``key`` waiting until they can see what this one changed.

    ``far`` is how many change it at once where the storage does not tell when a commit is over.
    """
    over = getattr(jar.db().storage, "until_committed", None)
    release = _hold(turns, key, transaction, NEAR if over is not None else far)
    if over is not None and release is not None:
        over()
        transaction.join(_InCommit(release))


def _hold(turns: _Turns, key: bytes, transaction: Any, count: int) -> Callable[[], object] | None:
    """Be one of the ``count`` first in a queue, until the transaction ends or it is let go."""
    with turns.lock:
        lock = turns.held.setdefault(key, threading.BoundedSemaphore(count))
    return _at_the_end(transaction, lock.release) if lock.acquire(timeout=PATIENCE) else None


def next_of(holder: Persistent, least: int) -> int:
    """Give a number above ``least`` that no other transaction of this process was given."""
    jar = holder._p_jar
    if jar is None or not holder._p_oid:
        given: int = max(least, getattr(holder, "_v_given", 0)) + 1
        holder._v_given = given
        return given
    turns = _turns(jar)
    with turns.lock:
        given = max(least, turns.given.pop(holder._p_oid, 0)) + 1
        turns.given[holder._p_oid] = given
        if len(turns.given) > REMEMBERED:
            turns.given.popitem(last=False)
    return given


def _transaction_of(jar: Any) -> Any:
    try:
        return jar.transaction_manager.get() if jar is not None else None
    except NoTransaction:
        return None


def _turns(jar: Any) -> _Turns:
    db = jar.db()
    with _making:
        turns = _of_database.get(db)
        if turns is None:
            turns = _of_database[db] = _Turns()
    return turns


def _at_the_end(transaction: Any, release: Callable[[], None]) -> Callable[[], object]:
    """Call ``release`` once, however the transaction ends: committed, given up or forgotten.

    What is given calls it before that.
    """
    once = weakref.finalize(transaction, release)
    transaction.addAfterCommitHook(lambda _committed: once())
    transaction.addAfterAbortHook(once)
    return once
