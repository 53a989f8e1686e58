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


class AccountCreated(Event):
    """An administrator made an account."""


class ClearanceGiven(Event):
    """The security officer gave a person another clearance."""


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


class FondsOpened(Event):
    """A fonds was opened."""


class MarkedRead(Event):
    """Somebody read an object that carries a marking."""


class MarkingSet(Event):
    """The security officer marked an object anew; ``tightened`` says it shuts someone out."""


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


class SignedIn(Event):
    """A person signed in."""


class SignedOut(Event):
    """A person signed out."""


class SignInFailed(Event):
    """Somebody tried a wrong name or password."""


class UnitListed(Event):
    """A unit was put on the list."""
