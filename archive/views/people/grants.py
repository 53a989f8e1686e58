"""Grants on the screen: those of one dossier, and the register of all."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import colander
from pyramid.response import Response
from pyramid.view import view_config

from archive.models.dossiers import Dossier
from archive.models.grants import Grant, Grants
from archive.models.people import Person
from archive.operations._foreseeing import Foreseen, members, of_grant
from archive.operations.grants import Holder, end_grant, give_grant
from archive.security.permissions import BY_GRANT, PERMISSIONS
from archive.security.permissions import Permission as P
from archive.views.web import fields
from archive.views.web.forms import Form
from archive.views.web.request import Request
from archive.views.web.screens import filled_in, pressed
from archive.wording import _

#: Grants on one page of the register, the newest.
SHOWN = 500


@dataclass(frozen=True)
class Row:
    """A grant as the register shows it; the dossier by title only to who may read it."""

    grant: Grant
    holder: str
    place: str
    readable: bool
    holds: bool


@view_config(context=Grants, permission=P.GRANT_LIST, renderer="archive:templates/grants/grants.pt")
def register(grants: Grants, request: Request) -> dict[str, Any]:
    """Show the grants on dossiers whose marking the person's clearance reaches."""
    newest = reversed(list(grants.values()))
    return {"rows": _rows(request, islice(newest, SHOWN))}


def _rows(request: Request, grants: Iterable[Grant]) -> list[Row]:
    return [_row(request, each) for each in grants if request.may(P.GRANT_LIST, each)]


def _row(request: Request, grant: Grant) -> Row:
    dossier, given = grant.dossier, grant.given
    holder = request.site.by_uid.get(given.person) if given.person else None
    name = holder.title if isinstance(holder, Person) else request.site.unit_name(given.unit)
    return Row(
        grant,
        name,
        dossier.path if dossier is not None else "",
        readable=dossier is not None and request.may(P.DOSSIER_READ, dossier),
        holds=grant.holds(request.today),
    )


def _schema(request: Request) -> colander.SchemaNode:
    people = [
        (f"person:{each.__name__}", f"{each.title}（{each.__name__}）")
        for each in request.site.people.everyone()
        if not each.disabled
        and each.uid != request.person.uid
        and any(PERMISSIONS[role] & BY_GRANT for role in each.roles)
    ]
    units = [(f"unit:{unit.code}", unit.name) for unit in request.site.units.open()]
    return fields.schema(
        fields.choice("holder", _("授予"), [("", _("请选择")), *units, *people]),
        fields.text("reason", _("理由"), most=500),
        fields.day("until", _("有效期至"), missing=None, help=_("不填的，到手工结束为止。")),
        fields.text(
            "request",
            _("为办理的复制申请"),
            most=40,
            missing="",
            help=_("填申请编号的，该申请办结时授权自动结束。"),
        ),
    )


@view_config(
    context=Dossier,
    name="grants",
    permission=P.GRANT_GIVE,
    renderer="archive:templates/grants/of_dossier.pt",
)
def of_dossier(dossier: Dossier, request: Request) -> Any:
    """Show who holds grants on a dossier, and give one."""

    def give(typed: dict[str, Any]) -> Grant:
        return give_grant(request.ctx, dossier, holder=_holder(typed.pop("holder")), **typed)

    def foresee(typed: dict[str, Any]) -> Foreseen:
        holder = _holder(typed["holder"])
        person = request.site.people.known(holder.login) if holder.login else None
        holders = [person] if person else members(request.site, holder.unit)
        return of_grant(dossier, holders, request.today)

    place = request.at(dossier, "grants")
    done = _("已授权，立即生效。")
    page = filled_in(request, Form(_schema(request)), give, lambda _grant: place, done, foresee)
    if not isinstance(page, dict):
        return page
    return {**page, "rows": _rows(request, request.site.grants.on(dossier.uid))}


def _holder(chosen: str) -> Holder:
    sort, _colon, name = chosen.partition(":")
    return Holder(login=name) if sort == "person" else Holder(unit=name)


@view_config(context=Grant, name="end", permission=P.GRANT_GIVE, request_method="POST")
def end(grant: Grant, request: Request) -> Response:
    """End a grant at once."""
    dossier = grant.dossier
    place = request.at(dossier, "grants") if dossier is not None else "/grants"
    return pressed(request, lambda: end_grant(request.ctx, grant), place, _("授权已结束。"))
