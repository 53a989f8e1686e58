"""The entrance: signing in and out, CSRF, headers, what one may not see, views and permissions."""

import pytest
from builders import PASSWORD, Archive, press
from pyramid.scripts.pviews import PViewsCommand
from webob import Request
from webtest import TestApp


def test_signing_in_goes_on_and_signing_out_ends_it_on_the_server(archive: Archive) -> None:
    browser = TestApp(archive.app, lint=False)
    form = browser.get("/sign-in?to=/holdings").forms["sign-in"]
    form["login"], form["password"] = "officer", PASSWORD
    answer = form.submit(status=303)
    assert answer.location.endswith("/holdings")
    stolen = {"Cookie": f"juanzong={browser.cookies['juanzong']}"}
    assert "张办案" in TestApp(archive.app).get("/", headers=stolen)
    press(browser.get("/"), "/sign-out")
    assert "张办案" not in TestApp(archive.app).get("/", headers=stolen)


@pytest.mark.parametrize("login", ["officer", "nobody", "", "officer\x00", "x" * 5000])
def test_a_wrong_try_says_nothing_and_is_written_down(archive: Archive, login: str) -> None:
    browser = TestApp(archive.app, lint=False)
    form = browser.get("/sign-in").forms["sign-in"]
    form["login"], form["password"] = login, "wrong password"
    answer = form.submit(status=422)
    assert "账号或密码不正确" in answer
    with archive.visit() as site:
        assert site.journal.newest(1)[0].kind == "sign-in.failed"


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_no_address_leads_away(archive: Archive, to: str) -> None:
    form = TestApp(archive.app, lint=False).get("/sign-in", {"to": to}).forms["sign-in"]
    form["login"], form["password"] = "officer", PASSWORD
    assert form.submit(status=303).location == "http://localhost/"
    language = TestApp(archive.app).get("/language", {"to": "en", "back": to}, status=303)
    assert language.location == "http://localhost/"


def test_a_post_without_the_token_changes_nothing(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    officer = archive.browser("officer")
    assert "刷新后再试" in officer.post(f"{path}/submit", status=400)
    upload = officer.post(f"{path}/main/add", {"title": "x"}, status=400)
    assert "刷新后再试" in upload
    assert "收集中" in officer.get(f"{path}/")


@pytest.mark.parametrize("login", [None, "other", "auditor", "admin"])
def test_what_one_may_not_see_answers_as_what_does_not_exist(
    archive: Archive, login: str | None
) -> None:
    path = archive.dossier()
    browser = archive.browser(login)
    seen = [
        browser.get(each, status=404).text.replace(each, "")
        for each in (f"{path}/", f"{path}/main/001/", "/J001/penalty/2020/9999/", f"{path}/edit")
    ]
    assert len(set(seen)) == 1


def test_every_answer_carries_the_headers(archive: Archive) -> None:
    for path, status in (("/", 200), ("/nothing", 404), ("/static/main.css", 200)):
        headers = TestApp(archive.app).get(path, status=status).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
    cookie = TestApp(archive.app).get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_an_uploaded_page_never_runs_here(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    officer = archive.browser("officer")
    form = officer.get(f"{path}/main/add").forms["form"]
    form["title"], form["kind"] = "网页", "other-main"
    form["files"] = [("evil.html", b"<!doctype html><script>alert(1)</script>")]
    form.submit()
    for view in ("content", "download"):
        answer = officer.get(f"{path}/main/003/001/{view}")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.content_type == "application/octet-stream"


def test_every_view_names_its_permission(archive: Archive) -> None:
    views = archive.app.registry.introspector.get_category("views") or []
    own = [
        each["introspectable"]
        for each in views
        if str(getattr(each["introspectable"]["callable"], "__module__", "")).startswith("archive")
    ]
    permissions = archive.app.registry.introspector.get_category("permissions") or []
    named = {
        related.discriminator
        for each in permissions
        for related in each["related"]
        if related.category_name == "views"
    }
    silent = [
        view["callable"].__name__
        for view in own
        if view.discriminator not in named and view["context"] is not None
        and "rror" not in str(view["context"]) and "HTTP" not in str(view["context"])
        and "BadCSRF" not in str(view["context"])
    ]  # fmt: skip
    assert len(own) > 40
    assert silent == []
    assert PViewsCommand is not None


@pytest.mark.parametrize(
    "path",
    ["/%00", "/..%2f..%2fetc/passwd", "/J001/penalty/2020/%E4%B8%80", "/" + "x" * 3000,
     "/search?q=%ff", "/search?q=%00&page=99999999999999999999", "/search?page=-1&year=abc",
     "/search?q=" + "(" * 300, "/search?sort=nonsense&unit=%22"],
)  # fmt: skip
def test_odd_addresses_are_answered_plainly(archive: Archive, path: str) -> None:
    answer = archive.browser("officer").get(path, status="*")
    assert answer.status_int in {200, 400, 404}


def test_an_address_that_is_no_text_is_answered(archive: Archive) -> None:
    answer = Request.blank("/%ff%fe").get_response(archive.app)
    assert (answer.status_int, answer.text) == (400, "地址或表单有误。")
