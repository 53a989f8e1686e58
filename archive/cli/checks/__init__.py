"""What an operator forgets: each check looks at one thing and says what to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.cli.configuration import Configuration


class Grade(StrEnum):
    """How it stands: in order, worth a look, or to be mended before people use the archive."""

    GOOD = "✓"
    LOOK = "！"
    BAD = "✗"


@dataclass(frozen=True)
class Finding:
    """What was found, and what to do about it; nothing to do where it is good."""

    grade: Grade
    what: str
    todo: str = ""


Check = Callable[["Configuration"], Iterator[Finding]]


def good(what: str) -> Finding:
    """Say that something is in order."""
    return Finding(Grade.GOOD, what)


def look(what: str, todo: str) -> Finding:
    """Say that something is worth a look."""
    return Finding(Grade.LOOK, what, todo)


def bad(what: str, todo: str) -> Finding:
    """Say that something must be mended."""
    return Finding(Grade.BAD, what, todo)
