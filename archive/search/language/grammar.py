"""The query language: fields, phrases, and, or, not, groups, ranges, beginnings of words.

Whoosh's parser reads the form; what each word means is decided here, for every engine alike.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from whoosh import query as whoosh_query
from whoosh.qparser import QueryParser, plugins

from archive.search.language.fields import FIELDS, key_of
from archive.search.language.periods import days_of, years_of
from archive.search.language.tree import (
    LONGEST,
    MOST_WORDS,
    And,
    Any,
    Beginning,
    Field,
    Node,
    Not,
    Or,
    Range,
    Value,
    Words,
    says_something,
    words_of,
)

#: Fields of one value each, known by key and name.
VALUES = {Field.SERIES, Field.UNIT, Field.KIND, Field.VOLUME, Field.PENALTY}

#: Groups within groups, at most.
DEEPEST = 12

#: The signs of the grammar in the widths and shapes that keyboards have.
SIGNS = str.maketrans("：（）＊＞＜＝～", ":()*><=~")
QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|「([^」]*)」|『([^』]*)』|《([^》]*)》')

#: The year of a case number stands in a bracket of any shape: that is no group.
YEAR_IN_BRACKETS = re.compile(r"[(\[〔【［]\s*(\d{4})\s*[)\]〕】］]")

#: What joins or turns round; standing alone it is no word.
AND, OR, NOT = ("AND", "与", "并且"), ("OR", "或", "或者"), ("NOT", "非")

#: A bracket right behind a word belongs to it, as in 丰收（洛阳）农资店: that is no group either.
WITHIN_A_WORD = re.compile(r"(?<![^\s():])([^\s():]+)\(([^\s()]*)\)")

#: A minus before a word says not; a plus says what is said anyway.
MINUS, PLUS = re.compile(r"(?<!\S)[-－](?=[^\s-])"), re.compile(r"(?<!\S)[+＋](?=\S)")

#: A space after the colon of a field is often typed.
COLON = re.compile(rf"(?<![^\s(])({'|'.join(FIELDS)}):\s+", re.IGNORECASE)

#: The name of a field, which is no word where only words are looked for.
NAMED = re.compile(rf"(?<![^\s(])({'|'.join(FIELDS)}):", re.IGNORECASE)

#: Stands for a phrase in quotes while the grammar is read; not taken from what is typed.
FIRST, LAST = 0xE000, 0xE000 + LONGEST
PRIVATE = re.compile(f"[{chr(FIRST)}-{chr(0xF8FF)}]")

#: What no keyboard types: private characters, halves of characters, controls.
NOT_TYPED = re.compile("[\ue000-\uf8ff\ud800-\udfff\0-\x08\x0b\x0c\x0e-\x1f]")


class Unreadable(ValueError):
    """What was typed is not of the language; its words are looked for instead."""


@dataclass(frozen=True)
class Reading:
    """What was understood, and whether only its words were."""

    node: Node
    is_as_words: bool = False


def read(typed: str, units: Mapping[str, str] | None = None) -> Reading:
    """Read what was typed; ``units`` are the codes of the units by their names. Never fails."""
    plain = NOT_TYPED.sub(" ", unicodedata.normalize("NFC", typed)[:LONGEST])
    try:
        return Reading(_Reader(plain, units or {}).node())
    except Unreadable:
        return Reading(words_of(NAMED.sub(" ", plain.translate(SIGNS))), is_as_words=True)


class _Reader:
    """Reads one query: phrases are put aside, Whoosh reads the form, words get their meaning."""

    def __init__(self, typed: str, units: Mapping[str, str]) -> None:
        self._units = units
        self._phrases: list[str] = []
        self._form = self._prepared(typed)

    def node(self) -> Node:
        """Give the tree; raise Unreadable where there is none."""
        if self._form.count("(") != self._form.count(")") or '"' in self._form:
            raise Unreadable(self._form)
        if _depth(self._form) > DEEPEST:
            raise Unreadable(self._form)
        tree = _simple(self._node(_parsed(self._form)))
        if sum(1 for _leaf in leaves(tree)) > MOST_WORDS:
            raise Unreadable(self._form)
        return tree

    def _prepared(self, typed: str) -> str:
        form = QUOTED.sub(self._put_aside, typed)
        form = YEAR_IN_BRACKETS.sub(r"〔\1〕", form.translate(SIGNS))
        form = WITHIN_A_WORD.sub(_within_a_word, form)
        return COLON.sub(r"\1:", PLUS.sub("", MINUS.sub("NOT ", form)))

    def _put_aside(self, found: re.Match[str]) -> str:
        self._phrases.append(next(filter(None, found.groups()), ""))
        return chr(FIRST + len(self._phrases) - 1)

    def _node(self, tree: whoosh_query.Query) -> Node:
        if isinstance(tree, whoosh_query.Not):
            return Not(self._node(tree.query))
        if isinstance(tree, (whoosh_query.And, whoosh_query.Or)):
            kind = And if isinstance(tree, whoosh_query.And) else Or
            return kind(tuple(self._node(part) for part in tree.subqueries))
        if isinstance(tree, whoosh_query.Term):
            return self._word(Field(tree.fieldname), str(tree.text))
        if tree == whoosh_query.NullQuery:
            return Any()
        raise Unreadable(tree)

    def _word(self, field: Field, text: str) -> Node:
        whole = "".join(self._phrase(each) for each in text)
        if field in {Field.YEAR, Field.DAY}:
            reader = years_of if field is Field.YEAR else days_of
            span = reader(unicodedata.normalize("NFKC", whole))
            if span is None:
                raise Unreadable(whole)
            return Range(field, *span)
        if field in VALUES:
            return Value(field, self._key(field, whole))
        is_phrase = len(text) == 1 and bool(PRIVATE.match(text))
        return _text(field, whole) if is_phrase or "*" not in whole else _parts(field, whole)

    def _phrase(self, character: str) -> str:
        at = ord(character) - FIRST
        return self._phrases[at] if 0 <= at < len(self._phrases) else character

    def _key(self, field: Field, name: str) -> str:
        key = key_of(field, name, self._units)
        if key is None:
            raise Unreadable(name)
        return key


def _text(field: Field, text: str) -> Node:
    return Words(text, field) if says_something(text) else Any()


def _parts(field: Field, text: str) -> Node:
    """Read a word with stars: the one at its end leaves it open, one within divides it."""
    parts = [part for part in text.split("*") if says_something(part)]
    if not parts:
        return Any()
    last = Beginning(parts[-1], field) if text.endswith("*") else Words(parts[-1], field)
    return And((*(Words(part, field) for part in parts[:-1]), last)) if parts[1:] else last


def _parsed(form: str) -> whoosh_query.Query:
    try:
        return _parser().parse(form, normalize=False)
    except Exception as error:
        raise Unreadable(form) from error


@cache
def _parser() -> QueryParser:
    """Give Whoosh's parser with our fields and operators and nothing else."""
    before, after = r"(^|(?<=[\s()]))", r"(?=[\s(])"
    return QueryParser(
        str(Field.ALL),
        schema=None,
        plugins=[
            plugins.WhitespacePlugin(),
            _Fields(),
            plugins.GroupPlugin(),
            plugins.OperatorsPlugin(
                And=rf"{before}({'|'.join(AND)}){after}",
                Or=rf"{before}({'|'.join(OR)}){after}",
                Not=rf"{before}({'|'.join(NOT)}){after}",
                AndNot=None,
                AndMaybe=None,
                Require=None,
            ),
        ],
    )


