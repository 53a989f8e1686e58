"""How well what is meant is found: a judged set of lay queries, and texts by their own words."""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.search.language.grammar import read
from archive.search.language.relaxing import relaxed, taken_apart
from archive.search.language.tree import Node
from archive.search.port import Document, Index, Query
from bench.statutes import READERS

JUDGED = Path(__file__).with_name("judged.tsv")
EVERYTHING, TEN = READERS[0], 10

Question = tuple[str, frozenset[int]]


@dataclass(frozen=True)
class Quality:
    """Questions of which an answer was among the first ten, and the mean reciprocal rank."""

    recall: float
    rank: float


def judged(dossiers: dict[str, frozenset[int]]) -> list[Question]:
    """Give the questions judged by hand; ``dossiers`` are those of each title."""
    lines = JUDGED.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line)
    return [(typed, dossiers[title]) for typed, title in pairs]


def titles(dossiers: dict[str, frozenset[int]], count: int) -> list[Question]:
    """Give titles as questions for their own texts."""
    chance = random.Random(11)
    chosen = chance.sample(sorted(dossiers), min(count, len(dossiers)))
    return [(title, dossiers[title]) for title in chosen]


def sentences(documents: Iterable[Document], count: int) -> list[Question]:
    """Give stretches of eight to fourteen characters as questions for where they stand."""
    chance, found = random.Random(13), []
    for document in chance.sample(list(documents), count):
        text = document.pages[0]
        runs = [run for run in text.split("，") if 8 <= len(run) <= 14 and run.isalpha()]
        if runs:
            found.append((chance.choice(runs), frozenset({document.dossier})))
    return found


def variants(documents: Iterable[Document], count: int) -> list[Question]:
    """Give names and numbers as people write them: other brackets, widths, without the 第."""
    chance, found = random.Random(17), []
    for number, document in enumerate(chance.sample(list(documents), count)):
        written = document.numbers[0]
        forms = (
            written.replace("〔", "(").replace("〕", ")"),
            written.replace("〔", "［").replace("〕", "］"),
            written.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}),
            f"“{document.parties[0]}” {written}",
        )
        found.append((forms[number % len(forms)], frozenset({document.dossier})))
    return found


def strict(typed: str) -> Iterator[Node]:
    """Give the query as typed."""
    yield read(typed).node


def as_the_page_does(typed: str) -> Iterator[Node]:
    """Give the query as typed, then its words where nothing was found."""
    node = read(typed).node
    yield node
    if apart := taken_apart(node):
        yield apart


def always_relaxed(typed: str) -> Iterator[Node]:
    """Give the words of the query."""
    yield relaxed(read(typed).node)


Way = Callable[[str], Iterator[Node]]


def measure(index: Index, questions: list[Question], way: Way) -> Quality:
    """Ask all the questions and look how early an answer comes."""
    ranks = [_rank(index, typed, wanted, way) for typed, wanted in questions]
    found = [rank for rank in ranks if rank]
    total = len(questions) or 1
    return Quality(len(found) / total, sum(1 / rank for rank in found) / total)


def _rank(index: Index, typed: str, wanted: frozenset[int], way: Way) -> int:
    for node in way(typed):
        page = index.search(Query(node, grouped=True), EVERYTHING)
        if page.total:
            first = [hit.dossier for hit in page.hits[:TEN]]
            return next((at for at, each in enumerate(first, start=1) if each in wanted), 0)
    return 0
