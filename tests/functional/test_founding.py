"""A bureau begins with nothing but init: units, people and the whole main job, through the doors.

The second factor is on, as it is for everyone; nothing comes from the demo or the tests' people.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyotp
import pypdfium2
import pytest
from builders import press
from click.testing import CliRunner
from portal import ask, follow, receipt
from webtest import TestApp, Upload

from archive import main as make_app
from archive.cli import main as juanzong
from archive.worker import Worker

CODE = re.compile(r"(?:\w{4}-){3}\w{4}")
PASSWORD = "four unrelated words here"
BUREAU = "合水县市场监督管理局"
FIRST = ("--bureau", BUREAU, "--short", "合市监", "--fonds", "J012", "--login", "guanli",
         "--name", "郑管理", "--password", PASSWORD)  # fmt: skip

#: Who is needed: login, name, roles, unit.
STAFF = (
    ("baomi", "孙保密", ["security"], ""),
    ("shenji", "吴审计", ["auditor"], ""),
    ("banan", "张办案", ["officer"], "jcdd"),
    ("dangan", "王档案", ["archivist"], ""),
    ("fuze", "赵负责", ["head"], "jcdd"),
)


@dataclass
class Bureau:
    """An archive that was just founded, its application, and what people carry with them."""

    ini: Path
    app: Any
    browsers: dict[str, TestApp] = field(default_factory=dict)

    def juanzong(self, *words: str) -> str:
        """Run a command while the server is stopped."""
        done = CliRunner().invoke(juanzong, ["--ini", str(self.ini), *words])
        assert done.exit_code == 0, done.output
        return done.output

    def invited(self, login: str, code: str) -> None:
        """Let a person set his password by the code that was handed to him."""
        form = TestApp(self.app, lint=False).get("/invitation").forms["form"]
        form["login"], form["code"], form["password"] = login, code, PASSWORD
        form.submit(status=303)

    def signed_in(self, login: str) -> TestApp:
        """Give a person's browser; at the first time he sets up his telephone where he must."""
        if login not in self.browsers:
            browser = self.browsers[login] = TestApp(self.app, lint=False)
            form = browser.get("/sign-in").forms["sign-in"]
            form["login"], form["password"] = login, PASSWORD
            page = form.submit(status=303).follow()
            if "/sign-in-enrol" in page.request.url:
                secret = re.search(r"<code[^>]*>(\w+)</code>", page.text)
                page.forms["form"]["code"] = pyotp.TOTP(secret[1]).now()
                page = page.forms["form"].submit()
                assert "备用码" in page
        return self.browsers[login]


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    """What ``juanzong init`` leaves, and an application on it."""
    ini = tmp_path / "juanzong.ini"
    done = CliRunner().invoke(juanzong, ["--ini", str(ini), "init", *FIRST])
    assert done.exit_code == 0, done.output
    section = {
        "zodbconn.uri": f"file://{tmp_path}/var/data/archive.fs?blob_dir={tmp_path}/var/data/blobs",
        "juanzong.var": f"{tmp_path}/var",
        "juanzong.worker": "no",
    }
    app = make_app({}, **section)
    yield Bureau(ini, app)
    app.registry.index.close()
    app.registry._zodb_databases[""].close()


def _work(bureau: Bureau) -> None:
    registry = bureau.app.registry
    Worker(registry._zodb_databases[""], registry.index, registry.juanzong).until_idle()


def _units(bureau: Bureau) -> None:
    """One unit before there is a security officer, and one after, which he confirms."""
    admin = bureau.signed_in("guanli")
    assert "还没有单位" in admin.get("/units/")
    _list_unit(admin, "jcdd", "稽查大队")
    assert "可用" in admin.get("/units/")


def _list_unit(admin: TestApp, code: str, name: str) -> None:
    form = admin.get("/units/new").forms["form"]
    form["code"], form["name"] = code, name
    form.submit(status=303)


def _people(bureau: Bureau) -> None:
    admin = bureau.signed_in("guanli")
    for login, name, roles, unit in STAFF:
        form = admin.get("/people/new").forms["form"]
        form["login"], form["name"], form["unit"] = login, name, unit
        for box in form.fields["roles"]:
            box.checked = box._value in roles
        page = form.submit(status=303).follow()
        code = CODE.search(page.text)[0]
        if login != "baomi":
            page = bureau.signed_in("baomi").get(f"/people/{login}/")
            press(page, "/confirm-standing")
        bureau.invited(login, code)


