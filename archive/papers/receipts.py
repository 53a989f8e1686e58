"""The receipt of a copy request (Art. 33): number, retrieval code, where and until when to ask."""

from dataclasses import dataclass
from datetime import date

from archive.papers.notices import Notice, notice_pdf

KEEP = "请妥善保管本回执。取件码只显示一次，查询进度和领取复制件都要用到，请勿告诉他人。"
TAKEN_IN = "你（单位）提出的复制申请收到，现予登记。本回执不表示所申请的档案存在或者可以提供。"


@dataclass(frozen=True)
class Receipt:
    """What a receipt says; ``address`` is where the request can be followed."""

    organ: str
    number: str
    retrieval_code: str
    requester: str
    wanted: str
    received: date
    due: date
    address: str


def receipt_pdf(receipt: Receipt) -> bytes:
    """Give the receipt as PDF/A; it never tells whether the case exists."""
    due = f"{receipt.due.year}年{receipt.due.month}月{receipt.due.day}日"
    rows = (
        ("申请编号", receipt.number),
        ("取件码", receipt.retrieval_code),
        ("申请人", receipt.requester),
        ("申请内容", receipt.wanted),
        ("答复期限", f"{due}前"),
        ("查询网址", receipt.address),
    )
    notice = Notice(
        organ=receipt.organ,
        title="复制申请收件回执",
        date=receipt.received,
        addressee=receipt.requester,
        opening=(TAKEN_IN,),
        rows=rows,
        closing=(KEEP,),
        signed_by=receipt.organ,
    )
    return notice_pdf(notice)
