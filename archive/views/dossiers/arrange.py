"""The order of the records in a volume, changed by button or as a whole."""

from typing import Any

from pyramid.view import view_config

from archive.errors import Invalid
from archive.models.dossiers import Volume
from archive.operations.records import reorder_records
from archive.presenters.records import readable
from archive.security.permissions import Permission as P
from archive.views.web.request import Request
from archive.views.web.screens import pressed
from archive.wording import _


@view_config(context=Volume, name="order", permission=P.DOSSIER_DESCRIBE, request_method="POST")
def order(volume: Volume, request: Request) -> Any:
    """Put the records in another order: a whole new order, or one record a place up or down."""
    seen = [record.__name__ for record in readable(request.viewer, volume.records())]
    names = request.POST.getall("name") or _moved(seen, request.POST)
    return pressed(
        request,
        lambda: reorder_records(request.ctx, volume, names=_with_hidden(volume, seen, names)),
        f"{request.at(volume.dossier)}#{volume.name}",
        _("顺序已更新。"),
    )


def _moved(seen: list[str], posted: Any) -> list[str]:
    names = list(seen)
    moved = posted.get("up") or posted.get("down") or ""
    if moved in names:
        at = names.index(moved)
        to = max(at - 1, 0) if posted.get("up") else min(at + 1, len(names) - 1)
        names.insert(to, names.pop(at))
    return names


def _with_hidden(volume: Volume, seen: list[str], names: list[str]) -> list[str]:
    """Put the records the person can't see between the others, each where it stood."""
    if sorted(names) != sorted(seen):
        raise Invalid(order=_("排序与现有的件不一致，请刷新页面后再试。"))
    following = iter(names)
    return [next(following) if name in seen else name for name in volume.order]
