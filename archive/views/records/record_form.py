"""The form of a record: its facts, and the files that come with it."""

from dataclasses import asdict
from itertools import groupby
from typing import Any

import colander

from archive.models.components import Arrived
from archive.models.dossiers import INTERNAL, Volume
from archive.models.records import RecordFacts
from archive.regulation import kinds
from archive.views.web.fields import Node, choice, day, files, schema, text
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


def kind_choices(volume: str) -> list[tuple[str, str]]:
    """Give the record kinds, those of the volume first, in the order of the phases."""
    rows = sorted(
        kinds().values(), key=lambda row: (row.volume != volume, list(PHASES).index(row.phase))
    )
    return [
        (row.key, row.name)
        for _phase, group in groupby(rows, key=lambda row: (row.volume, row.phase))
        for row in group
    ]


def _schema(volume: Volume, *, with_files: bool) -> Node:
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
        choice("kind", _("文书种类"), kind_choices(volume.name)),
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
    return Form(_schema(volume, with_files=files), shown)


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
