"""Brings the index level with the database: drains what is pending, compares, rebuilds."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from ZODB.DB import DB
from ZODB.utils import u64

from archive.errors import IndexAway
from archive.models.site import Archive
from archive.search.document import document_of, is_indexed
from archive.search.port import Index, Stamp
from archive.search.text.analysis import ANALYSIS_VERSION
from archive.storage.visiting import persist, visit
from archive.wording import _

BATCH = 200


class IndexBusy(IndexAway):
    """Another process makes the index anew."""

    sentence = _("另一个程序正在重建全文索引。")


Progress = Callable[[int, int], None]


def stamp_of(db: DB, site: Archive) -> Stamp:
    """Give the place in the history of the database that the index is brought level with."""
    return Stamp(str(site.uid), u64(db.lastTransaction()), ANALYSIS_VERSION)


def known_as(index: Index) -> str:
    """Give the name by which the database knows the index: that of another analysis is another."""
    return f"{index.name}-{ANALYSIS_VERSION}"


def resume(db: DB, index: Index) -> None:
    """Let what another index took meanwhile wait for this one; until then it is not found."""
    persist(db, lambda site: site.pending.resume(known_as(index)))


def drain(db: DB, index: Index, size: int = BATCH) -> int:
    """Index up to ``size`` of what is pending; give how many it was.

    The entries leave the pending set only after the engine has committed them, so a crash in
    between indexes them once more and loses none.
    """
    with visit(db) as site:
        if not site.pending.batch(1):
            return 0
    with index.alone() as mine:
        return _drain(db, index, size) if mine else 0


def _drain(db: DB, index: Index, size: int) -> int:
    with visit(db) as site:
        batch = site.pending.batch(size)
        if batch:
            _apply(db, index, site, batch)
    if batch:
        persist(db, lambda site: site.pending.done(batch, known_as(index)))
    return len(batch)


def _apply(db: DB, index: Index, site: Archive, uids: Iterable[int]) -> None:
    found = {uid: document_of(site, uid) for uid in uids}
    documents = [document for document in found.values() if document is not None]
    gone = [uid for uid, document in found.items() if document is None]
    index.apply(documents, gone, stamp_of(db, site))


def needs_rebuilding(db: DB, index: Index) -> bool:
    """Say whether the index is of another archive or analysis, of a later time, or not whole."""
    stamp = index.stamp()
    with visit(db) as site:
        present, is_whole = stamp_of(db, site), known_as(index) in site.pending.whole()
    if stamp is None or not is_whole:
        return True
    same = (stamp.storage, stamp.analysis) == (present.storage, present.analysis)
    return not same or stamp.place > present.place


def rebuild(db: DB, index: Index, progress: Progress = lambda _done, _all: None) -> int:
    """Make the whole index anew; give the number of entries.

    What another index takes from the pending meanwhile waits for this one in ``resume``. One that
    is killed is made anew from the beginning. IndexBusy is raised where another makes it.
    """
    with index.alone() as mine:
        if not mine:
            raise IndexBusy
        return _rebuild(db, index, progress)


def _rebuild(db: DB, index: Index, progress: Progress) -> int:
    name = known_as(index)
    persist(db, lambda site: site.pending.follow(name))
    index.clear()
    with visit(db) as site:
        uids = [uid for uid, node in site.by_uid.items() if is_indexed(node)]
    done = 0
    for batch in _batches(uids):
        with visit(db) as site:
            _apply(db, index, site, batch)
        done += len(batch)
        progress(done, len(uids))
    if not uids:
        with visit(db) as site:
            index.apply([], [], stamp_of(db, site))
    persist(db, lambda site: site.pending.made_whole(name))
    return done


class Repaired(NamedTuple):
    """How many entries were put in, taken out, and brought level because they told otherwise."""

    missing: int
    gone: int
    stale: int


def repair(db: DB, index: Index) -> Repaired:
    """Compare index and database, entry by entry; mend what differs and give how much it was.

    IndexBusy is raised where another makes it.
    """
    with index.alone() as mine:
        if not mine:
            raise IndexBusy
        missing, gone, stale = differing(db, index)
        for batch in _batches([*missing, *gone, *stale]):
            with visit(db) as site:
                _apply(db, index, site, batch)
        return Repaired(len(missing), len(gone), len(stale))


def differing(db: DB, index: Index) -> tuple[list[int], list[int], list[int]]:
    """Give the uids that the index misses, those too many, and those of another content."""
    held = dict(index.digests())
    with visit(db) as site:
        wanted = [uid for uid, node in site.by_uid.items() if is_indexed(node)]
    missing, stale = [], []
    for batch in _batches(wanted):
        with visit(db) as site:
            found = [(uid, document_of(site, uid)) for uid in batch]
        for uid, document in found:
            if uid not in held:
                missing.append(uid)
            elif document is not None and held.pop(uid) != document.digest:
                stale.append(uid)
    return missing, list(held), stale


def _batches(uids: list[int]) -> Iterator[list[int]]:
    walk = iter(uids)
    while batch := list(islice(walk, BATCH)):
        yield batch
