"""Printed papers: PDF/A, everything said on them, and nothing typed taken for Typst."""

from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from material import make_picture

from archive.papers.copies import (
    CopiedRecord,
    CopySheets,
    Sheet,
    SheetKind,
    copies_pdf,
    qr_squares,
)
from archive.papers.forms import Block, BlockKind, Form, form_pdf
from archive.papers.notices import Notice, notice_pdf

HOSTILE = [
    '#read("/etc/passwd")',
    "#panic()",
    '"; #let x = 1',
    "\\ $ _ * ` [ ] { } #",
    "甲" * 400,
    "𠮷野家 ☎ 🐼",
    "<script>",
]


def texts(pdf: bytes) -> list[str]:
    """The words of each page, without blanks and line ends."""
    document = pypdfium2.PdfDocument(pdf)
    return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def copies(folder: Path, sheets: list[Sheet], purpose: str = "行政复议") -> bytes:
    """Copies of one record with these sheets."""
    sheet = CopySheets(
        organ="栾川县市场监督管理局",
        number="2026-000001",
        requester="王小明",
        purpose=purpose,
        date=date(2026, 11, 23),
        address="http://127.0.0.1:6543/verify?n=2026-000001",
        rows=(("案号", "栾市监立〔2020〕12号"),),
        records=[CopiedRecord("处罚决定书", str(len(sheets)), ("ab" * 32,))],
        sheets=sheets,
    )
    return copies_pdf(sheet, folder)


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_is_typed_is_words_and_nothing_else(typed: str, tmp_path: Path) -> None:
    blocks = (
        Block(BlockKind.FACTS, rows=(("当事人", typed),)),
        Block(BlockKind.TEXT, lines=(typed,)),
        Block(BlockKind.QUESTIONS, rows=((typed, typed),)),
        Block(BlockKind.LIST, rows=(("一", "二"), (typed, typed))),
        Block(BlockKind.SIGNATURES, rows=((typed, typed),)),
    )
    plain = "".join(typed.split())[:6]
    form = "".join(texts(form_pdf(Form(typed, typed, typed, blocks))))
    assert "root:" not in form
    if "🐼" not in typed and "`" not in typed:
        assert plain in form
    made = copies(tmp_path, [Sheet(SheetKind.TEXT, typed, text=typed)], purpose=typed)
    assert "root:" not in "".join(texts(made))


def test_papers_claim_to_be_pdf_a() -> None:
    pdf = notice_pdf(Notice("栾川县市场监督管理局", "决定告知书", date(2026, 1, 2)))
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"OutputIntent" in pdf


def test_a_notice_says_what_was_decided_in_order() -> None:
    notice = Notice(
        organ="栾川县市场监督管理局",
        title="复制申请决定告知书",
        date=date(2026, 1, 2),
        number="栾市监档告〔2026〕1号",
        addressee="王小明",
        opening=("你提出的申请收悉。",),
        items=(("处罚决定书", "提供", ""), ("询问笔录", "不予提供", "个人隐私")),
        closing=("可以申请行政复议。",),
        signed_by="栾川县市场监督管理局",
    )
    (page,) = texts(notice_pdf(notice))
    said = [
        "复制申请决定告知书",
        "栾市监档告〔2026〕1号",
        "王小明：",
        "处罚决定书",
        "个人隐私",
        "行政复议",
        "2026年1月2日",
    ]
    places = [page.index(each) for each in said]
    assert places == sorted(places)


def test_every_page_of_the_copies_carries_the_mark(tmp_path: Path) -> None:
    make_picture(tmp_path / "1.jpg", size=(1240, 1754))
    sheets = [
        Sheet(SheetKind.IMAGE, "处罚决定书 第 1 页", image="1.jpg"),
        Sheet(SheetKind.NOTE, "第 2 页依法不予提供", text="个人隐私"),
        Sheet(SheetKind.TEXT, "说明", text="货架上有过期的酱油\n" * 90),
    ]
    pages = texts(copies(tmp_path, sheets))
    assert pages[0].index("复制件证明") < pages[0].index("ab" * 16)
    assert "第2页依法不予提供" in pages[2]
    assert len(pages) > 4
    for number, page in enumerate(pages, start=1):
        mark = f"第{number}页共{len(pages)}页"
        for each in ("2026-000001", "王小明", "2026年11月23日", mark, "verify?n="):
            assert each in page, (number, each)


def test_sixty_pictures_make_sixty_one_pages(tmp_path: Path) -> None:
    make_picture(tmp_path / "1.jpg", size=(1240, 1754))
    sheets = [Sheet(SheetKind.IMAGE, f"第 {n} 页", image="1.jpg") for n in range(60)]
    assert len(texts(copies(tmp_path, sheets))) == 61


def test_the_code_of_the_address_is_square_and_dark_somewhere() -> None:
    code = qr_squares("http://127.0.0.1:6543/verify?n=2026-000001")
    assert all(x + length <= code["size"] and y < code["size"] for x, y, length in code["dark"])
    assert (0, 0, 7) in code["dark"]  # the corner that every reader looks for
