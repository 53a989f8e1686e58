"""What no paper may do: fail over a letter, lose a letter that fonts have, run off the page."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pypdfium2
import pytest

from archive.papers.forms import Block, BlockKind, Form, form_pdf
from archive.papers.notices import Notice, notice_pdf
from archive.papers.typesetting import GETA

ORGAN = "栾川县市场监督管理局"


def printed(*lines: str) -> str:
    """The words of a form of these lines, without blanks."""
    form = Form(ORGAN, "现场笔录", blocks=(Block(BlockKind.TEXT, lines=lines),))
    pages = pypdfium2.PdfDocument(form_pdf(form))
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)


def farthest_right(pdf: bytes) -> float:
    """The right edge of the last letter to the right, in points."""
    words = [page.get_textpage() for page in pypdfium2.PdfDocument(pdf)]
    return max(each.get_charbox(at)[2] for each in words for at in range(each.count_chars()))


@pytest.mark.parametrize("code", [0, 1, 8, 11, 12, 27, 127, 0x9F, 0x202E, 0x2066, 0xFEFF])
def test_letters_that_nobody_sees_are_left_out(code: int) -> None:
    assert "酱油三瓶" in printed(f"酱油{chr(code)}三瓶")


@pytest.mark.parametrize("code", [0xD800, 0xFFFE, 0xF0000, 0x10FFFF])
def test_a_letter_that_is_none_is_shown_as_missing(code: int) -> None:
    assert f"酱油{GETA}三瓶" in printed(f"酱油{chr(code)}三瓶")


def test_many_letters_without_a_font_take_no_other_letter_with_them() -> None:
    missing = "".join(chr(0x1F600 + each) for each in range(60))
    assert f"繁體—·葛〔㎡〕{GETA * 60}" in printed(f"繁體—·葛〔㎡〕{missing}")


def test_a_missing_sign_over_a_letter_takes_no_other_letter_with_it() -> None:
    assert "banana" in printed("banana a\u0f71 n\u1a17")


def test_columns_parted_by_tabs_stay_apart() -> None:
    form = Form(ORGAN, "清单", blocks=(Block(BlockKind.TEXT, lines=("酱油\t500\t3",)),))
    page = pypdfium2.PdfDocument(form_pdf(form))[0].get_textpage().get_text_range()
    assert next(line.split() for line in page.splitlines() if "酱油" in line) == [
        "酱油",
        "500",
        "3",
    ]


@pytest.mark.parametrize("typed", ["ab" * 400, "Ж" * 200, "http://例.cn/" + "é" * 200, "甲" * 400])
def test_a_word_without_end_stays_on_the_page(typed: str) -> None:
    rows = (("SHA-256", typed), (typed, "是"))
    notice = Notice(
        ORGAN, typed, date(2026, 1, 2), typed, typed, (typed,), rows, ((typed,) * 3,), (typed,)
    )
    edge = 595.3 - 2.6 / 2.54 * 72
    assert farthest_right(notice_pdf(notice)) <= edge + 1
    listed = Block(BlockKind.LIST, rows=(("一", "二"), (typed, typed)))
    assert farthest_right(form_pdf(Form(ORGAN, "清单", blocks=(listed,)))) <= edge + 1


def test_four_people_print_at_once() -> None:
    said = [f"第{number}人的笔录" for number in range(16)]
    with ThreadPoolExecutor(4) as people:
        assert all(each in page for each, page in zip(said, people.map(printed, said), strict=True))


def test_nothing_outside_its_folder_is_read_by_a_paper() -> None:
    assert "root:" not in printed('#read("/etc/passwd")', '"+read("/etc/passwd")+"')
