"""PostgreSQL behind the port: tokens of ours in its index, filter, order and counts are its own."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg

from archive.search.engines.entry import BETWEEN, entry_of, hit_of
from archive.search.engines.postgres.query import Condition, named
from archive.search.engines.postgres.ranking import ALL_FOUND, DOSSIERS, HIT, statement
from archive.search.engines.postgres.table import SEPARATOR, collect, make_tables, set_aside, write
from archive.search.language.tree import texts_of
from archive.search.port import FACETS, Document, Page, Stamp
from archive.search.text.analysis import ANALYSIS_VERSION
from archive.search.text.pinyin import fitting

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from archive.search.port import Access, Hit, Query

    Connection = psycopg.Connection[Any]

#: Said of an address that is none; the driver's own words would show the password in it.
NO_ADDRESS = "libpq URI"

Given = TypeVar("Given")

#: Milliseconds after which a search is given up, by the server itself.
LONGEST_SEARCH = 10_000

#: Seconds to wait for the server when connecting.
PATIENCE = 5

#: Distinct values counted of one facet.
MOST_VALUES = 100

#: What holds for our connections: the index is always the way, no time goes into machine code, and
#: what is found by many rows is looked through by several of the server's processes.
CUSTOMS = {
    "enable_seqscan": "off",
    "random_page_cost": "1.1",
    "jit": "off",
    "work_mem": "32MB",
    "max_parallel_workers_per_gather": "2",
    "parallel_setup_cost": "100",
    "parallel_tuple_cost": "0.01",
}


class PostgresIndex:
    """One schema of a database; any number of processes read, and write one after the other."""

    name = "postgresql"

    def __init__(self, address: str, schema: str = "juanzong", recency: float = 0) -> None:
        """Open the index in the database at ``address``, a libpq URI, or begin one.

        Each analysis has a schema of its own, so that an index made by another release is neither
        read nor harmed. ``recency`` is how much newer counts, as ``juanzong.recency``.
        ConnectionError is raised where the database can't be reached.
        """
        self._address = address
        self._recency = recency
        self._schema = f"{schema}_search_{ANALYSIS_VERSION}"
        self._idle: list[Connection] = []
        self._lock = Lock()
        self._gone = 0
        self._run(lambda connection: make_tables(connection, self._schema))

    def search(self, query: Query, access: Access) -> Page:
        """Find what ``access`` lets be found, with counts of the same and nothing else."""
        rows = self._fetched(statement(query, access, self._recency))
        hits = sorted((row for row in rows if row[0] == HIT), key=itemgetter(4, 5))
        texts = texts_of(query.node)
        return Page(
            tuple(_hit(list(group), texts) for _first, group in groupby(hits, itemgetter(4))),
            next(row[2] for row in rows if row[0] == ALL_FOUND),
            {name: _counts(rows, number) for number, name in enumerate(FACETS)},
            next(row[2] for row in rows if row[0] == DOSSIERS) if query.grouped else 0,
        )

    def names(self, typed: str, access: Access, most: int = 10) -> tuple[str, ...]:
        """Give names of parties that begin or sound as ``typed``, most frequent first."""
        rows = self._fetched(named(typed, access))
        return fitting((name for (name,) in rows), typed, most)

    def apply(self, documents: Sequence[Document], removals: Collection[int], stamp: Stamp) -> None:
        """Put documents in, take others out, and stamp: all in one transaction, or nothing."""
        wanted = {document.uid: document for document in documents}
        entries = [entry_of(document) for document in wanted.values()]
        gone = self._write(lambda connection: write(connection, entries, list(removals), stamp))
        self._collect(gone)

    def stamp(self) -> Stamp | None:
        """Give the stamp of the last commit; ``None`` for an empty index."""
        row = self._run(
            lambda connection: connection.execute(
                "SELECT storage, place, analysis FROM stamp"
            ).fetchone()
        )
        return Stamp(row[0], int(row[1]), row[2]) if row else None

    def clear(self) -> None:
        """Take everything out, the stamp too."""
        self._write(lambda connection: connection.execute("TRUNCATE entry, name, stamp"))

    def digests(self) -> dict[int, int]:
        """Give the digest of every document by its uid."""
        asked = "SELECT uid, digest FROM entry"
        return dict(self._run(lambda connection: connection.execute(asked).fetchall()))

    def check(self, *, whole: bool = False) -> None:
        """Raise where the index is gone; the server itself looks at its bytes where ``whole``."""
        for table in ("entry", "name") if whole else ("entry",):
            self._run(lambda connection, table=table: connection.execute(f"TABLE {table} LIMIT 1"))  # type: ignore[misc]
        self.stamp()

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Keep others from indexing meanwhile; give ``False`` where another does already."""
        with closing(self._connect()) as connection:
            asked = "SELECT pg_try_advisory_lock(hashtext(%s))"
            row = connection.execute(asked, [f"{self._schema} indexer"]).fetchone()
            yield bool(row and row[0])

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _fetched(self, asked: Condition) -> list[Any]:
        return self._run(lambda connection: connection.execute(asked.text, asked.values).fetchall())

    def _collect(self, gone: int) -> None:
        """Count what is taken out; start from nothing once its room is given back."""
        with self._lock:
            self._gone += gone
            due = self._gone
        if self._run(lambda connection: collect(connection, due)):
            with self._lock:
                self._gone -= due

    def _write(self, work: Callable[[Connection], Given]) -> Given:
        """Do ``work`` in one transaction, after any other process that writes."""

        def alone(connection: Connection) -> Given:
            with connection.transaction():
                connection.execute("SELECT set_config('statement_timeout', '0', true)")
                connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [self._schema])
                return work(connection)

        return self._run(alone)

    def _run(self, work: Callable[[Connection], Given]) -> Given:
        """Do ``work`` on a connection; once more on a new one where the server was restarted."""
        connection, is_new = self._take()
        try:
            given = work(connection)
        except psycopg.OperationalError:
            is_gone = connection.broken
            connection.close()
            if is_new or not is_gone:
                raise
            self.close()
            return self._run(work)
        except BaseException:
            connection.close()
            raise
        with self._lock:
            self._idle.append(connection)
        return given

    def _take(self) -> tuple[Connection, bool]:
        with self._lock:
            if self._idle:
                return self._idle.pop(), False
        return self._connect(), True

    def _connect(self) -> Connection:
        """Open a connection; each statement is a transaction of its own, planned for its values."""
        try:
            connection = psycopg.connect(
                self._address, autocommit=True, prepare_threshold=None, connect_timeout=PATIENCE
            )
        except psycopg.ProgrammingError:
            raise ConnectionError(NO_ADDRESS) from None
        except psycopg.OperationalError as error:
            raise ConnectionError(str(error)) from None
        customs = {
            **CUSTOMS,
            "statement_timeout": str(LONGEST_SEARCH),
            "search_path": f'"{self._schema}"',
        }
        for name, value in customs.items():
            connection.execute("SELECT set_config(%s, %s, false)", [name, value])
        return connection


def set_schema_aside(address: str, name: str, keep: int, schema: str = "juanzong") -> None:
    """Rename the schema of a damaged index, keeping the ``keep`` newest of such."""
    with closing(psycopg.connect(address, autocommit=True, connect_timeout=PATIENCE)) as connection:
        set_aside(connection, f"{schema}_search_{ANALYSIS_VERSION}", name, keep)


def _counts(rows: Sequence[Any], number: int) -> tuple[tuple[str, int], ...]:
    counts = sorted((-row[2], row[1]) for row in rows if row[0] == number)
    return tuple((value, -count) for count, value in counts[:MOST_VALUES])


def _hit(rows: Sequence[Any], texts: tuple[str, ...]) -> Hit:
    best, *others = (
        hit_of(uid, dossier, shown.replace(SEPARATOR, BETWEEN), texts)
        for _what, shown, uid, dossier, _first, _place in rows
    )
    return replace(best, more=tuple(others))
