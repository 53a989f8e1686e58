"""One engine asked by all sorts of readers, in a process of its own: ``asking.py NAME PLACE N``."""

import gc
import json
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from archive import views
from archive.search.language.grammar import read
from archive.search.port import PAGE, Document, Query, Stamp
from bench import statutes
from bench.engines import open_at

ROUNDS = 3


def main(name: str, place: str, count: int) -> None:
    """Ask, and tell milliseconds and megabytes."""
    for module in walk_packages(views.__path__, f"{views.__name__}."):
        import_module(module.name)  # what a server holds is held here too
    index = open_at(name, place)
    asked = [(Query(read(typed).node), access) for typed, access in statutes.asked()]
    for query, access in asked[:25]:
        index.search(query, access)
    gc.collect()
    times = [
        _seconds(index.search, query, access) for _ in range(ROUNDS) for query, access in asked
    ]
    told = {
        "median": median(times) * 1000,
        "p95": quantiles(times, n=20)[-1] * 1000,
        "engine": _alone(index, asked) if name == "tantivy" else "–",
        "fresh": _fresh(index, count) * 1000,
        "memory": _memory(),
    }
    sys.stdout.write(json.dumps(told))


def _seconds(work: Any, *values: Any) -> float:
    begun = perf_counter()
    work(*values)
    return perf_counter() - begun


def _alone(index: Any, asked: list[Any]) -> str:
    """Give the median of the engine's bare call: total and twenty addresses, nothing else."""
    searcher = index._index.searcher()
    raw = [index._wanted(query, access) for query, access in asked]
    times = [_seconds(searcher.search, query, PAGE) for _ in range(ROUNDS) for query in raw]
    return f"{median(times) * 1000:.1f} ms"


def _fresh(index: Any, count: int) -> float:
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


def _memory() -> float:
    """Give the megabytes this process holds as its own; what it maps of files is the system's."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (kilobytes,) = (int(line.split()[1]) for line in lines if line.startswith("RssAnon"))
    return kilobytes / 1024


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
