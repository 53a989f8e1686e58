"""The three engines on statutes: how fast, how well; ``SCALE`` says how many records at most."""

import gc
import os
import resource
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from contracts import cluster

from archive.search import tantivy_query
from archive.search.grammar import read
from archive.search.port import Document, Index, Query, Stamp
from archive.search.tantivy_index import TantivyIndex
from bench import quality, statutes

BATCH = 500
SCALES = {"": (3_000, 14_000, 100_000), "1m": (1_000_000,)}

#: The most records each engine is measured with; Whoosh takes minutes for more.
MOST = {"tantivy": 1_000_000, "postgresql": 100_000, "whoosh": 14_000}


def main() -> None:
    """Measure, and put the tables into docs/performance.md."""
    from bench import table

    scales = SCALES[os.environ.get("SCALE", "")]
    lines = [
        line
        for count in scales
        for name in MOST
        if count <= MOST[name]
        for line in _measured(name, count)
    ]
    head = [
        "| 引擎 | 件 | 编入 件/秒 | 检索 中位 | 检索 p95 | 新十件到可查 | 索引 MB | 内存 MB |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    judged = [] if os.environ.get("SCALE") else ["", *_quality()]
    written = "\n".join([table.circumstances(), "", *head, *lines, *judged])
    table.write(written, "engines-1m" if os.environ.get("SCALE") else "engines")
    sys.stdout.write(f"{written}\n")


@contextmanager
def opened(name: str) -> Iterator[tuple[Index, Path]]:
    """Open an engine in a folder, or schema, of its own."""
    with tempfile.TemporaryDirectory() as folder:
        index = _opener(name)(Path(folder))
        try:
            yield index, Path(folder)
        finally:
            index.close()


def _opener(name: str) -> Callable[[Path], Any]:
    if name == "whoosh":
        from archive.search.whoosh_index import WhooshIndex

        return WhooshIndex
    if name == "postgresql":
        from archive.search.postgres_index import PostgresIndex

        return lambda _folder: PostgresIndex(cluster.new_database())
    return lambda folder: TantivyIndex(folder, memory=128_000_000)


def fill(index: Index, documents: Iterator[Document]) -> int:
    """Put the documents in, in batches as the worker does; give how many."""
    done = 0
    while batch := list(islice(documents, BATCH)):
        index.apply(batch, (), Stamp("bench", done, "1"))
        done += len(batch)
    return done


def _measured(name: str, count: int) -> list[str]:
    with opened(name) as (index, folder):
        begun = perf_counter()
        fill(index, statutes.documents(count))
        rate = count / (perf_counter() - begun)
        times = _times(index, 100 if count > 3_000 else 60)
        fresh = _fresh(index, count)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        kept = f"{size / 1e6:,.0f}" if size else "–"
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = (
        f"| {name} | {count:,} | {rate:,.0f} | {median(times) * 1000:.1f} ms |"
        f" {quantiles(times, n=20)[-1] * 1000:.1f} ms | {fresh * 1000:.0f} ms | {kept} |"
        f" {memory:,.0f} |"
    )
    sys.stderr.write(line + "\n")
    return [line]


def _times(index: Index, count: int) -> list[float]:
    """Give how long each search takes: gates, facets, passages, twenty hits."""
    queries = [(Query(read(typed).node), access) for typed, access in statutes.asked(count)]
    for query, access in queries[:25]:
        index.search(query, access)
    gc.collect()
    times = []
    for query, access in queries:
        begun = perf_counter()
        index.search(query, access)
        times.append(perf_counter() - begun)
    return times


def _fresh(index: Index, count: int) -> float:
    """Give how long it takes until ten new records are found."""
    new = [
        Document(count + number, count, False, "penalty", 2026, "u1", f"新件{number}",  # noqa: FBT003
                 pages=("刚刚归档的一件",))
        for number in range(1, 11)
    ]  # fmt: skip
    begun = perf_counter()
    index.apply(new, (), Stamp("bench", count, "1"))
    found = index.search(Query(read("刚刚归档").node), statutes.READERS[0])
    if found.total != len(new):
        raise RuntimeError(found)
    return perf_counter() - begun


def _quality() -> list[str]:
    """Give recall and rank by engine, by way of asking, and by analysis."""
    held = list(statutes.documents(statutes.whole()))
    dossiers: dict[str, set[int]] = defaultdict(set)
    for document in held:
        dossiers[document.title].add(document.dossier)
    known = {title: frozenset(each) for title, each in dossiers.items()}
    sets = {
        "通俗问题（人工判定）": quality.judged(known),
        "题名": quality.titles(known, 200),
        "原句": quality.sentences(held, 200),
        "案号和姓名的各种写法": quality.variants(held, 200),
    }
    lines = [
        "| 引擎与问法 | " + " | ".join(f"{name} {len(each)}" for name, each in sets.items()) + " |",
        "|---|" + "--:|" * len(sets),
    ]
    for name in MOST:
        with opened(name) as (index, _folder):
            fill(index, iter(held))
            lines += _ways(name, index, sets)
    return ["召回率@10 / MRR：", "", *lines]


def _ways(name: str, index: Index, sets: dict[str, list[quality.Question]]) -> list[str]:
    ways: dict[str, quality.Way] = {"检索页的问法": quality.as_the_page_does}
    if name == "tantivy":
        ways |= {"只按原样": quality.strict, "一律拆词": quality.always_relaxed}
    lines = [_line(f"{name}：{label}", index, sets, way) for label, way in ways.items()]
    if name == "tantivy":
        present, tantivy_query.WORDS_BOOST = tantivy_query.WORDS_BOOST, 0.0
        lines.append(_line("tantivy：不用词典词排序", index, sets, quality.as_the_page_does))
        tantivy_query.WORDS_BOOST = present
    return lines


def _line(
    label: str, index: Index, sets: dict[str, list[quality.Question]], way: quality.Way
) -> str:
    found = [quality.measure(index, questions, way) for questions in sets.values()]
    cells = " | ".join(f"{each.recall:.0%} / {each.rank:.2f}" for each in found)
    sys.stderr.write(f"{label}: {cells}\n")
    return f"| {label} | {cells} |"


if __name__ == "__main__":
    sys.path[0:1] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]
    main()
