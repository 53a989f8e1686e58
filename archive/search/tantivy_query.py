"""Our documents, queries and access in Tantivy's terms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import tantivy
from tantivy import Occur, Query

from archive.search import language
from archive.search.analysis import index_tokens, parts, query_tokens, words
from archive.security.levels import Caveat

if TYPE_CHECKING:
    from datetime import date

    from archive.search.port import Access, Document
    from archive.search.port import Query as Asked

#: The uid of the document that carries the stamp; no node has it.
STAMP_UID = 0

#: Stands between texts, so that no phrase reaches from one into the next.
BORDER = "¶"

#: Days are counted from year 1; what never lapses does so after all of them.
NEVER = 10_000_000

TITLE_BOOST, NAMES_BOOST, WORDS_BOOST = 3.0, 4.0, 0.3

#: Beginnings that more tokens than this share are cut, so that one character costs no more.
MOST_EXPANSIONS = 2000


def entry_of(document: Document) -> tantivy.Document:
    """Give Tantivy's form of a document."""
    entry = tantivy.Document()
    entry.add_unsigned("uid", document.uid)
    entry.add_unsigned("dossier", document.dossier)
    entry.add_unsigned("year", document.year)
    entry.add_unsigned("day", document.date.toordinal() if document.date else 0)
    for name in ("series", "unit", "kind"):
        entry.add_text(name, getattr(document, name))
    for mark in document.marks:
        entry.add_unsigned(f"until{mark.level}", _day(mark.until))
    for caveat in document.caveats:
        entry.add_text("caveat", caveat)
    _add_texts(entry, document)
    return entry


def _add_texts(entry: tantivy.Document, document: Document) -> None:
    names = (*document.numbers, *document.parties)
    texts = (document.title, *names, document.description, *document.pages)
    whole = "\n".join(texts)
    tokens = [token for text in texts for token in (*index_tokens(text), BORDER)]
    entry.add_text("all", " ".join(tokens))
    entry.add_text("title", " ".join(index_tokens(document.title)))
    entry.add_text("names", " ".join(t for name in names for t in (*index_tokens(name), BORDER)))
    entry.add_text("words", " ".join(words(whole)))
    entry.add_text("parts", " ".join(parts(whole)))
    entry.add_text("shown", json.dumps([document.description, *document.pages]))


def _day(until: date | None) -> int:
    return NEVER if until is None else until.toordinal()


def restricted(schema: Any, asked: Asked, access: Access) -> Query:
    """Give the query with the access around all of it, and the chosen facets beside it."""
    clauses = [(Occur.Must, _node(schema, asked.node))]
    clauses += [
        (Occur.Must, _unscored(_facet(schema, name, value)))
        for name, value in asked.filters.items()
    ]
    clauses += [(Occur.MustNot, shut) for shut in _shut(schema, access)]
    if not access.everywhere:
        clauses.append((Occur.Must, _unscored(_within_reach(schema, access))))
    return Query.boolean_query(clauses)


def _shut(schema: Any, access: Access) -> list[Query]:
    """Give what the mandatory gate shuts, what is not yet indexed anew, and the stamp."""
    today = access.today.toordinal()
    unsigned = tantivy.FieldType.Unsigned
    levels = [
        Query.range_query(schema, f"until{level}", unsigned, today, None, use_inverted_index=True)
        for level in (1, 2, 3)
        if level > access.level
    ]
    caveats = [
        Query.term_query(schema, "caveat", str(caveat), "basic")
        for caveat in Caveat
        if str(caveat) not in access.caveats
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


def _facet(schema: Any, name: str, value: str) -> Query:
    if name == "year":
        known = value.isascii() and value.isdigit() and len(value) <= 4  # noqa: PLR2004 - a year
        return Query.term_query(schema, name, int(value)) if known else Query.empty_query()
    return Query.term_query(schema, name, value, "basic")


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _node(schema: Any, node: language.Node) -> Query:
    if isinstance(node, language.Words):
        return _words(schema, node.text)
    if isinstance(node, language.And):
        return Query.boolean_query([(Occur.Must, _node(schema, part)) for part in node.parts])
    if isinstance(node, language.Or):
        return Query.boolean_query([(Occur.Should, _node(schema, part)) for part in node.parts])
    if isinstance(node, language.Not):
        everything = (Occur.Must, Query.all_query())
        return Query.boolean_query([everything, (Occur.MustNot, _node(schema, node.part))])
    return _unscored(Query.all_query())


def _words(schema: Any, text: str) -> Query:
    """Must stand somewhere; ranks higher in title, numbers and names, and as dictionary words."""
    found = _run(schema, "all", text)
    tokens, _open = query_tokens(text)
    if len(tokens) == 1 and text.isascii():
        part = Query.term_query(schema, "parts", tokens[0], "freq")
        found = Query.boolean_query([(Occur.Should, found), (Occur.Should, part)])
    better = [
        (Occur.Should, Query.boost_query(_run(schema, field, text), boost))
        for field, boost in (("title", TITLE_BOOST), ("names", NAMES_BOOST))
    ]
    ranked = [
        (Occur.Should, Query.boost_query(Query.term_query(schema, "words", word, "freq"), WORDS_BOOST))
        for word in words(text)
    ]
    return Query.boolean_query([(Occur.Must, found), *better, *ranked])


def _run(schema: Any, field: str, text: str) -> Query:
    """Give the tokens of ``text`` one after the other in ``field``."""
    tokens, is_beginning = query_tokens(text)
    if is_beginning and len(tokens) == 1:
        return Query.regex_query(schema, field, f"{tokens[0]}.?")
    if is_beginning:
        return Query.phrase_prefix_query(schema, field, tokens)
    if len(tokens) == 1:
        return Query.term_query(schema, field, tokens[0])
    return Query.phrase_query(schema, field, tokens)
