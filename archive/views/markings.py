"""Marking a dossier or record on the screen."""

from typing import Any

import colander
from pyramid.view import view_config

from archive.models.dossiers import Dossier
from archive.models.records import Record
from archive.operations.markings import set_marking
from archive.security.levels import OPEN, Caveat, Level, Marking
from archive.views.answering import filled_in
from archive.views.case_form import DATE
from archive.views.forms import Form
from archive.wording import _


def _schema() -> colander.SchemaNode:
    text, day = colander.String, colander.Date
    levels = [(str(int(level)), level.label) for level in Level]
    return colander.SchemaNode(
        colander.Mapping(),
        colander.SchemaNode(
            text(),
            name="level",
            title=_("密级"),
            kind="radio",
            choices=levels,
            validator=colander.OneOf([value for value, _label in levels]),
            help=_("本系统不得存储国家秘密的内容：定密的件只作登记，不能带文件。"),
        ),
        colander.SchemaNode(
            colander.Set(),
            name="caveats",
            title=_("标注"),
            kind="checkboxes",
            missing=frozenset(),
            choices=[(str(caveat), caveat.label) for caveat in Caveat],
        ),
        colander.SchemaNode(text(), name="basis", title=_("依据"), missing=""),
        colander.SchemaNode(text(), name="organ", title=_("原定密机关"), missing=""),
        colander.SchemaNode(
            day(), name="decided_on", title=_("定密日期"), kind="date", missing=None, bad=DATE
        ),
        colander.SchemaNode(
            day(),
            name="until",
            title=_("保密期限至"),
            kind="date",
            missing=None,
            bad=DATE,
            help=_("最长：绝密三十年，机密二十年，秘密十年。"),
        ),
    )


def _marking(typed: dict[str, Any]) -> Marking:
    known = set(map(str, Caveat))
    return Marking(
        level=Level(int(typed["level"])),
        caveats=frozenset(Caveat(each) for each in typed["caveats"] if each in known),
        basis=typed["basis"],
        organ=typed["organ"],
        decided_on=typed["decided_on"],
        until=typed["until"],
    )


@view_config(
    context=Dossier,
    name="mark",
    permission="marking:set",
    renderer="archive:templates/markings/mark.pt",
)
@view_config(
    context=Record,
    name="mark",
    permission="marking:set",
    renderer="archive:templates/markings/mark.pt",
)
def mark(node: Dossier | Record, request: Any) -> Any:
    """Set level and caveats, with basis, decider and term."""
    present = node.marking or OPEN
    values = {
        "level": str(int(present.level)),
        "caveats": sorted(map(str, present.caveats)),
        "basis": present.basis,
        "organ": present.organ,
        "decided_on": present.decided_on or "",
        "until": present.until or "",
    }
    return filled_in(
        request,
        Form(_schema(), values),
        lambda typed: set_marking(request.ctx, node, marking=_marking(typed)),
        lambda _done: node,
        _("标注已更新。"),
    )
