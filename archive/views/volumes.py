"""A volume: records put into it one by one or many at once, and put in order."""

from collections.abc import Iterator, Sequence
from typing import Any

import colander
from pyramid.renderers import render_to_response
from pyramid.response import Response
from pyramid.view import view_config

from archive.models.dossiers import Volume
from archive.models.records import Record
from archive.operations.batches import add_record_of_each
from archive.operations.records import Refused, add_components, add_record, reorder_records
from archive.views.answering import filled_in, go_on, pressed
from archive.views.forms import Form
from archive.views.listing import lines, readable
from archive.views.records import kind_choices, record_facts, record_schema
from archive.views.uploads import receive
from archive.wording import _

RESULT = "archive:templates/records/refused.pt"


@view_config(
    context=Volume,
    name="add",
    permission="dossier:describe",
    require_csrf=False,
    renderer="archive:templates/records/add.pt",
)
def add(volume: Volume, request: Any) -> Any:
    """Put one record with its files into the volume."""
    form = Form(record_schema(volume.name), {"kind": f"other-{volume.name}"})
    posted = receive(request) if request.method == "POST" else None

    def change(given: dict[str, Any]) -> tuple[Record, list[Refused]]:
        record = add_record(request.ctx, volume, facts=record_facts(given))
        files = posted.of("files") if posted else []
        return record, add_components(request.ctx, record, files=files) if files else []

    def go(done: tuple[Record, list[Refused]]) -> Response:
        record, refused = done
        again = posted is not None and "again" in posted.fields
        place = request.at(volume, "add") if again else record
        return after_files(request, refused, place, _("件已加入案卷。"))

    return filled_in(request, form, change, go, posted=posted.fields if posted else None)


def _each_schema(volume: str) -> colander.SchemaNode:
    return colander.SchemaNode(
        colander.Mapping(),
        colander.SchemaNode(
            colander.String(),
            name="kind",
            title=_("文书种类"),
            kind="groups",
            missing="",
            choices=[(_("自动"), [("", _("按文件名识别"))]), *kind_choices(volume)],
            help=_("文件名里写有文书名称的，自动识别；识别不出的归入其他材料，可再更改。"),
        ),
    )


@view_config(
    context=Volume,
    name="add-each",
    permission="dossier:describe",
    require_csrf=False,
    renderer="archive:templates/records/add_each.pt",
)
def add_each(volume: Volume, request: Any) -> Any:
    """Put many files into the volume, each as a record titled by its name."""
    form = Form(_each_schema(volume.name))
    posted = receive(request) if request.method == "POST" else None

    def change(given: dict[str, Any]) -> Any:
        files = posted.of("files") if posted else []
        return add_record_of_each(request.ctx, volume, files=files, kind=given["kind"])

    def go(filed: Any) -> Response:
        done = request.say(_("已加入 {n} 件。"), n=len(filed.records))
        return after_files(request, filed.refused, volume.dossier, done)

    return filled_in(request, form, change, go, posted=posted.fields if posted else None)


def after_files(request: Any, refused: Sequence[Refused], go: Any, done: str) -> Response:
    """Go on; where files were refused, name each with its reason first.

    A script that sends the files is told where to go (201), for it would follow by itself.
    """
    if refused:
        place = go if isinstance(go, str) else request.at(go)
        page = {"refused": refused, "place": place, "done": request.say(done)}
        return render_to_response(RESULT, page, request=request)
    answer = go_on(request, go, done)
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return Response(status=201, location=answer.location)
    return answer


@view_config(
    context=Volume,
    name="order",
    permission="dossier:describe",
    request_method="GET",
    renderer="archive:templates/records/order.pt",
)
def before_ordering(volume: Volume, request: Any) -> dict[str, Any]:
    """Show the records with buttons that move them."""
    return {"lines": lines(request, volume, request.at(volume))}


@view_config(
    context=Volume, name="order", permission="dossier:describe", request_method="POST"
)
def order(volume: Volume, request: Any) -> Response:
    """Put the records in the order sent, with the one whose button was pressed moved."""
    names = _moved(request.POST.getall("name"), request.POST)
    again = any(button in request.POST for button in ("up", "down"))

    def change() -> None:
        reorder_records(request.ctx, volume, names=_with_hidden(request, volume, names))

    go = request.at(volume, "order") if again else volume.dossier
    return pressed(request, change, go, _("顺序已保存。"))


def _moved(names: list[str], posted: Any) -> list[str]:
    for button, step in (("up", -1), ("down", 1)):
        name = posted.get(button)
        if name in names:
            place = names.index(name)
            names.insert(min(max(place + step, 0), len(names) - 1), names.pop(place))
    return names


def _with_hidden(request: Any, volume: Volume, names: list[str]) -> list[str]:
    """Put the records the person can't see between the others, each where it stood."""
    seen = {record.__name__ for record in readable(request, volume.records())}
    if set(names) != seen:
        return names
    following: Iterator[str] = iter(names)
    return [next(following) if name in seen else name for name in volume.order]
