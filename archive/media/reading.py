"""What a file turned out to be: plain values that pass from the child to the archive."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Status(StrEnum):
    """Whether the file could be read."""

    READ = "read"
    NO_TEXT = "no-text"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Reading:
    """Words by page, number of pages, size of a picture, seconds of a recording."""

    status: Status
    reason: str = ""
    pages: tuple[str, ...] = ()
    page_count: int = 0
    duration: float | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Rendering:
    """The pictures of the pages, as files in the folder that was named."""

    images: tuple[Path, ...] = ()
    reason: str = ""
