"""Our documents, queries and access in Tantivy's terms."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

import tantivy
from tantivy import Occur, Query

from archive.search import language
from archive.search.analysis import fold, index_tokens, is_han, parts, query_tokens, words
from archive.search.language import Field
from archive.search.names import forms, is_pinyin, plain_form, typed_forms
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

#: Texts and what a find in each is worth, then dictionary words, and the sound of a name.
FIELDS = {Field.TITLE: 3.0, Field.NUMBERS: 4.0, Field.PARTIES: 4.0, Field.TEXT: 1.0}
WORDS_BOOST, SOUND_SCORE = 0.3, 2.0

#: Where a word of letters may be the sound of a name.
SOUNDING = (Field.ALL, Field.PARTIES)

#: The last day, or year, there is.
LAST_DAY = 10_000_000

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
    for name in ("series", "unit", "kind", "volume"):
        entry.add_text(name, getattr(document, name))
    for mark in document.marks:
        if level := int(Level(mark.level)):
            entry.add_unsigned(f"until{level}", _day(mark.until))
    for caveat in document.caveats:
        entry.add_text("caveat", caveat if caveat in set(Caveat) else UNKNOWN)
    _add_texts(entry, document)
    return entry


def _add_texts(entry: tantivy.Document, document: Document) -> None:
    texts = {
        Field.TITLE: [fold(document.title)],
        Field.NUMBERS: [fold(number) for number in document.numbers],
        Field.PARTIES: [fold(party) for party in document.parties],
        Field.TEXT: [fold(text) for text in (document.description, *document.pages)],
    }
    for field, folded in texts.items():
        entry.add_text(str(field), _tokens(folded))
    whole = "\n".join(text for folded in texts.values() for text in folded)
    entry.add_text("words", " ".join(words(whole)))
    for party in dict.fromkeys(document.parties):
        entry.add_text("party", party)
        for form in forms(party):
            entry.add_text("sound", form)
    entry.add_bytes("shown", packed([document.description, *_shown(document.pages)]))


def packed(texts: Iterable[str]) -> bytes:
    """Give texts as the bytes that are stored; ``unpacked`` gives them back."""
    whole = BETWEEN.join(text.replace(BETWEEN, " ") for text in texts)
    return whole.encode(errors="replace")


def unpacked(stored: bytes) -> list[str]:
    """Give the texts that were stored."""
    return stored.decode().split(BETWEEN)


def _tokens(folded: Iterable[str]) -> str:
    """Give the tokens of texts in order; the parts of numbers stand behind, each by itself."""
    found: list[str] = []
    for text in folded:
        found += (*index_tokens(text), BORDER)
        for part in dict.fromkeys(parts(text)):
            found += (part, BORDER)
    return " ".join(found)


def _shown(pages: Iterable[str]) -> Iterator[str]:
    left = MOST_SHOWN
    for page in pages:
        yield page[:left]
        left -= len(page[:left])


def _day(until: date | None) -> int:
    return NEVER if until is None else until.toordinal()


class Fit(Enum):
    """How near a query comes to what was asked, where the engine can't answer it as it is."""

    EXACT = auto()
    WIDER = auto()
    NARROWER = auto()


#: What must not be there is the wider the narrower all may be.
TURNED = {Fit.EXACT: Fit.EXACT, Fit.WIDER: Fit.NARROWER, Fit.NARROWER: Fit.WIDER}


def restricted(schema: Any, asked: Asked, access: Access, fit: Fit = Fit.EXACT) -> Query:
    """Give the query with the access around all of it, and the chosen facets beside it.

    With ``WIDER`` the open last word of a phrase may stand elsewhere in the field: so much the
    engine can answer where that word goes on in more ways than it takes within a phrase.
    """
    clauses = [(Occur.Must, _node(schema, asked.node, fit))]
    clauses += [
        (Occur.Must, _unscored(_facet(schema, name, value)))
        for name, value in asked.filters.items()
    ]
    return _guarded(schema, clauses, access)


def _guarded(schema: Any, clauses: list[tuple[Any, Query]], access: Access) -> Query:
    """Put the access around the whole of what is looked for."""
    guarded = [*clauses, *((Occur.MustNot, shut) for shut in _shut(schema, access))]
    if not access.everywhere:
        guarded.append((Occur.Must, _unscored(_within_reach(schema, access))))
    return Query.boolean_query(guarded)


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


def _node(schema: Any, node: language.Node, fit: Fit) -> Query:
    if isinstance(node, (language.Words, language.Beginning)):
        return _words(schema, node, fit)
    if isinstance(node, (language.And, language.Or)):
        occurs = Occur.Must if isinstance(node, language.And) else Occur.Should
        return Query.boolean_query([(occurs, _node(schema, part, fit)) for part in node.parts])
    if isinstance(node, language.Not):
        shut = (Occur.MustNot, _node(schema, node.part, TURNED[fit]))
        return Query.boolean_query([(Occur.Must, Query.all_query()), shut])
    return _plain(schema, node)


def _plain(schema: Any, node: language.Any | language.Value | language.Range) -> Query:
    if isinstance(node, language.Value):
        return _unscored(Query.term_query(schema, str(node.field), node.value, "basic"))
    if isinstance(node, language.Range):
        return _unscored(_range(schema, node))
    return _unscored(Query.all_query())


def _range(schema: Any, node: language.Range) -> Query:
    """Give what lies within; a day that is not known lies in no range."""
    low = max(node.low or 0, 1 if node.field is Field.DAY else 0)
    high = LAST_DAY if node.high is None else node.high
    if high < low:
        return Query.empty_query()
    return Query.range_query(schema, str(node.field), tantivy.FieldType.Unsigned, low, high)


def _words(schema: Any, node: language.Words | language.Beginning, fit: Fit) -> Query:
    """Must stand somewhere; ranks higher in title, numbers and names, and as dictionary words."""
    tokens, is_beginning = query_tokens(node.text)
    if not tokens:
        return _unscored(Query.all_query())
    goes_on = isinstance(node, language.Beginning) and not is_han(tokens[-1])
    last, field = ".*" if goes_on else ".?" if is_beginning else "", node.field
    wanted = FIELDS if field is Field.ALL else {field: 1.0}
    found = [
        (Occur.Should, Query.boost_query(_run(schema, str(name), tokens, last, fit), boost))
        for name, boost in wanted.items()
    ]
    if field in SOUNDING and len(tokens) == 1 and is_pinyin(tokens[0]):
        sound = Query.term_query(schema, "sound", tokens[0], "basic")
        found.append((Occur.Should, Query.const_score_query(sound, SOUND_SCORE)))
    ranked = [
        (Occur.Should, Query.boost_query(Query.term_query(schema, "words", word, "freq"), boost))
        for word, boost in _ranking(node.text, field)
    ]
    return Query.boolean_query([(Occur.Must, Query.boolean_query(found)), *ranked])


def _ranking(text: str, field: Field) -> list[tuple[str, float]]:
    return [(word, WORDS_BOOST) for word in words(fold(text))] if field is Field.ALL else []


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
