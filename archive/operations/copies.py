"""Making, fetching and handing over the copies of an approved request (Art. 33)."""

from dataclasses import dataclass
from datetime import timedelta

from archive.errors import Invalid, Rejected, WrongState
from archive.events.requests import (
    CopiesDelivered,
    CopiesDownloaded,
    CopiesFailed,
    CopiesMade,
    CopiesOrdered,
    CopyFetched,
    RequestLapsed,
)
from archive.models.components import Arrived
from archive.models.releasing import copies_of, require_unhindered
from archive.models.requests import COPIES, Copies, CopyRequest
from archive.models.site import Requests
from archive.operations._act import Context, act, rely_on_what_is_asked
from archive.operations._steps import move
from archive.security.permissions import Permission as P
from archive.wording import _
from archive.workflow import ASKING

PREPARE, READY = ASKING.row("prepare"), ASKING.row("ready")
DELIVER, LAPSE = ASKING.row("deliver"), ASKING.row("lapse")

PDF = "application/pdf"


@dataclass(frozen=True)
class Made:
    """The copies as one PDF, and how many pages they have."""

    copies: Arrived
    pages: int


@act(row=PREPARE)
def prepare_copies(ctx: Context, request: CopyRequest) -> None:
    """Order the copies of what was approved; the worker makes them. Again only after a failure."""
    require_unhindered(request, ctx.today)
    request.failure = ""
    move(ctx, request, PREPARE)
    ctx.happened(CopiesOrdered(request))


@act(row=READY)
def note_copies(ctx: Context, request: CopyRequest, *, made: Made) -> None:
    """Keep the finished copies and open the time in which they can be fetched."""
    require_unhindered(request, ctx.today)
    request.failure = ""
    request.copies = Copies(made.copies, PDF)
    request[f"{COPIES}-{len(request) + 1}"] = request.copies
    request.copy_pages = made.pages
    request.link_until = ctx.today + timedelta(days=ctx.settings.link_days)
    move(ctx, request, READY)
    ctx.happened(CopiesMade(request, made.copies.sha256, made.pages))


@act(P.JOB_RUN)
def note_failure(ctx: Context, request: CopyRequest, *, failure: str) -> None:
    """Tell those who wait that the copies could not be made."""
    request.failure = failure
    ctx.happened(CopiesFailed(request, str(failure)))


@act(P.PUBLIC)
def fetch_copies(ctx: Context, requests: Requests, *, number: str, code: str) -> Copies:
    """Hand the copies to who knows number and code, in time and not too often; noted before."""
    request = requests.open(number, code)
    rely_on_what_is_asked(ctx, request)
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
    if request.fetches == 1:
        move(ctx, request, ASKING.row("fetch"), _("网上领取"))
    ctx.happened(CopyFetched(request, copies.sha256))
    return copies


@act(P.REQUEST_DELIVER)
def download_copies(ctx: Context, request: CopyRequest) -> Copies:
    """Give the copies to who hands them over at the counter; written down before they leave.

    Raises NotPermitted where he could not read every record that is in them.
    """
    copies = copies_of(request, ctx.today)
    ctx.require(copies, P.REQUEST_DELIVER)
    ctx.happened(CopiesDownloaded(copies, copies.sha256))
    return copies


@act(row=DELIVER)
def deliver_copies(ctx: Context, request: CopyRequest, *, received_by: str) -> None:
    """Hand the copies over at the counter, against the signature of ``received_by``."""
    copies_of(request, ctx.today)
    move(ctx, request, DELIVER, received_by)
    ctx.happened(CopiesDelivered(request, received_by.strip()))


@act(row=LAPSE)
def lapse_request(ctx: Context, request: CopyRequest) -> None:
    """Note that nobody came for the copies while they could be fetched."""
    move(ctx, request, LAPSE)
    ctx.happened(RequestLapsed(request))
