"""Texts as rows of their runs: there a phrase is found as a plain part of the row.

A row holds the runs of Han characters and those of letters and digits with one space between any
two and around the words. Since a phrase of pairs is what stands in the text as it is typed, an
engine looks its candidates up by their tokens and then in their rows: no positions to keep, no
bound on how long a text is, and the search for a part of a string is what machines do fastest.
"""

from collections.abc import Iterable

from archive.search.text.analysis import LONGEST_WORD, fold, index_tokens, is_han, parts, runs

#: Stands between the rows of a field, so that no phrase reaches from one into the next.
NEXT = "\n"


def rows(texts: Iterable[str]) -> str:
    """Give the rows of folded texts, and after them the parts of numbers, each by itself."""
    found: list[str] = []
    for text in texts:
        found.append(_row(runs(text)))
        found += map(_row, zip(dict.fromkeys(parts(text))))
    return NEXT.join(filter(None, found))


def tokens(texts: Iterable[str]) -> set[str]:
    """Give the tokens by which folded texts are found."""
    return {token for text in texts for token in (*index_tokens(text), *parts(text))}


def part_of_row(text: str, *, is_beginning: bool = False) -> str:
    """Give what stands in a row wherever ``text`` stands in what was written.

    With ``is_beginning`` its last word or number may go on.
    """
    found = runs(fold(text))
    if not found:
        return ""
    left = "" if is_han(found[0]) else " "
    right = "" if is_beginning or is_han(found[-1]) else " "
    return left + _row(found).strip() + right


def _row(found: Iterable[str]) -> str:
    row = " ".join(run if is_han(run) else run[:LONGEST_WORD] for run in found)
    return f" {row} " if row else ""
