"""A file that bears the mark of a state secret is seen before it is kept, whatever it is."""

from hashlib import sha256
from pathlib import Path

import docx
import openpyxl
import pytest
from builders import Archive
from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import __file__ as fonts

from archive.media import recognition
from archive.media.secrecy_scan import Scan, look
from archive.operations.records import add_components

MARK = "机密★20年"
FONT = str(next(Path(fonts).parent.rglob("*.otf")))


def looked(path: Path) -> Scan:
    return look(path, sha256(path.read_bytes()).hexdigest())


def a_docx(folder: Path, text: str) -> Path:
    document = docx.Document()
    document.add_paragraph("关于专项检查的通知")
    document.sections[0].header.paragraphs[0].text = text
    document.save(str(folder / "file"))
    return folder / "file"


def an_xlsx(folder: Path, text: str) -> Path:
    book = openpyxl.Workbook()
    hidden = book.create_sheet("台账")
    hidden["C7"], hidden.sheet_state = text, "hidden"
    book.save(folder / "file.xlsx")
    return folder / "file.xlsx"


def a_text(folder: Path, text: str) -> Path:
    (folder / "file").write_bytes(f"通知\n{text}\n正文".encode("gb18030"))
    return folder / "file"


def a_picture(folder: Path, text: str) -> Path:
    image = Image.new("RGB", (1240, 1754), "white")
    font = ImageFont.truetype(FONT, 34)
    ImageDraw.Draw(image).text((900, 90), text, font=font, fill="black")
    ImageDraw.Draw(image).text((200, 320), "关于专项检查的通知", font=font, fill="black")
    image.save(folder / "file.png")
    return folder / "file.png"


def a_scan(folder: Path, text: str) -> Path:
    with Image.open(a_picture(folder, text)) as image:
        image.save(folder / "file.pdf", "PDF", resolution=150)
    return folder / "file.pdf"


WORDED = [a_docx, an_xlsx, a_text]
PICTURED = [a_picture, a_scan]


@pytest.mark.parametrize("make", WORDED)
def test_a_mark_in_words_is_seen(make: object, tmp_path: Path) -> None:
    assert looked(make(tmp_path, MARK)).mark == "机密★"  # type: ignore[operator]


@pytest.mark.parametrize("make", WORDED)
def test_no_mark_is_seen_where_there_is_none(make: object, tmp_path: Path) -> None:
    assert looked(make(tmp_path, "商业秘密")) == Scan()  # type: ignore[operator]


@pytest.mark.parametrize("make", PICTURED)
def test_a_mark_in_a_picture_is_seen(make: object, tmp_path: Path) -> None:
    if not recognition.is_installed():
        pytest.skip("pictures can't be read here: juanzong[ocr] is not installed")
    assert looked(make(tmp_path, MARK)).mark == "机密★"  # type: ignore[operator]
    other = tmp_path / "other"
    other.mkdir()
    assert looked(make(other, "通知")) == Scan()  # type: ignore[operator]


@pytest.mark.parametrize("content", [b"%PDF-1.7 broken", b"PK\x03\x04 broken", b"", b"\xff" * 99])
def test_a_file_that_cannot_be_read_bears_no_mark(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert not looked(path).mark


def test_a_marked_file_leaves_no_blob_and_no_entry(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    with archive.visit() as site:
        record = site["J001"]["penalty"]["2020"]["0001"].volume("main")["001"]
        officer = archive.as_person(site, "officer")
        marked, plain = archive.file(f"红头文件\n{MARK}".encode()), archive.file("普通".encode())
        refused = add_components(officer, record, files=[marked, plain])
        assert [each.name for each in refused] == [marked.name]
        assert "国家秘密标志" in refused[0].reason
        assert [each.kind for each in site.journal.newest(2)] == [
            "component.added",
            "secrecy-mark.found",
        ]
    archive.work()
    assert "共 0 条" in archive.browser("officer").get("/search", {"q": "红头文件"})
    assert path


def test_an_upload_with_a_mark_is_told_what_to_do(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    form = archive.browser("officer").get(f"{path}/main/001/upload").forms["form"]
    form["files"] = [("函.txt", f"{MARK}\n内容".encode())]
    page = form.submit(status=200)
    assert "告知保密员" in page
