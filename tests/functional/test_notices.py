"""Notices, codes and followed requests: on the server, or in a stranger's small signed cookie."""

import re
import threading
from typing import Any

import pytest
from builders import Archive, press
from crawler import Walker, views_of, words_in
from portal import ask, follow, receipt
from webtest import TestApp

from archive.models.sessions import MOST_NOTICES, NOBODY
from archive.models.site import Archive as Site

NOTICE = re.compile(r'<p class="notice (\w+)">([^<]*)</p>')


def notices(page: Any) -> list[str]:
    return [sentence for _queue, sentence in NOTICE.findall(page.text)]


def token_of(page: Any) -> str:
    return re.search(r'"X-CSRF-Token": "([^"]+)"', page.text)[1]


def cookies(answer: Any) -> dict[str, str]:
    set_ = answer.headers.getall("Set-Cookie")
    return {each.partition("=")[0]: each.partition("=")[2].partition(";")[0] for each in set_}


def sessions_of_nobody(archive: Archive) -> int:
    with archive.visit() as site:
        return len(site.sessions.of(NOBODY))


def test_a_hundred_saves_without_looking_at_a_page_are_all_answered(archive: Archive) -> None:
    """Seen before: after 39 the cookie was full, and each save was stored and answered 500."""
    path = archive.dossier(sealed=False)
    officer = archive.browser("officer")
    form = officer.get(f"{path}/main/001/edit").forms["form"]
    for turn in range(100):
        form["title"] = f"第{turn}次的题名"
        form.submit(status=303)
        assert sum(map(len, officer.cookies.values())) < 1000
    page = officer.get(f"{path}/main/001/")
    assert "第99次的题名" in page
    assert len(notices(page)) == MOST_NOTICES
    assert notices(officer.get("/")) == []


def test_what_was_refused_is_told_and_not_done(archive: Archive) -> None:
    path = archive.dossier(sealed=False, closed=None)
    officer = archive.browser("officer")
    page = press(officer.get(f"{path}/"), "/submit")
    assert notices(page) == ["请先填写结案日期。"]
    assert "收集中" in page


def test_two_saves_at_the_same_moment_both_leave_their_notice(archive: Archive) -> None:
    path = archive.dossier(sealed=False, records=4)
    officer = archive.browser("officer")
    cookie = "; ".join(f"{name}={value}" for name, value in officer.cookies.items())
    forms = [officer.get(f"{path}/main/00{number}/edit").forms["form"] for number in (1, 2, 3, 4)]
    begin, statuses = threading.Barrier(4), []

    def save(form: Any) -> None:
        typed = dict(form.submit_fields())
        begin.wait()
        browser = TestApp(archive.app, lint=False)
        answer = browser.post(form.action or "", typed, headers={"Cookie": cookie}, status="*")
        statuses.append(answer.status_int)

    for number, form in enumerate(forms, start=1):
        form.action = f"{path}/main/00{number}/edit"
    hands = [threading.Thread(target=save, args=[form]) for form in forms]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert statuses == [303] * 4
    assert len(notices(officer.get("/"))) == 4


