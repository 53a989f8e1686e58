"""Accounts, and signing in and out."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config

from archive.models.people import People
from archive.models.site import Archive
from archive.operations.people import create_account, sign_in, sign_out
from archive.security.permissions import GIVEN, Role
from archive.security.sessions import TOKEN
from archive.views.answering import UNPROCESSABLE, filled_in
from archive.views.forms import Form
from archive.views.layout import inside
from archive.wording import _


def _sign_in_schema() -> colander.SchemaNode:
    once = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    return colander.SchemaNode(
        colander.Mapping(),
        colander.SchemaNode(colander.String(), name="login", title=_("账号"), options=once),
        colander.SchemaNode(
            colander.String(),
            name="password",
            title=_("密码"),
            kind="password",
            options={"autocomplete": "current-password"},
        ),
        colander.SchemaNode(colander.String(), name="to", kind="hidden", missing="", title=""),
    )


@view_config(
    context=Archive,
    name="sign-in",
    permission="public",
    renderer="archive:templates/people/sign_in.pt",
)
def signing_in(site: Archive, request: Any) -> Any:
    """Sign a person in and go where he wanted to; a wrong try is told without saying what."""
    form = Form(_sign_in_schema(), {"to": request.params.get("to", "")})
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("login", "password")}
        token = sign_in(request.ctx, site.people, **given)
        if token is not None:
            return _let_in(request, token)
        request.keep_changes = True
        form.values |= {"login": given["login"], "to": request.POST.get("to", "")}
        form.errors = {"": _("账号或密码不正确。")}
        request.response.status_code = UNPROCESSABLE
    return {"form": form}


def _let_in(request: Any, token: str) -> HTTPSeeOther:
    """Begin a fresh cookie, so that one set before the sign-in is worth nothing."""
    request.session.invalidate()
    request.session[TOKEN] = token
    return HTTPSeeOther(inside(request.POST.get("to", "")))


@view_config(context=Archive, name="sign-out", permission="public", request_method="POST")
def signing_out(site: Archive, request: Any) -> HTTPSeeOther:
    """End the session on the server and in the cookie."""
    token = request.session.get(TOKEN)
    if request.person.roles and isinstance(token, str):
        sign_out(request.ctx, site.people, token=token)
    request.session.invalidate()
    return HTTPSeeOther("/")


@view_config(
    context=People, permission="account:list", renderer="archive:templates/people/people.pt"
)
def people(people: People, _request: Any) -> dict[str, Any]:
    """Show the accounts."""
    return {"everyone": people.everyone()}


def _account_schema(site: Archive) -> colander.SchemaNode:
    units = [("", _("（无）")), *((unit.code, unit.name) for unit in site.units.values())]
    return colander.SchemaNode(
        colander.Mapping(),
        colander.SchemaNode(
            colander.String(),
            name="login",
            title=_("账号"),
            help=_("小写字母开头，可含数字、点、横线。"),
            options={"autocomplete": "off"},
        ),
        colander.SchemaNode(colander.String(), name="name", title=_("姓名")),
        colander.SchemaNode(
            colander.Set(),
            name="roles",
            title=_("角色"),
            kind="checkboxes",
            choices=[(str(role), role.label) for role in GIVEN],
            help=_("系统管理员、保密员、审计员须由三人分任。"),
        ),
        colander.SchemaNode(
            colander.String(),
            name="unit",
            title=_("所在单位"),
            kind="select",
            choices=units,
            missing=None,
        ),
        colander.SchemaNode(
            colander.String(),
            name="password",
            title=_("初始密码"),
            kind="password",
            help=_("至少十个字符，请当面告知本人。"),
            options={"autocomplete": "new-password"},
        ),
    )


@view_config(
    context=People,
    name="new",
    permission="account:create",
    renderer="archive:templates/people/new.pt",
)
def new_account(people: People, request: Any) -> Any:
    """Make an account."""

    def create(facts: dict[str, Any]) -> Any:
        roles = frozenset(Role(role) for role in facts.pop("roles") if role in set(GIVEN))
        return create_account(request.ctx, people, roles=roles, **facts)

    form = Form(_account_schema(request.site))
    return filled_in(request, form, create, lambda _person: people, _("账号已建立。"))
