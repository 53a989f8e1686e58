"""What happened to copy requests (Art. 33)."""

from archive.events.base import Event


class CopiesDelivered(Event):
    """The copies were handed over at the counter."""


class CopiesFailed(Event):
    """The copies of a request could not be made."""


class CopiesMade(Event):
    """The copies of a request were made and can be fetched."""


class CopiesOrdered(Event):
    """The copies of an approved request were ordered."""


class CopyFetched(Event):
    """The requester fetched a copy."""


class IdentityConfirmed(Event):
    """A second person compared who asks with the papers (Art. 33)."""


class RequestClosed(Event):
    """A request was closed: delivered, lapsed, or its refusal told."""


class RequestCompleted(Event):
    """The requester handed in what was lacking."""


class RequestDecided(Event):
    """The head decided a request, record by record."""


class RequestDismissed(Event):
    """The archivist ended a request without the head's decision."""


class RequestExamined(Event):
    """The archivist proposed an answer for a record of a request."""


class RequestLapsed(Event):
    """Nobody came for the copies while they could be fetched."""


class RequestProposed(Event):
    """The proposal was handed to the head for his decision."""


class RequestReceived(Event):
    """Somebody asked for copies (Art. 33)."""


class RequestReexamined(Event):
    """A suspended request is examined anew; decision and copies are void."""


class RequestResumed(Event):
    """What stood against a suspended request was lifted; it goes on."""


class RequestReturned(Event):
    """The archivist asked the requester for what is lacking."""


class RequestReviewed(Event):
    """The legal reviewer gave an opinion on a record that carries a caveat."""


class RequestSentBack(Event):
    """The head gave the proposal back to be examined anew."""


class RequestSuspended(Event):
    """What a request releases was marked more tightly; it waits."""


class RequestTaken(Event):
    """The archivist verified who asks and took the request up."""


class RequestWithdrawn(Event):
    """The requester gave the request up."""
