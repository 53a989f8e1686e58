"""The table of how well engines find: by way of asking, and by how Chinese is taken apart."""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from archive.search.engines.tantivy import entry, query
from archive.search.port import Document
from archive.search.text.analysis import fold, words
from bench import quality, statutes

Sets = dict[str, list[quality.Question]]


def table(engines: Iterable[str], opened: Any, fill: Callable[..., None]) -> list[str]:
    """Give recall and rank by engine, by way of asking, and by analysis."""
    held = list(statutes.documents(statutes.whole()))
    sets = _sets(held)
    lines = [
        f"召回率@10 / MRR，全部 {len(held):,} 件：",
        "",
        "| 引擎与问法 | " + " | ".join(f"{name} {len(each)}" for name, each in sets.items()) + " |",
        "|---|" + "--:|" * len(sets),
    ]
    for name in engines:
        with opened(name) as index:
            fill(index, iter(held))
            lines.append(_line(f"{name}：检索页的问法", index, sets, quality.as_the_page_does))
            if name == "tantivy":
                lines.append(_line("tantivy：只按原样", index, sets, quality.strict))
                lines.append(_line("tantivy：一律拆词", index, sets, quality.always_relaxed))
    with _dictionary_words_alone(), opened("tantivy") as index:
        fill(index, iter(held))
        lines.append(_line("tantivy：只编词典词", index, sets, quality.as_the_page_does))
    return lines


def _sets(held: list[Document]) -> Sets:
    dossiers: dict[str, set[int]] = defaultdict(set)
    for document in held:
        dossiers[document.title].add(document.dossier)
    known = {title: frozenset(each) for title, each in dossiers.items()}
    return {
        "通俗问题（人工判定）": quality.judged(known),
        "题名": quality.titles(known, 200),
        "原句": quality.sentences(held, 200),
        "案号和姓名的各种写法": quality.variants(held, 200),
    }


@contextmanager
def _dictionary_words_alone() -> Iterator[None]:
    """Index and ask by dictionary words in place of pairs."""
    kept = entry.token_text, query.query_tokens
    entry.token_text = lambda folded: " ".join(words(folded))
    query.query_tokens = lambda text: (words(fold(text)), False)
    try:
        yield
    finally:
        entry.token_text, query.query_tokens = kept


def _line(label: str, index: Any, sets: Sets, way: quality.Way) -> str:
    found = [quality.measure(index, questions, way) for questions in sets.values()]
    cells = " | ".join(f"{each.recall:.0%} / {each.rank:.2f}" for each in found)
    sys.stderr.write(f"{label}: {cells}\n")
    return f"| {label} | {cells} |"
