"""Our documents in Tantivy's terms: tokens in order, facts, the days on which marks lapse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tantivy

from archive.search.engines.entry import (
    BETWEEN,
    NEVER,
    STAMP_UID,
    day_of,
    folded_texts,
    known_caveats,
    last_days,
    shown_of,
)
from archive.search.text.analysis import parts, token_text
from archive.search.text.pinyin import forms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.search.port import Document, Stamp

#: Stands between texts, so that no phrase reaches from one into the next.
BORDER = "¶"


def entry_of(document: Document) -> tantivy.Document:
    """Give Tantivy's form of a document; a level that is none raises ``ValueError``.

    A field the schema has not is left out by the engine without a word, and with it the mark.
    """
    entry = tantivy.Document()
    entry.add_unsigned("uid", document.uid)
    entry.add_unsigned("dossier", document.dossier)
    entry.add_unsigned("digest", document.digest)
    entry.add_unsigned("year", document.year)
    entry.add_unsigned("day", day_of(document))
    entry.add_unsigned("oldest", day_of(document) or NEVER)
    for name in ("series", "unit", "kind", "volume"):
        entry.add_text(name, getattr(document, name))
    for penalty in document.penalties:
        entry.add_text("penalty", penalty)
    until = last_days(document.marks)
    for level, day in until.items():
        entry.add_unsigned(f"until{level}", day)
    if until:
        entry.add_text("level", written(until))
    for caveat in known_caveats(document):
        entry.add_text("caveat", caveat)
    _add_texts(entry, document)
    return entry


def stamp_entry(stamp: Stamp) -> tantivy.Document:
    """Give the document that carries the stamp."""
    entry = tantivy.Document()
    entry.add_unsigned("uid", STAMP_UID)
    entry.add_unsigned("digest", 0)
    told = BETWEEN.join((stamp.storage, str(stamp.place), stamp.analysis))
    entry.add_bytes("shown", told.encode())
    return entry


def written(until: dict[int, int]) -> str:
    """Give levels with their last days as one word, which the engine counts whole."""
    return ",".join(f"{level}:{day}" for level, day in sorted(until.items()))


def level_on(word: str, day: int) -> str:
    """Give the highest level in force on ``day`` of what ``written`` gave; "" where none is."""
    marks = (mark.split(":") for mark in word.split(","))
    return max((level for level, last in marks if int(last) >= day), default="")


def _add_texts(entry: tantivy.Document, document: Document) -> None:
    for field, folded in folded_texts(document).items():
        entry.add_text(str(field), _tokens(folded))
    for party in dict.fromkeys(document.parties):
        entry.add_text("party", party)
        for form in forms(party):
            entry.add_text("sound", form)
    entry.add_bytes("shown", shown_of(document).encode())


def _tokens(folded: Iterable[str]) -> str:
    """Give the tokens of texts in order; the parts of numbers stand behind, each by itself."""
    found: list[str] = []
    for text in folded:
        found += (token_text(text), BORDER)
        for part in dict.fromkeys(parts(text)):
            found += (part, BORDER)
    return " ".join(found)
