"""A record on the screen: added with its files, read, described, removed."""

from typing import Any

from pyramid.renderers import render_to_response
from pyramid.response import Response
from pyramid.view import view_config

from archive.errors import Invalid
from archive.models.components import Arrived, Component, Legibility
from archive.models.dossiers import Volume
from archive.models.records import Record
from archive.operations._act import require_collecting
from archive.operations.records import (
    Refused,
    add_components,
    add_record,
    describe_record,
    move_record,
    remove_record,
)
from archive.presenters.records import record_view
from archive.security.permissions import Permission as P
from archive.views.dossiers.contents import note_marked
from archive.views.records.record_form import facts_of_file, files_form, record_facts, record_form
from archive.views.web.request import Request
from archive.views.web.screens import UNPROCESSABLE, filled_in, go_on, pressed
from archive.views.web.uploads import Posted, receive
from archive.wording import _

REFUSED = "archive:templates/records/refused.pt"


@view_config(
    context=Volume,
    name="add",
    permission=P.DOSSIER_DESCRIBE,
    require_csrf=False,
    renderer="archive:templates/records/add.pt",
)
def add(volume: Volume, request: Request) -> Any:
    """Put a record with its files into the volume; or each file as a record of its own."""
    require_collecting(volume)
    form = record_form(volume)
    if request.method == "POST":
        try:
            posted = receive(request, form=form)
            refused = _add(request, volume, form, posted)
        except Invalid as invalid:
            form.refuse(invalid)
            request.response.status_code = UNPROCESSABLE
        else:
            return _told(request, refused, volume.dossier)
    return {"form": form}


def _add(request: Request, volume: Volume, form: Any, posted: Posted) -> list[Refused]:
    """Add one record with all the files, or one for each file where so ticked."""
    files = [arrived for arrived in posted.of("files") if arrived.name]
    if posted.fields.get("each") and files:
        form.values["kind"] = posted.fields.get("kind", "")
        posted.look_at("files")
        return [
            refused for arrived in files for refused in _add_alone(request, volume, posted, arrived)
        ]
    facts = record_facts(form.read(posted.fields))
    posted.look_at("files")
    record = add_record(request.ctx, volume, facts=facts)
    return add_components(request.ctx, record, files=files) if files else []


def _add_alone(request: Request, volume: Volume, posted: Posted, arrived: Arrived) -> list[Refused]:
    if not arrived.size:
        return [Refused(arrived.name, _("文件是空的。"))]
    kind = posted.fields.get("kind", "")
    record = add_record(request.ctx, volume, facts=facts_of_file(arrived, kind))
    return add_components(request.ctx, record, files=[arrived])


def _told(request: Request, refused: list[Refused], go: Any) -> Any:
    """Go on; where files were refused, name each with its reason first.

    They are named in the answer itself, since a cookie can't carry many names. A script that
    sent the files is told where to go (201): it would follow a redirect by itself, and what was
    to be said there would be said to nobody.
    """
    if refused:
        page = {"refused": refused, "place": request.at(go)}
        return render_to_response(REFUSED, page, request=request)
    answer = go_on(request, go, _("已保存，文件正在识读。"))
    by_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    return Response(status=201, location=answer.location) if by_script else answer


@view_config(
    context=Record, permission=P.DOSSIER_READ, renderer="archive:templates/records/record.pt"
)
def record(record: Record, request: Request) -> dict[str, Any]:
    """Show the record with its files, and the ways to its neighbours."""
    note_marked(request, [record])
    return {
        "view": record_view(request.viewer, record),
        "dossier": record.dossier,
        "components": _numbered(record),
        "may_change": record.dossier.is_collecting and request.may(P.DOSSIER_DESCRIBE),
        "other": record.volume.other if record.kind.fits(record.volume.other.name) else None,
    }


def _numbered(record: Record) -> list[tuple[Component, int]]:
    """Give each file with the number of its first page; as in search, only what was read counts."""
    numbered, first = [], 1
    for component in record.components():
        numbered.append((component, first))
        first += component.page_count if component.legibility is Legibility.READ else 0
    return numbered


@view_config(
    context=Record,
    name="edit",
    permission=P.DOSSIER_DESCRIBE,
    renderer="archive:templates/records/edit.pt",
)
def edit(record: Record, request: Request) -> Any:
    """Describe the record anew."""
    require_collecting(record)
    return filled_in(
        request,
        record_form(record.volume, record.facts, files=False),
        lambda typed: describe_record(request.ctx, record, facts=record_facts(typed)),
        lambda _done: record,
    )


@view_config(
    context=Record,
    name="upload",
    permission=P.DOSSIER_DESCRIBE,
    require_csrf=False,
    renderer="archive:templates/records/upload.pt",
)
def upload(record: Record, request: Request) -> Any:
    """Add files to the record."""
    require_collecting(record)
    form = files_form()
    if request.method == "POST":
        try:
            posted = receive(request)
            posted.look_at("files")
            files = [arrived for arrived in posted.of("files") if arrived.name]
            refused = _add_some(request, record, files)
        except Invalid as invalid:
            form.refuse(invalid)
            request.response.status_code = UNPROCESSABLE
        else:
            return _told(request, refused, record)
    return {"form": form}


def _add_some(request: Request, record: Record, files: list[Arrived]) -> list[Refused]:
    if not files:
        raise Invalid(files=_("请选择文件。"))
    return add_components(request.ctx, record, files=files)


@view_config(
    context=Record,
    name="remove",
    permission=P.DOSSIER_DESCRIBE,
    request_method="GET",
    renderer="archive:templates/records/remove.pt",
)
def ask_to_remove(record: Record, _request: Request) -> dict[str, Any]:
    """Show what will be taken out, and ask."""
    require_collecting(record)
    return {"record": record}


@view_config(context=Record, name="remove", permission=P.DOSSIER_DESCRIBE, request_method="POST")
def remove(record: Record, request: Request) -> Any:
    """Take the record out of the open dossier."""
    dossier = record.dossier
    return pressed(request, lambda: remove_record(request.ctx, record), dossier, _("已移出本件。"))


@view_config(context=Record, name="move", permission=P.DOSSIER_DESCRIBE, request_method="POST")
def move(record: Record, request: Request) -> Any:
    """Lay the record into the other volume."""
    dossier = record.dossier
    return pressed(request, lambda: move_record(request.ctx, record), dossier, _("已移到另一卷。"))
