"""A record: shown with its files, described anew, given more files, taken out."""

from itertools import groupby
from typing import Any

import colander
from pyramid.response import Response
from pyramid.view import view_config

from archive.models.records import Record, RecordFacts
from archive.operations.records import describe_record, remove_record
from archive.regulation import kinds
from archive.views.answering import filled_in, pressed
from archive.views.case_form import DATE
from archive.views.forms import Form
from archive.views.listing import note_marked, readable, sees_all
from archive.views.viewing import Look, shown_files
from archive.wording import _

PHASES = {
    "start": _("启动"),
    "inquiry": _("调查取证"),
    "review": _("审核"),
    "decision": _("决定"),
    "service": _("送达"),
    "execution": _("执行"),
    "closing": _("结案"),
    "other": _("其他"),
}

Choices = list[tuple[str, list[tuple[str, str]]]]


def kind_choices(volume: str) -> Choices:
    """Give the kinds grouped by phase; those usual in ``volume`` come before the others."""
    rows = sorted(kinds().values(), key=lambda kind: kind.volume != volume)
    grouped = []
    for usual, of_volume in groupby(rows, key=lambda kind: kind.volume == volume):
        by_phase = sorted(of_volume, key=lambda kind: list(PHASES).index(kind.phase))
        for phase, some in groupby(by_phase, key=lambda kind: kind.phase):
            where = PHASES[phase] if usual else OTHERS[volume][phase]
            grouped.append((where, [(kind.key, kind.name) for kind in some]))
    return grouped


#: Headings of the kinds that usually stand in the other volume.
OTHERS = {
    "main": {
        "start": _("副卷常用：启动"),
        "inquiry": _("副卷常用：调查取证"),
        "review": _("副卷常用：审核"),
        "decision": _("副卷常用：决定"),
        "service": _("副卷常用：送达"),
        "execution": _("副卷常用：执行"),
        "closing": _("副卷常用：结案"),
        "other": _("副卷常用：其他"),
    },
    "internal": {
        "start": _("正卷常用：启动"),
        "inquiry": _("正卷常用：调查取证"),
        "review": _("正卷常用：审核"),
        "decision": _("正卷常用：决定"),
        "service": _("正卷常用：送达"),
        "execution": _("正卷常用：执行"),
        "closing": _("正卷常用：结案"),
        "other": _("正卷常用：其他"),
    },
}


def record_schema(volume: str) -> colander.SchemaNode:
    """Give the schema of a record that stands in ``volume``."""
    return colander.SchemaNode(
        colander.Mapping(),
        colander.SchemaNode(colander.String(), name="title", title=_("题名")),
        colander.SchemaNode(
            colander.String(),
            name="kind",
            title=_("文书种类"),
            kind="groups",
            choices=kind_choices(volume),
        ),
        colander.SchemaNode(
            colander.Date(),
            name="made",
            title=_("形成日期"),
            kind="date",
            missing=None,
            bad=DATE,
        ),
        *_particulars(),
    )


def _particulars() -> tuple[colander.SchemaNode, ...]:
    def text(name: str, title: str, **more: Any) -> colander.SchemaNode:
        return colander.SchemaNode(colander.String(), name=name, title=title, missing="", **more)

    return (
        text("makers", _("责任者"), help=_("形成文书的机关或人员。")),
        text("number", _("文号")),
        colander.SchemaNode(
            colander.Integer(),
            name="pages",
            title=_("页数"),
            kind="number",
            missing=None,
            bad=_("请填写整数。"),
            help=_("不填则按文件的页数计。"),
            options={"min": "0", "step": "1", "inputmode": "numeric"},
        ),
        text("description", _("说明"), kind="textarea"),
    )


def record_facts(given: dict[str, Any]) -> RecordFacts:
    """Make the facts of a record from what was typed; raise Invalid for what can't be so."""
    return RecordFacts(**given)


def _typed(facts: RecordFacts) -> dict[str, Any]:
    names = ("title", "kind", "made", "makers", "number", "pages", "description")
    values = {name: getattr(facts, name) for name in names}
    return {name: "" if value is None else str(value) for name, value in values.items()}


@view_config(
    context=Record, permission="dossier:read", renderer="archive:templates/records/record.pt"
)
def record(record: Record, request: Any) -> dict[str, Any]:
    """Show the record's facts and files, and lead to the records beside it."""
    note_marked(request, [record])
    shown = readable(request, record.dossier.records())
    place = shown.index(record)
    changing = record.dossier.is_collecting and request.may("dossier:describe", record)
    return {
        "facts": _facts(request, record),
        "files": shown_files(request, record),
        "Look": Look,
        "before": shown[place - 1] if place else None,
        "after": shown[place + 1] if place + 1 < len(shown) else None,
        "changing": changing,
    }


def _facts(request: Any, record: Record) -> list[tuple[str, str]]:
    """Give what is known of the record, label and value; what is not known is left out."""
    say, facts = request.say, record.facts
    reference = record.reference if record.reference and sees_all(request, record.dossier) else ""
    known = (
        (_("档号"), reference),
        (_("卷别"), say(record.volume.title)),
        (_("文书种类"), say(record.kind.name)),
        (_("文号"), facts.number),
        (_("责任者"), facts.makers),
        (_("形成日期"), facts.made),
        (_("页数"), record.pages),
        (_("说明"), facts.description),
    )
    return [(say(label), str(value)) for label, value in known if value]


@view_config(
    context=Record,
    name="edit",
    permission="dossier:describe",
    renderer="archive:templates/records/edit.pt",
)
def edit(record: Record, request: Any) -> Any:
    """Describe the record anew."""
    form = Form(record_schema(record.volume.name), _typed(record.facts))

    def change(given: dict[str, Any]) -> None:
        describe_record(request.ctx, record, facts=record_facts(given))

    return filled_in(request, form, change, lambda _done: record)


@view_config(
    context=Record,
    name="remove",
    permission="dossier:describe",
    request_method="GET",
    renderer="archive:templates/records/remove.pt",
)
def before_removing(record: Record, request: Any) -> dict[str, Any]:
    """Ask whether the record shall really go."""
    return {"files": list(record.components()), "back": request.at(record)}


@view_config(
    context=Record, name="remove", permission="dossier:describe", request_method="POST"
)
def remove(record: Record, request: Any) -> Response:
    """Take the record out of the open dossier."""
    go = request.at(record.dossier)
    return pressed(request, lambda: remove_record(request.ctx, record), go, _("件已移出案卷。"))
