"""A bureau founded by ``init`` and nothing else, and its main job, through the doors."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pyotp
from builders import press
from portal import ask, follow, receipt
from webtest import TestApp, Upload

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

    app: Any
    work: Callable[[], None] = lambda: None
    environ: dict[str, str] = field(default_factory=dict)
    browsers: dict[str, TestApp] = field(default_factory=dict)

    def browser(self) -> TestApp:
        """Give the browser of somebody who was never here."""
        return TestApp(self.app, extra_environ=self.environ, lint=False)

    def invited(self, login: str, code: str) -> None:
        """Let a person set his password by the code that was handed to him."""
        form = self.browser().get("/invitation").forms["form"]
        form["login"], form["code"], form["password"] = login, code, PASSWORD
        form.submit(status=303)

    def signed_in(self, login: str) -> TestApp:
        """Give a person's browser; at the first time he sets up his telephone where he must."""
        if login not in self.browsers:
            browser = self.browsers[login] = self.browser()
            form = browser.get("/sign-in").forms["sign-in"]
            form["login"], form["password"] = login, PASSWORD
            page = form.submit(status=303).follow()
            if "/sign-in-enrol" in page.request.url:
                secret = re.search(r"<code[^>]*>(\w+)</code>", page.text)
                page.forms["form"]["code"] = pyotp.TOTP(secret[1]).now()
                page = page.forms["form"].submit()
                assert "备用码" in page
        return self.browsers[login]


def units(bureau: Bureau) -> None:
    """One unit before there is a security officer, and one after, which he confirms."""
    admin = bureau.signed_in("guanli")
    assert "还没有单位" in admin.get("/units/")
    list_unit(admin, "jcdd", "稽查大队")
    assert "可用" in admin.get("/units/")


def list_unit(admin: TestApp, code: str, name: str) -> None:
    form = admin.get("/units/new").forms["form"]
    form["code"], form["name"] = code, name
    form.submit(status=303)


def staff(bureau: Bureau) -> None:
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


def filed(bureau: Bureau) -> str:
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
    bureau.work()
    assert "共 1 条" in officer.get("/search", {"q": "化肥十二袋"})
    return "合市监处罚[2020]1号"


def copied(bureau: Bureau, number: str) -> bytes:
    number, code = receipt(ask(bureau.browser(), case_number=number))
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
    bureau.work()
    public = bureau.browser()
    page = follow(public, number, code)
    fetch = next(form for form in page.forms.values() if form.action == "/follow-fetch")
    copies = fetch.submit(status=200).body
    assert number in public.get("/verify", {"n": number})
    return bytes(copies)
