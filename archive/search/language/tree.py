"""What a person types, as a tree that every engine translates; nothing typed is an error."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """Where something is looked for; texts of any words, values that are one thing whole."""

    ALL = "all"
    TITLE = "title"
    NUMBERS = "numbers"
    PARTIES = "parties"
    TEXT = "text"
    SERIES = "series"
    UNIT = "unit"
    KIND = "kind"
    VOLUME = "volume"
    PENALTY = "penalty"
    YEAR = "year"
    DAY = "day"


@dataclass(frozen=True)
class Any:
    """Everything one may find."""


@dataclass(frozen=True)
class Words:
    """A run of text that must stand as it is, in one text field or (``ALL``) in any."""

    text: str
    field: Field = Field.ALL


@dataclass(frozen=True)
class Beginning:
    """A run of text of which the last word or number is only the beginning (``SN2020*``)."""

    text: str
    field: Field = Field.ALL


@dataclass(frozen=True)
class Value:
    """A series, unit, kind, volume or penalty by its key."""

    field: Field
    value: str


@dataclass(frozen=True)
class Range:
    """Years, or days as ordinals, from ``low`` to ``high``, both within; ``None`` has no end."""

    field: Field
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class And:
    """All of these."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Or:
    """At least one of these."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Not:
    """None of this."""

    part: "Node"


Node = Any | Words | Beginning | Value | Range | And | Or | Not

#: Most separate words of one query; more are left out, so that no query is without bound.
MOST_WORDS = 32
LONGEST = 400

TOKEN = re.compile(r'"([^"]*)"|“([^”]*)”|「([^」]*)」|(\S+)')


def words_of(typed: str) -> Node:
    """Read what was typed as words: apart they must all be there, in quotes as they stand."""
    plain = unicodedata.normalize("NFC", typed)[:LONGEST]
    texts = [next(filter(None, groups), "") for groups in TOKEN.findall(plain)]
    words = tuple(Words(text) for text in texts if says_something(text))[:MOST_WORDS]
    if not words:
        return Any()
    return words[0] if len(words) == 1 else And(words)


def says_something(text: str) -> bool:
    """Say whether there is a letter, digit or character in ``text``."""
    return any(character.isalnum() for character in unicodedata.normalize("NFKC", text))


def texts_of(node: Node) -> tuple[str, ...]:
    """Give the texts that a passage should show, leaving out what must not be there."""
    if isinstance(node, (Words, Beginning)):
        return (node.text,)
    if isinstance(node, (And, Or)):
        return tuple(text for part in node.parts for text in texts_of(part))
    return ()
