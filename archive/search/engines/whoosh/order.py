"""In which order what Whoosh found is shown, alone or by dossiers."""

from __future__ import annotations

from heapq import nlargest
from typing import TYPE_CHECKING, NamedTuple

from archive.search.engines.entry import AGES, MOST_MORE, NEVER, TITLE_WORTH
from archive.search.engines.whoosh.query import Worth
from archive.search.engines.whoosh.segment import places
from archive.search.port import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archive.search.engines.whoosh.segment import Segment
    from archive.search.port import Query

#: Of more than these the best by their titles, numbers and parties, then the newest, are ranked.
MOST_RANKED = 1_000

Found = list[tuple["Segment", int]]


class Place(NamedTuple):
    """Where a document stands: ``key`` is the greater the earlier it is shown."""

    key: tuple[float, int, int]
    segment: int
    at: int


class Newer(NamedTuple):
    """How much newer counts, and on which day it is asked."""

    recency: float
    today: int

    def worth(self, day: int) -> float:
        """Give what a record of ``day`` gains."""
        gained = sum(share for days, share in AGES if day >= self.today - days)
        return self.recency * TITLE_WORTH * gained


def page_of(found: Found, query: Query, newer: Newer) -> tuple[list[list[Place]], int]:
    """Give the places of one page, each with the others of its dossier where these are asked for.

    With it comes how many dossiers there are, 0 where nobody asks.
    """
    start = (max(query.page, 1) - 1) * PAGE
    total = sum(bits.bit_count() for _leaf, bits in found)
    if query.grouped:
        groups = _by_dossier(found, _in_order(found, query, newer, total))
        return [group[: MOST_MORE + 1] for group in groups[start : start + PAGE]], len(groups)
    if start >= total:
        return [], 0
    return [[place] for place in _in_order(found, query, newer, start + PAGE)[start:]], 0


def _by_dossier(found: Found, in_order: Sequence[Place]) -> list[list[Place]]:
    groups: dict[int, list[Place]] = {}
    for place in in_order:
        leaf, _bits = found[place.segment]
        groups.setdefault(leaf.dossiers[place.at], []).append(place)
    return list(groups.values())


def _in_order(found: Found, query: Query, newer: Newer, most: int) -> list[Place]:
    if query.sort != "relevance":
        return nlargest(most, _by_day(found, oldest=query.sort == "oldest"))
    worth = Worth(query.node)
    likely = nlargest(max(most, MOST_RANKED), _likely(found, worth))
    best = []
    for place in likely[:MOST_RANKED]:
        _is_head, day, last = place.key
        score = worth.of(found[place.segment][0], place.at) + newer.worth(day)
        best.append(place._replace(key=(score, day, last)))
    return [*sorted(best, reverse=True), *likely[MOST_RANKED:]][:most]


def _by_day(found: Found, *, oldest: bool) -> Iterator[Place]:
    """Put the undated last in either order."""
    for segment, (leaf, bits) in enumerate(found):
        for at in places(bits):
            day = leaf.days[at]
            shown = -(day or NEVER) if oldest else day
            yield Place((0.0, shown, -leaf.uids[at]), segment, at)


def _likely(found: Found, worth: Worth) -> Iterator[Place]:
    for segment, (leaf, bits) in enumerate(found):
        heads = worth.in_heads(leaf, bits)
        for part, is_head in ((heads, 1.0), (bits & ~heads, 0.0)):
            for at in places(part):
                yield Place((is_head, leaf.days[at], -leaf.uids[at]), segment, at)
