"""What happened to copy requests (Art. 33)."""

from archive.events.base import Event


class CopiesMade(Event):
    """The copies of a request were made and can be fetched."""


class CopyFetched(Event):
    """The requester fetched a copy."""


class RequestChanged(Event):
    """A copy request moved from one state to another."""


class RequestExamined(Event):
    """The archivist proposed an answer for a record of a request."""


class RequestReceived(Event):
    """Somebody asked for copies (Art. 33)."""


class RequestReviewed(Event):
    """The legal reviewer gave an opinion on a record that carries a caveat."""
