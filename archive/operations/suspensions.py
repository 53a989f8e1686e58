"""Suspending a copy request while what it releases is marked more tightly, and what follows."""

from archive.events.requests import RequestReexamined, RequestResumed, RequestSuspended
from archive.models.releasing import held_back, require_unhindered
from archive.models.requests import CopyRequest
from archive.models.site import Archive
from archive.operations._act import Context, act
from archive.operations._steps import move
from archive.security.permissions import Permission as P
from archive.states import RequestState
from archive.workflow import ASKING

SUSPEND, RESUME, REEXAMINE = (ASKING.row(name) for name in ("suspend", "resume", "reexamine"))


@act(row=SUSPEND)
def suspend_request(ctx: Context, request: CopyRequest) -> None:
    """Let the request wait where it is; nothing of it is made, fetched or handed over meanwhile."""
    request.suspended_from = RequestState(request.state)
    move(ctx, request, SUSPEND)
    ctx.happened(RequestSuspended(request, request.suspended_from))


@act(P.JOB_RUN)
def suspend_hindered(ctx: Context, site: Archive) -> int:
    """Suspend every request that releases what may not go out; give how many.

    A marking suspends by itself; this is for what turns out to be wrong in an older archive, as an
    internal document that was laid in the main volume.
    """
    found = [site.by_uid.get(uid) for uid in list(site.unsettled)]
    hindered = [
        each
        for each in found
        if isinstance(each, CopyRequest)
        and each.state in SUSPEND.sources
        and held_back(each, ctx.today)
    ]
    for request in hindered:
        suspend_request(ctx, request)
    return len(hindered)


@act(row=RESUME)
def resume_request(ctx: Context, request: CopyRequest) -> None:
    """Let the request go on from where it was: what stood against it was lifted."""
    require_unhindered(request, ctx.today)
    state = request.suspended_from or RequestState.EXAMINING
    request.suspended_from = None
    request.enter(state)
    move(ctx, request, RESUME)
    ctx.happened(RequestResumed(request, state))


@act(row=REEXAMINE)
def reexamine_request(ctx: Context, request: CopyRequest) -> None:
    """Examine a suspended request anew; what was decided and made of it is void."""
    number, outcome = request.decision_number, request.outcome
    request.void()
    request.suspended_from = None
    move(ctx, request, REEXAMINE)
    ctx.happened(RequestReexamined(request, number, outcome))
