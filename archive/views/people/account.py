"""One's own account: last sign-ins, sessions, password, telephone."""

from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response
from pyramid.view import view_config

from archive.models.people import Person
from archive.models.site import Archive
from archive.operations.signing import begin_second_factor, change_password, end_session
from archive.security.permissions import Permission as P
from archive.security.sessions import TOKEN
from archive.views.web.fields import GOOD_PASSWORD, Node, schema, secret
from archive.views.web.forms import Form
from archive.views.web.request import Request
from archive.views.web.screens import filled_in, pressed
from archive.wording import _


def _oneself(site: Archive, request: Request) -> Person:
    person = site.people.known(request.person.login) if request.person.login else None
    if person is None:
        raise HTTPNotFound
    return person


@view_config(
    context=Archive,
    name="me",
    permission=P.SIGNED_IN,
    renderer="archive:templates/people/oneself.pt",
)
def oneself(site: Archive, request: Request) -> dict[str, Any]:
    """Show a person his account, when and from where it was used, and where it still is."""
    person = _oneself(site, request)
    here = site.sessions.key_of(request.session.get(TOKEN, ""))
    return {
        "me": person,
        "sessions": [(key, each, key == here) for key, each in site.sessions.of(person.uid)],
        "grants": [
            (grant, grant.dossier)
            for grant in site.grants.of_person(person.uid, person.unit)
            if grant.dossier is not None and request.may(P.DOSSIER_READ, grant.dossier)
        ],
    }


def _password_schema() -> Node:
    return schema(
        secret("old", _("原密码"), "current-password"),
        secret("new", _("新密码"), "new-password", help=GOOD_PASSWORD),
    )


@view_config(
    context=Archive,
    name="me-password",
    permission=P.SIGNED_IN,
    renderer="archive:templates/people/password.pt",
)
def password(site: Archive, request: Request) -> Any:
    """Change one's own password; one signs in again with the new one."""
    return filled_in(
        request,
        Form(_password_schema()),
        lambda typed: change_password(request.ctx, site.people, **typed),
        lambda _done: "/sign-in",
        _("密码已更改，请用新密码登录。"),
    )


@view_config(context=Archive, name="me-end", permission=P.SIGNED_IN, request_method="POST")
def end(site: Archive, request: Request) -> Response:
    """End one of one's own sessions elsewhere."""
    key = request.POST.get("session", "")[:64]
    return pressed(
        request,
        lambda: end_session(request.ctx, site.people, key=key),
        "/me",
        _("已结束该处登录。"),
    )


@view_config(
    context=Archive,
    name="me-second",
    permission=P.SIGNED_IN,
    renderer="archive:templates/people/another.pt",
)
def another_telephone(site: Archive, request: Request) -> Any:
    """Set up a telephone, or another in place of the present one; asks for the password again."""
    form = Form(schema(secret("password", _("密码"), "current-password")))
    token = request.session.get(TOKEN, "")
    return filled_in(
        request,
        form,
        lambda given: begin_second_factor(request.ctx, site.people, token=token, **given),
        lambda _done: "/sign-in-enrol",
        _("请用新的手机扫描。"),
    )
