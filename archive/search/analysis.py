"""Chinese analysis: folding, overlapping bigrams to find by, dictionary words to rank by."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import rjieba

#: Part of the index stamp: an index made by another analysis is made anew.
ANALYSIS_VERSION = "1"

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUN = re.compile(rf"[{HAN}]+|[^\W{HAN}]+(?:[.\-_/][^\W{HAN}]+)*")
IS_HAN = re.compile(rf"[{HAN}]")
PARTS = re.compile(r"[.\-_/]")


def fold(text: str) -> str:
    """Fold width and case, so that ＡＢＣ, ABC and abc are one."""
    return unicodedata.normalize("NFKC", text).lower().replace("○", "〇")


@dataclass(frozen=True)
class Run:
    """A run of Han characters, or of letters and digits, as it stands in the folded text."""

    text: str
    is_han: bool
    start: int


def runs(folded: str) -> Iterator[Run]:
    """Go through the runs of a folded text."""
    for found in RUN.finditer(folded):
        yield Run(found[0], bool(IS_HAN.match(found[0])), found.start())


def index_tokens(text: str) -> list[str]:
    """Give the tokens of a text in order: pairs of Han characters, words and numbers whole.

    A Han run of several characters ends with its last one alone: so what follows it stays next to
    it in a phrase, and every character begins a token and can be looked for by itself.
    """
    found: list[str] = []
    for run in runs(fold(text)):
        found += [*bigrams(run.text), *_last(run)]
    return found


def query_tokens(text: str) -> tuple[list[str], bool]:
    """Give the tokens that must follow one another, and whether the last is only a beginning."""
    found: list[str] = []
    all_runs = list(runs(fold(text)))
    for run in all_runs[:-1]:
        found += [*bigrams(run.text), *_last(run)]
    last = all_runs[-1]
    found += bigrams(last.text) if last.is_han else [last.text]
    return found, last.is_han and len(last.text) == 1


def _last(run: Run) -> list[str]:
    return [run.text[-1]] if run.is_han and len(run.text) > 1 else []


def bigrams(run: str) -> list[str]:
    """Give the overlapping pairs of a Han run; of one character, itself; of a word, the word."""
    if not IS_HAN.match(run):
        return [run]
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def parts(text: str) -> list[str]:
    """Give the parts of the numbers and words that are joined by dots, dashes and strokes."""
    joined = (run.text for run in runs(fold(text)) if not run.is_han)
    return [part for each in joined if PARTS.search(each) for part in PARTS.split(each) if part]


def words(text: str) -> list[str]:
    """Give the dictionary words of a text, for ranking only."""
    return [word for word in rjieba.cut_for_search(fold(text)) if RUN.match(word)]
