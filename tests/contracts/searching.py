"""The engines under contract, and how to put documents in and look for them in a line."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

from contracts import cluster
from queries import parse

from archive.search.engines.postgres.index import PostgresIndex
from archive.search.engines.tantivy.index import TantivyIndex
from archive.search.engines.whoosh.index import WhooshIndex
from archive.search.language.tree import Node
from archive.search.port import Access, Document, Hit, Index, Page, Query, Stamp
from archive.security.levels import Caveat


def open_tantivy(folder: Path, recency: float = 0) -> TantivyIndex:
    return TantivyIndex(folder, 15_000_000, recency)


def open_whoosh(folder: Path, recency: float = 0) -> WhooshIndex:
    return WhooshIndex(folder, recency=recency)


def open_postgres(folder: Path, recency: float = 0) -> PostgresIndex:
    """A schema stands for the folder."""
    schema = f"t{sha256(str(folder).encode()).hexdigest()[:12]}"
    return PostgresIndex(cluster.address(), schema, recency)


ENGINES: dict[str, Callable[..., Index]] = {
    "tantivy": open_tantivy,
    "whoosh": open_whoosh,
    "postgresql": open_postgres,
}

#: Those that keep their index in a folder of their own.
FILED = ("tantivy", "whoosh")

TODAY = date(2026, 11, 23)
STAMP = Stamp("storage", 7, "1")
CAVEATS = frozenset(map(str, Caveat))
EVERYTHING = Access(
    3, CAVEATS, everywhere=True, units=frozenset(), dossiers=frozenset(), today=TODAY
)


def record(uid: int, *pages: str, **facts: object) -> Document:
    plain = {
        "dossier": 1000 + uid, "is_dossier": False, "series": "penalty", "year": 2020,
        "unit": "first", "title": "询问笔录",
    }  # fmt: skip
    return Document(uid=uid, pages=pages, **(plain | facts))  # type: ignore[arg-type]


def find(index: Index, typed: str | Node, access: Access = EVERYTHING, **how: object) -> Page:
    node = parse(typed) if isinstance(typed, str) else typed
    return index.search(Query(node, **how), access)  # type: ignore[arg-type]


def found(index: Index, typed: str | Node, access: Access = EVERYTHING) -> set[int]:
    page = find(index, typed, access)
    assert page.total == len(page.hits)
    return {hit.uid for hit in page.hits}


def marked(hit: Hit) -> list[str]:
    return [piece.text for piece in hit.snippet if piece.marked]
