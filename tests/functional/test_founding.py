"""A bureau begins with nothing but init: units, people and the whole main job, through the doors.

The second factor is on, as it is for everyone; nothing comes from the demo or the tests' people.
"""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from builders import press
from click.testing import CliRunner
from founding import BUREAU, CODE, FIRST, Bureau, copied, filed, list_unit, staff, units
from webtest import TestApp

from archive import main as make_app
from archive.cli import main
from archive.worker import Worker


def juanzong(ini: Path, *words: str) -> str:
    """Run a command while the server is stopped."""
    done = CliRunner().invoke(main, ["--ini", str(ini), *words])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    """What ``juanzong init`` leaves, and an application on it."""
    ini = tmp_path / "juanzong.ini"
    done = CliRunner().invoke(main, ["--ini", str(ini), "init", *FIRST])
    assert done.exit_code == 0, done.output
    section = {
        "zodbconn.uri": f"file://{tmp_path}/var/data/archive.fs?blob_dir={tmp_path}/var/data/blobs",
        "juanzong.var": f"{tmp_path}/var",
        "juanzong.worker": "no",
    }
    app = make_app({}, **section)
    registry = app.registry
    worker = Worker(registry._zodb_databases[""], registry.index, registry.juanzong)
    yield Bureau(app, worker.until_idle)
    app.registry.index.close()
    app.registry._zodb_databases[""].close()


@pytest.mark.timeout(300)
def test_a_bureau_begins_with_init_and_does_the_whole_main_job(bureau: Bureau) -> None:
    assert BUREAU in TestApp(bureau.app).get("/")
    units(bureau)
    staff(bureau)
    copies = pypdfium2.PdfDocument(copied(bureau, filed(bureau)))
    first = copies[0].get_textpage().get_text_range()
    assert BUREAU in first
    assert "复制件证明" in first
    # From the first security officer on, a unit waits for him, and a name is righted by two.
    admin, guard = bureau.signed_in("guanli"), bureau.signed_in("baomi")
    list_unit(admin, "cgs", "城关所")
    assert "待确认" in admin.get("/units/")
    press(guard.get("/units/cgs/"), "/confirm-name")
    assert "待确认" not in admin.get("/units/")
    form = admin.get("/bureau/rename").forms["form"]
    form["name"] = "合水县综合执法局"
    form.submit(status=303)
    press(guard.get("/bureau/"), "/confirm-name")
    assert "合水县综合执法局" in TestApp(bureau.app).get("/")
    form = admin.get("/people/guanli/rename").forms["form"]
    form["name"] = "郑重"
    form.submit(status=303)
    press(guard.get("/people/guanli/names"), "/confirm-name")
    assert "郑重，您好" in admin.get("/")
    journal = bureau.signed_in("shenji").get("/journal")
    assert "郑管理" in journal


def test_units_and_accounts_are_made_at_the_console_too(tmp_path: Path) -> None:
    ini = tmp_path / "juanzong.ini"
    juanzong(ini, "init", *FIRST)
    juanzong(ini, "unit", "add", "jcdd", "稽查大队")
    assert "jcdd\t稽查大队\t可用" in juanzong(ini, "unit", "list")
    juanzong(ini, "unit", "rename", "jcdd", "执法大队")
    words = ("user", "create", "banan", "--name", "张办案", "--role", "officer", "--unit", "jcdd")
    assert CODE.search(juanzong(ini, *words))
    juanzong(ini, "user", "create", "baomi", "--name", "孙保密", "--role", "security")
    assert "须经保密员确认" in juanzong(ini, "unit", "add", "cgs", "城关所")
    juanzong(ini, "user", "disable", "banan")
    assert "须经保密员确认" in juanzong(ini, "user", "enable", "banan")
    refused = CliRunner().invoke(main, ["--ini", str(ini), "user", "disable", "guanli"])
    assert (refused.exit_code, "最后一个" in refused.output) == (1, True)
    assert "cgs\t城关所\t待确认" in juanzong(ini, "unit", "list")
