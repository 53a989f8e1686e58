"""Our queries and access as sets of the documents of a segment."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from archive.search import language
from archive.search.analysis import query_tokens
from archive.search.entry import (
    LEVELS,
    NAMES_WORTH,
    NEVER,
    TEXTS,
    TITLE_WORTH,
    UNKNOWN,
    ranked,
)
from archive.search.language import Field
from archive.search.rows import part_of_row
from archive.search.whoosh_fields import number
from archive.search.whoosh_leaf import places
from archive.security.levels import Caveat

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archive.search.port import Access, Query
    from archive.search.whoosh_leaf import Leaf

#: A text of this many bytes with one place of the words counts a half.
USUAL_LENGTH = 4_500


def matches(leaf: Leaf, query: Query, access: Access, live: int) -> int:
    """Give what is found in a segment, with the access around the whole query."""
    within = live & visible(leaf, access)
    for name, value in query.filters.items():
        within &= leaf.having(name, value) if value else 0
    return _node(leaf, query.node, within) if within else 0


def visible(leaf: Leaf, access: Access) -> int:
    """Give what may be found; all but what is excluded is kept ready for the next query."""
    lasting = replace(access, excluded=frozenset())
    found = leaf.kept(lasting, lambda: _visible(leaf, lasting))
    hidden = (
        leaf.having(field, str(uid)) for uid in access.excluded for field in ("uid", "dossier")
    )
    return found & ~reduce(or_, hidden, 0)


def _visible(leaf: Leaf, access: Access) -> int:
    today = access.today.toordinal()
    shut = [
        leaf.between("until", f"{level}:{number(today)}", f"{level}:{number(NEVER)}")
        for level in LEVELS
        if level > access.level
    ]
    shut += [
        leaf.having("caveat", caveat)
        for caveat in (*map(str, Caveat), UNKNOWN)
        if caveat not in access.caveats
    ]
    within = leaf.all & ~leaf.stamps & ~reduce(or_, shut, 0)
    if access.everywhere:
        return within
    reach = [leaf.having("unit", unit) for unit in access.units]
    reach += [leaf.having("dossier", str(dossier)) for dossier in access.dossiers]
    return within & reduce(or_, reach, 0)


def _node(leaf: Leaf, node: language.Node, within: int) -> int:
    """Give what of ``within`` a node finds."""
    match node:
        case language.Words() | language.Beginning():
            return _words(leaf, node, within)
        case language.And(parts):
            for part in parts:
                within = within and _node(leaf, part, within)
            return within
        case language.Or(parts):
            return reduce(or_, (_node(leaf, part, within) for part in parts), 0)
        case language.Not(part):
            return within & ~_node(leaf, part, within)
        case language.Value(field, value):
            return within & leaf.having(field, value) if value else 0
        case language.Range():
            return within & _range(leaf, node)
        case _:
            return within


def _range(leaf: Leaf, node: language.Range) -> int:
    low = min(max(node.low or 0, 0), NEVER)
    high = min(max(NEVER if node.high is None else node.high, 0), NEVER)
    if node.field is Field.DAY:
        return leaf.between("day", number(low), number(high))
    years = (year for year in leaf.values("year") if low <= int(year) <= high)
    return reduce(or_, (leaf.having("year", year) for year in years), 0)


def _words(leaf: Leaf, node: language.Words | language.Beginning, within: int) -> int:
    """Find by tokens, and where these are several look them up in the rows."""
    tokens, last_begins = query_tokens(node.text)
    if not tokens:
        return within
    begins = last_begins or isinstance(node, language.Beginning)
    fields = TEXTS if node.field is Field.ALL else (node.field,)
    wanted = part_of_row(node.text, is_beginning=begins).encode()
    found = 0
    for field in fields:
        candidates = _with_all(leaf, field, tokens, within & ~found, begins=begins)
        if len(tokens) > 1:
            candidates = _confirmed(leaf, field, candidates, wanted)
        found |= candidates
    return found


def _with_all(leaf: Leaf, field: str, tokens: Sequence[str], within: int, *, begins: bool) -> int:
    last = leaf.beginning if begins else leaf.having
    within &= last(field, tokens[-1])
    for token in tokens[:-1]:
        if not within:
            break
        within &= leaf.having(field, token)
    return within


def _confirmed(leaf: Leaf, field: Field, candidates: int, wanted: bytes) -> int:
    row = bytearray(leaf.size // 8 + 1)
    for at in places(candidates):
        if wanted in _rows(leaf, field, at):
            row[at >> 3] |= 1 << (at & 7)
    return int.from_bytes(row, "little")


def _rows(leaf: Leaf, field: Field, at: int) -> bytes:
    return leaf.rows("text", at) if field is Field.TEXT else leaf.head(at)[TEXTS.index(field)]


class Worth:
    """How well documents answer the words of a query."""

    def __init__(self, node: language.Node) -> None:
        """Take the words that hits are ranked by."""
        self._words = [
            (part_of_row(words.text, is_beginning=isinstance(words, language.Beginning)).encode(), words)
            for words in ranked(node)
        ]

    def in_heads(self, leaf: Leaf, found: int) -> int:
        """Give what of ``found`` is likely to have the words in title, numbers or parties."""
        heads = (
            _with_all(leaf, field, tokens, found, begins=True)
            for _wanted, words in self._words
            if (tokens := query_tokens(words.text)[0])
            for field in _heads(words.field)
        )
        return reduce(or_, heads, 0)

    def of(self, leaf: Leaf, at: int) -> float:
        """Give the score of one document: by field, and by how often in how long a text."""
        title, *names = leaf.head(at)
        text = leaf.rows("text", at)
        return sum(
            _worth(wanted, words.field, title, names, text) for wanted, words in self._words if wanted
        )


def _heads(field: Field) -> Iterable[Field]:
    return (each for each in TEXTS[:-1] if field in {Field.ALL, each})


def _worth(wanted: bytes, field: Field, title: bytes, names: Sequence[bytes], text: bytes) -> float:
    worth = 0.0
    if field in {Field.ALL, Field.TITLE} and wanted in title:
        worth += TITLE_WORTH
    if field in {Field.ALL, Field.NUMBERS, Field.PARTIES} and any(wanted in name for name in names):
        worth += NAMES_WORTH
    if field in {Field.ALL, Field.TEXT} and (often := text.count(wanted)):
        worth += often / (often + 0.25 + 0.75 * len(text) / USUAL_LENGTH)
    return worth
