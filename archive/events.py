"""What happened, in the past tense: plain facts for the journal, the index and the jobs."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Event:
    """Something happened to the object ``uid`` at ``path``; values before and after are texts."""

    uid: int
    path: str
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)


class AccessDenied(Event):
    """Somebody asked for what a gate shuts; what for stands in ``after``."""


class AccountConfirmed(Event):
    """Roles and unit of an account took effect, or the account was opened."""


class AccountCreated(Event):
    """An administrator made an account."""


class AccountDisabled(Event):
    """An account was shut, and every session of it ended."""


class AccountRefused(Event):
    """A second person set aside what was proposed for an account."""


class AccountReset(Event):
    """An administrator voided a password and handed out a code."""


class BackupDrilled(Event):
    """A backup was restored aside and looked through; what was wrong stands in ``after``."""


class BackupTaken(Event):
    """The archive was backed up."""


class BureauFounded(Event):
    """The archive was told whose it is."""


class BytesRemedied(Event):
    """Somebody wrote down what he did about a file whose bytes were wrong."""


class BytesRighted(Event):
    """The bytes of a file that were wrong are again what arrived."""


class BytesVerified(Event):
    """All files, or some, were looked at; how many were wrong stands in ``after``."""


class BytesWrong(Event):
    """The bytes of a file are not what arrived, or are gone: nothing was made of them."""


class ClearanceGiven(Event):
    """The security officer gave a person another clearance."""


class ClearanceProposed(Event):
    """The security officer proposed a clearance for a second person to confirm."""


class ClearanceRefused(Event):
    """A second person set a proposed clearance aside."""


class ComponentAdded(Event):
    """A file arrived in a record."""


class ComponentDownloaded(Event):
    """The bytes of a file were handed to a person."""


class ComponentRead(Event):
    """The worker took the text of a file out of it and drew its pages."""


class CopiesMade(Event):
    """The copies of a request were made and can be fetched."""


class CopyFetched(Event):
    """The requester fetched a copy."""


class DossierCreated(Event):
    """A dossier was opened."""


class DossierDescribed(Event):
    """The facts of a dossier changed."""


class DossierReturned(Event):
    """The archivist gave a dossier back with reasons."""


class DossierSealed(Event):
    """A dossier was filed for ever and got its reference code."""


class DossierSubmitted(Event):
    """The unit handed a dossier in for filing."""


class ExportFetched(Event):
    """A person was handed a result list."""


class ExportMade(Event):
    """The worker wrote a result list."""


class ExportOrdered(Event):
    """A person had a long result list written."""


class FondsOpened(Event):
    """A fonds was opened."""


class GrantEnded(Event):
    """A grant was ended."""


class GrantGiven(Event):
    """A person or unit was let know a dossier."""


class JobDropped(Event):
    """An administrator took a job out that will not be done."""


class JobParked(Event):
    """A job was tried as often as may be, in vain, and waits for an administrator."""


class JobRetried(Event):
    """An administrator let a job be tried again."""


class KnowerNoted(Event):
    """Somebody was put on the list of who learned of a secret."""


class MarkedFound(Event):
    """A search showed somebody marked objects."""


class MarkedRead(Event):
    """Somebody read an object that carries a marking."""


class MarkingSet(Event):
    """The security officer marked an object anew; ``tightened`` says it shuts someone out."""


class PasswordSet(Event):
    """A person set his own password."""


class PolicyViolated(Event):
    """A browser reported that a page broke the content policy."""


class RecordAdded(Event):
    """A record came into a dossier."""


class RecordDescribed(Event):
    """The facts of a record changed."""


class RecordRemoved(Event):
    """A record was taken out of an open dossier."""


class RecordsReordered(Event):
    """The records of a volume were put in another order."""


class RequestChanged(Event):
    """A copy request moved from one state to another."""


class RequestExamined(Event):
    """The archivist proposed an answer for a record of a request."""


class RequestReceived(Event):
    """Somebody asked for copies (Art. 33)."""


class RequestReviewed(Event):
    """The legal reviewer gave an opinion on a record that carries a caveat."""


class SearchSaved(Event):
    """A person kept a search, or kept one no longer."""


class SecondFactorRemoved(Event):
    """A security officer let a person set up another telephone."""


class SecondFactorSet(Event):
    """A person set up his telephone as second factor."""


class SecrecyMarkFound(Event):
    """A file bearing the mark of a state secret was stopped at the door."""


class SessionEnded(Event):
    """A session was ended by its person or an administrator."""


class SignInFailed(Event):
    """Somebody tried a wrong name or password."""


class SignedIn(Event):
    """A person signed in."""


class SignedOut(Event):
    """A person signed out."""


class StandingProposed(Event):
    """An administrator proposed roles or a unit for a second person to confirm."""


class StubRegistered(Event):
    """A classified record was entered without its bytes."""


class NameProposed(Event):
    """An administrator proposed what a bureau, fonds, unit or person is to be called, or shut."""


class NameRefused(Event):
    """A second person set aside what was proposed."""


class Renamed(Event):
    """A bureau, fonds, unit or person is called otherwise, or a unit was opened or shut."""


class UnitListed(Event):
    """A unit was put on the list."""
