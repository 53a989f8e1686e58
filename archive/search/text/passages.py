"""The passage of a text that shows most of what was looked for, with its places marked."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice, pairwise
from typing import NamedTuple

from archive.search.port import Piece
from archive.search.text.analysis import HAN, LINE_END, ORDINAL, fold, is_han, runs
from archive.search.text.traditional import simplified

#: Characters before the first place, and in the whole passage.
BEFORE, LENGTH = 40, 160

#: Most places of one text on one page that are looked at.
MOST_PLACES = 200

#: The end of the plane in which nearly all characters stand.
END_OF_PLANE = 0x1_0000

#: What ends a sentence or a line.
SENTENCE_ENDS = "。；！？\n"

#: The rest of a word or number that began before.
REST_OF_WORD = re.compile(rf"(?<=[^\W{HAN}])[^\W{HAN}]+")

SPACES = re.compile(r"\s+")

#: What may stand between two runs of a text; between two of one kind something must.
BETWEEN = rf"(?:\W|{ORDINAL})"

#: A word is marked where it stands by itself, not within a longer one.
BEGINNING, END = rf"(?<![^\W_{HAN}])", rf"(?![^\W_{HAN}])"


class Place(NamedTuple):
    """Where one of the texts stands on a page, in characters, and which text it is."""

    begin: int
    end: int
    text: int


def passage(pages: Sequence[str], texts: tuple[str, ...]) -> tuple[tuple[Piece, ...], int]:
    """Give the passage that shows most of ``texts``, and its page from 1.

    Without a place to show it gives the beginning of the first page that has words, and 0. The
    time it takes grows with the length of the pages, and no faster.
    """
    patterns = [_pattern(text) for text in texts]
    number = _best_page(pages, patterns)
    if not number:
        first = next((page for page in pages if page and not page.isspace()), "")
        return tuple(_pieces(first, [], 0)), 0
    page = pages[number - 1]
    found = _places(page, patterns)
    start = _beginning(page, _best_start(found, len(texts)))
    return tuple(_pieces(page, _apart(found), start)), number


def _best_page(pages: Sequence[str], patterns: Sequence[re.Pattern[str]]) -> int:
    """Give the first page, from 1, with most of the patterns; 0 if none has any."""
    best, most = 0, 0
    if not patterns:
        return best
    for number, page in enumerate(pages, start=1):
        shown = sum(bool(pattern.search(page)) for pattern in patterns)
        if shown > most:
            best, most = number, shown
        if most == len(patterns):
            break
    return best


def _places(page: str, patterns: Sequence[re.Pattern[str]]) -> list[Place]:
    """Give the places in order; of a single text, whose first place it will be, those near it."""
    if len(patterns) == 1:
        return list(_near_the_first(patterns[0].finditer(page)))
    return sorted(
        Place(*match.span(), which)
        for which, pattern in enumerate(patterns)
        for match in islice(pattern.finditer(page), MOST_PLACES)
    )


def _near_the_first(matches: Iterator[re.Match[str]]) -> Iterator[Place]:
    last = None
    for match in matches:
        begin, end = match.span()
        last = begin + LENGTH if last is None else last
        if begin > last:
            break
        yield Place(begin, end, 0)


def _best_start(places: Sequence[Place], texts: int) -> int:
    """Give where the first passage with most of the ``texts`` begins."""
    inside: dict[int, int] = defaultdict(int)
    best, most, first = places[0].begin, 0, 0
    for place in places:
        inside[place.text] += 1
        while place.end - places[first].begin > LENGTH - BEFORE and places[first] is not place:
            left = places[first].text
            inside[left] -= 1
            if not inside[left]:
                del inside[left]
            first += 1
        if len(inside) > most:
            best, most = places[first].begin, len(inside)
        if most == texts:
            break
    return best


def _beginning(page: str, place: int) -> int:
    """Give where a passage begins that shows ``place``: with a sentence, or else with a word."""
    earliest = max(place - BEFORE, 0)
    if not earliest:
        return 0
    before = page[earliest:place]
    if sentence := max(before.rfind(sign) for sign in SENTENCE_ENDS) + 1:
        return earliest + sentence
    rest = REST_OF_WORD.match(page, earliest, place)
    return rest.end() if rest else earliest


def _apart(places: Sequence[Place]) -> Iterator[Place]:
    """Leave out what begins within the place before it."""
    end = 0
    for place in places:
        if place.begin >= end:
            yield place
            end = place.end


def _pieces(page: str, places: Iterator[Place] | Sequence[Place], start: int) -> list[Piece]:
    end = start + LENGTH
    pieces = [Piece("…")] if start else []
    at = start
    for place in places:
        if place.begin >= end:
            break
        if place.begin >= start:
            pieces.append(Piece(_one_line(page[at : place.begin])))
            pieces.append(Piece(_one_line(page[place.begin : place.end]), marked=True))
            at = place.end
    rest = _one_line(page[at:end])
    pieces.append(Piece(rest + "…" if max(at, end) < len(page) else rest))
    return [piece for piece in pieces if piece.text]


@lru_cache(maxsize=512)
def _pattern(text: str) -> re.Pattern[str]:
    """Match ``text`` in an unfolded page as the index does in a folded one."""
    found = runs(fold(text))
    if not found:
        return re.compile(r"(?!)")
    joints = [f"{BETWEEN}{'+' if is_han(a) == is_han(b) else '*'}" for a, b in pairwise(found)]
    forms = [_run_pattern(run) for run in found]
    return re.compile(
        "".join(form + joint for form, joint in zip(forms, [*joints, ""], strict=True))
    )


def _run_pattern(run: str) -> str:
    """Match a run in every form its characters have, Han over the end of a line too."""
    forms = [f"[{_unfolded().get(each) or re.escape(each)}]" for each in run]
    return r"(?: *\r?\n)?".join(forms) if is_han(run) else BEGINNING + "".join(forms) + END


@cache
def _unfolded() -> dict[str, str]:
    """Give, for every character, all that fold to it alone, ready to stand within brackets."""
    forms: dict[str, str] = defaultdict(str)
    beyond = (code for code in simplified() if code >= END_OF_PLANE)
    for code in (*range(0xD800), *range(0xE000, END_OF_PLANE), *range(0x2F800, 0x2FA20), *beyond):
        folded = fold(chr(code))
        if len(folded) == 1 and folded != chr(code):
            forms[folded] += re.escape(chr(code))
    return {folded: re.escape(folded) + others for folded, others in forms.items()}


def _one_line(text: str) -> str:
    """Put a stretch of several lines on one, a word broken between them together again."""
    if text.isprintable() and "  " not in text:
        return text
    return SPACES.sub(" ", LINE_END.sub("", text) if "\n" in text else text)
