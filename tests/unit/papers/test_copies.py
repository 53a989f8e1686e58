"""Copies on paper: wide pages, long titles, many pages; the mark is on each and covers nothing."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from material import make_picture

from archive.papers.copies import CopiedRecord, CopySheets, Sheet, SheetKind, copies_pdf

CM = 72 / 2.54
IMAGE_OBJECT = 3


def copies(
    folder: Path, *sheets: Sheet, requester: str = "王小明", records: tuple[CopiedRecord, ...] = ()
) -> pypdfium2.PdfDocument:
    """The copies of these sheets."""
    asked = CopySheets(
        organ="栾川县市场监督管理局",
        number="2026-000001",
        requester=requester,
        purpose="行政复议",
        date=date(2026, 11, 23),
        address="http://127.0.0.1:6543/verify?n=2026-000001",
        rows=(("案号", "栾市监立〔2020〕12号"),),
        records=records,
        sheets=sheets,
    )
    pdf = copies_pdf(asked, folder)
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    return pypdfium2.PdfDocument(pdf)


def words(page: pypdfium2.PdfPage) -> str:
    """The words of a page, without blanks."""
    return "".join(page.get_textpage().get_text_range().split())


def picture_box(page: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    """Where the picture of a page stands: left, bottom, right, top, in points."""
    (picture,) = [each for each in page.get_objects(max_depth=5) if each.type == IMAGE_OBJECT]
    left, bottom, right, top = picture.get_bounds()
    inside = picture
    while inside.container is not None:
        matrix = inside.container.get_matrix()
        left, bottom = matrix.on_point(left, bottom)
        right, top = matrix.on_point(right, top)
        inside = inside.container
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


@pytest.mark.parametrize("size", [(1654, 2339), (2339, 1654), (400, 3000), (3000, 300)])
@pytest.mark.parametrize("title", ["处罚决定书　第 1 页", "很长的题名" * 40])
def test_a_picture_stays_on_one_page_above_its_mark(
    size: tuple[int, int], title: str, tmp_path: Path
) -> None:
    (tmp_path / "0001").mkdir()
    make_picture(tmp_path / "0001" / "1.jpg", size=size)
    pages = copies(tmp_path, Sheet(SheetKind.IMAGE, title, image="0001/1.jpg"))
    assert len(pages) == 2
    shape = pages[1].get_size()
    assert (shape[0] > shape[1]) == (size[0] > size[1])
    left, bottom, right, top = picture_box(pages[1])
    assert left >= 1.5 * CM
    assert right <= shape[0] - 1.5 * CM
    assert top <= shape[1] - 1.4 * CM
    assert bottom >= 2.8 * CM
    assert (right - left) / (top - bottom) == pytest.approx(size[0] / size[1], rel=0.02)
    assert "第2页共2页" in words(pages[1])


def test_the_words_of_a_file_stay_on_the_page_whole(tmp_path: Path) -> None:
    digits = "".join(str(each % 10) for each in range(700))
    text = f"酱油\t500ml\t3\n{digits}\n\f尾"
    pages = copies(tmp_path, Sheet(SheetKind.TEXT, "清单", text=text))
    page = pages[1].get_textpage()
    right = max(page.get_charbox(at)[2] for at in range(page.count_chars()))
    assert right <= 595.3 - 1.6 * CM + 1
    assert digits in words(pages[1])
    assert "尾" in words(pages[1])


def test_a_long_name_does_not_push_the_mark_off_the_page(tmp_path: Path) -> None:
    pages = copies(tmp_path, Sheet(SheetKind.NOTE, "第 1 页依法不予提供"), requester="某" * 300)
    for number, page in enumerate(pages, start=1):
        assert f"第{number}页共2页" in words(page)
        marks = page.get_textpage()
        assert min(marks.get_charbox(at)[1] for at in range(marks.count_chars())) > 0.5 * CM


def test_the_certificate_names_each_record_with_number_date_and_what_is_withheld(
    tmp_path: Path,
) -> None:
    record = CopiedRecord(
        "现场笔录",
        "4",
        ("ab" * 32,),
        number="栾市监现〔2020〕3号",
        made=date(2020, 6, 1),
        withheld="第3页（个人隐私）",
    )
    (page,) = copies(tmp_path, records=(record, CopiedRecord("照片", "1")))
    said = [
        "现场笔录",
        "栾市监现〔2020〕3号",
        "2020年6月1日",
        "不予提供：第3页（个人隐私）",
        "照片",
    ]
    places = [words(page).index(each) for each in said]
    assert places == sorted(places)


MEASURED = """
import sys
from datetime import date
from pathlib import Path
from archive.papers.copies import CopySheets, Sheet, SheetKind, copies_pdf
sheets = [Sheet(SheetKind.IMAGE, str(n), image=f"{n}.jpg") for n in range(30)]
made = CopySheets("局", "1", "王", "用", date(2026, 1, 1), "http://a/", (), (), sheets)
copies_pdf(made, Path(sys.argv[1]))
# VmHWM begins anew with the program; getrusage still counts the process it was started from.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(peak.split()[1]) // 1024)
"""


def test_thirty_scans_take_little_memory(tmp_path: Path) -> None:
    for number in range(30):
        make_picture(tmp_path / f"{number}.jpg", size=(1654, 2339 + number))
    here = str(Path(__file__).parents[3])
    made = subprocess.run(
        [sys.executable, "-c", MEASURED, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": here},
    )
    assert int(made.stdout) < 300, "MB; a scan that is unpacked takes 12 MB"
