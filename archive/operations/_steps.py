"""What the steps of a copy request share: moving on, and the records it is about."""

from archive.errors import Invalid
from archive.models.records import Record
from archive.models.releasing import ALIEN
from archive.models.requests import CopyRequest
from archive.operations._act import Context
from archive.security.permissions import Permission
from archive.states import RequestState
from archive.workflow import Transition


def move(ctx: Context, request: CopyRequest, row: Transition, note: str = "") -> None:
    """Bring the request where ``row`` leads, with a line in its history for the requester."""
    if row.target is not None:
        request.enter(RequestState(row.target))
    request.step(ctx.now, ctx.actor.name, note)


def record_of(ctx: Context, request: CopyRequest, uid: int) -> Record:
    """Give the record ``uid`` of the request's own dossier; raise Invalid for any other."""
    node = ctx.site.found(uid)
    if not isinstance(node, Record) or node.dossier is not request.dossier:
        raise Invalid(record=ALIEN.sentence)
    return node


def readable_record(ctx: Context, request: CopyRequest, uid: int) -> Record:
    """Give the record for who examines, reviews or decides: he must be let through both gates.

    What he may not see answers exactly as what does not exist (Art. 34).
    """
    record = record_of(ctx, request, uid)
    if not ctx.permits(record, Permission.DOSSIER_READ):
        raise Invalid(record=ALIEN.sentence)
    return record
