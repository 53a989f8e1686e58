"""What happened to copy requests (Art. 33)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from archive.events.base import Event, Uid

if TYPE_CHECKING:
    from archive.models.answers import Item
    from archive.models.applications import Application
    from archive.states import Outcome, RequestState


@dataclass(frozen=True)
class CopiesDelivered(Event):
    """The copies were handed over at the counter."""

    tag: ClassVar[str] = "copies.delivered"

    received_by: str


@dataclass(frozen=True)
class CopiesDownloaded(Event):
    """The copies were handed to who hands them over at the counter."""

    tag: ClassVar[str] = "copies.downloaded"

    sha256: str


@dataclass(frozen=True)
class CopiesFailed(Event):
    """The copies of a request could not be made."""

    tag: ClassVar[str] = "copies.failed"

    failure: str


@dataclass(frozen=True)
class CopiesMade(Event):
    """The copies of a request were made and can be fetched."""

    tag: ClassVar[str] = "copies.made"

    sha256: str
    pages: int


@dataclass(frozen=True)
class CopiesOrdered(Event):
    """The copies of an approved request were ordered."""

    tag: ClassVar[str] = "copies.ordered"


@dataclass(frozen=True)
class CopyFetched(Event):
    """The requester fetched a copy."""

    tag: ClassVar[str] = "copy.fetched"

    sha256: str


@dataclass(frozen=True)
class EnclosureDownloaded(Event):
    """The bytes of a requester's file were handed to a person."""

    tag: ClassVar[str] = "enclosure.downloaded"

    sha256: str


@dataclass(frozen=True)
class EnclosureReceived(Event):
    """A requester's file arrived."""

    tag: ClassVar[str] = "enclosure.received"

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class IdentityConfirmed(Event):
    """A second person compared who asks with the papers (Art. 33)."""

    tag: ClassVar[str] = "identity.confirmed"

    taken_in_by: Uid | None


@dataclass(frozen=True)
class RequestClosed(Event):
    """A request was closed: delivered, lapsed, or its refusal told."""

    tag: ClassVar[str] = "request.closed"


@dataclass(frozen=True)
class RequestCompleted(Event):
    """The requester handed in what was lacking."""

    tag: ClassVar[str] = "request.completed"

    note: str


@dataclass(frozen=True)
class RequestDecided(Event):
    """The head decided a request, record by record."""

    tag: ClassVar[str] = "request.decided"

    outcome: Outcome
    number: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class RequestDismissed(Event):
    """The archivist ended a request without the head's decision."""

    tag: ClassVar[str] = "request.dismissed"

    outcome: Outcome
    reason: str


@dataclass(frozen=True)
class RequestExamined(Event):
    """The archivist proposed an answer for each record of a request."""

    tag: ClassVar[str] = "request.examined"

    items: tuple[Item, ...]


@dataclass(frozen=True)
class RequestLapsed(Event):
    """Nobody came for the copies while they could be fetched."""

    tag: ClassVar[str] = "request.lapsed"


@dataclass(frozen=True)
class RequestProposed(Event):
    """The proposal was handed to the head for his decision."""

    tag: ClassVar[str] = "request.proposed"

    items: tuple[Item, ...]


@dataclass(frozen=True)
class RequestReceived(Event):
    """Somebody asked for copies (Art. 33)."""

    tag: ClassVar[str] = "request.received"

    asked: Application


@dataclass(frozen=True)
class RequestReexamined(Event):
    """A suspended request is examined anew; decision and copies are void."""

    tag: ClassVar[str] = "request.reexamined"

    number: str
    outcome: Outcome | None


@dataclass(frozen=True)
class RequestResumed(Event):
    """What stood against a suspended request was lifted; it goes on."""

    tag: ClassVar[str] = "request.resumed"

    state: RequestState


@dataclass(frozen=True)
class RequestReturned(Event):
    """The archivist asked the requester for what is lacking."""

    tag: ClassVar[str] = "request.returned"

    reason: str


@dataclass(frozen=True)
class RequestReviewed(Event):
    """The legal reviewer gave an opinion on a record that carries a caveat."""

    tag: ClassVar[str] = "request.reviewed"

    record: Uid
    agreed: bool
    opinion: str


@dataclass(frozen=True)
class RequestSentBack(Event):
    """The head gave the proposal back to be examined anew."""

    tag: ClassVar[str] = "request.sent-back"

    reason: str


@dataclass(frozen=True)
class RequestSuspended(Event):
    """What a request releases was marked more tightly; it waits."""

    tag: ClassVar[str] = "request.suspended"

    state: RequestState


@dataclass(frozen=True)
class RequestTaken(Event):
    """The archivist verified who asks and took the request up."""

    tag: ClassVar[str] = "request.taken"

    dossier: Uid
    verified: bool


@dataclass(frozen=True)
class RequestWithdrawn(Event):
    """The requester gave the request up."""

    tag: ClassVar[str] = "request.withdrawn"
