"""Clearances on the screen: proposed by the security officer, confirmed by a second person."""

from typing import Any

import colander
from pyramid.response import Response
from pyramid.view import view_config

from archive.models.people import Person
from archive.operations._foreseeing import Foreseen, of_person
from archive.operations.clearances import confirm_clearance, propose_clearance, refuse_clearance
from archive.security.levels import Caveat, Clearance, Level
from archive.security.permissions import Permission as P
from archive.views.web import fields
from archive.views.web.forms import Form
from archive.views.web.request import Request
from archive.views.web.screens import filled_in, pressed
from archive.wording import _


def _schema(request: Request) -> colander.SchemaNode:
    """Offer no more than the security officer himself holds."""
    mine = request.person.clearance
    return fields.schema(
        fields.levels(_("可查阅的最高密级"), [level for level in Level if level <= mine.level]),
        fields.caveats(_("可接触的标注"), [each for each in Caveat if each in mine.caveats]),
        fields.day("until", _("有效期至"), missing=None, help=_("不填为长期有效；到期自动失效。")),
        fields.text("reason", _("理由"), most=500, missing=""),
    )


@view_config(
    context=Person,
    name="clearance",
    permission=P.CLEARANCE_GIVE,
    renderer="archive:templates/people/clearance.pt",
)
def clearance(person: Person, request: Request) -> Any:
    """Propose a clearance; a lower one holds at once."""
    present = person.clearance
    values = {
        "level": str(int(present.level)),
        "caveats": sorted(map(str, present.caveats)),
        "until": present.until or "",
    }

    def propose(typed: dict[str, Any]) -> bool:
        given = _clearance(typed)
        return propose_clearance(request.ctx, person, clearance=given, reason=typed["reason"])

    def foresee(typed: dict[str, Any]) -> Foreseen:
        day = request.today
        after = person.identity_as(day, person.standing, _clearance(typed))
        return of_person(request.site, request.registry.index, person.identity(day), after, day)

    form = Form(_schema(request), values)
    done = _("已保存；扩大权限的须经第二人确认。")
    return filled_in(request, form, propose, lambda _held: person, done, foresee)


def _clearance(typed: dict[str, Any]) -> Clearance:
    return Clearance(fields.level_in(typed), fields.caveats_in(typed), typed["until"])


@view_config(
    context=Person, name="confirm-clearance", permission=P.CLEARANCE_CONFIRM, request_method="POST"
)
def confirm(person: Person, request: Request) -> Response:
    """Let the proposed clearance hold."""
    return pressed(
        request,
        lambda: confirm_clearance(request.ctx, person, seen=request.POST.get("seen", "")),
        person,
        _("已确认，立即生效。"),
    )


@view_config(
    context=Person, name="refuse-clearance", permission=P.CLEARANCE_CONFIRM, request_method="POST"
)
def refuse(person: Person, request: Request) -> Response:
    """Set the proposed clearance aside."""
    return pressed(request, lambda: refuse_clearance(request.ctx, person), person, _("已否决。"))
