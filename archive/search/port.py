"""What every full-text engine takes and gives: plain data, and the access that filters it."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import blake2b
from typing import Protocol

from archive.search.language.tree import Any as AnyNode
from archive.search.language.tree import Node

#: Hits on one page.
PAGE = 20

#: What is counted beside the hits: each value that a document has, and its highest level in force.
FACETS = ("year", "series", "unit", "kind", "penalty", "level")


@dataclass(frozen=True)
class Mark:
    """A level on the object or on what holds it, and the last day it holds."""

    level: int
    until: date | None = None


@dataclass(frozen=True)
class Document:
    """The index entry of a dossier or a record."""

    uid: int
    dossier: int
    is_dossier: bool
    series: str
    year: int
    unit: str
    title: str
    marks: tuple[Mark, ...] = ()
    caveats: frozenset[str] = frozenset()
    kind: str = ""
    volume: str = ""
    numbers: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    date: "date | None" = None
    description: str = ""
    pages: tuple[str, ...] = ()
    penalties: tuple[str, ...] = ()

    @property
    def digest(self) -> int:
        """Give a number of 63 bits that another content has another of."""
        facts = replace(self, caveats=frozenset())
        content = repr((facts, sorted(self.caveats))).encode("utf-8", "surrogatepass")
        return int.from_bytes(blake2b(content, digest_size=8).digest(), "big") >> 1


@dataclass(frozen=True)
class Access:
    """What the person may find; every engine puts it around the whole query.

    A document is found only where each of its marks is within ``level`` or has lapsed before
    ``today``, each of its caveats is among ``caveats``, its unit or dossier is within reach, and
    neither it nor its dossier is ``excluded``.
    """

    level: int
    caveats: frozenset[str]
    everywhere: bool
    units: frozenset[str]
    dossiers: frozenset[int]
    today: date
    excluded: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Query:
    """What is looked for: the parsed words, chosen facets, page from 1, order.

    ``sort`` is relevance, newest or oldest. ``grouped`` gives one hit a dossier, the best, with
    the best of its others in ``Hit.more``; the total stays that of the records.
    """

    node: Node = field(default_factory=AnyNode)
    filters: Mapping[str, str] = field(default_factory=dict)
    page: int = 1
    sort: str = "relevance"
    grouped: bool = False


@dataclass(frozen=True)
class Piece:
    """A stretch of a passage, marked where it is what was looked for."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Hit:
    """One thing found, with its best passage and the page it stands on (0: on none)."""

    uid: int
    snippet: tuple[Piece, ...] = ()
    page: int = 0
    dossier: int = 0
    more: "tuple[Hit, ...]" = ()


@dataclass(frozen=True)
class Page:
    """A page of hits, how many there are in all, and the counts by facet.

    ``dossiers`` counts the dossiers among all that was found; it is given for grouped queries.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    dossiers: int = 0


@dataclass(frozen=True)
class Stamp:
    """Which archive the index is of, how far it has come, and by which analysis."""

    storage: str
    place: int
    analysis: str


class Index(Protocol):
    """A full-text engine."""

    @property
    def name(self) -> str:
        """Give what the settings call the engine."""

    def search(self, query: Query, access: Access) -> Page:
        """Find what ``access`` lets be found; counts and facets are of nothing else."""

    def names(self, typed: str, access: Access, most: int = 10) -> tuple[str, ...]:
        """Give names of parties that begin or sound as ``typed``, most frequent first.

        They come only from what ``access`` lets be found: typed in Han, pinyin or initials, for
        completing what is typed; a name that sounds the same serves as "did you mean".
        """

    def apply(self, documents: Sequence[Document], removals: Collection[int], stamp: Stamp) -> None:
        """Put documents in place of those with their uids, take others out: one commit."""

    def stamp(self) -> Stamp | None:
        """Give the stamp of the last commit; ``None`` for an empty index."""

    def clear(self) -> None:
        """Take everything out, the stamp too."""

    def digests(self) -> Mapping[int, int]:
        """Give the digest of every document by its uid, for comparing with the database."""

    def check(self, *, whole: bool = False) -> None:
        """Raise where the index is gone or damaged; looking at every byte where ``whole``."""

    def alone(self) -> AbstractContextManager[bool]:
        """Keep others from indexing meanwhile; give ``False`` where another does already.

        What is read from the database within is not older than what the other had.
        """

    def close(self) -> None:
        """Give up files and locks."""
