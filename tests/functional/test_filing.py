"""Filing a closed case through the pages: opened, filled, submitted, sealed, read."""

from typing import Any

import pytest
from builders import Archive, press
from portal import ask
from webtest import Upload

from archive.media import secrecy_scan
from archive.models.turns import AT_ONCE, _of_database
from archive.views.web import uploads


def test_officer_files_a_case_and_archivist_seals_it(archive: Archive) -> None:
    officer = archive.browser("officer")
    page = officer.get("/J001/penalty/new")
    form = page.forms["form"]
    form["case_number"] = "栾市监立[2021]7号"
    form["cause"] = "未经许可从事食品经营"
    form["opened"], form["decided"], form["closed"] = "2021-02-01", "2021-03-01", "2021-03-20"
    form.set("party_name", "王小明饭店", 0)
    page = form.submit(status=303).follow()
    assert "王小明饭店未经许可从事食品经营案" in page
    assert "栾市监立〔2021〕7号" in page

    page = page.click("加入件", index=0)
    form = page.forms["form"]
    form["title"], form["kind"] = "现场笔录", "scene-record"
    form["files"] = [("笔录.txt", "店内发现过期酱油".encode())]
    page = form.submit(status=303).follow()
    assert "现场笔录" in page

    page = press(page, "/submit")
    assert "待归档" in page
    archivist = archive.browser("archivist")
    page = archivist.get("/J001/penalty/2021/0001/seal")
    page = press(page, "/seal")
    assert "J001-ZY·XZCF·2021-D30-0001" in page

    archive.work()
    found = archivist.get("/search", {"q": "过期酱油"})
    assert "共 1 条" in found
    assert "<mark>过期酱油</mark>" in found
    record = found.click("现场笔录", index=0)
    assert "店内发现过期酱油" in record
    assert record.click("下载").body.decode() == "店内发现过期酱油"


def test_files_are_looked_at_before_others_are_kept_waiting(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[tuple[int, int]] = []

    def look_at_all(files: Any, *, pictures: bool) -> None:
        secrecy_scan.look_at_all(files, pictures=pictures)
        looked.append((_of_database[archive.db].gate._value, _looks()))

    monkeypatch.setattr(uploads, "look_at_all", look_at_all)
    path = archive.dossier(records=1, sealed=False)
    before = _looks()
    form = archive.browser("officer").get(f"{path}/main/add").forms["form"]
    form["title"], form["kind"] = "现场笔录", "scene-record"
    form["files"] = [("一.txt", b"1"), ("二.txt", b"2")]
    form.submit(status=303)
    assert looked == [(AT_ONCE, before + 2)]
    assert _looks() == before + 2


def test_what_is_not_kept_is_not_looked_at(archive: Archive) -> None:
    before, browser = _looks(), archive.browser()
    form = browser.get("/verify").forms["form"]
    form["number"], form["file"] = "2026-000001", Upload("一.txt", b"1")
    form.submit(status=200)
    ask(browser, name="", status=422)
    assert _looks() == before


def _looks() -> int:
    """Say how many files were looked at until now."""
    return secrecy_scan._look.cache_info().misses
