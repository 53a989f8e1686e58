"""Our queries and access as sets of the documents of a segment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from archive.search.engines.entry import (
    LEVELS,
    NAMES_WORTH,
    NEVER,
    SOUND_WORTH,
    TEXTS,
    TITLE_WORTH,
    UNKNOWN,
    ranked,
    sound_of,
)
from archive.search.engines.whoosh.fields import OF, number
from archive.search.engines.whoosh.segment import as_set, places
from archive.search.language import tree
from archive.search.language.tree import Field
from archive.search.text.analysis import query_tokens
from archive.search.text.lines import part_of_row
from archive.search.text.pinyin import plain_form, typed_forms
from archive.security.levels import Caveat

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archive.search.engines.whoosh.segment import Segment
    from archive.search.port import Access, Query

#: Names of one segment that are looked through for one beginning.
MOST_NAMES = 5_000

#: A text of this many bytes with one place of the words counts a half.
USUAL_LENGTH = 4_500


def union(sets: Iterable[int]) -> int:
    """Give the documents that are in any of the sets."""
    found = 0
    for each in sets:
        found |= each
    return found


def matches(leaf: Segment, query: Query, access: Access, live: int) -> int:
    """Give what is found in a segment, with the access around the whole query."""
    within = live & visible(leaf, access)
    for name, value in query.filters.items():
        within &= having(leaf, name, value, access)
    return _node(leaf, query.node, within) if within else 0


def values(leaf: Segment, facet: str) -> list[str]:
    """Give the values of a facet."""
    return list(map(str, LEVELS)) if facet == "level" else leaf.values(facet)


def having(leaf: Segment, facet: str, value: str, access: Access) -> int:
    """Give what has a value of a facet; of levels, as the highest of those in force."""
    if not value or value not in values(leaf, facet):
        return 0
    if facet != "level":
        return leaf.having(facet, value)
    level = int(value)
    higher = (_marked(leaf, above, access) for above in LEVELS if above > level)
    return _marked(leaf, level, access) & ~union(higher)


def _marked(leaf: Segment, level: int, access: Access) -> int:
    """Give what has a level that has not lapsed."""
    today, end = number(access.today.toordinal()), number(NEVER)
    return leaf.between("until", f"{level}:{today}", f"{level}:{end}")


def visible(leaf: Segment, access: Access) -> int:
    """Give what may be found; all but what is excluded is kept ready for the next query."""
    lasting = replace(access, excluded=frozenset())
    found = leaf.kept(lasting, lambda: _visible(leaf, lasting))
    hidden = (
        leaf.having(field, str(uid)) for uid in access.excluded for field in ("uid", "dossier")
    )
    return found & ~union(hidden)


def _visible(leaf: Segment, access: Access) -> int:
    shut = [_marked(leaf, level, access) for level in LEVELS if level > access.level]
    shut += [
        leaf.having("caveat", caveat)
        for caveat in (*map(str, Caveat), UNKNOWN)
        if caveat not in access.caveats
    ]
    within = leaf.all & ~leaf.stamps & ~union(shut)
    if access.everywhere:
        return within
    reach = [leaf.having("unit", unit) for unit in access.units]
    reach += [leaf.having("dossier", str(dossier)) for dossier in access.dossiers]
    return within & union(reach)


def named(leaf: Segment, typed: str, within: int) -> dict[str, int]:
    """Give the names that begin or sound as ``typed``, with how many of ``within`` have them."""
    plain = plain_form(typed)
    beginnings = {form + OF for form in typed_forms(typed)} | ({plain} if plain else set())
    found: dict[str, int] = defaultdict(int)
    for beginning in beginnings:
        for term in islice(leaf.terms("name", beginning), MOST_NAMES):
            found[term.partition(OF)[2]] |= leaf.once("name", term) & within
    return {name: having.bit_count() for name, having in found.items() if having}


def _node(leaf: Segment, node: tree.Node, within: int) -> int:  # noqa: PLR0911 - one a kind
    """Give what of ``within`` a node finds."""
    match node:
        case tree.Words() | tree.Beginning():
            return _words(leaf, node, within)
        case tree.And(parts):
            for part in parts:
                within = within and _node(leaf, part, within)
            return within
        case tree.Or(parts):
            return union(_node(leaf, part, within) for part in parts)
        case tree.Not(part):
            return within & ~_node(leaf, part, within)
        case tree.Value(field, value):
            return within & leaf.having(field, value) if value else 0
        case tree.Range():
            return within & _range(leaf, node)
        case _:
            return within


def _range(leaf: Segment, node: tree.Range) -> int:
    low = min(max(node.low or 0, 0), NEVER)
    high = min(max(NEVER if node.high is None else node.high, 0), NEVER)
    if node.field is Field.DAY:
        return leaf.between("day", number(low), number(high))
    years = (year for year in leaf.values("year") if low <= int(year) <= high)
    return union(leaf.having("year", year) for year in years)


def _words(leaf: Segment, node: tree.Words | tree.Beginning, within: int) -> int:
    """Find by tokens, and where these are several look them up in the rows."""
    tokens, last_begins = query_tokens(node.text)
    if not tokens:
        return within
    begins = last_begins or isinstance(node, tree.Beginning)
    fields = TEXTS if node.field is Field.ALL else (node.field,)
    wanted = part_of_row(node.text, is_beginning=begins).encode()
    found = within & _sounding(leaf, sound_of(node))
    for field in fields:
        candidates = _with_all(leaf, field, tokens, within & ~found, begins=begins)
        if len(tokens) > 1:
            candidates = _confirmed(leaf, field, candidates, wanted)
        found |= candidates
    return found


def _sounding(leaf: Segment, sound: str) -> int:
    return leaf.beginning("name", sound + OF) if sound else 0


def _with_all(
    leaf: Segment, field: str, tokens: Sequence[str], within: int, *, begins: bool
) -> int:
    last = leaf.beginning if begins else leaf.having
    within &= last(field, tokens[-1])
    for token in tokens[:-1]:
        if not within:
            break
        within &= leaf.having(field, token)
    return within


def _confirmed(leaf: Segment, field: Field, candidates: int, wanted: bytes) -> int:
    found = (at for at in places(candidates) if wanted in _rows(leaf, field, at))
    return as_set(found, leaf.size)


def _rows(leaf: Segment, field: Field, at: int) -> bytes:
    return leaf.rows("text", at) if field is Field.TEXT else leaf.head(at)[TEXTS.index(field)]


class Worth:
    """How well documents answer the words of a query."""

    def __init__(self, node: tree.Node) -> None:
        """Take the words that hits are ranked by."""
        words = list(ranked(node))
        self._words = [(_wanted(each), each) for each in words]
        self._sounds = [sound for each in words if (sound := sound_of(each))]

    def in_heads(self, leaf: Segment, found: int) -> int:
        """Give what of ``found`` is likely to have the words in title, numbers or parties."""
        heads = (
            _with_all(leaf, field, tokens, found, begins=True)
            for _wanted, words in self._words
            if (tokens := query_tokens(words.text)[0])
            for field in _heads(words.field)
        )
        return union(heads)

    def of(self, leaf: Segment, at: int) -> float:
        """Give the score of one document: by field, and by how often in how long a text."""
        title, *names = leaf.head(at)
        text = leaf.rows("text", at)
        worth = sum(
            _worth(wanted, words.field, title, names, text)
            for wanted, words in self._words
            if wanted
        )
        sounding = (_sounding(leaf, sound) >> at & 1 for sound in self._sounds)
        return worth + SOUND_WORTH * sum(sounding)


def _wanted(words: tree.Words | tree.Beginning) -> bytes:
    return part_of_row(words.text, is_beginning=isinstance(words, tree.Beginning)).encode()


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
