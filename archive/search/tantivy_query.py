"""Our documents, queries and access in Tantivy's terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tantivy
from tantivy import Occur, Query

from archive.search import language
from archive.search.analysis import fold, index_tokens, is_han, parts, query_tokens, words
from archive.security.levels import Caveat, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from archive.search.port import Access, Document
    from archive.search.port import Query as Asked

#: The uid of the document that carries the stamp; no node has it.
STAMP_UID = 0

#: Stands between texts, so that no phrase reaches from one into the next.
BORDER = "¶"

#: Stands between texts that are stored.
BETWEEN = "\0"

#: Days are counted from year 1; what never lapses does so after all of them.
NEVER = 10_000_000

TITLE_BOOST, NAMES_BOOST, WORDS_BOOST = 3.0, 4.0, 0.3

#: Levels above the lowest, each with a field of the days on which it lapses.
LEVELS = tuple(level for level in Level if level)

#: What a caveat nobody knows of is indexed as; nobody may handle it.
UNKNOWN = "?"

#: Characters of one document that are kept to take passages from; all are searched.
MOST_SHOWN = 200_000


def entry_of(document: Document) -> tantivy.Document:
    """Give Tantivy's form of a document; a level that is none raises ``ValueError``.

    A field the schema has not is left out by the engine without a word, and with it the mark.
    """
    entry = tantivy.Document()
    entry.add_unsigned("uid", document.uid)
    entry.add_unsigned("dossier", document.dossier)
    entry.add_unsigned("year", document.year)
    entry.add_unsigned("day", document.date.toordinal() if document.date else 0)
    for name in ("series", "unit", "kind"):
        entry.add_text(name, getattr(document, name))
    for mark in document.marks:
        if level := int(Level(mark.level)):
            entry.add_unsigned(f"until{level}", _day(mark.until))
    for caveat in document.caveats:
        entry.add_text("caveat", caveat if caveat in set(Caveat) else UNKNOWN)
    _add_texts(entry, document)
    return entry


def _add_texts(entry: tantivy.Document, document: Document) -> None:
    title = fold(document.title)
    names = [fold(name) for name in (*document.numbers, *document.parties)]
    texts = [title, *names, *(fold(text) for text in (document.description, *document.pages))]
    whole = "\n".join(texts)
    entry.add_text("all", _tokens(texts))
    entry.add_text("title", _tokens([title]))
    entry.add_text("names", _tokens(names))
    entry.add_text("words", " ".join(words(whole)))
    entry.add_text("parts", " ".join(parts(whole)))
    entry.add_bytes("shown", packed([document.description, *_shown(document.pages)]))


def packed(texts: Iterable[str]) -> bytes:
    """Give texts as the bytes that are stored; ``unpacked`` gives them back."""
    whole = BETWEEN.join(text.replace(BETWEEN, " ") for text in texts)
    return whole.encode(errors="replace")


def unpacked(stored: bytes) -> list[str]:
    """Give the texts that were stored."""
    return stored.decode().split(BETWEEN)


def _tokens(folded: Iterable[str]) -> str:
    return " ".join(token for text in folded for token in (*index_tokens(text), BORDER))


def _shown(pages: Iterable[str]) -> Iterator[str]:
    left = MOST_SHOWN
    for page in pages:
        yield page[:left]
        left -= len(page[:left])


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
        Query.range_query(
            schema, f"until{int(level)}", unsigned, today, None, use_inverted_index=True
        )
        for level in LEVELS
        if level > access.level
    ]
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
    tokens, is_beginning = query_tokens(text)
    if not tokens:
        return _unscored(Query.all_query())
    found = _run(schema, "all", tokens, is_beginning=is_beginning)
    if len(tokens) == 1 and not is_han(tokens[0]):
        part = Query.term_query(schema, "parts", tokens[0], "freq")
        found = Query.boolean_query([(Occur.Should, found), (Occur.Should, part)])
    better = [
        (_run(schema, field, tokens, is_beginning=is_beginning), boost)
        for field, boost in (("title", TITLE_BOOST), ("names", NAMES_BOOST))
    ]
    better += [
        (Query.term_query(schema, "words", word, "freq"), WORDS_BOOST) for word in words(fold(text))
    ]
    ranked = [(Occur.Should, Query.boost_query(query, boost)) for query, boost in better]
    return Query.boolean_query([(Occur.Must, found), *ranked])


def _run(schema: Any, field: str, tokens: list[str], *, is_beginning: bool) -> Query:
    """Give the tokens one after the other in ``field``.

    The engine's own phrase with an open end stops after fifty endings, so it is put as patterns.
    """
    if not is_beginning:
        phrase = len(tokens) > 1
        term = Query.term_query(schema, field, tokens[0])
        return Query.phrase_query(schema, field, list(tokens)) if phrase else term
    patterns = [token.replace(".", r"\.") for token in tokens[:-1]] + [f"{tokens[-1]}.?"]
    if len(patterns) == 1:
        return Query.regex_query(schema, field, patterns[0])
    return Query.regex_phrase_query(schema, field, list(patterns))
