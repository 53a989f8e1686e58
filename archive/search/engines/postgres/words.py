"""A query in two steps: what the GIN alone can say of it, and what the rows must say beside.

One look into the GIN serves the whole query. Tokens are never compared with those of a row, since
unpacking them costs more than to look a phrase up in the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql

from archive.search.engines.entry import sound_of
from archive.search.engines.postgres.query import (
    TRUE,
    Condition,
    all_of,
    any_of,
    chosen,
    having,
    negation,
    visible,
    where,
    within,
)
from archive.search.engines.postgres.table import MARKS, SOUND
from archive.search.language.tree import And, Beginning, Field, Not, Or, Range, Value, Words
from archive.search.text.analysis import query_tokens
from archive.search.text.lines import part_of_row

if TYPE_CHECKING:
    from archive.search.language.tree import Node
    from archive.search.port import Access, Query


@dataclass(frozen=True)
class Sieve:
    """What finds a node's matches, coarse and fine.

    ``tokens`` is a tsquery that all of them fulfil ("": none is known), ``rest`` what must hold
    beside it; ``less`` is a tsquery that what is no match fulfils, and nothing else. ``whole`` is
    true of the matches alone, without any tokens.
    """

    whole: Condition
    rest: Condition
    tokens: str = ""
    less: str = ""


def matches(query: Query, access: Access) -> Condition:
    """Give what is found: the query, the chosen facets, and the access around all of it."""
    facets = (chosen(name, value, access) for name, value in query.filters.items())
    sieve = _sieve(query.node)
    coarse = [_coarse(sieve)] if sieve.tokens else []
    return all_of([visible(access), *facets, *coarse, sieve.rest if coarse else sieve.whole])


def sounding(sound: str) -> Condition:
    """Give what has a party whose name sounds so."""
    return Condition(sql.SQL("uid IN (SELECT name.uid FROM name WHERE form = %s)"), (sound,))


def _coarse(sieve: Sieve) -> Condition:
    """Let the GIN find; of what is too rich for it the rows are searched, all of them."""
    text = sql.SQL("(tokens @@ %s::tsquery OR is_rich) AND (NOT is_rich OR {})")
    return Condition(text.format(sieve.whole.text), (sieve.tokens, *sieve.whole.values))


def _sieve(node: Node) -> Sieve:  # noqa: PLR0911 - one a kind of node
    match node:
        case Words() | Beginning():
            return _words(node)
        case And(parts):
            return _all_of([_sieve(part) for part in parts])
        case Or(parts):
            return _any_of([_sieve(part) for part in parts])
        case Not(part):
            return _none_of(_sieve(part))
        case Value(field, value):
            return _fact(having(field, value))
        case Range():
            return _fact(within(node))
    return _fact(TRUE)


def _fact(condition: Condition) -> Sieve:
    return Sieve(whole=condition, rest=condition)


def _words(node: Words | Beginning) -> Sieve:
    """Say all by a single token but of the text alone; of several the rows say the order."""
    tokens, last_begins = query_tokens(node.text)
    if not tokens:
        return _fact(TRUE)
    begins = last_begins or isinstance(node, Beginning)
    mark = MARKS.get(node.field, "")
    wanted = " & ".join(_quoted(mark + token) for token in tokens) + (":*" if begins else "")
    whole = where(node.field, part_of_row(node.text, is_beginning=begins))
    if sound := sound_of(node):
        wanted += f" | {_quoted(SOUND + sound)}"
        whole = any_of([whole, sounding(sound)])
    says_all = len(tokens) == 1 and node.field is not Field.TEXT
    return Sieve(whole, TRUE if says_all else whole, f"({wanted})")


def _all_of(parts: list[Sieve]) -> Sieve:
    """Lessen only what is found: the GIN would go through all it has to find the rest."""
    found = [part.tokens for part in parts if part.tokens]
    less = [f"!{part.less}" for part in parts if part.less and found]
    rest = [part.rest for part in parts if not (part.less and found)]
    return Sieve(all_of(part.whole for part in parts), all_of(rest), " & ".join([*found, *less]))


def _any_of(parts: list[Sieve]) -> Sieve:
    whole = any_of(part.whole for part in parts)
    if not all(part.tokens for part in parts):
        return _fact(whole)
    tokens = " | ".join(f"({part.tokens})" for part in parts)
    exact = all(part.rest == TRUE for part in parts)
    return Sieve(whole, TRUE if exact else whole, f"({tokens})")


def _none_of(part: Sieve) -> Sieve:
    whole = negation(part.whole)
    return Sieve(whole, whole, less=f"({part.tokens})" if part.tokens and part.rest == TRUE else "")


def _quoted(token: str) -> str:
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
