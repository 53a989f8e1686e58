"""Following a request with number and code: its state, completing, withdrawing, fetching."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from archive.errors import Invalid, Rejected
from archive.models.requests import CopyRequest
from archive.models.site import Archive
from archive.operations.copies import fetch_copies
from archive.operations.requests import complete_request, follow_request, withdraw_request
from archive.security.permissions import Permission as P
from archive.views.requests.ask import MOST_BYTES
from archive.views.requests.papers import decision_notice
from archive.views.web.downloads import download
from archive.views.web.fields import Node, schema, text
from archive.views.web.forms import Form
from archive.views.web.layout import say_error
from archive.views.web.request import Request
from archive.views.web.screens import UNPROCESSABLE, go_on, pressed
from archive.views.web.uploads import receive
from archive.wording import _
from archive.workflow import open_to_requester

#: Under this key of the session stand number and code, so that no address carries them.
FOLLOWED = "followed"


def _schema() -> Node:
    return schema(
        text("number", _("申请编号"), most=40),
        text("code", _("取件码"), most=40, options={"autocomplete": "off"}),
    )


@view_config(
    context=Archive,
    name="follow",
    permission=P.PUBLIC,
    renderer="archive:templates/requests/follow.pt",
)
def follow(site: Archive, request: Request) -> Any:
    """Ask for number and code; then show how the request stands."""
    form = Form(_schema(), {"number": request.params.get("n", "")})
    if request.method == "POST":
        try:
            typed = form.read(request.POST)
            if follow_request(request.ctx, site.requests, **typed):
                request.session[FOLLOWED] = [typed["number"], typed["code"]]
                return HTTPSeeOther("/follow-status")
            form.errors = {"": _("申请编号或取件码不正确。")}
            request.keep_changes = True
        except Invalid as invalid:
            form.refuse(invalid)
        except Rejected as rejected:
            form.errors = {"": say_error(request, rejected)}
        request.response.status_code = UNPROCESSABLE
    return {"form": form}


def _followed(request: Request) -> dict[str, str]:
    known = request.session.get(FOLLOWED)
    if not isinstance(known, list):
        raise HTTPSeeOther("/follow")
    return {"number": known[0], "code": known[1]}


def _opened(site: Archive, request: Request) -> CopyRequest:
    return site.requests.open(**_followed(request))


@view_config(
    context=Archive,
    name="follow-status",
    permission=P.PUBLIC,
    renderer="archive:templates/requests/status.pt",
)
def status(site: Archive, request: Request) -> dict[str, Any]:
    """Show how the request stands and what the requester may do."""
    asked = _opened(site, request)
    return {"asked": asked, "open": open_to_requester(asked)}


@view_config(
    context=Archive,
    name="follow-complete",
    permission=P.PUBLIC,
    request_method="POST",
    require_csrf=False,
)
def complete(site: Archive, request: Request) -> Response:
    """Hand in what was lacking."""
    posted, followed = receive(request, MOST_BYTES), _followed(request)
    posted.look_at("files")
    return pressed(
        request,
        lambda: complete_request(
            request.ctx,
            site.requests,
            note=posted.fields.get("note", ""),
            files=[each for each in posted.of("files") if each.size],
            **followed,
        ),
        "/follow-status",
        _("补正材料已提交。"),
    )


@view_config(context=Archive, name="follow-withdraw", permission=P.PUBLIC, request_method="POST")
def withdraw(site: Archive, request: Request) -> Response:
    """Give the request up."""
    return pressed(
        request,
        lambda: withdraw_request(request.ctx, site.requests, **_followed(request)),
        "/follow-status",
        _("申请已撤回。"),
    )


@view_config(context=Archive, name="follow-fetch", permission=P.PUBLIC, request_method="POST")
def fetch(site: Archive, request: Request) -> Response:
    """Hand over the copies; in the journal before the bytes leave."""
    try:
        return download(request, fetch_copies(request.ctx, site.requests, **_followed(request)))
    except Rejected as rejected:
        request.session.flash(request.say(rejected.sentence), "error")
        return HTTPSeeOther("/follow-status")


@view_config(context=Archive, name="follow-decision", permission=P.PUBLIC, request_method="GET")
def decision(site: Archive, request: Request) -> Response:
    """Give the decision notice as PDF."""
    return decision_notice(request, _opened(site, request))


@view_config(context=Archive, name="follow-end", permission=P.PUBLIC, request_method="POST")
def end(_site: Archive, request: Request) -> Response:
    """Forget number and code."""
    request.session.pop(FOLLOWED, None)
    return go_on(request, "/follow", _("已结束查看。"))
