"""The administrator sees how old the last backup and drill are, and what was wrong."""

from datetime import timedelta
from typing import Any

import pytest
from builders import Archive

from archive import clock
from archive.models.backups import Drilled, Taken
from archive.operations.backups import note_backup, note_drill
from archive.server.condition import condition


def noted(archive: Archive, days: int, wrong: tuple[str, ...] = ()) -> None:
    then = clock.now() - timedelta(days=days)
    with archive.visit() as site:
        admin: Any = archive.as_person(site, "admin")
        note_backup(admin, site, taken=Taken(then, "/backup", "0" * 16, 3, 5000))
        note_drill(admin, site, drilled=Drilled(then, "/backup", "0" * 16, 3, 99, wrong))


def test_the_page_tells_how_old_backup_and_drill_are(archive: Archive) -> None:
    admin = archive.browser("admin")
    assert "还没有备份" in admin.get("/backups").text
    assert "两天以来没有备份" in admin.get("/").text
    noted(archive, 0)
    page = admin.get("/").click("备份", index=0)
    assert "0 天前" in page
    assert "没有发现问题" in page
    assert "/backup" in page
    assert "两天以来没有备份" not in admin.get("/").text


@pytest.mark.parametrize("login", ["officer", "archivist", "security", "auditor"])
def test_nobody_else_sees_it(archive: Archive, login: str) -> None:
    archive.browser(login).get("/backups", status=404)


def test_what_a_drill_found_is_told_and_in_the_journal(archive: Archive) -> None:
    noted(archive, 3, ("一个文件不对",))
    page = archive.browser("admin").get("/backups")
    assert "发现问题：一个文件不对" in page
    assert "3 天前" in page
    journal = archive.browser("auditor").get("/journal?what=BackupDrilled")
    assert "备份演练" in journal


def test_supervision_is_told_when_the_last_backup_was(archive: Archive) -> None:
    noted(archive, 1)
    answer = condition(archive.app.registry, "/metrics")
    assert answer is not None
    assert "last_backup_seconds " in answer.text
