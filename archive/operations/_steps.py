"""Moving a copy request along the rows of its workflow, with a line in its history."""

from archive.errors import Invalid
from archive.events.requests import RequestChanged
from archive.models.records import Record
from archive.models.releasing import ALIEN
from archive.models.requests import CopyRequest
from archive.operations._act import Context, require_row
from archive.security.permissions import Permission
from archive.workflow import ASKING, RequestState


def advance(
    ctx: Context, request: CopyRequest, row_name: str, *, note: str = "", **facts: object
) -> None:
    """Carry out the row ``row_name``: refuse, change, note, announce. ``note`` is for the person.

    Raises WrongState or Invalid before anything has changed.
    """
    row = ASKING.row(row_name)
    require_row(request, row, facts)
    before = request.state
    request.move(RequestState(row.target), ctx.site.unsettled)
    request.step(ctx.now, ctx.actor.name, note)
    ctx.happened(RequestChanged, request, {"state": before}, {"state": row.target, "note": note})


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
