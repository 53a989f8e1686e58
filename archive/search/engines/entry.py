"""What an engine keeps of a document: folded texts, marks with their days, what is shown; rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from archive.search.language.tree import And, Beginning, Field, Node, Or, Words
from archive.search.port import Document, Hit, Mark
from archive.search.text.analysis import HALVES, fold, query_tokens
from archive.search.text.lines import rows, tokens
from archive.search.text.passages import passage
from archive.search.text.pinyin import forms, is_pinyin
from archive.security.levels import Caveat, Level

#: The fields of texts, each with rows and tokens of its own.
TEXTS = (Field.TITLE, Field.NUMBERS, Field.PARTIES, Field.TEXT)

#: Levels above the lowest, each with the last day on which it holds.
LEVELS = tuple(int(level) for level in Level if level)

#: Days are counted from year 1; what never lapses does so after all of them.
NEVER = 10_000_000

#: What a caveat nobody knows of is indexed as; nobody may handle it.
UNKNOWN = "?"

#: The uid of the document that carries the stamp, where it is one; no node has it.
STAMP_UID = 0

#: Stands between texts that are stored as one; no text holds it.
BETWEEN = "\0"

#: Characters of one document that are kept to take passages from; all are searched.
MOST_SHOWN = 200_000

#: What a place of the words in a field adds to the score; the text adds one at most.
TITLE_WORTH, NAMES_WORTH, SOUND_WORTH = 3.0, 4.0, 2.0

#: Days since a record was made, and what being no older adds to how recent it is, up to one.
AGES = ((365, 0.4), (3 * 365, 0.3), (10 * 365, 0.3))

#: Hits beside the best that a grouped hit holds.
MOST_MORE = 5


@dataclass(frozen=True)
class Entry:
    """One document, ready for an engine.

    ``until`` holds the last day of each level it has, ``names`` what each party is looked up by.
    """

    document: Document
    day: int
    until: dict[int, int]
    caveats: frozenset[str]
    rows: dict[Field, str]
    tokens: dict[Field, set[str]]
    names: dict[str, frozenset[str]]
    shown: str


def entry_of(document: Document) -> Entry:
    """Give the entry of a document; a level that is none or a negative year is a ValueError."""
    if document.year < 0:
        raise ValueError(document.year)
    texts = folded_texts(document)
    return Entry(
        document,
        day_of(document),
        last_days(document.marks),
        known_caveats(document),
        {field: rows(texts[field]) for field in TEXTS},
        {field: tokens(texts[field]) for field in TEXTS},
        {name: forms(name) for name in map(_storable, document.parties)},
        shown_of(document),
    )


def folded_texts(document: Document) -> dict[Field, list[str]]:
    """Give the folded texts of each field."""
    texts: dict[Field, Sequence[str]] = {
        Field.TITLE: (document.title,),
        Field.NUMBERS: document.numbers,
        Field.PARTIES: document.parties,
        Field.TEXT: (document.description, *document.pages),
    }
    return {field: [_whole(fold(text)) for text in texts[field]] for field in TEXTS}


def day_of(document: Document) -> int:
    """Give the day of a document, counted from year 1; 0 where it is not known."""
    return document.date.toordinal() if document.date else 0


def last_days(marks: Iterable[Mark]) -> dict[int, int]:
    """Give the last day of each level; a level that is none is a ValueError."""
    until: dict[int, int] = {}
    for mark in marks:
        if level := int(Level(mark.level)):
            until[level] = max(until.get(level, 0), _last_day(mark.until))
    return until


def known_caveats(document: Document) -> frozenset[str]:
    """Give the caveats, with those nobody knows of as ``UNKNOWN``."""
    return frozenset(each if each in set(Caveat) else UNKNOWN for each in document.caveats)


def shown_of(document: Document) -> str:
    """Give as one text what passages are taken from; ``hit_of`` reads it."""
    return BETWEEN.join(map(_storable, [document.description, *_shown(document.pages)]))


def hit_of(uid: int, dossier: int, shown: str, texts: tuple[str, ...]) -> Hit:
    """Give the hit with the passage of what was stored that shows most of ``texts``."""
    description, *pages = shown.split(BETWEEN)
    snippet, page = passage([*pages, description], texts)
    return Hit(uid, snippet, page if page <= len(pages) else 0, dossier)


def ranked(node: Node) -> Iterator[Words | Beginning]:
    """Give the words that a hit is ranked by: those that must or may be there."""
    if isinstance(node, (Words, Beginning)):
        yield node
    if isinstance(node, (And, Or)):
        for part in node.parts:
            yield from ranked(part)


def sound_of(words: Words | Beginning) -> str:
    """Give the sound of a name that a word may be, "" where it can be none."""
    tokens, _last_begins = query_tokens(words.text)
    may_be = words.field in {Field.ALL, Field.PARTIES} and len(tokens) == 1
    return tokens[0] if may_be and is_pinyin(tokens[0]) else ""


def _last_day(until: date | None) -> int:
    return NEVER if until is None else until.toordinal()


def _shown(pages: Iterable[str]) -> Iterator[str]:
    left = MOST_SHOWN
    for page in pages:
        yield page[:left]
        left -= len(page[:left])


def _storable(text: str) -> str:
    return _whole(text).replace(BETWEEN, " ")


def _whole(text: str) -> str:
    return HALVES.sub(" ", text)
