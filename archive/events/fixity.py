"""What was found when the bytes of the files were looked at."""

from archive.events.base import Event


class BytesRemedied(Event):
    """Somebody wrote down what he did about a file whose bytes were wrong."""


class BytesRighted(Event):
    """The bytes of a file that were wrong are again what arrived."""


class BytesVerified(Event):
    """All files, or some, were looked at; how many were wrong stands in ``after``."""


class BytesWrong(Event):
    """The bytes of a file are not what arrived, or are gone: nothing was made of them."""
