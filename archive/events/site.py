"""What happened to the archive as a whole: its names, jobs, lists, and what was tried in vain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from archive.events.base import Event, Uid

if TYPE_CHECKING:
    from archive.models.exports import Wanted
    from archive.models.jobs import Work
    from archive.models.named import Facts


@dataclass(frozen=True)
class AccessDenied(Event):
    """Somebody asked for what a gate shuts."""

    tag: ClassVar[str] = "access.denied"

    address: str
    wanted: str
    reason: str


@dataclass(frozen=True)
class BureauFounded(Event):
    """The archive was told whose it is."""

    tag: ClassVar[str] = "bureau.founded"

    facts: Facts


@dataclass(frozen=True)
class ExportFetched(Event):
    """A person was handed a result list the worker had written."""

    tag: ClassVar[str] = "export.fetched"

    sha256: str


@dataclass(frozen=True)
class ExportMade(Event):
    """The worker wrote a result list."""

    tag: ClassVar[str] = "export.made"

    rows: int
    sha256: str


@dataclass(frozen=True)
class ExportOrdered(Event):
    """A person had a long result list written."""

    tag: ClassVar[str] = "export.ordered"

    wanted: Wanted


@dataclass(frozen=True)
class FondsOpened(Event):
    """A fonds was opened."""

    tag: ClassVar[str] = "fonds.opened"

    code: str
    title: str


@dataclass(frozen=True)
class JobDropped(Event):
    """An administrator took a job out that will not be done."""

    tag: ClassVar[str] = "job.dropped"

    work: Work
    subject: Uid
    failure: str


@dataclass(frozen=True)
class JobParked(Event):
    """A job was tried as often as may be, in vain, and waits for an administrator."""

    tag: ClassVar[str] = "job.parked"

    work: Work
    subject: Uid
    tries: int
    lost: int
    reason: str


@dataclass(frozen=True)
class JobRetried(Event):
    """An administrator let a job be tried again."""

    tag: ClassVar[str] = "job.retried"

    work: Work
    subject: Uid


@dataclass(frozen=True)
class JournalHandedOut(Event):
    """A person was handed entries of the journal as a list, by what was asked for."""

    tag: ClassVar[str] = "journal.handed-out"

    filters: tuple[tuple[str, str], ...]
    rows: int


@dataclass(frozen=True)
class ListHandedOut(Event):
    """A person was handed a short result list at once."""

    tag: ClassVar[str] = "list.handed-out"

    wanted: Wanted
    rows: int


@dataclass(frozen=True)
class NameGiven(Event):
    """A unit got its first name."""

    tag: ClassVar[str] = "name.given"

    facts: Facts


@dataclass(frozen=True)
class NameProposed(Event):
    """An administrator proposed what something is to be called, or that a unit be shut."""

    tag: ClassVar[str] = "name.proposed"

    before: Facts | None
    after: Facts
    reason: str


@dataclass(frozen=True)
class NameRefused(Event):
    """A second person set aside what was proposed."""

    tag: ClassVar[str] = "name.refused"

    proposed: Facts


@dataclass(frozen=True)
class PolicyViolated(Event):
    """A browser reported that a page broke the content policy."""

    tag: ClassVar[str] = "policy.violated"

    directive: str
    blocked: str


@dataclass(frozen=True)
class Renamed(Event):
    """A bureau, fonds, unit or person is called otherwise."""

    tag: ClassVar[str] = "name.changed"

    before: Facts
    after: Facts


@dataclass(frozen=True)
class SearchForgotten(Event):
    """A person kept a search no longer."""

    tag: ClassVar[str] = "search.forgotten"

    name: str


@dataclass(frozen=True)
class SearchSaved(Event):
    """A person kept a search."""

    tag: ClassVar[str] = "search.saved"

    name: str


@dataclass(frozen=True)
class UnitListed(Event):
    """A unit was put on the list."""

    tag: ClassVar[str] = "unit.listed"

    code: str
    name: str


@dataclass(frozen=True)
class UnitReopened(Event):
    """A unit that was shut was opened again."""

    tag: ClassVar[str] = "unit.reopened"

    before: Facts
    after: Facts


@dataclass(frozen=True)
class UnitShut(Event):
    """A unit was shut."""

    tag: ClassVar[str] = "unit.shut"

    before: Facts
    after: Facts