def test_a_notice_never_reaches_another(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    officer, another = archive.browser("officer"), archive.browser("officer")
    form = officer.get(f"{path}/main/001/edit").forms["form"]
    form.submit(status=303)
    for other in (another, archive.browser("plain"), archive.browser()):
        assert notices(other.get("/")) == []
    press(officer.get("/sign-in"), "/sign-out")
    sign_in = officer.get("/sign-in").forms["sign-in"]
    sign_in["login"], sign_in["password"] = "other", "a long enough password"
    assert notices(sign_in.submit(status=303).follow()) == []


def test_an_invitation_code_stands_in_no_cookie_and_is_shown_once(archive: Archive) -> None:
    admin = archive.browser("admin")
    form = admin.get("/people/new").forms["form"]
    form["login"], form["name"], form["unit"] = "newcomer", "新来的", "u1"
    form.get("roles", index=0).checked = True
    answer = form.submit(status=303)
    assert set(cookies(answer)) <= {"juanzong"}
    page = answer.follow()
    code = re.search(r"(?:\w{4}-){3}\w{4}", page.text)[0]
    assert set(admin.cookies) == {"juanzong", "juanzong-browser"}
    assert [len(admin.cookies[name]) for name in ("juanzong", "juanzong-browser")] == [43, 32]
    assert code not in admin.get("/people/newcomer/")


def test_number_and_code_of_a_followed_request_stand_on_the_server(archive: Archive) -> None:
    browser = TestApp(archive.app, lint=False)
    before = browser.get("/ask").request.cookies.get("juanzong")
    number, code = receipt(ask(browser))
    assert sessions_of_nobody(archive) == 0
    fixed = browser.cookies["juanzong"]
    page = follow(browser, number, code)
    assert number in page
    assert sessions_of_nobody(archive) == 1
    assert browser.cookies["juanzong"] not in {before, fixed}, "a token set before is worth nothing"
    stolen = {"Cookie": f"juanzong={fixed}"}
    assert TestApp(archive.app).get("/follow-status", headers=stolen, status=303)
    assert all(len(value) == 43 for value in browser.cookies.values())
    press(browser.get("/follow-status"), "/follow-end")
    assert sessions_of_nobody(archive) == 0
    browser.get("/follow-status", status=303)


def test_a_stranger_is_told_by_a_small_signed_cookie(archive: Archive) -> None:
    browser = TestApp(archive.app, lint=False)
    token = token_of(browser.get("/"))
    for _time in range(30):
        answer = browser.post("/sign-in-second", {"code": "1", "csrf_token": token}, status=303)
        assert len(cookies(answer)["juanzong-said"]) < 1024
    assert sessions_of_nobody(archive) == 0
    said = browser.cookies["juanzong-said"]
    forged = f"juanzong-said={said[:-8]}AAAAAAAA"
    assert notices(TestApp(archive.app).get("/", headers={"Cookie": forged})) == []
    shown = notices(browser.get("/"))
    assert shown
    assert set(shown) == {"登录已超时，请重新登录。"}
    assert "juanzong-said" not in browser.cookies
    assert notices(browser.get("/")) == []


@pytest.mark.parametrize("login", [None, "officer"])
def test_reading_makes_no_session_and_writes_nothing(
    archive: Archive, login: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every page of the root that one may get, looked at twice."""
    archive.dossier()
    archive.work()
    browser = archive.browser(login)
    names = sorted({view.name for view in views_of(archive.app)[0]
                    if issubclass(Site, view.context) and view.gets})  # fmt: skip
    browser.get("/")
    shown, registered = 0, []
    monkeypatch.setattr(
        "ZODB.Connection.Connection.register", lambda _jar, each: registered.append(each)
    )
    cookie = dict(browser.cookies)
    for name in names + names:
        answer = browser.get(f"/{name}", status="*")
        assert set(cookies(answer)) <= {"language", "juanzong-said"}, name
        assert len(cookies(answer).get("juanzong-said", "")) < 1024, name
        if login is None or answer.status_int == 200:  # a person's vain try is written down
            assert registered == [], name
        registered.clear()
        shown += answer.status_int == 200
    assert browser.cookies["juanzong"] == cookie["juanzong"]
    assert sessions_of_nobody(archive) == 0
    assert shown > 10


def test_the_walk_of_all_views_sees_what_a_notice_would_say(archive: Archive) -> None:
    """The leak test gives up each change, so it must see a notice while it is being left."""
    path = archive.dossier(sealed=False, closed=None)
    officer = archive.browser("officer")
    cookie = "; ".join(f"{name}={value}" for name, value in officer.cookies.items())
    walker = Walker("officer", archive.app, cookie, token=token_of(officer.get("/")))
    answer = walker.post(f"{path}/submit")
    assert answer.notices == ["error: 请先填写结案日期。"]
    assert notices(officer.get("/")) == []
    answer.notices.append("zq1234x")
    assert words_in(answer) == {"zq1234x"}
