"""The copy requests on the archivist's and the head's desk: the list, and one request."""

from typing import Any

from pyramid.response import Response
from pyramid.view import view_config

from archive.models.answers import Answer, Ground
from archive.models.dossiers import Dossier
from archive.models.identifiers import normalise_case_number
from archive.models.requests import CopyRequest
from archive.models.site import Requests
from archive.operations.requests import (
    close_request,
    confirm_identity,
    dismiss_request,
    return_request,
    take_request,
)
from archive.operations.suspensions import reexamine_request
from archive.presenters.requests import failure_of, item_lines, request_lines
from archive.security.permissions import Permission as P
from archive.states import DISMISSALS, Outcome
from archive.views.waiting import unsettled_requests
from archive.views.web.forms import whole_number
from archive.views.web.request import Request
from archive.views.web.screens import pressed
from archive.wording import _

#: Requests on one page of those that have ended.
SHOWN = 100


@view_config(
    context=Requests, permission=P.REQUEST_READ, renderer="archive:templates/requests/requests.pt"
)
def requests(_requests: Requests, request: Request) -> dict[str, Any]:
    """Show the requests the person may read: those under way, or those that have ended."""
    ended = request.params.get("show") == "ended"
    if ended:
        newest = reversed(list(request.site.requests.names()))
        found = (request.site.requests[name] for name in newest)
        listed = [each for each in found if each.is_over]
    else:
        listed = unsettled_requests(request)
    return {"listed": request_lines(request.viewer, listed, SHOWN), "ended": ended}


@view_config(
    context=CopyRequest,
    permission=P.REQUEST_READ,
    renderer="archive:templates/requests/request.pt",
)
def asked(asked: CopyRequest, request: Request) -> dict[str, Any]:
    """Show a request with the step that comes next."""
    return {
        "asked": asked,
        "failure": failure_of(request.viewer, asked),
        "blocked": request.blocked(asked),
        "lines": item_lines(request.viewer, asked),
        "candidates": _candidates(request, asked),
        "answers": [(str(each), each.label) for each in Answer],
        "grounds": [(str(each), each.label) for each in Ground],
        "dismissals": [(str(each), each.label) for each in DISMISSALS],
    }


def _candidates(request: Request, asked: CopyRequest) -> list[Dossier]:
    """Give the dossiers the archivist may read that carry the number asked for, or looked up."""
    if asked.dossier is not None or not request.may(P.REQUEST_EXAMINE, asked):
        return []
    number = request.params.get("number") or asked.application.case_number
    uids = request.site.case_uids(normalise_case_number(number))
    found = (request.site.by_uid.get(uid) for uid in uids)
    return [each for each in found if each is not None and request.may(P.DOSSIER_READ, each)]


@view_config(context=CopyRequest, name="take", permission=P.REQUEST_EXAMINE, request_method="POST")
def take(asked: CopyRequest, request: Request) -> Response:
    """Take the request up: identity verified, dossier found."""
    uid = request.POST.get("dossier", "")
    known = request.site.by_uid.get(whole_number(uid) or 0)
    dossier = known if isinstance(known, Dossier) else None
    verified = bool(request.POST.get("verified"))
    return pressed(
        request,
        lambda: take_request(request.ctx, asked, dossier=dossier, verified=verified),
        asked,
        _("已受理，请逐件提出意见。"),
    )


@view_config(
    context=CopyRequest,
    name="confirm-identity",
    permission=P.REQUEST_CONFIRM,
    request_method="POST",
)
def confirm(asked: CopyRequest, request: Request) -> Response:
    """Confirm, as a second person, who asked at the counter."""
    return pressed(
        request, lambda: confirm_identity(request.ctx, asked), asked, _("已确认身份比对。")
    )


@view_config(
    context=CopyRequest, name="reexamine", permission=P.REQUEST_EXAMINE, request_method="POST"
)
def reexamine(asked: CopyRequest, request: Request) -> Response:
    """Examine a suspended request anew."""
    return pressed(
        request,
        lambda: reexamine_request(request.ctx, asked),
        asked,
        _("原决定和复制件已作废，请重新提出意见。"),
    )


@view_config(
    context=CopyRequest, name="return", permission=P.REQUEST_EXAMINE, request_method="POST"
)
def give_back(asked: CopyRequest, request: Request) -> Response:
    """Ask the requester for what is lacking."""
    reason = request.POST.get("reason", "")
    return pressed(
        request,
        lambda: return_request(request.ctx, asked, reason=reason),
        asked,
        _("已退回申请人补正。"),
    )


@view_config(
    context=CopyRequest, name="dismiss", permission=P.REQUEST_EXAMINE, request_method="POST"
)
def dismiss(asked: CopyRequest, request: Request) -> Response:
    """End the request without a decision of the head."""
    chosen = request.POST.get("outcome", "")
    outcome = Outcome(chosen) if chosen in set(map(str, DISMISSALS)) else None
    facts = {
        "reason": request.POST.get("reason", ""),
        "verified": bool(request.POST.get("verified")),
    }
    return pressed(
        request,
        lambda: dismiss_request(request.ctx, asked, outcome=outcome, **facts),
        asked,
        _("申请已办结。"),
    )


@view_config(context=CopyRequest, name="close", permission=P.REQUEST_DELIVER, request_method="POST")
def close(asked: CopyRequest, request: Request) -> Response:
    """Close the request."""
    return pressed(request, lambda: close_request(request.ctx, asked), asked, _("申请已办结。"))
