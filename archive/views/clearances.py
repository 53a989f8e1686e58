"""Clearances on the screen: proposed by the security officer, confirmed by a second person."""

from typing import Any

import colander
from pyramid.response import Response
from pyramid.view import view_config

from archive import clock
from archive.models.people import Person
from archive.operations.clearances import confirm_clearance, propose_clearance, refuse_clearance
from archive.search.foreseeing import Foreseen, of_person
from archive.security.levels import Caveat, Clearance, Level
from archive.views.answering import filled_in, pressed
from archive.views.case_form import DATE
from archive.views.forms import Form
from archive.wording import _


def _schema(request: Any) -> colander.SchemaNode:
    """Offer no more than the security officer himself holds."""
    mine = request.person.clearance
    levels = [(str(int(level)), level.label) for level in Level if level <= mine.level]
    return colander.SchemaNode(
        colander.Mapping(),
        colander.SchemaNode(
            colander.String(),
            name="level",
            title=_("可查阅的最高密级"),
            kind="radio",
            choices=levels,
            validator=colander.OneOf([value for value, _label in levels]),
        ),
        colander.SchemaNode(
            colander.Set(),
            name="caveats",
            title=_("可接触的标注"),
            kind="checkboxes",
            missing=frozenset(),
            choices=[(str(each), each.label) for each in Caveat if each in mine.caveats],
        ),
        colander.SchemaNode(
            colander.Date(),
            name="until",
            title=_("有效期至"),
            kind="date",
            missing=None,
            bad=DATE,
            help=_("不填为长期有效；到期自动失效。"),
        ),
        colander.SchemaNode(
            colander.String(),
            name="reason",
            title=_("理由"),
            missing="",
            validator=colander.Length(max=500),
        ),
    )


@view_config(
    context=Person,
    name="clearance",
    permission="clearance:give",
    renderer="archive:templates/people/clearance.pt",
)
def clearance(person: Person, request: Any) -> Any:
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
        day = clock.now().date()
        after = person.identity_as(day, person.standing, _clearance(typed))
        return of_person(request.site, request.registry.index, person.identity(day), after, day)

    form = Form(_schema(request), values)
    done = _("已保存；扩大权限的须经第二人确认。")
    return filled_in(request, form, propose, lambda _held: person, done, foresee)


def _clearance(typed: dict[str, Any]) -> Clearance:
    known = set(map(str, Caveat))
    caveats = frozenset(Caveat(each) for each in typed["caveats"] if each in known)
    return Clearance(Level(int(typed["level"])), caveats, typed["until"])


@view_config(
    context=Person, name="confirm-clearance", permission="clearance:confirm", request_method="POST"
)
def confirm(person: Person, request: Any) -> Response:
    """Let the proposed clearance hold."""
    return pressed(
        request,
        lambda: confirm_clearance(request.ctx, person, seen=request.POST.get("seen", "")),
        person,
        _("已确认，立即生效。"),
    )


@view_config(
    context=Person, name="refuse-clearance", permission="clearance:confirm", request_method="POST"
)
def refuse(person: Person, request: Any) -> Response:
    """Set the proposed clearance aside."""
    return pressed(request, lambda: refuse_clearance(request.ctx, person), person, _("已否决。"))
