"""The head's decision on the screen, and making and handing over the copies."""

from pyramid.response import Response
from pyramid.view import view_config

from archive.models.requests import CopyRequest
from archive.operations.copies import (
    deliver_copies,
    download_copies,
    lapse_request,
    prepare_copies,
)
from archive.operations.decisions import Ruling, decide_request, send_back_request
from archive.security.permissions import Permission as P
from archive.views.web.downloads import download
from archive.views.web.request import Request
from archive.views.web.screens import pressed
from archive.wording import _


@view_config(context=CopyRequest, name="decide", permission=P.REQUEST_DECIDE, request_method="POST")
def decide(asked: CopyRequest, request: Request) -> Response:
    """Decide every item."""
    rulings = {
        uid: Ruling(
            agreed=request.POST.get(f"ruling-{uid}") == "agree",
            reason=request.POST.get(f"reason-{uid}", ""),
        )
        for uid in asked.items
    }
    return pressed(
        request,
        lambda: decide_request(request.ctx, asked, rulings=rulings),
        asked,
        _("决定已作出。"),
    )


@view_config(
    context=CopyRequest, name="send-back", permission=P.REQUEST_DECIDE, request_method="POST"
)
def send_back(asked: CopyRequest, request: Request) -> Response:
    """Give the proposal back to be examined anew."""
    reason = request.POST.get("reason", "")
    return pressed(
        request,
        lambda: send_back_request(request.ctx, asked, reason=reason),
        asked,
        _("已退回重审。"),
    )


@view_config(context=CopyRequest, name="prepare", permission=P.REQUEST_MAKE, request_method="POST")
def prepare(asked: CopyRequest, request: Request) -> Response:
    """Order the copies."""
    return pressed(
        request, lambda: prepare_copies(request.ctx, asked), asked, _("正在制作复制件。")
    )


@view_config(context=CopyRequest, name="copies", permission=P.REQUEST_DELIVER, request_method="GET")
def copies(asked: CopyRequest, request: Request) -> Response:
    """Give the copies to who hands them over, to be printed."""
    return download(request, download_copies(request.ctx, asked))


@view_config(
    context=CopyRequest, name="deliver", permission=P.REQUEST_DELIVER, request_method="POST"
)
def deliver(asked: CopyRequest, request: Request) -> Response:
    """Note that the copies were handed over at the counter."""
    received_by = request.POST.get("received_by", "")
    return pressed(
        request,
        lambda: deliver_copies(request.ctx, asked, received_by=received_by),
        asked,
        _("已交付。"),
    )


@view_config(context=CopyRequest, name="lapse", permission=P.REQUEST_DELIVER, request_method="POST")
def lapse(asked: CopyRequest, request: Request) -> Response:
    """Note that nobody came for the copies."""
    return pressed(request, lambda: lapse_request(request.ctx, asked), asked, _("已记为逾期未领。"))
