"""What happened to records and their files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from archive.events.base import Event

if TYPE_CHECKING:
    from archive.models.components import Legibility
    from archive.models.records import RecordFacts


@dataclass(frozen=True)
class ComponentAdded(Event):
    """A file arrived; ``looked_at`` says that it could be looked at for secrecy marks."""

    tag: ClassVar[str] = "component.added"

    name: str
    size: int
    sha256: str
    looked_at: bool


@dataclass(frozen=True)
class ComponentDownloaded(Event):
    """The bytes of a file were handed to a person."""

    tag: ClassVar[str] = "component.downloaded"

    sha256: str


@dataclass(frozen=True)
class ComponentRead(Event):
    """The worker took the text of a file out of it and drew its pages."""

    tag: ClassVar[str] = "component.read"

    legibility: Legibility


@dataclass(frozen=True)
class RecordAdded(Event):
    """A record came into a dossier."""

    tag: ClassVar[str] = "record.added"

    facts: RecordFacts


@dataclass(frozen=True)
class RecordDescribed(Event):
    """The facts of a record changed."""

    tag: ClassVar[str] = "record.described"

    before: RecordFacts
    after: RecordFacts


@dataclass(frozen=True)
class RecordMoved(Event):
    """A record was laid into the other volume of its open dossier."""

    tag: ClassVar[str] = "record.moved"

    before: str
    after: str


@dataclass(frozen=True)
class RecordRemoved(Event):
    """A record was taken out of an open dossier."""

    tag: ClassVar[str] = "record.removed"

    facts: RecordFacts
    sha256: tuple[str, ...]


@dataclass(frozen=True)
class RecordsReordered(Event):
    """The records of a volume were put in another order."""

    tag: ClassVar[str] = "records.reordered"

    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class SecrecyMarkFound(Event):
    """A file bearing the mark of a state secret was stopped at the door."""

    tag: ClassVar[str] = "secrecy-mark.found"

    mark: str
    sha256: str
    size: int
