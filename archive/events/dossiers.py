"""What happened to dossiers, their markings and grants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from archive.events.base import Event, Uid

if TYPE_CHECKING:
    from datetime import date

    from archive.models.cases import CaseFacts
    from archive.models.markings import Change, Informed, Stub
    from archive.security.levels import Caveat, Level, Marking


@dataclass(frozen=True)
class DossierCreated(Event):
    """A dossier was opened."""

    tag: ClassVar[str] = "dossier.created"

    facts: CaseFacts


@dataclass(frozen=True)
class DossierDescribed(Event):
    """The facts of a dossier changed."""

    tag: ClassVar[str] = "dossier.described"

    before: CaseFacts
    after: CaseFacts


@dataclass(frozen=True)
class DossierReturned(Event):
    """The archivist gave a dossier back with reasons."""

    tag: ClassVar[str] = "dossier.returned"

    reason: str


@dataclass(frozen=True)
class DossierSealed(Event):
    """A dossier was filed for ever and got its reference code."""

    tag: ClassVar[str] = "dossier.sealed"

    reference: str


@dataclass(frozen=True)
class DossierSubmitted(Event):
    """The unit handed a dossier in for filing."""

    tag: ClassVar[str] = "dossier.submitted"


@dataclass(frozen=True)
class DossierTakenBack(Event):
    """The unit took its submission back before the archivist had begun."""

    tag: ClassVar[str] = "dossier.taken-back"


@dataclass(frozen=True)
class GrantEnded(Event):
    """A grant was ended."""

    tag: ClassVar[str] = "grant.ended"

    dossier: Uid
    reason: str


@dataclass(frozen=True)
class GrantGiven(Event):
    """A person or unit was let know a dossier."""

    tag: ClassVar[str] = "grant.given"

    dossier: Uid
    person: Uid | None
    unit: str | None
    reason: str
    until: date | None
    request: Uid | None


@dataclass(frozen=True)
class InformedNoted(Event):
    """Somebody was put on the list of who learned of a secret."""

    tag: ClassVar[str] = "informed.noted"

    informed: Informed


@dataclass(frozen=True)
class MarkedFound(Event):
    """A search showed somebody marked objects."""

    tag: ClassVar[str] = "marked.found"

    found: tuple[Uid, ...]


@dataclass(frozen=True)
class MarkedRead(Event):
    """Somebody read an object that carries a marking."""

    tag: ClassVar[str] = "marked.read"

    level: Level
    caveats: frozenset[Caveat]


@dataclass(frozen=True)
class MarkingSet(Event):
    """The security officer marked an object anew; ``tightened`` says it shuts someone out."""

    tag: ClassVar[str] = "marking.set"

    before: Marking
    after: Marking
    change: Change
    tightened: bool


@dataclass(frozen=True)
class StubRegistered(Event):
    """A classified record was entered without its bytes."""

    tag: ClassVar[str] = "stub.registered"

    before: Stub | None
    after: Stub