def _file(bureau: Bureau) -> str:
    officer = bureau.signed_in("banan")
    form = officer.get("/J012/penalty/new").forms["form"]
    form["case_number"], form["decision_number"] = "合市监立〔2020〕1号", "合市监处罚〔2020〕1号"
    form["cause"] = "销售不合格化肥"
    form["opened"], form["decided"], form["closed"] = "2020-03-02", "2020-04-01", "2020-05-06"
    form.set("party_name", "合水县丰收农资店", 0)
    page = form.submit(status=303).follow().click("加入件", index=0)
    form = page.forms["form"]
    form["each"], form["kind"] = True, "other-main"
    form["files"] = [Upload("笔录.txt", "检查笔录：货架上有化肥十二袋".encode())]
    assert form.submit().status_int < 400
    press(officer.get("/J012/penalty/2020/0001/"), "/submit")
    page = press(bureau.signed_in("dangan").get("/J012/penalty/2020/0001/seal"), "/seal")
    assert "已归档" in page
    _work(bureau)
    assert "共 1 条" in officer.get("/search", {"q": "化肥十二袋"})
    return "合市监处罚[2020]1号"


def _copied(bureau: Bureau, number: str) -> bytes:
    number, code = receipt(ask(TestApp(bureau.app, lint=False), case_number=number))
    archivist = bureau.signed_in("dangan")
    form = archivist.get(f"/requests/{number}/").forms["take"]
    form["verified"] = True
    form = form.submit(status=303).follow().forms["items"]
    for each in form.fields["record"]:
        form[f"answer-{each.value}"] = "release"
    form.submit("then", index=1, status=303)
    head = bureau.signed_in("fuze").get(f"/requests/{number}/")
    page = head.forms["items"].submit(status=303).follow()
    assert "合市监档告〔" in page
    press(archivist.get(f"/requests/{number}/"), "/prepare")
    _work(bureau)
    public = TestApp(bureau.app, lint=False)
    page = follow(public, number, code)
    fetch = next(form for form in page.forms.values() if form.action == "/follow-fetch")
    copies = fetch.submit(status=200).body
    assert number in public.get("/verify", {"n": number})
    return bytes(copies)


@pytest.mark.timeout(300)
def test_a_bureau_begins_with_init_and_does_the_whole_main_job(bureau: Bureau) -> None:
    assert BUREAU in TestApp(bureau.app).get("/")
    _units(bureau)
    _people(bureau)
    copies = pypdfium2.PdfDocument(_copied(bureau, _file(bureau)))
    first = copies[0].get_textpage().get_text_range()
    assert BUREAU in first
    assert "复制件证明" in first
    # From the first security officer on, a unit waits for him, and a name is righted by two.
    admin, guard = bureau.signed_in("guanli"), bureau.signed_in("baomi")
    _list_unit(admin, "cgs", "城关所")
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
    bureau = Bureau(ini, None)
    bureau.juanzong("init", *FIRST)
    bureau.juanzong("unit", "add", "jcdd", "稽查大队")
    assert "jcdd\t稽查大队\t可用" in bureau.juanzong("unit", "list")
    bureau.juanzong("unit", "rename", "jcdd", "执法大队")
    words = ("user", "create", "banan", "--name", "张办案", "--role", "officer", "--unit", "jcdd")
    assert CODE.search(bureau.juanzong(*words))
    bureau.juanzong("user", "create", "baomi", "--name", "孙保密", "--role", "security")
    assert "须经保密员确认" in bureau.juanzong("unit", "add", "cgs", "城关所")
    bureau.juanzong("user", "disable", "banan")
    assert "须经保密员确认" in bureau.juanzong("user", "enable", "banan")
    refused = CliRunner().invoke(juanzong, ["--ini", str(ini), "user", "disable", "guanli"])
    assert (refused.exit_code, "最后一个" in refused.output) == (1, True)
    assert "cgs\t城关所\t待确认" in bureau.juanzong("unit", "list")
