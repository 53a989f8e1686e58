"""Examining a request record by record, and the legal reviewer's opinion."""

import re
from typing import Any

from pyramid.response import Response
from pyramid.view import view_config

from archive.errors import Invalid
from archive.models.answers import NO_GROUND, Answer, Ground, Item, whole_pages
from archive.models.requests import CopyRequest
from archive.operations.examination import propose_items, review_item, submit_proposal
from archive.security.permissions import Permission as P
from archive.views.web.forms import whole_number
from archive.views.web.request import Request
from archive.views.web.screens import pressed
from archive.wording import _

MOST_PAGES = 5000


@view_config(
    context=CopyRequest, name="propose", permission=P.REQUEST_EXAMINE, request_method="POST"
)
def propose(asked: CopyRequest, request: Request) -> Response:
    """Keep the proposals; with the other button, hand them to the head as well."""

    def change() -> None:
        propose_items(request.ctx, asked, items=tuple(_items(request.POST)))
        if request.POST.get("then") == "submit":
            submit_proposal(request.ctx, asked)

    handed_in = request.POST.get("then") == "submit"
    done = _("已报请单位负责人审批。") if handed_in else _("意见已保存。")
    return pressed(request, change, asked, done)


def _items(posted: Any) -> list[Item]:
    """Read a row for each record that has an answer chosen."""
    return [
        _item(posted, uid)
        for uid in posted.getall("record")
        if whole_number(uid) is not None and posted.get(f"answer-{uid}")
    ]


def _item(posted: Any, uid: str) -> Item:
    chosen, named = posted[f"answer-{uid}"], posted.get(f"ground-{uid}", "")
    answer = Answer(chosen) if chosen in set(Answer) else Answer.REFUSE
    ground = Ground(named) if named in set(Ground) and answer is not Answer.RELEASE else None
    consent = posted.get(f"consent-{uid}", "").strip()
    if answer is not Answer.WITHHOLD_PAGES:
        return Item(int(uid), answer, ground, consent=consent)
    if ground is None:
        raise Invalid(ground=NO_GROUND)
    pages = whole_pages(read_pages(posted.get(f"pages-{uid}", "")), ground)
    return Item(int(uid), answer, withheld=pages, consent=consent)


def read_pages(written: str) -> frozenset[int]:
    """Read page numbers as people write them: ``3, 5-7``; raise Invalid for anything else."""
    pages: set[int] = set()
    for part in re.split(r"[,，、;；\s]+", written.strip()):
        found = re.fullmatch(r"([0-9]{1,4})(?:[-－—~至]([0-9]{1,4}))?", part)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if part and not 0 < first <= last <= MOST_PAGES:
            raise Invalid(withheld=_("页码应写作 3、5-7。"))
        pages |= set(range(first, last + 1)) if part else set()
    return frozenset(pages)


@view_config(context=CopyRequest, name="review", permission=P.REQUEST_REVIEW, request_method="POST")
def review(asked: CopyRequest, request: Request) -> Response:
    """Keep the legal reviewer's opinion on one record."""
    uid = request.POST.get("record", "")
    record = whole_number(uid) or 0
    opinion, agreed = request.POST.get("opinion", ""), request.POST.get("agreed") == "yes"
    return pressed(
        request,
        lambda: review_item(request.ctx, asked, record=record, opinion=opinion, agreed=agreed),
        asked,
        _("审核意见已保存。"),
    )
