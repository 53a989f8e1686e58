"""Search among ten thousand records, over the bare call of the engine."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote

from builders import FACTS, Archive
from queries import parse

from archive import clock
from archive.models.records import Record, RecordFacts
from archive.operations.dossiers import create_dossier
from archive.search.access import access_of
from archive.search.document import document_of
from archive.search.engines.tantivy.index import COUNTS
from archive.search.engines.tantivy.query import restricted
from archive.search.port import PAGE, Document, Query
from archive.search.sync import stamp_of
from bench.browsing import Browser
from bench.corpus import records
from bench.measuring import Row, in_turn, row, seconds

RECORDS, IN_ONE_DOSSIER, BATCH, ROUNDS, AIM = 10_000, 100, 500, 12, 2.0
KINDS = ("inquiry-record", "other-main", "other-internal")

QUERIES = (
    "处罚", "规定", "市场", "行政处罚", "监督管理", "营业执照", '"依法追究刑事责任"',
    "栾市监立〔2020〕12号", "食品 安全", "罚款 没收", "罚", "DNA",
)  # fmt: skip


@dataclass(frozen=True)
class Mix:
    """Every query once: in our words, and as the engine takes it."""

    index: Any
    access: Any
    asked: tuple[Query, ...]
    raw: tuple[Any, ...]

    def ours(self) -> None:
        """Search with access, counts, facets and marked passages."""
        for query in self.asked:
            self.index.search(query, self.access)

    def engine(self) -> None:
        """Let the engine count and find the first twenty under the same access, no more."""
        searcher = self.index._index.searcher()
        for query in self.raw:
            searcher.search(query, limit=PAGE, count=True)

    def all_of_engine(self) -> None:
        """Let the engine do all that a page asks of it: find, count by facet, give the texts."""
        searcher = self.index._index.searcher()
        for query in self.raw:
            for _score, address in searcher.search(query, limit=PAGE, count=True).hits:
                searcher.doc(address)
            searcher.aggregate(query, COUNTS)


def measure(archive: Archive) -> list[Row]:
    """Give the lines of the table."""
    texts, origin = records(RECORDS)
    documents = _documents(archive, texts)
    rate = len(documents) / seconds(lambda: _index(archive, documents))
    mix, browser = _mix(archive), Browser(archive, "officer")
    _check(mix)
    pages = [f"/search?q={quote(words)}" for words in QUERIES]
    found = in_turn(mix.ours, mix.engine, ROUNDS)
    same_work = in_turn(mix.ours, mix.all_of_engine, ROUNDS)
    shown = in_turn(lambda: [browser.get(page) for page in pages], mix.engine, ROUNDS)
    what = f"{len(QUERIES)} 次检索，{len(documents):,} 件（{origin}）"
    return [
        row(f"{what}：过滤、分面、标出的 {PAGE} 条 ÷ 引擎", found, AIM),
        row("同样的检索 ÷ 引擎查找、分面计数、取出全文", same_work),
        row("同样的检索，整个检索页 ÷ 引擎", shown),
        Row("编入索引", f"{rate:,.0f} 件/秒"),
    ]


def _documents(archive: Archive, texts: Sequence[str]) -> list[Document]:
    """Put records into the archive, half of them the officer's, and give their entries."""
    with archive.visit() as site:
        context = archive.as_person(site, "officer"), archive.as_person(site, "other")
        for number, _batch in enumerate(_batches(texts, IN_ONE_DOSSIER)):
            unit = number % 2
            facts = replace(
                FACTS, case_number=f"栾市监立〔2020〕{number}号", unit=f"u{unit + 1}",
                opened=date(2016 + number % 5, 3, 2), decided=None, closed=None,
                decision_number="",
            )  # fmt: skip
            create_dossier(context[unit], site["J001"]["penalty"], facts=facts)
    archive.work()
    with archive.visit() as site:
        dossiers = [
            dossier for year in site["J001"]["penalty"].values() for dossier in year.values()
        ]
        return [
            _filed(site, dossier, number, text)
            for dossier, batch in zip(dossiers, _batches(texts, IN_ONE_DOSSIER), strict=True)
            for number, text in enumerate(batch)
        ]


def _filed(site: Any, dossier: Any, number: int, text: str) -> Document:
    record = Record(RecordFacts(text[:30].replace("\n", " "), KINDS[number % len(KINDS)]))
    dossier.volume("main")[dossier.next_record_name()] = record
    document = document_of(site, record.uid)
    if document is None:
        raise RuntimeError(record.path)
    return replace(document, pages=(text,))


def _index(archive: Archive, documents: Sequence[Document]) -> None:
    with archive.visit() as site:
        stamp = stamp_of(archive.db, site)
    for batch in _batches(documents, BATCH):
        archive.index.apply(batch, (), stamp)


def _mix(archive: Archive) -> Mix:
    today = clock.now().date()
    with archive.visit() as site:
        access = access_of(site, site.people["officer"].identity(today), today)
    asked = tuple(Query(node=parse(words)) for words in QUERIES)
    raw = tuple(restricted(archive.index._schema, query, access) for query in asked)
    return Mix(archive.index, access, asked, raw)


def _check(mix: Mix) -> None:
    """Make sure that the words stand in these records."""
    for words, query in zip(QUERIES, mix.asked, strict=True):
        if not mix.index.search(query, mix.access).total:
            raise RuntimeError(words)


def _batches(things: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]
