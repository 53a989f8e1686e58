"""An index whatever becomes of it: opened again, or set aside and begun anew where damaged."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager, suppress
from threading import Lock, RLock
from typing import TYPE_CHECKING, TypeVar

from archive import clock
from archive.errors import IndexAway
from archive.search.engines.opening import open_index, set_aside
from archive.settings import WrongSetting

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from archive.search.port import Access, Document, Index, Page, Query, Stamp
    from archive.settings import Settings

    Given = TypeVar("Given")

__all__ = ["IndexAway", "Lasting"]

log = logging.getLogger(__name__)

#: Seconds before an index that could not be opened is tried again by who searches.
PATIENCE = 1.0

#: Seconds in which another thread that indexes is waited for.
TURN = 10.0

#: Seconds between two looks at every byte, whatever makes us doubt it.
DOUBTED = 600.0


class Lasting:
    """The engine the settings name. What can't be used is IndexAway, and never another error.

    Who ``tends`` it sets a damaged one aside and begins a new one, which is empty: from then on
    ``begins_anew`` is set and nothing is taken in before it is cleared, which is how making it
    anew begins. So nothing that waits for the index is lost to an empty one.
    """

    def __init__(self, settings: Settings, *, tends: bool = True) -> None:
        """Open the index, where it can be; WrongSetting where it never could."""
        self.name = settings.index
        self.begins_anew = False
        self._settings, self._tends = settings, tends
        self._lock, self._turn = RLock(), Lock()
        self._engine: Index | None = None
        self._tried = self._doubted = -DOUBTED
        self._is_said = False
        with suppress(IndexAway):
            self._engine = self._sound(is_first=True)

    def search(self, query: Query, access: Access) -> Page:
        """Find what ``access`` lets be found."""
        return self._answer(lambda engine: engine.search(query, access))

    def names(self, typed: str, access: Access, most: int = 10) -> tuple[str, ...]:
        """Give names that begin or sound as ``typed``."""
        return self._answer(lambda engine: engine.names(typed, access, most))

    def stamp(self) -> Stamp | None:
        """Give the stamp of the last commit."""
        return self._answer(lambda engine: engine.stamp())

    def digests(self) -> Mapping[int, int]:
        """Give the digest of every document by its uid."""
        return self._answer(lambda engine: engine.digests())

    def apply(self, documents: Sequence[Document], removals: Collection[int], stamp: Stamp) -> None:
        """Put documents in and take others out; IndexAway where it must be made anew first."""
        if self.begins_anew:
            raise IndexAway
        self._once(lambda engine: engine.apply(documents, removals, stamp))

    def clear(self) -> None:
        """Take everything out; what must be made anew can be filled from here on."""
        self._once(lambda engine: engine.clear())
        self.begins_anew = False

    def check(self, *, whole: bool = False) -> None:
        """Look whether it is there and sound, and mend it; IndexAway where that can't be done."""
        engine = self._opened()
        try:
            engine.check(whole=whole)
        except BaseException as failure:  # noqa: BLE001 - a panic is none of Exception's
            _require_engines(failure)
            self._mend(engine, failure, whole=whole)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Keep others from indexing meanwhile; give ``False`` where another does already.

        Another thread of this process may be one: ``juanzong reindex`` runs in the server too.
        """
        if not self._turn.acquire(timeout=TURN):
            yield False
            return
        try:
            with self._engine_alone() as mine:
                yield mine
        finally:
            self._turn.release()

    @contextmanager
    def _engine_alone(self) -> Iterator[bool]:
        engine = self._opened()
        try:
            alone = engine.alone()
            mine = alone.__enter__()
        except BaseException as failure:
            _require_engines(failure)
            raise IndexAway from failure
        try:
            yield mine
        finally:
            with suppress(Exception):
                alone.__exit__(None, None, None)

    def close(self) -> None:
        """Give up files and locks."""
        with self._lock:
            engine, self._engine = self._engine, None
            self._tried = -DOUBTED
            _close(engine)

    def _answer(self, work: Callable[[Index], Given]) -> Given:
        """Do ``work``; once more where the engine had to be opened again."""
        engine = self._opened()
        try:
            return self._once(work)
        except IndexAway:
            if self._engine in {engine, None}:
                raise
        return self._once(work)

    def _once(self, work: Callable[[Index], Given]) -> Given:
        engine = self._opened()
        try:
            return work(engine)
        except BaseException as failure:
            _require_engines(failure)
            self._mend(engine, failure)
            raise IndexAway from failure

    def _opened(self) -> Index:
        """Give the engine; where it could not be opened, try again now and then."""
        with self._lock:
            if self._engine is None:
                if time.monotonic() - self._tried < PATIENCE:
                    raise IndexAway
                self._tried = time.monotonic()
                self._engine = self._sound()
                self._is_said = False
            return self._engine

    def _mend(self, engine: Index, failure: BaseException, *, whole: bool = False) -> None:
        """Open the engine again after a failure that is not only that of one query.

        A query that an engine can't answer must not cost the index: what decides is whether it is
        still there as it was written.
        """
        with self._lock:
            if self._engine is not engine:
                return  # another thread has seen to it
            doubts = whole or time.monotonic() - self._doubted > DOUBTED
            self._doubted = time.monotonic() if doubts else self._doubted
            log.warning("the index failed: %s: %s", type(failure).__name__, failure)
            try:
                engine.check(whole=doubts)
            except BaseException as again:  # noqa: BLE001 - the same
                _require_engines(again)
            else:
                return
            _close(engine)
            self._engine, self._tried = None, time.monotonic()
            self._engine = self._sound(whole=doubts)

    def _sound(self, *, whole: bool = False, is_first: bool = False) -> Index:
        """Open the engine and look at it; a damaged one is set aside and an empty one begun.

        One that turns out empty later than at first was deleted, and is made anew.
        """
        try:
            engine = open_index(self._settings)
            self._look(engine, whole=whole)
            is_gone = self._tends and not is_first and engine.stamp() is None
        except WrongSetting:
            raise
        except IndexAway as failure:
            self._say(failure)
            raise IndexAway from failure
        except BaseException as failure:
            _require_engines(failure)
            if not self._tends:
                raise IndexAway from failure
            return self._begun_anew(failure)
        self.begins_anew |= is_gone
        return engine

    def _look(self, engine: Index, *, whole: bool) -> None:
        try:
            engine.check(whole=whole)
        except BaseException:
            _close(engine)
            raise

    def _begun_anew(self, failure: BaseException) -> Index:
        log.error("the index is damaged, set aside and made anew: %s", failure)
        try:
            set_aside(self._settings, clock.now())
            engine = open_index(self._settings)
        except Exception as again:
            self._say(again)
            raise IndexAway from again
        self.begins_anew = True
        return engine

    def _say(self, failure: Exception) -> None:
        """Say why the index can't be used: once, until it can be again."""
        if not self._is_said:
            log.warning("the index can't be used: %s", failure)
        self._is_said = True


def _close(engine: Index | None) -> None:
    """Give up what a damaged index holds, as far as it can still do so."""
    if engine is not None:
        try:
            engine.close()
        except BaseException as failure:  # noqa: BLE001 - the same
            _require_engines(failure)


def _require_engines(failure: BaseException) -> None:
    """Let pass what is none of the engines' failures; Tantivy's panics are no Exceptions."""
    if not isinstance(failure, Exception) and type(failure).__name__ != "PanicException":
        raise failure
