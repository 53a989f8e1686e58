"""The passage of a text that shows what was looked for, with its places marked."""

import re
from collections.abc import Sequence
from functools import lru_cache

from archive.search.analysis import fold, runs
from archive.search.port import Piece

#: Characters before the first place, and in the whole passage.
BEFORE, LENGTH = 40, 160

#: How many pages are looked through for the best passage.
MOST_PAGES = 200


def passage(pages: Sequence[str], texts: tuple[str, ...]) -> tuple[tuple[Piece, ...], int]:
    """Give the passage of the page that shows most of ``texts``, and that page from 1.

    Without a place to show it gives the beginning of the first page that has words.
    """
    best, best_page, most = "", 0, 0
    patterns = [_pattern(text) for text in texts]
    for number, page in enumerate(pages[:MOST_PAGES], start=1):
        folded = fold(page)
        shown = sum(bool(pattern.search(folded)) for pattern in patterns)
        if shown > most:
            best, best_page, most = page, number, shown
        if patterns and most == len(patterns):
            break
    if not most:
        first = next((page for page in pages if page.strip()), "")
        return ((Piece(_one_line(first[:LENGTH])),) if first.strip() else ()), 0
    return tuple(_pieces(best, texts)), best_page


def _pieces(page: str, texts: tuple[str, ...]) -> list[Piece]:
    places = marked_places(page, texts)
    start = max(places[0][0] - BEFORE, 0)
    end = min(start + LENGTH, len(page))
    pieces = [Piece("…")] if start else []
    at = start
    for begin, stop in places:
        if begin >= end:
            break
        pieces += [Piece(_one_line(page[at:begin])), Piece(_one_line(page[begin:stop]), marked=True)]
        at = stop
    rest = _one_line(page[at:end]) + ("…" if end < len(page) else "")
    return [piece for piece in (*pieces, Piece(rest)) if piece.text]


def marked_places(page: str, texts: tuple[str, ...]) -> list[tuple[int, int]]:
    """Give where ``texts`` stand in the original text of a page, in order, none overlapping."""
    folded, where = _folded(page)
    found = sorted(
        (match.start(), match.end()) for text in texts for match in _pattern(text).finditer(folded)
    )
    places: list[tuple[int, int]] = []
    for begin, stop in found:
        if not places or where(begin) >= places[-1][1]:
            places.append((where(begin), max(where(stop - 1) + 1, where(begin) + 1)))
    return places


def _folded(page: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    """Fold a page and give how to find a folded place in the original."""
    folded = fold(page)
    if len(folded) == len(page):
        return folded, lambda at: at
    origin: list[int] = []
    letters: list[str] = []
    for at, letter in enumerate(page):
        new = fold(letter)
        letters.append(new)
        origin += [at] * len(new)
    return "".join(letters), origin.__getitem__


@lru_cache(maxsize=512)
def _pattern(text: str) -> re.Pattern[str]:
    """Match the runs of ``text`` whatever stands between them, as the index does."""
    joined = r"[\W_]*".join(re.escape(run.text) for run in runs(fold(text)))
    return re.compile(joined or r"(?!)")


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
