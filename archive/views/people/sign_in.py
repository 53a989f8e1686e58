"""The entrance: password, second factor, invitation, and out again."""

from typing import Any

import segno
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config

from archive.errors import Crowded, Invalid, Rejected
from archive.models.sessions import Stage
from archive.models.site import Archive
from archive.operations.signing import (
    Entered,
    give_second_factor,
    offer_second_factor,
    set_second_factor,
    sign_in,
    sign_out,
    take_invitation,
)
from archive.security.permissions import Permission as P
from archive.security.second_factor import address_of
from archive.security.sessions import TOKEN
from archive.signon.directory import Unreachable
from archive.views.web.fields import GOOD_PASSWORD, Node, schema, secret, text
from archive.views.web.forms import Form
from archive.views.web.layout import inside, say_error
from archive.views.web.request import Request
from archive.views.web.screens import UNPROCESSABLE, go_on
from archive.wording import _

#: The cookie that a browser is known by, and the part of the session with where one wanted to go.
BROWSER, TO = "juanzong-browser", "to"
YEAR = 365 * 24 * 3600
WRONG_CODE = _("验证码不正确，或已经用过。")


def _sign_in_schema() -> Node:
    once = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    return schema(
        text("login", _("账号"), most=256, options=once),
        secret("password", _("密码"), "current-password"),
        text("to", "", kind="hidden", missing=""),
    )


def _code_schema() -> Node:
    once = {"autocomplete": "one-time-code", "inputmode": "text", "autofocus": "autofocus"}
    return schema(text("code", _("验证码"), most=256, missing="", options=once))


@view_config(
    context=Archive,
    name="sign-in",
    permission=P.PUBLIC,
    renderer="archive:templates/people/sign_in.pt",
)
def signing_in(site: Archive, request: Request) -> Any:
    """Sign a person in and go where he wanted to; a wrong try is told without saying what."""
    form = Form(_sign_in_schema(), {"to": request.params.get("to", "")})
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("login", "password")}
        browser = request.cookies.get(BROWSER, "")[:64]
        try:
            entered = sign_in(request.ctx, site.people, browser=browser, **given)
        except (Crowded, Rejected, Unreachable) as error:
            sentence = say_error(request, error)
        else:
            if entered is not None:
                return entered_by(request, entered, request.POST.get("to", ""))
            sentence = _("账号或密码不正确。")
        form.values |= {"login": given["login"], "to": request.POST.get("to", "")}
        _refuse(request, form, sentence)
    return {"form": form, "by_provider": request.registry.provider is not None}


def _refuse(request: Request, form: Form, sentence: str) -> None:
    """Show the form again; that the try was in vain is kept."""
    request.keep_changes = True
    form.errors = {"": sentence}
    request.response.status_code = UNPROCESSABLE


def entered_by(request: Request, entered: Entered, to: str) -> HTTPSeeOther:
    """Begin a fresh cookie, so that one set before the sign-in is worth nothing."""
    to = inside(to)
    request.session.invalidate()
    request.session[TOKEN] = entered.token
    request.session[TO] = to
    stages = {Stage.SECOND: "/sign-in-second", Stage.ENROL: "/sign-in-enrol"}
    answer = HTTPSeeOther(stages.get(entered.stage, to))
    answer.set_cookie(
        BROWSER,
        entered.browser,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.registry.juanzong.over_tls,
    )
    return answer


@view_config(
    context=Archive,
    name="sign-in-second",
    permission=P.PUBLIC,
    renderer="archive:templates/people/second.pt",
)
def second(site: Archive, request: Request) -> Any:
    """Ask for the code of the telephone."""
    form = Form(_code_schema())
    if request.method == "POST":
        code = request.POST.get("code", "")[:64]
        try:
            if give_second_factor(request.ctx, site.people, token=_token(request), code=code):
                return HTTPSeeOther(inside(request.session.pop(TO, "/")))
        except Rejected as rejected:
            return _refused(request, rejected)
        _refuse(request, form, WRONG_CODE)
    return {"form": form}


@view_config(
    context=Archive,
    name="sign-in-enrol",
    permission=P.PUBLIC,
    renderer="archive:templates/people/enrol.pt",
)
def enrol(site: Archive, request: Request) -> Any:
    """Set up the telephone: a picture to take, its first code, then the codes for emergencies."""
    form, codes, token = Form(_code_schema()), None, _token(request)
    try:
        if request.method == "POST":
            code = request.POST.get("code", "")[:64]
            codes = set_second_factor(request.ctx, site.people, token=token, code=code)
            if codes is not None:
                return {"codes": codes, "to": inside(request.session.pop(TO, "/"))}
            _refuse(request, form, WRONG_CODE)
        login, secret = offer_second_factor(request.ctx, site.people, token=token)
    except Rejected as rejected:
        return _refused(request, rejected)
    address = address_of(secret, login, site.bureau.short)
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=2)
    return {"form": form, "codes": None, "picture": picture, "secret": secret}


def _token(request: Request) -> str:
    token = request.session.get(TOKEN)
    return token if isinstance(token, str) else ""


def _refused(request: Request, rejected: Rejected) -> HTTPSeeOther:
    """Go back to the beginning, saying why."""
    request.session.flash(say_error(request, rejected), "error")
    return HTTPSeeOther("/sign-in")


def _invitation_schema() -> Node:
    return schema(
        text("login", _("账号"), most=256, options={"autocomplete": "username"}),
        text(
            "code",
            _("一次性口令"),
            most=256,
            help=_("由系统管理员当面交给您。"),
            options={"autocomplete": "off"},
        ),
        secret("password", _("新密码"), "new-password", help=GOOD_PASSWORD),
    )


@view_config(
    context=Archive,
    name="invitation",
    permission=P.PUBLIC,
    renderer="archive:templates/people/invitation.pt",
)
def invitation(site: Archive, request: Request) -> Any:
    """Let a person set his own password by the code that was handed to him."""
    form = Form(_invitation_schema())
    if request.method == "POST":
        try:
            person = take_invitation(request.ctx, site.people, **form.read(request.POST))
        except Invalid as invalid:
            form.refuse(invalid)
            request.response.status_code = UNPROCESSABLE
        except Rejected as rejected:
            _refuse(request, form, say_error(request, rejected))
        else:
            if person is not None:
                return go_on(request, "/sign-in", _("密码已设定，请登录。"))
            _refuse(request, form, _("账号或一次性口令不正确，或口令已过期。"))
    return {"form": form}


@view_config(context=Archive, name="sign-out", permission=P.PUBLIC, request_method="POST")
def signing_out(site: Archive, request: Request) -> HTTPSeeOther:
    """End the session on the server and in the cookie."""
    token = request.session.get(TOKEN)
    if request.person.roles and isinstance(token, str):
        sign_out(request.ctx, site.people, token=token)
    request.session.invalidate()
    return HTTPSeeOther("/")
