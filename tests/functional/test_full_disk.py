"""What arrives and does not stay; a disk that is full or locked: nothing is half done."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from builders import Archive, open_archive
from portal import TYPED
from webtest import TestApp, Upload

from archive.views.web import uploads

FILE = b"x" * 300_000


def _arrived(archive: Archive) -> list[str]:
    return [path.name for path in archive.settings.upload_folder.iterdir()]


def _asking(archive: Archive, token: bool = True) -> tuple[TestApp, bytes]:  # noqa: FBT001, FBT002
    """Give a browser and the beginning of a form at /ask, up to the end of a file's bytes."""
    browser = archive.browser()
    form = browser.get("/ask").forms["form"]
    fields = {"csrf_token": form["csrf_token"].value if token else "forged", **TYPED}
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    file = '--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    return browser, "".join([*parts, file]).encode() + FILE


def _post(browser: TestApp, body: bytes, status: int) -> Any:
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    return browser.post("/ask", body, headers=kind, status=status)


@pytest.mark.parametrize("end", [b"", b"\r\n", b"\r\n--b", b"\r\n--c--\r\n"])
def test_a_form_that_breaks_off_leaves_no_file(archive: Archive, end: bytes) -> None:
    browser, body = _asking(archive)
    page = _post(browser, body + end, 422)
    assert "上传中断" in page
    assert TYPED["wanted"] in page  # what was typed is shown again
    assert _arrived(archive) == []
    with archive.visit() as site:
        assert len(site.requests) == 0


def test_a_forged_form_takes_no_file_at_all(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    real = uploads._Part.opened

    def noted(segment: Any, folder: Path) -> Any:
        opened.append(segment.filename)
        return real(segment, folder)

    monkeypatch.setattr(uploads._Part, "opened", noted)
    browser, body = _asking(archive, token=False)
    _post(browser, body + b"\r\n--b--\r\n", 400)
    assert set(opened) == {None}
    assert _arrived(archive) == []


def test_below_the_floor_no_file_is_taken_and_all_else_goes_on(tmp_path: Path) -> None:
    with open_archive(tmp_path, spare_space=str(10**11)) as archive:
        path = archive.dossier(sealed=False)
        officer = archive.browser("officer")
        form = officer.get(f"{path}/main/add").forms["form"]
        form["title"], form["kind"] = "检查笔录甲", "inquiry-record"
        form["files"] = [Upload("a.txt", b"words")]
        page = form.submit(status=422)
        assert "磁盘空间不足" in page
        assert "检查笔录甲" in page
        assert _arrived(archive) == []
        form = officer.get(f"{path}/main/add").forms["form"]
        form["title"], form["kind"] = "检查笔录乙", "inquiry-record"
        assert form.submit().status_int < 400  # a record without a file is still taken
        assert "检查笔录乙" in officer.get(path)


needs_root = pytest.mark.skipif(
    os.geteuid() != 0 and os.environ.get("CI") != "true",
    reason="only root can make a small disk",
)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of forty megabytes, of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "none", str(disk)], check=True)
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def _fill(disk: Path) -> Path:
    """Write until nothing more can be written."""
    filler = disk / "filler"
    with filler.open("ab", buffering=0) as stream, suppress(OSError):
        while stream.write(b"0" * 65536):
            pass
    return filler


def _until_full(disk: Path, form: Any) -> Any:
    """Submit until it is refused: the storage's own scratch file has some room at first."""
    for _try in range(20):
        _fill(disk)
        page = form.submit(expect_errors=True)
        if page.status_int != 303:
            return page
    raise AssertionError


@needs_root
def test_a_full_disk_is_told_and_is_over_when_there_is_room_again(small: Path) -> None:
    with open_archive(small, spare_space="1", index="whoosh") as archive:
        path = archive.dossier(sealed=False)
        officer = archive.browser("officer")
        form = officer.get(f"{path}/edit").forms["form"]
        upload = officer.get(f"{path}/main/add").forms["form"]
        filler = _fill(small)

        upload["title"], upload["kind"] = "检查笔录甲", "inquiry-record"
        upload["files"] = [Upload("a.txt", FILE)]
        page = upload.submit(status=422)
        assert "磁盘空间不足" in page
        assert "检查笔录甲" in page
        assert _arrived(archive) == []

        form["cause"] = "另一个案由"
        page = _until_full(small, form)
        assert (page.status_int, "磁盘空间不足" in page) == (507, True)
        assert officer.get(path).status_int == 200  # reading goes on

        filler.unlink()
        form["cause"] = "又一个案由"
        form.submit(status=303)
        assert "又一个案由" in officer.get(path)
        assert upload.submit().status_int < 400


@needs_root
def test_a_disk_that_can_only_be_read_is_told(small: Path) -> None:
    with open_archive(small, spare_space="1", index="whoosh") as archive:
        path = archive.dossier(sealed=False)
        officer = archive.browser("officer")
        upload = officer.get(f"{path}/main/add").forms["form"]
        upload["title"], upload["kind"] = "检查笔录甲", "inquiry-record"
        upload["files"] = [Upload("a.txt", FILE)]
        # Locking the mount itself needs every writer gone; the folder of arrivals is locked.
        folder = archive.settings.upload_folder
        subprocess.run(["mount", "--bind", str(folder), str(folder)], check=True)
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
        try:
            page = upload.submit(status=503)
            assert "暂时不能写入" in page
            assert "销售不合格化肥" in officer.get(path)
            assert archive.browser("officer")  # signing in goes on
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        assert upload.submit().status_int < 400
