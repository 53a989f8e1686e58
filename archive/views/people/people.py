"""The accounts: the list, making one, and one person's page with what may be done to him."""

from typing import Any

from pyramid.response import Response
from pyramid.view import view_config

from archive.models.people import People, Person
from archive.models.posts import Post
from archive.models.site import Archive
from archive.operations._foreseeing import Foreseen, of_person
from archive.operations.people import (
    Invited,
    confirm_standing,
    create_account,
    disable_account,
    end_account_sessions,
    propose_standing,
    refuse_standing,
    remove_second_factor,
    reset_account,
)
from archive.security.permissions import GIVEN, TWO_FACTORS, Role
from archive.security.permissions import Permission as P
from archive.views.web.fields import Node, schema, several, text
from archive.views.web.forms import Form
from archive.views.web.request import Request
from archive.views.web.screens import filled_in, pressed
from archive.wording import _


@view_config(
    context=People, permission=P.ACCOUNT_LIST, renderer="archive:templates/people/people.pt"
)
def people(people: People, request: Request) -> dict[str, Any]:
    """Show the accounts the person may see, those that wait for a second person first."""
    seen = [each for each in people.everyone() if request.may(P.ACCOUNT_LIST, each)]
    waiting = [each for each in seen if each.proposed_standing or each.proposed_clearance]
    return {"everyone": seen, "waiting": waiting}


def _standing_fields(site: Archive) -> list[Node]:
    units = [("", _("（无）")), *((unit.code, unit.name) for unit in site.units.open())]
    roles = [(str(role), role.label) for role in GIVEN]
    return [
        several("roles", _("角色"), roles, help=_("系统管理员、保密员、审计员须由三人分任。")),
        text("unit", _("所在单位"), kind="select", choices=units, missing=None),
    ]


def _account_schema(site: Archive) -> Node:
    return schema(
        text(
            "login",
            _("账号"),
            help=_("小写字母开头，可含数字、点、横线。"),
            options={"autocomplete": "off"},
        ),
        text("name", _("姓名")),
        *_standing_fields(site),
    )


def _roles(typed: dict[str, Any]) -> frozenset[Role]:
    return frozenset(Role(role) for role in typed.pop("roles") if role in set(map(str, GIVEN)))


@view_config(
    context=People,
    name="new",
    permission=P.ACCOUNT_CREATE,
    renderer="archive:templates/people/new.pt",
)
def new_account(people: People, request: Request) -> Any:
    """Make an account; its code is shown once, on the person's page."""

    def create(typed: dict[str, Any]) -> Invited:
        return create_account(request.ctx, people, roles=_roles(typed), **typed)

    form = Form(_account_schema(request.site))
    return filled_in(request, form, create, lambda made: _handed(request, made), _("账号已建立。"))


def _handed(request: Request, invited: Invited) -> Any:
    """Keep the code for the next page alone; nobody can see it a second time."""
    request.session.flash([invited.person.__name__, invited.code], "code")
    return invited.person


@view_config(
    context=Person, permission=P.ACCOUNT_LIST, renderer="archive:templates/people/person.pt"
)
def person(person: Person, request: Request) -> dict[str, Any]:
    """Show an account: where it stands, what waits for a second person, what may be done."""
    codes = [code for login, code in request.session.pop_flash("code") if login == person.__name__]
    return {
        "each": person,
        "code": codes[0] if codes else "",
        "oneself": person.uid == request.person.uid,
        "needs_second": bool(person.roles & TWO_FACTORS),
        "proposals": _proposals(request, person),
    }


def _proposals(request: Request, person: Person) -> list[tuple[str, Any, bool]]:
    """Give what waits: its sort, the proposal, whether who looks may confirm it."""
    rows = []
    for sort, proposed, permission in (
        ("standing", person.proposed_standing, P.ACCOUNT_CONFIRM),
        ("clearance", person.proposed_clearance, P.CLEARANCE_CONFIRM),
    ):
        if proposed is not None:
            second = proposed.may_be_confirmed_by(request.person.uid, person.uid)
            rows.append((sort, proposed, second and request.may(permission, person)))
    return rows


@view_config(
    context=Person,
    name="standing",
    permission=P.ACCOUNT_CREATE,
    renderer="archive:templates/people/standing.pt",
)
def standing(person: Person, request: Request) -> Any:
    """Propose other roles or another unit, or to open a shut account."""
    values = {"roles": sorted(map(str, person.roles)), "unit": person.unit or ""}
    form = Form(
        schema(*_standing_fields(request.site), text("reason", _("理由"), missing="")), values
    )

    def propose(typed: dict[str, Any]) -> bool:
        return propose_standing(request.ctx, person, roles=_roles(typed), **typed)

    def foresee(typed: dict[str, Any]) -> Foreseen:
        day, then = request.today, Post(_roles(typed), typed["unit"] or None)
        after = person.identity_as(day, then, person.clearance)
        return of_person(request.site, request.registry.index, person.identity(day), after, day)

    done = _("已保存；扩大权限的须经第二人确认。")
    return filled_in(request, form, propose, lambda _held: person, done, foresee)


@view_config(
    context=Person, name="confirm-standing", permission=P.ACCOUNT_CONFIRM, request_method="POST"
)
def confirm(person: Person, request: Request) -> Response:
    """Let what was proposed hold."""
    return pressed(
        request,
        lambda: confirm_standing(request.ctx, person, seen=request.POST.get("seen", "")),
        person,
        _("已确认，立即生效。"),
    )


@view_config(
    context=Person, name="refuse-standing", permission=P.ACCOUNT_CONFIRM, request_method="POST"
)
def refuse(person: Person, request: Request) -> Response:
    """Set aside what was proposed."""
    return pressed(request, lambda: refuse_standing(request.ctx, person), person, _("已否决。"))


@view_config(context=Person, name="disable", permission=P.ACCOUNT_CREATE, request_method="POST")
def disable(person: Person, request: Request) -> Response:
    """Shut the account at once."""
    return pressed(
        request,
        lambda: disable_account(request.ctx, person, reason=request.POST.get("reason", "")[:500]),
        person,
        _("账号已停用，所有登录立即失效。"),
    )


@view_config(context=Person, name="reset", permission=P.ACCOUNT_CREATE, request_method="POST")
def reset(person: Person, request: Request) -> Response:
    """Void the password and show the code to hand over."""
    return pressed(
        request,
        lambda: _handed(request, reset_account(request.ctx, person)),
        person,
        _("密码已作废。请把一次性口令当面交给本人。"),
    )


@view_config(
    context=Person, name="end-sessions", permission=P.ACCOUNT_CREATE, request_method="POST"
)
def end_all(person: Person, request: Request) -> Response:
    """End every session of the account."""
    return pressed(
        request, lambda: end_account_sessions(request.ctx, person), person, _("已结束全部登录。")
    )


@view_config(
    context=Person, name="remove-second", permission=P.ACCOUNT_CONFIRM, request_method="POST"
)
def remove_second(person: Person, request: Request) -> Response:
    """Let a person who lost his telephone set up another."""
    return pressed(
        request,
        lambda: remove_second_factor(request.ctx, person),
        person,
        _("已解除，本人下次登录时重新设置。"),
    )
