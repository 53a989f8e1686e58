"""Our queries and access in Tantivy's terms."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

import tantivy
from tantivy import Occur, Query

from archive.search.engines.entry import (
    AGES,
    LEVELS,
    NAMES_WORTH,
    NEVER,
    SOUND_WORTH,
    STAMP_UID,
    TITLE_WORTH,
    UNKNOWN,
    sound_of,
)
from archive.search.language import tree
from archive.search.language.tree import Field
from archive.search.text.analysis import is_han, query_tokens
from archive.search.text.pinyin import plain_form, typed_forms
from archive.security.levels import Caveat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from archive.search.port import Access
    from archive.search.port import Query as Asked

#: Texts and what a find in each is worth.
FIELDS = {
    Field.TITLE: TITLE_WORTH,
    Field.NUMBERS: NAMES_WORTH,
    Field.PARTIES: NAMES_WORTH,
    Field.TEXT: 1.0,
}

#: What the newest record gains, at a recency of one: about what a usual word in the title does.
RECENCY_WORTH = 10.0


class Fit(Enum):
    """How near a query comes to what was asked, where the engine can't answer it as it is."""

    EXACT = auto()
    WIDER = auto()
    NARROWER = auto()


#: What must not be there is the wider the narrower all may be.
TURNED = {Fit.EXACT: Fit.EXACT, Fit.WIDER: Fit.NARROWER, Fit.NARROWER: Fit.WIDER}


def restricted(
    schema: Any, asked: Asked, access: Access, fit: Fit = Fit.EXACT, recency: float = 0
) -> Query:
    """Give the query with the access around all of it, and the chosen facets beside it.

    With ``WIDER`` the open last word of a phrase may stand elsewhere in the field: so much the
    engine can answer where that word goes on in more ways than it takes within a phrase.
    """
    clauses = [(Occur.Must, _node(schema, asked.node, fit))]
    clauses += [
        (Occur.Must, _unscored(_facet(schema, name, value, access)))
        for name, value in asked.filters.items()
    ]
    if recency and asked.sort == "relevance":
        clauses += _newer(schema, access.today, recency)
    return _guarded(schema, clauses, access)


def _newer(schema: Any, today: date, recency: float) -> Iterator[tuple[Any, Query]]:
    """Give what adds to the score of a record the more the newer it is."""
    for days, share in AGES:
        since = today.toordinal() - days
        newer = Query.range_query(schema, "day", tantivy.FieldType.Unsigned, since, NEVER)
        yield Occur.Should, Query.const_score_query(newer, recency * RECENCY_WORTH * share)


def _marked(schema: Any, level: int, access: Access) -> Query:
    """Give what has a mark of ``level`` that has not lapsed."""
    kind, today = tantivy.FieldType.Unsigned, access.today.toordinal()
    return Query.range_query(schema, f"until{level}", kind, today, None, use_inverted_index=True)


def _guarded(schema: Any, clauses: list[tuple[Any, Query]], access: Access) -> Query:
    """Put the access around the whole of what is looked for."""
    guarded = [*clauses, *((Occur.MustNot, shut) for shut in _shut(schema, access))]
    if not access.everywhere:
        guarded.append((Occur.Must, _unscored(_within_reach(schema, access))))
    return Query.boolean_query(guarded)


def _shut(schema: Any, access: Access) -> list[Query]:
    """Give what the mandatory gate shuts, what is not yet indexed anew, and the stamp."""
    levels = [_marked(schema, level, access) for level in LEVELS if level > access.level]
    caveats = [
        Query.term_query(schema, "caveat", str(caveat), "basic")
        for caveat in (*Caveat, UNKNOWN)
        if caveat not in access.caveats
    ]
    hidden = [
        Query.term_set_query(schema, field, list(access.excluded))
        for field in ("uid", "dossier")
        if access.excluded
    ]
    return [*levels, *caveats, *hidden, Query.term_query(schema, "uid", STAMP_UID)]


def _within_reach(schema: Any, access: Access) -> Query:
    units = [
        (Occur.Should, Query.term_query(schema, "unit", unit, "basic")) for unit in access.units
    ]
    granted = Query.term_set_query(schema, "dossier", list(access.dossiers))
    grants = [(Occur.Should, granted)] if access.dossiers else []
    return Query.boolean_query([*units, *grants]) if units or grants else Query.empty_query()


def _facet(schema: Any, name: str, value: str, access: Access) -> Query:
    if name == "level":
        return _at_level(schema, value, access)
    if name == "year":
        known = value.isascii() and value.isdigit() and len(value) <= 4  # noqa: PLR2004 - a year
        return Query.term_query(schema, name, int(value)) if known else Query.empty_query()
    return Query.term_query(schema, name, value, "basic")


