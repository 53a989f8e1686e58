"""Making, fetching and handing over the copies of an approved request (Art. 33)."""

from dataclasses import dataclass
from datetime import timedelta

from archive.errors import Invalid, Rejected, WrongState
from archive.events.dossiers import ComponentDownloaded
from archive.events.requests import CopiesMade, CopyFetched
from archive.models.components import Arrived
from archive.models.releasing import copies_of, require_unhindered
from archive.models.requests import COPIES, Copies, CopyRequest
from archive.models.site import Requests
from archive.operations._act import Context, act
from archive.operations._steps import advance
from archive.security.permissions import Permission as P
from archive.wording import _
from archive.workflow import RequestState

PDF = "application/pdf"


@dataclass(frozen=True)
class Made:
    """The copies as one PDF, and how many pages they have."""

    copies: Arrived
    pages: int


@act(P.REQUEST_MAKE)
def prepare_copies(ctx: Context, request: CopyRequest) -> None:
    """Order the copies of what was approved; the worker makes them. Again only after a failure."""
    if request.state is RequestState.PREPARING and not request.failure:
        raise WrongState(_("复制件正在制作。"))
    require_unhindered(request, ctx.today)
    request.failure = ""
    advance(ctx, request, "prepare")


@act(P.JOB_RUN)
def note_copies(ctx: Context, request: CopyRequest, *, made: Made) -> None:
    """Keep the finished copies and open the time in which they can be fetched."""
    require_unhindered(request, ctx.today)
    advance(ctx, request, "ready")
    request.failure = ""
    request.copies = Copies(made.copies, PDF)
    request[f"{COPIES}-{len(request) + 1}"] = request.copies
    request.copy_pages = made.pages
    request.link_until = ctx.today + timedelta(days=ctx.settings.link_days)
    ctx.happened(CopiesMade, request, after={"sha256": made.copies.sha256, "pages": made.pages})


@act(P.JOB_RUN)
def note_failure(ctx: Context, request: CopyRequest, *, failure: str) -> None:
    """Tell those who wait that the copies could not be made."""
    request.failure = failure
    ctx.happened(CopiesMade, request, after={"failure": failure})


@act(P.PUBLIC)
def fetch_copies(ctx: Context, requests: Requests, *, number: str, code: str) -> Copies:
    """Hand the copies to who knows number and code, in time and not too often; noted before."""
    request = requests.open(number, code)
    try:
        copies = copies_of(request, ctx.today)
    except (Invalid, WrongState):
        # Why is not for the requester: it would tell him of a marking.
        raise Rejected(_("复制件现在不能领取，请联系档案室。")) from None
    if request.link_until is None or ctx.today > request.link_until:
        raise Rejected(_("领取期限已过，请联系档案室。"))
    if request.fetches >= ctx.settings.link_fetches:
        raise Rejected(_("领取次数已满，请联系档案室。"))
    request.fetches += 1
    if request.state is RequestState.READY:
        advance(ctx, request, "deliver", note=_("网上领取"))
    ctx.happened(CopyFetched, request, after={"sha256": copies.sha256})
    return copies


@act(P.REQUEST_DELIVER)
def download_copies(ctx: Context, request: CopyRequest) -> Copies:
    """Give the copies to who hands them over at the counter; written down before they leave.

    Raises NotPermitted where he could not read every record that is in them.
    """
    copies = copies_of(request, ctx.today)
    ctx.require(copies, P.REQUEST_DELIVER)
    ctx.happened(ComponentDownloaded, copies, after={"sha256": copies.sha256})
    return copies


@act(P.REQUEST_DELIVER)
def deliver_copies(ctx: Context, request: CopyRequest, *, received_by: str) -> None:
    """Hand the copies over at the counter, against the signature of ``received_by``."""
    if not received_by.strip():
        raise Invalid(received_by=_("请填写领取人。"))
    copies_of(request, ctx.today)
    advance(ctx, request, "deliver", note=received_by)


@act(P.REQUEST_DELIVER)
def lapse_request(ctx: Context, request: CopyRequest) -> None:
    """Note that nobody came for the copies while they could be fetched."""
    if request.link_until is not None and ctx.today <= request.link_until:
        raise Rejected(_("领取期限未到。"))
    advance(ctx, request, "lapse")
