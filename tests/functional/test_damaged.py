"""Bytes that went wrong are handed out by no door and nothing is made of them; it is written down.

Whole downloads through the real server: tests/server/test_verifying.py.
"""

import os
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import Archive, press
from damaged import files_in, flip, place
from requested import requested

from archive import clock
from archive.models.answers import Answer, Item
from archive.models.components import Legibility
from archive.models.fixity import Fault, Occasion
from archive.models.trying import Place
from archive.operations.copies import prepare_copies
from archive.states import RequestState
from archive.worker.rounds import Rounds


def whats(archive: Archive) -> list[str]:
    with archive.visit() as site:
        return [each.kind for each in site.journal.oldest_first()]


def file_of(archive: Archive, path: str) -> tuple[str, Path]:
    """Give the address of the first file of a dossier, and where its bytes lie."""
    with archive.visit() as site:
        file = next(each for each in files_in(site) if each.path.startswith(path))
        return file.path, place(file)


@pytest.mark.parametrize("fault", [Fault.CHANGED, Fault.GONE])
def test_a_file_that_is_wrong_answers_with_a_page(archive: Archive, fault: Fault) -> None:
    address, where = file_of(archive, archive.dossier())
    browser = archive.browser("officer")
    assert browser.get(f"{address}/download").status_int == 200
    flip(where) if fault is Fault.CHANGED else where.unlink()
    for _time in range(2):
        page = browser.get(f"{address}/download", status=503)
        assert "“文件.txt”的内容" in page.text
        assert "请联系系统管理员" in page.text
    assert whats(archive).count("component.downloaded") == 1
    assert whats(archive).count("bytes.wrong") == 1
    with archive.visit() as site:
        (found,) = site.fixity.open()
        assert (found.fault, found.occasion) == (fault, Occasion.DOWNLOAD)
        entry = site.journal.newest(1)[0]
        assert entry.actor_name == "张办案"


def test_a_page_picture_that_is_gone_answers_with_a_page(archive: Archive) -> None:
    address, where = file_of(archive, archive.dossier(sealed=False))
    with archive.visit() as site:
        file = next(each for each in files_in(site) if each.path == address)
        picture = archive.settings.upload_folder / "1.jpg"
        picture.write_bytes(b"jpeg")
        file.add_preview(1, picture)
    with archive.visit() as site:
        file = next(each for each in files_in(site) if each.path == address)
        Path(file.previews[1].committed()).unlink()
    page = archive.browser("officer").get(f"{address}/page/1", status=404)
    assert "图像在存储中找不到" in page.text
    assert where.exists()


def test_no_copy_is_made_of_bytes_that_went_wrong(archive: Archive) -> None:
    with requested(archive) as case:
        prepare_copies(case.decided(Item(case.open, Answer.RELEASE)).who("archivist"), case.asked)
        request = case.asked.uid
        (file,) = case.record("open").components()
        uid = file.uid
    with archive.visit() as site:
        where = place(site.found(uid))
    flip(where)
    archive.work()
    with archive.visit() as site:
        asked = site.found(request)
        assert (asked.state, asked.copies) == (RequestState.PREPARING, None)
        assert "SHA-256 不符" in asked.failure
        assert {each.uid: each.occasion for each in site.fixity.open()} == {uid: Occasion.COPIES}
    flip(where)
    with archive.visit() as site:
        prepare_copies(archive.as_person(site, "archivist"), site.found(request))
    archive.work()
    with archive.visit() as site:
        assert site.found(request).state is RequestState.READY


def test_nothing_is_read_or_drawn_of_bytes_that_went_wrong(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, where = file_of(archive, archive.dossier(records=1))
    flip(where)
    real = clock.now
    for days in range(1, 6):
        archive.work()
        monkeypatch.setattr(clock, "now", lambda days=days: real() + timedelta(days=days))
    with archive.visit() as site:
        (file,) = files_in(site)
        assert (file.path, file.legibility, file.text) == (address, Legibility.FAILED, None)
        (job,) = site.jobs
        assert job.place is Place.PARKED
    assert whats(archive).count("bytes.wrong") == 1
    assert whats(archive).count("component.read") == 0


def test_a_picture_that_changed_in_size_is_wrong_too(archive: Archive) -> None:
    address, where = file_of(archive, archive.dossier(records=1))
    where.chmod(0o600)
    os.truncate(where, 3)
    archive.browser("officer").get(f"{address}/download", status=503)


def test_the_page_tells_what_was_looked_at_what_is_wrong_and_what_was_done(
    archive: Archive,
) -> None:
    admin = archive.browser("admin")
    assert "第一轮将在服务启动一分钟后开始" in admin.get("/fixity").text
    _address, where = file_of(archive, archive.dossier())
    flip(where)
    hand = Rounds(archive.db, archive.settings, threading.Event())
    assert hand.some()
    page = admin.get("/fixity")
    assert "有 1 个文件的字节不符" in page.text
    assert str(where).endswith(page.html.select("td span.muted")[0].text)
    assert "文件.txt" not in page.text
    form = page.click("写明处置").forms["form"]
    form["text"] = "  "
    form.submit(status=422)
    form["text"] = "从 12 月的备份取回"
    assert "从 12 月的备份取回" in form.submit(status=303).follow().text
    assert "等待再核对" in press(admin.get("/fixity"), f"uid={uid_in(page)}").text
    flip(where)
    assert hand.some()
    page = admin.get("/fixity")
    assert "没有发现字节不符的文件" in page.text
    assert "已恢复相符" in page.text
    reading = archive.browser("security").get("/fixity")
    assert "已恢复相符" in reading.text
    assert "写明处置" not in reading.text
    admin.get("/fixity-remedy?uid=9999999999999999999", status=200)
    for login in ("officer", "archivist", "auditor", None):
        archive.browser(login).get("/fixity", status="*").mustcontain(no=["已恢复相符"])


def uid_in(page: Any) -> str:
    return page.html.select("td span.mono")[0].text