class _Fields(plugins.FieldsPlugin):
    """Whoosh's fields, by their names in two languages; a word before any other colon is text."""

    def __init__(self) -> None:
        names = "|".join(FIELDS)
        super().__init__(rf"(?<![^\s(])(?P<text>(?i:{names})):(?=\S)", remove_unknown=False)

    def taggers(self, _parser: QueryParser) -> list[tuple[object, int]]:
        """Let each name stand for its field."""
        return [(_FieldTagger(self.expr), 0)]


class _FieldTagger(plugins.FieldsPlugin.FieldnameTagger):
    """Reads the name of a field."""

    def create(self, parser: QueryParser, match: re.Match[str]) -> object:
        """Give the node that names the field."""
        node = super().create(parser, match)
        node.fieldname = str(FIELDS[node.fieldname.lower()])
        return node


def _within_a_word(found: re.Match[str]) -> str:
    word, inside = found.groups()
    is_sign = word in {*AND, *OR, *NOT, "-", "+"}
    return found[0] if is_sign else f"{word}〔{inside}〕"


def _depth(form: str) -> int:
    deepest = depth = 0
    for sign in form:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth if depth >= 0 else DEEPEST + 1)
    return deepest


def leaves(node: Node) -> Iterator[Node]:
    """Go through the words, values and ranges of a tree."""
    if isinstance(node, (And, Or)):
        for part in node.parts:
            yield from leaves(part)
    elif isinstance(node, Not):
        yield from leaves(node.part)
    else:
        yield node


def _simple(node: Node) -> Node:
    """Leave out what says nothing, and groups of one."""
    if isinstance(node, Not):
        part = _simple(node.part)
        return Any() if isinstance(part, Any) else Not(part)
    if not isinstance(node, (And, Or)):
        return node
    parts = _telling(map(_simple, node.parts), type(node))
    if not parts:
        return Any()
    return parts[0] if len(parts) == 1 else type(node)(parts)


def _telling(parts: Iterable[Node], kind: type[Node]) -> tuple[Node, ...]:
    """Leave out what says nothing, and put groups of the same kind into one."""
    found: list[Node] = []
    for part in parts:
        if isinstance(part, (And, Or)) and isinstance(part, kind):
            found += part.parts
        elif not isinstance(part, Any):
            found.append(part)
    return tuple(found)
