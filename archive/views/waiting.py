"""What waits for a person: dossiers to hand in or to file, requests to examine or decide."""

from collections.abc import Iterator

from archive.models.dossiers import Dossier
from archive.models.requests import CopyRequest
from archive.views.web.request import Request
from archive.workflow import Moving, possible


def dossiers_waiting(request: Request) -> Iterator[Dossier]:
    """Go through the dossiers that wait for the person, those opened first coming first."""
    for uid in request.site.unfiled:
        dossier = request.site.by_uid.get(uid)
        if isinstance(dossier, Dossier) and _waits(request, dossier):
            yield dossier


def requests_waiting(request: Request) -> Iterator[CopyRequest]:
    """Go through the copy requests that wait for the person, the oldest first."""
    return (each for each in unsettled_requests(request) if _waits(request, each))


def _waits(request: Request, node: Moving) -> bool:
    """Say whether a main step with ``node`` is the person's to take now."""
    steps = possible(request.person, node, request.today)
    return any(step.row.is_main and step.allowed for step in steps)


def unsettled_requests(request: Request) -> list[CopyRequest]:
    """Give the copy requests that have not ended, the oldest first."""
    found = (request.site.by_uid.get(uid) for uid in request.site.unsettled)
    unsettled = [each for each in found if isinstance(each, CopyRequest)]
    return sorted(unsettled, key=lambda each: each.__name__)
