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
    """Give the requests under way that release the node or something in it.

    Who decides one about the same dossier meanwhile conflicts, so that none is missed.
    """
    found = (ctx.site.by_uid.get(uid) for uid in list(ctx.site.unsettled))
    about = [
        each
        for each in found
        if isinstance(each, CopyRequest) and each.dossier is node.dossier_around
    ]
    for request in about:
        ctx.relied_on(request)
    return [each for each in about if _releases(ctx, each, node)]


def _releases(ctx: Context, request: CopyRequest, node: Node) -> bool:
    found = (ctx.site.by_uid.get(item.record) for item in request.released())
    return any(record is not None and node in record.lineage() for record in found)
