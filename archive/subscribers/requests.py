"""What a change of marking means for the copy requests that release what was marked."""

from archive.events.base import Event
from archive.events.dossiers import MarkingSet
from archive.models.base import Node
from archive.models.releasing import held_back
from archive.models.requests import CopyRequest
from archive.operations._act import Context
from archive.operations.suspensions import RESUME, SUSPEND, resume_request, suspend_request
from archive.security.access import SYSTEM


def suspend_or_resume(ctx: Context, event: Event) -> None:
    """Suspend them where it was tightened; let them go on where that was lifted again."""
    if not isinstance(event, MarkingSet):
        return
    itself, tightened = ctx.as_actor(SYSTEM), event.tightened
    for request in _releasing(ctx, ctx.site.found(event.uid)):
        if tightened and request.state in SUSPEND.sources and held_back(request, ctx.today):
            suspend_request(itself, request)
        elif request.state in RESUME.sources and not held_back(request, ctx.today):
            resume_request(itself, request)


def _releasing(ctx: Context, node: Node) -> list[CopyRequest]:
    """Give the requests under way that release the node or something in it."""
    found = (ctx.site.by_uid.get(uid) for uid in list(ctx.site.unsettled))
    requests = [each for each in found if isinstance(each, CopyRequest)]
    return [
        each for each in requests if any(_holds(ctx, node, item.record) for item in each.released())
    ]


def _holds(ctx: Context, node: Node, uid: int) -> bool:
    record = ctx.site.by_uid.get(uid)
    return record is not None and node in record.lineage()
