"""The papers of a copy request (Art. 33): receipt, decision notice, delivery receipt."""

from dataclasses import dataclass
from datetime import date

from archive.papers.typesetting import typeset


@dataclass(frozen=True)
class Notice:
    """One paper: title, number, whom it is for, what it says, who signs."""

    organ: str
    title: str
    date: date
    number: str = ""
    addressee: str = ""
    opening: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    items: tuple[tuple[str, str, str], ...] = ()
    closing: tuple[str, ...] = ()
    signed_by: str = ""
    signature_lines: tuple[str, ...] = ()


def notice_pdf(notice: Notice) -> bytes:
    """Give the paper as PDF/A."""
    return typeset("notice.typ", notice)
