"""The main job in Chromium at two widths: file, find, ask, examine, decide, make, fetch."""

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from browser.visitor import WIDTHS, Person
from material import make_ofd, make_pdf, make_picture, make_sound
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_main_job(served: Any, chromium: Browser, tmp_path: Path, width: int) -> None:
    _archive, address = served
    files = [
        make_pdf(tmp_path / "处罚决定书.pdf", ["栾川县市场监督管理局", "货架上有过期的酱油三瓶"]),
        make_ofd(tmp_path / "检验报告.ofd", ["总养分不符合标准"]),
        make_picture(tmp_path / "现场照片.jpg"),
        make_sound(tmp_path / "询问录音.wav"),
    ]
    officer = Person(chromium, address, width, "officer")
    _file_case(officer, files)
    archivist = Person(chromium, address, width, "archivist")
    _seal(archivist)
    _find(officer, "过期的酱油", "处罚决定书")
    _find(officer, "总养分不符合", "检验报告")
    _look_at_recording(officer)

    party = Person(chromium, address, width)
    number, code = _ask(party)
    _examine(archivist, number)
    head = Person(chromium, address, width, "head")
    _decide(head, number)
    archivist.go(f"/requests/{number}/")
    archivist.page.click("text=制作复制件 >> nth=-1")
    expect(archivist.page.locator("#handing")).to_be_visible(timeout=60_000)
    archivist.look()
    _fetch(party, number, code, tmp_path / "copies.pdf")
    for someone in (officer, archivist, head, party):
        someone.context.close()


def _file_case(officer: Person, files: list[Path]) -> None:
    page = officer.page
    officer.look()
    officer.go("/holdings")
    officer.look()
    page.click("text=新立行政处罚案卷")
    officer.look()
    page.click("#form button.primary")
    expect(page.locator("#wrong-case_number")).to_be_visible()
    officer.complaints.clear()  # the browser reports the 422 that the form was answered with
    officer.look()
    page.fill("#case_number", "栾市监立[2021]7号")
    page.fill("#decision_number", "栾市监处罚[2021]7号")
    page.fill("#cause", "经营超过保质期的食品")
    page.locator("[name=party_name]").first.fill("王小明饭店")
    for name, value in (
        ("opened", "2021-02-01"),
        ("decided", "2021-03-01"),
        ("closed", "2021-03-20"),
    ):
        page.fill(f"#{name}", value)
    page.click("#form button.primary")
    expect(page.locator("h1")).to_have_text("王小明饭店经营超过保质期的食品案")
    officer.look()
    page.click("text=加入件 >> nth=0")
    officer.look()
    page.set_input_files("#files", [str(path) for path in files])
    page.check("#each")
    page.click("#form button.primary")
    expect(page.get_by_role("link", name="现场照片")).to_be_visible()
    officer.look()
    page.click("text=提交归档")
    expect(page.locator("text=待归档")).to_be_visible()


def _seal(archivist: Person) -> None:
    page = archivist.page
    archivist.go("/")
    archivist.look()
    page.click("text=王小明饭店经营超过保质期的食品案")
    page.click("a.button.primary:has-text('归档')")
    archivist.look()
    page.click("text=确认归档")
    expect(page.locator("text=J001-ZY·XZCF·2021-D30-0001").first).to_be_visible()


def _find(someone: Person, words: str, title: str) -> None:
    page = someone.page
    for _try in range(60):
        someone.go(f"/search?q={words}")
        if page.locator(".hit").count():
            break
        page.wait_for_timeout(500)
    expect(page.locator("mark").first).to_have_text(words)
    someone.look()
    page.click(f".hit >> text={title}")
    expect(page.locator(".preview img").first).to_be_visible(timeout=30_000)
    someone.look()


def _look_at_recording(someone: Person) -> None:
    page = someone.page
    someone.go("/J001/penalty/2021/0001/")
    page.click("text=询问录音")
    page.locator("audio").wait_for()
    page.evaluate("document.querySelector('audio').load()")
    expect(page.locator("audio")).to_have_js_property("readyState", 4)
    assert page.evaluate("document.querySelector('audio').duration") > 0.5
    someone.look()


def _ask(party: Person) -> tuple[str, str]:
    page = party.page
    party.go("/")
    party.look()
    page.click("a.button:has-text('填写申请')")
    party.look()
    for name, value in (
        ("name", "王小明"),
        ("document_number", "11010519491231002X"),
        ("case_number", "栾市监处罚(2021)7号"),
        ("wanted", "处罚决定书"),
        ("purpose", "行政复议"),
    ):
        page.fill(f"#{name}", value)
    page.click("#form button.primary")
    code = page.locator(".code-once").inner_text()
    number = page.locator("dd.big").inner_text()
    party.look()
    return number, code


def _examine(archivist: Person, number: str) -> None:
    page = archivist.page
    archivist.go(f"/requests/{number}/")
    archivist.look()
    page.check("#verified")
    page.click("#take button.primary")
    page.locator("#items select").first.wait_for()
    for choice in page.locator("#items select[name^=answer-]").all():
        choice.select_option("release")
    archivist.look()
    page.click("#items button.primary")
    expect(page.locator("text=待审批").first).to_be_visible()


def _decide(head: Person, number: str) -> None:
    head.go("/")
    head.look()
    head.page.click(f"text={number}")
    head.look()
    head.page.click("#items button.primary")
    expect(head.page.locator(".head >> text=同意").first).to_be_visible()


def _fetch(party: Person, number: str, code: str, path: Path) -> None:
    page = party.page
    party.go("/follow")
    party.look()
    page.fill("#number", number)
    page.fill("#code", code)
    page.click("#form button.primary")
    party.look()
    with page.expect_download() as download:
        page.click("text=下载复制件")
    download.value.save_as(path)
    texts = [sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(path)]
    assert "复制件证明" in texts[0]
    assert all(number in text for text in texts)
    party.go(f"/verify?n={number}")
    page.set_input_files("#file", str(path))
    page.click("#form button.primary")
    expect(page.locator("text=核对一致")).to_be_visible()
    party.look()
