"""Copy requests as one person may see them: the list, and the records of one request."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from archive.errors import ArchiveError
from archive.models.answers import Item
from archive.models.base import Root
from archive.models.records import Record
from archive.models.releasing import can_go_out
from archive.models.requests import CopyRequest
from archive.presenters.viewer import Viewer
from archive.security.levels import Effective, join
from archive.security.permissions import Permission as P
from archive.states import Outcome, RequestState


@dataclass(frozen=True)
class RequestLine:
    """A request in the list; ``overdue`` where it should have been decided before today."""

    path: str
    number: str
    requester: str
    case_number: str
    received: datetime
    due: date
    overdue: bool
    state: RequestState
    outcome: Outcome | None


@dataclass(frozen=True)
class ItemLine:
    """A record of the dossier as the examiner sees it, with what was proposed for it."""

    record: Record
    marking: Effective
    item: Item | None
    releasable: bool


def request_lines(
    viewer: Viewer, requests: Iterable[CopyRequest], most: int
) -> tuple[RequestLine, ...]:
    """Give at most ``most`` of ``requests`` that the person may read."""
    readable = (each for each in requests if viewer.may(P.REQUEST_READ, each))
    return tuple(_line(viewer, each) for each, _n in zip(readable, range(most), strict=False))


def _line(viewer: Viewer, request: CopyRequest) -> RequestLine:
    undecided = request.decided_on is None and not request.is_over
    return RequestLine(
        path=f"{request.path}/",
        number=request.title,
        requester=request.application.name,
        case_number=request.application.case_number,
        received=request.received_at,
        due=request.due,
        overdue=undecided and request.due < viewer.day,
        state=request.state,
        outcome=request.outcome,
    )


def item_lines(viewer: Viewer, request: CopyRequest) -> tuple[ItemLine, ...]:
    """Give the records of the request's dossier that the person may read."""
    records = request.dossier.records() if request.dossier is not None else ()
    return tuple(
        ItemLine(
            record,
            join(record.guards, viewer.day),
            request.items.get(record.uid),
            can_go_out(record, viewer.day),
        )
        for record in records
        if viewer.may(P.DOSSIER_READ, record)
    )


def failure_of(viewer: Viewer, request: CopyRequest) -> str:
    """Tell why the copies failed; it names records, so only to who may read all that is in them."""
    by_uid = cast("Root", request.root).by_uid
    released = [by_uid.get(item.record) for item in request.released()]
    named = all(each is not None and viewer.may(P.DOSSIER_READ, each) for each in released)
    return request.failure if named or not request.failure else ArchiveError.sentence