def _at_level(schema: Any, value: str, access: Access) -> Query:
    """Give what has ``value`` as the highest of its levels that have not lapsed."""
    levels = [level for level in LEVELS if value == str(level)]
    higher = (above for level in levels for above in LEVELS if above > level)
    marked = [(Occur.Must, _marked(schema, level, access)) for level in levels]
    lower = [(Occur.MustNot, _marked(schema, above, access)) for above in higher]
    return Query.boolean_query([*marked, *lower]) if marked else Query.empty_query()


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _node(schema: Any, node: tree.Node, fit: Fit) -> Query:
    if isinstance(node, (tree.Words, tree.Beginning)):
        return _words(schema, node, fit)
    if isinstance(node, (tree.And, tree.Or)):
        occurs = Occur.Must if isinstance(node, tree.And) else Occur.Should
        return Query.boolean_query([(occurs, _node(schema, part, fit)) for part in node.parts])
    if isinstance(node, tree.Not):
        shut = (Occur.MustNot, _node(schema, node.part, TURNED[fit]))
        return Query.boolean_query([(Occur.Must, Query.all_query()), shut])
    return _plain(schema, node)


def _plain(schema: Any, node: tree.Any | tree.Value | tree.Range) -> Query:
    if isinstance(node, tree.Value):
        return _unscored(Query.term_query(schema, str(node.field), node.value, "basic"))
    if isinstance(node, tree.Range):
        return _unscored(_range(schema, node))
    return _unscored(Query.all_query())


def _range(schema: Any, node: tree.Range) -> Query:
    """Give what lies within; a day that is not known lies in no range."""
    low = max(node.low or 0, 1 if node.field is Field.DAY else 0)
    high = NEVER if node.high is None else node.high
    if high < low:
        return Query.empty_query()
    return Query.range_query(schema, str(node.field), tantivy.FieldType.Unsigned, low, high)


def _words(schema: Any, node: tree.Words | tree.Beginning, fit: Fit) -> Query:
    """Must stand somewhere; ranks higher in title, numbers and names."""
    tokens, is_beginning = query_tokens(node.text)
    if not tokens:
        return _unscored(Query.all_query())
    goes_on = isinstance(node, tree.Beginning) and not is_han(tokens[-1])
    last, field = ".*" if goes_on else ".?" if is_beginning else "", node.field
    wanted = FIELDS if field is Field.ALL else {field: 1.0}
    found = [
        (Occur.Should, Query.boost_query(_run(schema, str(name), tokens, last, fit), boost))
        for name, boost in wanted.items()
    ]
    if sound := sound_of(node):
        sounding = Query.term_query(schema, "sound", sound, "basic")
        found.append((Occur.Should, Query.const_score_query(sounding, SOUND_WORTH)))
    return Query.boolean_query(found)


def _run(schema: Any, field: str, tokens: list[str], last: str, fit: Fit) -> Query:
    """Give the tokens one after the other in ``field``; ``last`` says how the last may go on.

    The engine's own phrase with an open end stops after fifty endings, so it is put as patterns;
    these the engine refuses past some sixteen thousand endings, so there are looser forms.
    """
    if not last or (fit is Fit.NARROWER and tokens[1:]):
        return _closed(schema, field, tokens)
    if fit is Fit.WIDER and tokens[1:]:
        parts = _closed(schema, field, tokens[:-1]), _run(schema, field, tokens[-1:], last, fit)
        return Query.boolean_query([(Occur.Must, part) for part in parts])
    patterns: list[Any] = [re.escape(token) for token in tokens]
    patterns[-1] += last
    if len(patterns) == 1:
        return Query.regex_query(schema, field, patterns[0])
    return Query.regex_phrase_query(schema, field, patterns)


def _closed(schema: Any, field: str, tokens: list[str]) -> Query:
    """Give the tokens one after the other, each whole."""
    if len(tokens) == 1:
        return Query.term_query(schema, field, tokens[0])
    return Query.phrase_query(schema, field, list(tokens))


def named(schema: Any, typed: str, access: Access) -> Query:
    """Give what has a party that begins or sounds as ``typed``, with the access around it."""
    plain = plain_form(typed)
    found = [Query.term_query(schema, "sound", form, "basic") for form in typed_forms(typed)]
    if plain:
        found.append(Query.regex_query(schema, "sound", f"{re.escape(plain)}.*"))
    wanted = Query.boolean_query([(Occur.Should, each) for each in found])
    return _guarded(
        schema,
        [(Occur.Must, _unscored(wanted))] if found else [(Occur.Must, Query.empty_query())],
        access,
    )
