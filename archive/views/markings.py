"""Marking a dossier or record on the screen, the register of markings, and classified stubs."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import colander
from pyramid.response import Response
from pyramid.view import view_config

from archive.models.base import Node
from archive.models.dossiers import Dossier
from archive.models.markings import Stub
from archive.models.records import Record
from archive.models.site import Archive
from archive.operations._foreseeing import of_marking
from archive.operations.markings import note_knower, register_stub, set_marking
from archive.presenters.records import is_below
from archive.security.levels import OPEN, Caveat, Level, Marking, join
from archive.security.permissions import Permission as P
from archive.views.web import fields
from archive.views.web.forms import Form
from archive.views.web.request import Request
from archive.views.web.screens import filled_in, pressed
from archive.wording import _

#: Days before its end from which a term is shown as ending.
ENDS_SOON = timedelta(days=90)


def _schema(request: Request, present: Marking) -> colander.SchemaNode:
    """Offer levels and caveats the security officer may read himself, and those there are."""
    mine = request.person.clearance
    known = [each for each in Caveat if each in mine.caveats | present.caveats]
    levels = [level for level in Level if level <= mine.level or level == present.level]
    return fields.schema(
        fields.levels(
            _("密级"),
            levels,
            help=_("本系统不得存储国家秘密的内容：定密的件只作登记，不能带文件。"),
        ),
        fields.caveats(_("标注"), known),
        fields.text(
            "basis", _("依据"), most=500, help=_("定密、变更、解密、增减标注，都要写明依据。")
        ),
        fields.text("organ", _("原定密机关"), most=200, missing=""),
        fields.day("decided_on", _("定密日期"), missing=None),
        fields.day(
            "until",
            _("保密期限至"),
            missing=None,
            help=_("最长：绝密三十年，机密二十年，秘密十年。"),
        ),
    )


def _marking(typed: dict[str, Any]) -> Marking:
    return Marking(
        level=fields.level_in(typed),
        caveats=fields.caveats_in(typed),
        basis=typed["basis"],
        organ=typed["organ"],
        decided_on=typed["decided_on"],
        until=typed["until"],
    )


@view_config(
    context=Dossier,
    name="mark",
    permission=P.MARKING_SET,
    renderer="archive:templates/markings/mark.pt",
)
@view_config(
    context=Record,
    name="mark",
    permission=P.MARKING_SET,
    renderer="archive:templates/markings/mark.pt",
)
def mark(node: Dossier | Record, request: Request) -> Any:
    """Set level and caveats, with basis, decider and term; first tell what it would do."""
    present = node.marking or OPEN
    values = {
        "level": str(int(present.level)),
        "caveats": sorted(map(str, present.caveats)),
        "basis": "",
        "organ": present.organ,
        "decided_on": present.decided_on or "",
        "until": present.until or "",
    }
    today = request.today
    page = filled_in(
        request,
        Form(_schema(request, present), values),
        lambda typed: set_marking(request.ctx, node, marking=_marking(typed)),
        lambda _done: node,
        _("标注已更新。"),
        foresee=lambda typed: of_marking(request.site, node, _marking(typed), today),
    )
    if not isinstance(page, dict):
        return page
    return {**page, "history": node.marking_history[::-1], "inherited": _inherited(node)}


def _inherited(node: Node) -> list[tuple[str, Marking]]:
    """Give the markings of what holds the node, each with whose it is: they are joined live."""
    above = list(node.lineage())[1:]
    return [
        (getattr(each, "title", each.__name__), each.marking)
        for each in above
        if each.marking is not None
    ]


def _stub_schema() -> colander.SchemaNode:
    return fields.schema(
        fields.text("place", _("原件存放地点")),
        fields.text("carrier", _("载体编号")),
        fields.text("custodian", _("保管人")),
        fields.text("knowers", _("知悉范围"), missing=""),
    )


@view_config(
    context=Record,
    name="stub",
    permission=P.MARKING_SET,
    renderer="archive:templates/markings/stub.pt",
)
def stub(record: Record, request: Request) -> Any:
    """Enter where the original of a classified record is."""
    values = asdict(record.stub) if record.stub else {}
    return filled_in(
        request,
        Form(_stub_schema(), values),
        lambda typed: register_stub(request.ctx, record, stub=Stub(**typed)),
        lambda _done: record,
        _("涉密登记已保存。"),
    )


@view_config(context=Record, name="know", permission=P.MARKING_SET, request_method="POST")
def know(record: Record, request: Request) -> Response:
    """Put somebody who learned of the record elsewhere on its list."""
    typed = {field: request.POST.get(field, "") for field in ("name", "how")}
    return pressed(
        request, lambda: note_knower(request.ctx, record, **typed), record, _("已登记知悉人员。")
    )


@dataclass(frozen=True)
class Line:
    """A marked object in the register, and what asks for attention."""

    node: Node
    case: str
    alarms: tuple[str, ...]


@view_config(
    context=Archive,
    name="markings",
    permission=P.MARKING_SET,
    renderer="archive:templates/markings/register.pt",
)
def register(site: Archive, request: Request) -> dict[str, Any]:
    """Show every marked object the person may read, those that ask for attention first."""
    found = (site.by_uid.get(uid) for uid in site.marked)
    seen = [each for each in found if each is not None and request.may(P.MARKING_SET, each)]
    lines = [Line(node, _case(node), _alarms(node, request.today)) for node in seen]
    return {"lines": sorted(lines, key=lambda line: (not line.alarms, line.node.path))}


def _case(node: Node) -> str:
    """Name the case a record belongs to; a dossier names itself."""
    return node.dossier.title if isinstance(node, Record) else ""


def _alarms(node: Node, today: date) -> tuple[str, ...]:
    """Tell what is wrong: term ended or ending, no stub, a dossier below what is in it."""
    marking, alarms = node.marking, []
    if marking is not None and marking.level and marking.until is not None:
        if marking.until < today:
            alarms.append(_("保密期限已满，自行解密"))
        elif marking.until < today + ENDS_SOON:
            alarms.append(_("保密期限将满"))
    if isinstance(node, Record):
        if join(node.guards, today).level and node.stub is None:
            alarms.append(_("缺涉密登记"))
        if is_below(node.dossier, node, today):
            alarms.append(_("案卷密级低于件"))
    return tuple(alarms)
