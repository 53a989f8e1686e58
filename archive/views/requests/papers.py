"""The papers of a copy request as PDF: decision notice and delivery receipt."""

from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response
from pyramid.view import view_config

from archive.models.answers import Answer, Item
from archive.models.records import Record
from archive.models.releasing import can_be_named
from archive.models.requests import CopyRequest
from archive.models.site import Archive
from archive.papers.notices import Notice, notice_pdf
from archive.papers.receipts import Receipt, receipt_pdf
from archive.security.permissions import Permission as P
from archive.states import Outcome
from archive.views.web.request import Request

REMEDY = (
    "如不服本决定，可以自收到之日起六十日内申请行政复议，或者在六个月内向人民法院提起行政诉讼。"
)

OPENINGS = {
    Outcome.APPROVED: "你（单位）提出的复制申请，经审核并报单位负责人批准，决定同意提供下列各件。",
    Outcome.PARTLY: "你（单位）提出的复制申请，经审核并报单位负责人批准，决定部分同意，情况如下。",
    Outcome.REFUSED: "你（单位）提出的复制申请，经审核并报单位负责人批准，决定不予提供，理由如下。",
}


def decision_notice(request: Request, asked: CopyRequest) -> Response:
    """Give the decision notice; 404 where nothing is decided."""
    if asked.decided_on is None or asked.outcome not in OPENINGS:
        raise HTTPNotFound
    bureau = request.site.bureau
    rows = [_row(request, item) for item in asked.items.values()]
    refused = any(item.decided is not Answer.RELEASE for item in asked.items.values())
    notice = Notice(
        organ=bureau.title,
        title="复制申请决定告知书",
        number=asked.decision_number,
        date=asked.decided_on,
        addressee=asked.application.name,
        opening=(OPENINGS[asked.outcome],),
        rows=_facts(asked),
        items=tuple(row for row in rows if row is not None),
        closing=(REMEDY,) if refused else (),
        signed_by=bureau.title,
    )
    return _pdf(notice, f"{asked.title}-decision.pdf")


def _facts(asked: CopyRequest) -> tuple[tuple[str, str], ...]:
    return (
        ("申请编号", asked.title),
        ("申请人", asked.application.name),
        ("案号", asked.application.case_number),
        ("申请内容", asked.application.wanted),
        ("领取方式", asked.application.delivery.label),
    )


def _row(request: Request, item: Item) -> tuple[str, str, str] | None:
    """Give a line for a record; one that the requester may not know of is not named."""
    record = request.site.by_uid.get(item.record)
    decided = item.decided or item.proposed
    if not isinstance(record, Record):
        return None
    grounds = item.grounds if decided is not Answer.RELEASE else ()
    ground = "、".join(each.label for each in grounds)
    pages = f"隐去第{'、'.join(map(str, item.pages))}页"
    hidden = pages if decided is Answer.WITHHOLD_PAGES else ""
    reason = "；".join(filter(None, (hidden, ground, item.reason)))
    named = can_be_named(record, request.ctx.today)
    return record.title if named else "其他材料", decided.label, reason


@view_config(context=Archive, name="receipt", permission=P.PUBLIC, request_method="POST")
def receipt(site: Archive, request: Request) -> Response:
    """Give the receipt to who knows number and code, as the page that showed them does."""
    code = request.POST.get("code", "")
    asked = site.requests.open(request.POST.get("number", ""), code)
    bureau = request.site.bureau
    paper = Receipt(
        organ=bureau.title,
        number=asked.title,
        retrieval_code=code,
        requester=asked.application.name,
        wanted=asked.application.wanted,
        received=asked.received_at.date(),
        due=asked.due,
        address=f"{request.registry.juanzong.public_address}/follow",
    )
    return _answer(receipt_pdf(paper), f"{asked.title}-receipt.pdf")


@view_config(context=CopyRequest, name="decision", permission=P.REQUEST_READ)
def decision(asked: CopyRequest, request: Request) -> Response:
    """Give the decision notice to the office."""
    return decision_notice(request, asked)


@view_config(context=CopyRequest, name="delivery", permission=P.REQUEST_DELIVER)
def delivery(asked: CopyRequest, request: Request) -> Response:
    """Give the paper that is signed when copies are handed over."""
    bureau = request.site.bureau
    notice = Notice(
        organ=bureau.title,
        title="复制件领取签收单",
        number=asked.title,
        date=request.today,
        rows=(*_facts(asked), ("页数", str(asked.copy_pages)), ("SHA-256", asked.copies_digest)),
        signed_by=bureau.title,
        signature_lines=("领取人", "证件号码", "经办人", "领取日期"),
    )
    return _pdf(notice, f"{asked.title}-delivery.pdf")


def _pdf(notice: Notice, name: str) -> Response:
    return _answer(notice_pdf(notice), name)


def _answer(pdf: bytes, name: str) -> Response:
    response = Response(body=pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
