"""Foreign files are read in a limited child: every format, and everything that can go wrong."""

import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material import make_docx, make_ofd, make_pdf, make_picture, make_sound, make_xlsx

from archive.media.fork_server import ForkServer
from archive.media.reading import Status
from archive.media.sandbox import Limits, examine, read, render
from archive.media.sniff import MediaType, sniff

TEXT = "个体工商户张三丰"


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda path: make_pdf(path, ["第一页", TEXT]), MediaType.PDF),
        (lambda path: make_docx(path, ["开头", TEXT]), MediaType.DOCX),
        (lambda path: make_xlsx(path, [["序号", "名称"], ["1", TEXT]]), MediaType.XLSX),
        (lambda path: make_ofd(path, ["第一页", TEXT]), MediaType.OFD),
    ],
    ids=["pdf", "docx", "xlsx", "ofd"],
)
def test_words_come_out_of_every_format_whatever_its_name(make, kind, tmp_path: Path) -> None:
    path = make(tmp_path / "misleading.exe")
    assert sniff(path) is kind
    reading = read(path, kind)
    assert reading.status is Status.READ
    assert TEXT in "".join(reading.pages)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_plain_text_is_read_in_the_encodings_of_the_office(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes((TEXT * 3000).encode(encoding))
    assert sniff(path) is MediaType.TEXT
    assert read(path, MediaType.TEXT).pages == (TEXT * 3000,)


@pytest.mark.parametrize(
    "make", [lambda p: make_pdf(p, ["一", "二"]), lambda p: make_ofd(p, ["一", "二"])]
)
def test_pages_are_drawn_as_pictures(make, tmp_path: Path) -> None:
    path = make(tmp_path / "file")
    drawn = render(path, sniff(path), tmp_path, width=400)
    assert [image.name for image in drawn.images] == ["00001.jpg", "00002.jpg"]
    assert all(sniff(image) is MediaType.JPEG for image in drawn.images)


def test_a_picture_and_a_sound_have_their_measures(tmp_path: Path) -> None:
    picture = make_picture(tmp_path / "p")
    assert (read(picture, sniff(picture)).width, read(picture, sniff(picture)).height) == (640, 480)
    sound = make_sound(tmp_path / "s", 2)
    assert read(sound, sniff(sound)).duration == pytest.approx(2, abs=0.1)


@given(st.binary(max_size=300))
def test_sniffing_never_fails(tmp_path_factory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("sniff") / "x"
    path.write_bytes(content)
    assert sniff(path) in MediaType


@pytest.mark.parametrize("kind", [kind for kind in MediaType if kind is not MediaType.TEXT])
def test_garbage_is_a_value_not_a_crash(kind: MediaType, tmp_path: Path) -> None:
    path = tmp_path / "garbage"
    path.write_bytes(b"%PDF-1.7 PK\x03\x04" + bytes(range(256)) * 9)
    reading, drawn = examine(path, kind, tmp_path, width=100)
    assert not drawn.images
    if kind not in {MediaType.HTML, MediaType.SVG}:
        assert reading.status is Status.UNREADABLE
        assert reading.reason


def test_a_truncated_pdf_is_unreadable_with_a_reason(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", [TEXT])
    path.write_bytes(path.read_bytes()[:900])
    reading = read(path, sniff(path))
    assert (reading.status, bool(reading.reason)) == (Status.UNREADABLE, True)


def test_a_file_that_unpacks_without_end_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "bomb.ofd"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("OFD.xml", b"<a/>")
        package.writestr("big", b"\0" * 300_000_000)
    assert read(path, MediaType.OFD).status is Status.UNREADABLE


def test_memory_is_bounded(tmp_path: Path) -> None:
    path = make_picture(tmp_path / "large", "PNG", (9000, 9000))
    limits = Limits(memory=200 * 1024 * 1024)
    assert not render(path, MediaType.PNG, tmp_path, width=9000, limits=limits).images
    assert render(path, MediaType.PNG, tmp_path, width=900).images


def test_an_entity_of_the_xml_opens_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密内容", encoding="utf-8")
    path = make_ofd(tmp_path / "x.ofd", ["页"])
    entity = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]>'
    content = (
        f'{entity}<Page><TextObject Boundary="0 0 1 1"><TextCode>&x;</TextCode></TextObject></Page>'
    )
    with zipfile.ZipFile(path, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr("Doc_0/Pages/Page_0/Content.xml", content)
    assert "机密内容" not in "".join(read(path, MediaType.OFD).pages)


def test_the_child_is_told_no_secret_of_ours(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SECRET_OF_OURS", "s3cret")
    script = tmp_path / "child.py"
    script.write_text("import json, os; input(); print(json.dumps({'seen': sorted(os.environ)}))")
    monkeypatch.setattr("archive.media.fork_server.CHILD", script)
    nurse = ForkServer()
    seen = nurse.ask(b"{}\n", 10)
    nurse.end()
    assert "SECRET_OF_OURS" in os.environ
    assert "SECRET_OF_OURS" not in seen["seen"]


def test_one_file_leaves_nothing_for_the_next(tmp_path: Path) -> None:
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_text("甲", encoding="utf-8")
    second.write_text("乙", encoding="utf-8")
    assert read(first, MediaType.TEXT).pages == ("甲",)
    assert read(second, MediaType.TEXT).pages == ("乙",)
    hungry = Limits(memory=1)
    assert read(first, MediaType.TEXT, hungry).status is Status.UNREADABLE
    assert read(second, MediaType.TEXT).pages == ("乙",)


def test_the_real_samples_are_read(shared: Path) -> None:
    found = {
        path.name: read(path, sniff(path))
        for path in (shared / "samples").iterdir()
        if path.suffix != ".tsv"
    }
    assert "劳动法" in found["pdf_labour_law_textlayer.pdf"].pages[0]
    assert found["pdf_labour_law_textlayer.pdf"].page_count == 13
    assert len("".join(found["ofd_manual_6600chars.ofd"].pages)) > 6000
    assert "判 决 书" in "".join(found["docx_judgment_anonymised.docx"].pages)
    assert found["ofd_image_only.ofd"].status is Status.NO_TEXT
    assert found["audio_zh_4s.wav"].duration == pytest.approx(4.28, abs=0.05)
    assert all(reading.status is not Status.UNREADABLE for reading in found.values())
