"""The order of the records in a volume, changed by button or as a whole."""

from typing import Any

from pyramid.view import view_config

from archive.models.dossiers import Volume
from archive.operations.records import reorder_records
from archive.views.answering import pressed
from archive.wording import _


@view_config(context=Volume, name="order", permission="dossier:describe", request_method="POST")
def order(volume: Volume, request: Any) -> Any:
    """Put the records in another order: a whole new order, or one record a place up or down."""
    names = request.POST.getall("name") or _moved(volume, request.POST)
    return pressed(
        request,
        lambda: reorder_records(request.ctx, volume, names=names),
        f"{request.at(volume.dossier)}#{volume.name}",
        _("顺序已更新。"),
    )


def _moved(volume: Volume, posted: Any) -> list[str]:
    names = list(volume.order)
    moved = posted.get("up") or posted.get("down") or ""
    if moved in names:
        at = names.index(moved)
        to = max(at - 1, 0) if posted.get("up") else min(at + 1, len(names) - 1)
        names.insert(to, names.pop(at))
    return names
