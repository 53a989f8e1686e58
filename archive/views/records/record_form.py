"""The form of a record: its facts, and the files that come with it."""

from dataclasses import asdict
from typing import Any

import colander

from archive.models.components import Arrived
from archive.models.dossiers import INTERNAL, Volume
from archive.models.records import RecordFacts
from archive.regulation import kinds
from archive.views.web.fields import Node, day, files, grouped, schema, text
from archive.views.web.forms import Form
from archive.wording import _

PHASES = {
    "start": _("启动"),
    "inquiry": _("调查取证"),
    "review": _("审查"),
    "decision": _("决定"),
    "service": _("送达"),
    "execution": _("执行"),
    "closing": _("结案归档"),
    "other": _("其他"),
}


NOT_HERE = _("请从本卷的文书种类中选择。")

#: Over the kinds that usually lie in the other volume, but may lie in this one.
SELDOM = _("通常放在另一卷")


def kind_groups(volume: str, present: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Give the kinds that may lie in ``volume`` by phase, the seldom ones last.

    ``present`` is what the record is now, wherever it should lie, so that it is not lost unseen.
    """
    groups: dict[str, list[tuple[str, str]]] = {label: [] for label in (*PHASES.values(), SELDOM)}
    for row in kinds().values():
        if row.fits(volume) or row.key == present:
            heading = PHASES[row.phase] if row.volume == volume else SELDOM
            groups[heading].append((row.key, row.name))
    return [(heading, choices) for heading, choices in groups.items() if choices]


def _schema(volume: Volume, present: str, *, with_files: bool) -> Node:
    pages = colander.SchemaNode(
        colander.Integer(),
        name="pages",
        title=_("页数"),
        kind="number",
        missing=None,
        bad=_("页数应是不小于零的整数。"),
        help=_("不填写时按文件计算。"),
        options={"min": "0", "inputmode": "numeric"},
    )
    return schema(
        text("title", _("题名")),
        grouped("kind", _("文书种类"), kind_groups(volume.name, present), bad=NOT_HERE),
        day("made", _("日期"), missing=None),
        text("number", _("文号"), missing=""),
        text("makers", _("责任者"), missing=""),
        pages,
        text("description", _("说明"), kind="textarea", missing=""),
        *([_files()] if with_files else []),
    )


def _files() -> Node:
    return files(_("文件"), _("可以一次选择多个文件；任何格式都按原样保存。"))


def record_form(volume: Volume, facts: RecordFacts | None = None, *, files: bool = True) -> Form:
    """Give the form, filled with ``facts`` where there are some."""
    first = "other-internal" if volume.name == INTERNAL else "other-main"
    values = asdict(facts) if facts else {"kind": first}
    shown = {name: "" if value is None else value for name, value in values.items()}
    present = facts.kind if facts else ""
    return Form(_schema(volume, present, with_files=files), shown)


def files_form() -> Form:
    """Give a form of files only."""
    return Form(schema(_files()))


def record_facts(typed: dict[str, Any]) -> RecordFacts:
    """Make the facts of what was typed; raise Invalid, naming each wrong field."""
    return RecordFacts(**{name: value for name, value in typed.items() if name != "files"})


def facts_of_file(arrived: Arrived, kind: str) -> RecordFacts:
    """Make the facts of a record out of the name of its one file."""
    stem = arrived.name.rpartition(".")[0] or arrived.name
    return RecordFacts(title=stem, kind=kind)
