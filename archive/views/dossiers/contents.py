"""The records of a dossier as one person may see them."""

from collections.abc import Iterable

from archive.models.base import Node
from archive.models.dossiers import Dossier
from archive.models.records import Record
from archive.operations.markings import note_reading_of_marked
from archive.security.permissions import Permission as P
from archive.views.web.request import Request

#: Under this key of the session stands which marked object was written down last, and the day.
NOTED = "noted"


def readable(request: Request, records: Iterable[Record]) -> list[Record]:
    """Give the records the person may read; what is not marked passes as the dossier did."""
    return [
        record
        for record in records
        if record.marking is None or request.may(P.DOSSIER_READ, record)
    ]


def sees_all(request: Request, dossier: Dossier) -> bool:
    """Say whether nothing of ``dossier`` is hidden from the person.

    The last part of a record's reference code counts all records, so a gap would tell of one
    that is hidden: who does not see all is not shown it.
    """
    records = list(dossier.records())
    return len(readable(request, records)) == len(records)


def note_marked(request: Request, nodes: Iterable[Node]) -> None:
    """Write down, before the page leaves, which marked objects it shows (Art. 34).

    A page that asks for itself again, to see whether a file was read, shows nothing new: but that
    it does is believed only where the cookie says that this very object was written down today.
    """
    marked = [node for node in nodes if node.guards]
    noted = [request.today.isoformat(), *(node.uid for node in marked[:1])]
    again = request.headers.get("HX-Trigger", "").startswith("file-")
    if not marked or (again and request.session.get(NOTED) == noted):
        return
    for node in marked:
        note_reading_of_marked(request.ctx, node)
    request.session[NOTED] = noted
