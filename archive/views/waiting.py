"""What waits for a person: dossiers to hand in or to file, requests to examine or decide."""

from collections.abc import Iterator
from typing import Any

from archive.models.dossiers import Dossier
from archive.models.requests import CopyRequest
from archive.security.permissions import Permission as P
from archive.workflow import FilingState, RequestState

#: What a person with the permission is waited for, by the state of the thing.
DOSSIER_STATES = {
    FilingState.OPEN: P.DOSSIER_SUBMIT,
    FilingState.RETURNED: P.DOSSIER_SUBMIT,
    FilingState.SUBMITTED: P.DOSSIER_SEAL,
}

REQUEST_STATES = {
    RequestState.RECEIVED: (P.REQUEST_EXAMINE,),
    RequestState.EXAMINING: (P.REQUEST_EXAMINE, P.REQUEST_REVIEW),
    RequestState.AWAITING: (P.REQUEST_DECIDE,),
    RequestState.APPROVED: (P.REQUEST_MAKE,),
    RequestState.PARTLY: (P.REQUEST_MAKE,),
    RequestState.REFUSED: (P.REQUEST_DELIVER,),
    RequestState.READY: (P.REQUEST_DELIVER,),
    RequestState.DELIVERED: (P.REQUEST_DELIVER,),
    RequestState.LAPSED: (P.REQUEST_DELIVER,),
}


def dossiers_waiting(request: Any) -> Iterator[Dossier]:
    """Go through the dossiers that wait for the person, those opened first coming first."""
    for uid in request.site.unfiled:
        dossier = request.site.by_uid.get(uid)
        if not isinstance(dossier, Dossier):
            continue
        needed = DOSSIER_STATES.get(dossier.state)
        if needed is not None and request.may(needed, dossier):
            yield dossier


def requests_waiting(request: Any) -> Iterator[CopyRequest]:
    """Go through the copy requests that wait for the person, the oldest first."""
    for each in unsettled_requests(request):
        needed = REQUEST_STATES.get(each.state, ())
        if any(request.may(permission, each) for permission in needed):
            yield each


def unsettled_requests(request: Any) -> list[CopyRequest]:
    """Give the copy requests that have not ended, the oldest first."""
    found = (request.site.by_uid.get(uid) for uid in request.site.unsettled)
    unsettled = [each for each in found if isinstance(each, CopyRequest)]
    return sorted(unsettled, key=lambda each: each.__name__)
