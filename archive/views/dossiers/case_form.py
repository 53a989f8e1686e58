"""The form of a case: its fields, and the rows of its parties."""

from dataclasses import asdict
from typing import Any

import colander

from archive.models.cases import CaseFacts, Party, PartyKind, Procedure
from archive.regulation import retentions
from archive.views.web.fields import choice, day, schema, text
from archive.views.web.forms import Form
from archive.views.web.request import Request
from archive.wording import _

#: Rows of parties offered; more come by saving, or by script.
ROWS = 3


def _schema(request: Request, unit: str | None) -> colander.SchemaNode:
    every = request.site.units.everyone()
    units = [
        (row.code, row.name) for row in every if unit == row.code or (row.is_open and not unit)
    ]
    kept = [(key, row.name) for key, row in retentions().items()]
    procedures = [(str(each), each.label) for each in Procedure]
    return schema(
        text("case_number", _("案号"), help=_("例如 栾市监立〔2020〕12号，括号写法不限。")),
        text("cause", _("案由"), help=_("例如 未经许可从事食品经营。")),
        choice("unit", _("承办机构"), units),
        choice("procedure", _("适用程序"), procedures, kind="radio"),
        text("officers", _("办案人员"), missing="", help=_("几个人之间用顿号分开。")),
        day("opened", _("立案日期")),
        day("decided", _("决定日期"), missing=None),
        day("closed", _("结案日期"), missing=None, help=_("填写后才能提交归档。")),
        text("decision_number", _("决定书文号"), missing=""),
        text("penalties", _("处理结果"), missing="", kind="textarea"),
        colander.SchemaNode(
            colander.Decimal(),
            name="amount",
            title=_("金额（元）"),
            missing=None,
            bad=_("请填写数字，例如 11000。"),
            options={"inputmode": "decimal"},
        ),
        text("outcome", _("执行情况"), missing=""),
        choice("retention", _("保管期限"), kept),
    )


def case_form(request: Request, facts: CaseFacts | None = None) -> Form:
    """Give the form, filled with ``facts`` where there are some; the unit is the person's own."""
    if facts is None:
        own = request.person.unit
        values: dict[str, Any] = {"unit": own, "procedure": "general", "retention": "30"}
        parties: tuple[Party, ...] = ()
    else:
        own, parties = facts.unit, facts.parties
        values = {name: "" if value is None else value for name, value in asdict(facts).items()}
        values["officers"] = "、".join(facts.officers)
    form = Form(_schema(request, own), values)
    posted = request.method == "POST"
    form.values["parties"] = party_rows(request.POST) if posted else rows_of(parties)
    return form


def rows_of(parties: tuple[Party, ...]) -> list[tuple[str, str, str]]:
    """Give the parties as rows of the form, with empty ones behind."""
    rows = [(party.name, str(party.kind), party.number) for party in parties]
    return rows + [("", str(PartyKind.ORGANISATION), "")] * max(ROWS - len(rows), 1)


def party_rows(posted: Any) -> list[tuple[str, str, str]]:
    """Give the rows of parties as they were typed."""
    columns = (posted.getall(f"party_{name}") for name in ("name", "kind", "number"))
    rows = list(zip(*columns, strict=False))
    return rows or rows_of(())


def case_facts(typed: dict[str, Any], posted: Any) -> CaseFacts:
    """Make the facts of what was typed; raise Invalid, naming each wrong field."""
    names = typed.pop("officers").replace("，", "、").replace(",", "、").split("、")
    return CaseFacts(
        **{**typed, "procedure": Procedure(typed["procedure"])},
        officers=tuple(name.strip() for name in names if name.strip()),
        parties=tuple(
            Party(name.strip(), _kind(kind), number.strip())
            for name, kind, number in party_rows(posted)
            if name.strip()
        ),
    )


def _kind(value: str) -> PartyKind:
    return PartyKind.PERSON if value == PartyKind.PERSON else PartyKind.ORGANISATION


def reason_form(title: str) -> Form:
    """Give a form of one field: why."""
    return Form(schema(text("reason", title, kind="textarea")))
