"""Writes down, before a page leaves, which marked objects it shows."""

from collections.abc import Iterable

from archive.models.base import Node
from archive.operations.markings import note_reading_of_marked
from archive.views.web.request import Request

#: Under this key of the session stands which marked object was written down last, and the day.
NOTED = "noted"


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
