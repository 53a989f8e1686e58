"""Accounts on the screen: made, confirmed, entered by a code, shut; one's own page."""

import re
from typing import Any

from builders import PASSWORD, Archive, press
from webtest import TestApp

NEW = "four unrelated words here"


def made(archive: Archive) -> str:
    """Let the administrator make an account; give the code shown once."""
    form = archive.browser("admin").get("/people/new").forms["form"]
    form["login"], form["name"], form["unit"] = "xiaowang", "小王", "u1"
    form.get("roles", index=0).checked = True
    page = form.submit(status=303).follow()
    return re.search(r"(?:\w{4}-){3}\w{4}", page.text)[0]  # type: ignore[index]


def set_password(archive: Archive, code: str, status: int = 303) -> Any:
    form = TestApp(archive.app, lint=False).get("/invitation").forms["form"]
    form["login"], form["code"], form["password"] = "xiaowang", code, NEW
    return form.submit(status=status)


def sign_in(archive: Archive, login: str, password: str) -> tuple[TestApp, Any]:
    browser = TestApp(archive.app, lint=False)
    form = browser.get("/sign-in").forms["sign-in"]
    form["login"], form["password"] = login, password
    return browser, form.submit(expect_errors=True)


def test_from_the_administrator_to_the_first_page(archive: Archive) -> None:
    code = made(archive)
    set_password(archive, code, status=422)
    assert "待第二人确认" in archive.browser("admin").get("/people/xiaowang/")
    press(archive.browser("security").get("/people/xiaowang/"), "confirm-standing")
    set_password(archive, code)
    _browser, answer = sign_in(archive, "xiaowang", NEW)
    assert "小王" in answer.follow()


def test_the_code_is_shown_once(archive: Archive) -> None:
    code = made(archive)
    assert code not in archive.browser("admin").get("/people/xiaowang/")
    with archive.visit() as site:
        kept = [*vars(site.people["xiaowang"]).values(), *site.journal.newest(5)]
        assert code not in repr([vars(each) if hasattr(each, "after") else each for each in kept])


def test_a_shut_account_and_a_void_password_let_nobody_in(archive: Archive) -> None:
    officer, admin = archive.browser("officer"), archive.browser("admin")
    press(admin.get("/people/officer/"), "/reset")
    assert "张办案" not in officer.get("/")
    assert "不正确" in sign_in(archive, "officer", PASSWORD)[1]
    archivist = archive.browser("archivist")
    press(admin.get("/people/archivist/"), "/disable")
    assert "王档案" not in archivist.get("/")
    assert "不正确" in sign_in(archive, "archivist", PASSWORD)[1]


def test_ones_own_page_shows_sign_ins_and_ends_sessions(archive: Archive) -> None:
    sign_in(archive, "officer", "wrong password")
    here, there = archive.browser("officer"), archive.browser("officer")
    page = here.get("/me")
    assert "失败" in page
    form = next(f for f in page.forms.values() if f.action == "/me-end")
    form.submit("session", status=303)
    assert "张办案" not in there.get("/")
    assert "张办案" in here.get("/")


def test_nobody_ends_anothers_session(archive: Archive) -> None:
    officer = archive.browser("officer")
    with archive.visit() as site:
        (key, _session), *_rest = site.sessions.of(site.people["officer"].uid)
    other = archive.browser("archivist")
    archive.browser("archivist")
    page = other.get("/me")
    form = next(f for f in page.forms.values() if f.action == "/me-end")
    token = form["csrf_token"].value
    other.post("/me-end", {"csrf_token": token, "session": key}, status=303)
    assert "张办案" in officer.get("/")


def test_a_clearance_is_proposed_and_confirmed_on_the_screen(archive: Archive) -> None:
    form = archive.browser("security").get("/people/other/clearance").forms["form"]
    form["level"] = "1"
    foreseen = form.submit("foresee")
    assert "现在可以查到" in foreseen
    form.submit(status=303)
    page = archive.browser("security").get("/people/other/")
    assert "confirm-clearance" not in page
    press(archive.browser("otherhead").get("/people/other/"), "confirm-clearance")
    with archive.visit() as site:
        assert site.people["other"].clearance.level == 1


def test_a_grant_is_given_listed_and_ended_on_the_screen(archive: Archive) -> None:
    path = archive.dossier()
    other = archive.browser("other")
    other.get(f"{path}/", status=404)
    security = archive.browser("security")
    form = security.get(f"{path}/grants").forms["form"]
    form["holder"], form["reason"] = "person:other", "协查"
    page = form.submit(status=303).follow()
    assert "李旁人" in page
    assert "化肥" in other.get(f"{path}/")
    assert "协查" in archive.browser("auditor").get("/grants")
    assert "化肥" not in archive.browser("auditor").get("/grants")
    assert "协查" in other.get("/me")
    press(page, "/end")
    other.get(f"{path}/", status=404)


def test_who_may_see_which_accounts(archive: Archive) -> None:
    assert "张办案" in archive.browser("head").get("/people")
    assert "李旁人" not in archive.browser("head").get("/people")
    archive.browser("head").get("/people/other/", status=404)
    for login in ("officer", "archivist"):
        archive.browser(login).get("/people", status=404)
