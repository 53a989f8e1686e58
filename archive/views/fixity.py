"""Whether the bytes are what they were: what was looked at when, what is wrong, what was done."""

from datetime import timedelta
from typing import Any

from pyramid.response import Response
from pyramid.view import view_config

from archive.models.fixity import Fixity, Found
from archive.models.site import Archive
from archive.operations.rounds import ask_again, note_remedy
from archive.preservation.fixity import place_of_bytes
from archive.security.permissions import Permission as P
from archive.views.web.fields import schema, text
from archive.views.web.forms import Form, whole_number
from archive.views.web.request import Request
from archive.views.web.screens import filled_in, pressed
from archive.wording import _

#: Files and looks on the page, the newest first.
SHOWN, LOOKS = 200, 30


@view_config(
    context=Archive,
    name="fixity",
    permission=P.FIXITY_LIST,
    renderer="archive:templates/fixity/fixity.pt",
)
def fixity(site: Archive, request: Request) -> dict[str, Any]:
    """Show the round, and files by their number; nothing of what is in them or their names."""
    kept: Fixity = site.fixity
    now = request.ctx.now
    wrong = kept.open()
    return {
        "kept": kept,
        "due": kept.due(now, timedelta(days=request.registry.juanzong.verify_days)),
        "ends": kept.ends(now),
        "count": len(wrong),
        "wrong": [_row(site, each) for each in wrong[:SHOWN]],
        "righted": kept.righted()[:SHOWN],
        "rounds": kept.rounds[::-1][:LOOKS],
        "may_arrange": request.may(P.FIXITY_ARRANGE, site),
    }


def _row(site: Archive, found: Found) -> dict[str, Any]:
    file = site.by_uid.get(found.uid)
    return {
        "found": found,
        "sha256": getattr(file, "sha256", ""),
        "place": place_of_bytes(site, found.uid) if file is not None else "",
        "is_asked": found.uid in site.fixity.asked,
    }


@view_config(
    context=Archive, name="fixity-again", permission=P.FIXITY_ARRANGE, request_method="POST"
)
def again(site: Archive, request: Request) -> Response:
    """Have a file looked at at once."""
    return pressed(
        request,
        lambda: ask_again(request.ctx, site, uid=_uid(request)),
        "/fixity",
        _("已安排，几秒后刷新页面看结果。"),
    )


@view_config(
    context=Archive,
    name="fixity-remedy",
    permission=P.FIXITY_ARRANGE,
    renderer="archive:templates/fixity/remedy.pt",
)
def remedy(site: Archive, request: Request) -> Any:
    """Write down what was done about a file."""
    form = Form(schema(text("text", _("做了什么"), kind="textarea")))

    def change(typed: dict[str, Any]) -> None:
        note_remedy(request.ctx, site, uid=_uid(request), text=typed["text"])

    answer = filled_in(request, form, change, lambda _none: "/fixity")
    return answer | {"uid": _uid(request)} if isinstance(answer, dict) else answer


def _uid(request: Request) -> int:
    typed = whole_number(request.params.get("uid", "")) or 0
    return typed if typed < 1 << 63 else 0  # more is no uid
