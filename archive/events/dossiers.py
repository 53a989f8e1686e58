"""What happened to dossiers, records and files, their markings and grants."""

from archive.events.base import Event


class ComponentAdded(Event):
    """A file arrived in a record."""


class ComponentDownloaded(Event):
    """The bytes of a file were handed to a person."""


class ComponentRead(Event):
    """The worker took the text of a file out of it and drew its pages."""


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


class DossierTakenBack(Event):
    """The unit took its submission back before the archivist had begun."""


class GrantEnded(Event):
    """A grant was ended."""


class GrantGiven(Event):
    """A person or unit was let know a dossier."""


class KnowerNoted(Event):
    """Somebody was put on the list of who learned of a secret."""


class MarkedFound(Event):
    """A search showed somebody marked objects."""


class MarkedRead(Event):
    """Somebody read an object that carries a marking."""


class MarkingSet(Event):
    """The security officer marked an object anew; ``tightened`` says it shuts someone out."""


class RecordAdded(Event):
    """A record came into a dossier."""


class RecordDescribed(Event):
    """The facts of a record changed."""


class RecordMoved(Event):
    """A record was laid into the other volume of its open dossier."""


class RecordRemoved(Event):
    """A record was taken out of an open dossier."""


class RecordsReordered(Event):
    """The records of a volume were put in another order."""


class SecrecyMarkFound(Event):
    """A file bearing the mark of a state secret was stopped at the door."""


class StubRegistered(Event):
    """A classified record was entered without its bytes."""
