"""What was found when the bytes of the files were looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from archive.events.base import Event, Uid

if TYPE_CHECKING:
    from archive.models.fixity import Fault, Occasion, Round


@dataclass(frozen=True)
class BytesRemedied(Event):
    """Somebody noted what was done about a file whose bytes are or were wrong."""

    tag: ClassVar[str] = "bytes.remedied"

    file: Uid
    text: str


@dataclass(frozen=True)
class BytesRighted(Event):
    """A file that had been found wrong is as it was received again."""

    tag: ClassVar[str] = "bytes.righted"

    occasion: Occasion
    sha256: str


@dataclass(frozen=True)
class BytesVerified(Event):
    """All files, or some, were looked at."""

    tag: ClassVar[str] = "bytes.verified"

    done: Round


@dataclass(frozen=True)
class BytesWrong(Event):
    """The bytes of a file are not what was received."""

    tag: ClassVar[str] = "bytes.wrong"

    fault: Fault
    occasion: Occasion
    kept: str
    found: str
