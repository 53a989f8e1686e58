"""The three engines on statutes: how fast, how large, how well; ``SCALE`` says how many records.

Each is filled here and measured in a process of its own, which has opened the index, as a server
has, and never held the records.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from contracts import cluster

from archive.search.engines.tantivy.entry import entry_of
from archive.search.engines.tantivy.index import TantivyIndex
from archive.search.port import Document, Index, Stamp
from bench import judging, statutes, table

BATCH = 500
SCALES = {"": (3_000, 14_000, 100_000), "1m": (1_000_000,)}

#: The most records each engine is measured with; Whoosh takes an hour for more.
MOST = {"tantivy": 1_000_000, "postgresql": 100_000, "whoosh": 14_000}

#: How many the engine is given ready made, for what indexing costs beside it.
READY = 4_000

HEAD = (
    "| 引擎 | 件 | 编入 件/秒 | 检索 中位 | p95 | 引擎中位 | 新十件到可查 | 索引 MB | 内存 MB |",
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
)


def main() -> None:
    """Measure, and put the tables into docs/performance.md."""
    scale = os.environ.get("SCALE", "")
    found = {
        (name, count): _measured(name, count)
        for count in SCALES[scale]
        for name in MOST
        if count <= MOST[name]
    }
    lines = [line for line, _median in found.values()]
    rest = (
        []
        if scale
        else ["", _whoosh_over_tantivy(found), _indexing(), "", *judging.table(MOST, opened, fill)]
    )
    written = "\n".join([table.circumstances(), "", *HEAD, *lines, *rest])
    table.write(written, f"engines-{scale}" if scale else "engines")
    sys.stdout.write(f"{written}\n")


@contextmanager
def opened(name: str) -> Iterator[Index]:
    """Open an engine in a folder, or database, of its own."""
    with place_of(name) as place:
        index = open_at(name, place)
        try:
            yield index
        finally:
            index.close()


@contextmanager
def place_of(name: str) -> Iterator[str]:
    """Give a folder, or the address of a database, that goes with the measurement."""
    if name == "postgresql":
        yield cluster.new_database()
        return
    with tempfile.TemporaryDirectory() as folder:
        yield folder


def open_at(name: str, place: str) -> Any:
    """Open an engine at its place."""
    if name == "whoosh":
        from archive.search.engines.whoosh.index import WhooshIndex

        return WhooshIndex(Path(place))
    if name == "postgresql":
        from archive.search.engines.postgres.index import PostgresIndex

        return PostgresIndex(place)
    return TantivyIndex(Path(place), memory=128_000_000)


def fill(index: Index, documents: Iterator[Document]) -> None:
    """Put the documents in, in batches as the worker does."""
    while batch := list(islice(documents, BATCH)):
        index.apply(batch, (), Stamp("bench", batch[-1].uid, "1"))


def _measured(name: str, count: int) -> tuple[str, float]:
    """Give the line of an engine that holds ``count`` records, and its median in milliseconds."""
    with place_of(name) as place:
        index, begun = open_at(name, place), perf_counter()
        fill(index, statutes.documents(count))
        rate = count / (perf_counter() - begun)
        index.close()
        asked = [sys.executable, "-m", "bench.asking", name, place, str(count)]
        paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path[:2])}
        told = subprocess.run(asked, check=True, capture_output=True, text=True, env=paths)
        found = json.loads(told.stdout)
        files = [path for path in Path(place).rglob("*") if path.is_file()]
        size = f"{sum(path.stat().st_size for path in files) / 1e6:,.0f}" if files else "–"
    line = (
        f"| {name} | {count:,} | {rate:,.0f} | {found['median']:.1f} ms | {found['p95']:.1f} ms |"
        f" {found['engine']} | {found['fresh']:.0f} ms | {size} | {found['memory']:.0f} |"
    )
    sys.stderr.write(line + "\n")
    return line, found["median"]


def _whoosh_over_tantivy(found: dict[tuple[str, int], tuple[str, float]]) -> str:
    count = MOST["whoosh"]
    ratio = found["whoosh", count][1] / found["tantivy", count][1]
    return f"{count:,} 件时，Whoosh 的检索中位是 Tantivy 的 {ratio:.1f} 倍（设想是 20 倍以上）。\n"


def _indexing() -> str:
    """Tell how fast the engine alone takes what is analysed already, and how fast we are."""
    documents = list(statutes.documents(READY))
    entries = [entry_of(document) for document in documents]
    with opened("tantivy") as index:
        begun = perf_counter()
        for start in range(0, READY, BATCH):
            with index._writing() as writer:  # type: ignore[attr-defined]
                for entry in entries[start : start + BATCH]:
                    writer.add_document(entry)
        alone = READY / (perf_counter() - begun)
    with opened("tantivy") as index:
        begun = perf_counter()
        fill(index, iter(documents))
        ours = READY / (perf_counter() - begun)
    return (
        f"编入 {READY:,} 件：{ours:,.0f} 件/秒；词元已备好、只用引擎时 {alone:,.0f} 件/秒；"
        f"本系统为其 {ours / alone:.0%}（目标 70%），其余是分析所用。"
    )


if __name__ == "__main__":
    sys.path[0:1] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]
    main()
