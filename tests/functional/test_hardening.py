"""What the server refuses before a page is asked: hosts, sizes, forged forms; and what it notes."""

import json

import pytest
from builders import Archive, open_archive
from webob import Request
from webtest import TestApp


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil", ""])
def test_a_request_to_another_host_is_refused(archive: Archive, host: str) -> None:
    answer = Request.blank("/", headers={"Host": host}).get_response(archive.app)
    assert answer.status_int == 400
    assert "evil" not in answer.text
    assert "正式地址重新打开：http://127.0.0.1:6543" in answer.text
    assert "<footer" in answer.text, "a page of ours"


def test_the_hosts_are_a_setting(tmp_path) -> None:
    with open_archive(tmp_path, hosts="archive.example other.example") as archive:
        browser = TestApp(archive.app)
        assert browser.get("/", headers={"Host": "other.example:8443"}).status_int == 200
        browser.get("/", headers={"Host": "localhost"}, status=400)


def test_a_form_larger_than_any_of_ours_is_refused(archive: Archive) -> None:
    officer = archive.browser("officer")
    answer = officer.post("/sign-out", {"x": "y" * 2_100_000}, status=413)
    assert "超过了服务器的上限" in answer
    assert "张办案" in officer.get("/")


def test_a_report_of_a_broken_policy_is_written_down_and_not_without_end(archive: Archive) -> None:
    report = {
        "csp-report": {"violated-directive": "script-src", "blocked-uri": "https://x.example"}
    }
    browser = TestApp(archive.app)
    for _time in range(25):
        browser.post("/csp-report", json.dumps(report), status=204)
    for rubbish in (b"", b"{", b"[]", b"[" * 5000, b'{"csp-report": 5}', b"\xff" * 100):
        browser.post("/csp-report", rubbish, status=204)
    with archive.visit() as site:
        noted = [each for each in site.journal.newest(100) if each.kind == "policy.violated"]
        assert len(noted) == 20
        assert noted[0].said["blocked"] == "https://x.example"


def test_newer_reports_are_read_too(archive: Archive) -> None:
    report = [{"body": {"effectiveDirective": "img-src", "blockedURL": "https://x.example/a.png"}}]
    TestApp(archive.app).post("/csp-report", json.dumps(report), status=204)
    with archive.visit() as site:
        assert site.journal.newest(1)[0].said["directive"] == "img-src"


def test_a_denial_is_written_down_before_the_answer_leaves(archive: Archive) -> None:
    path = archive.dossier()
    archive.browser("other").get(f"{path}/main/001/", status=404)
    with archive.visit() as site:
        entry = site.journal.newest(1)[0]
        assert (entry.kind, entry.actor_name) == ("access.denied", "李旁人")
        assert entry.said["address"] == f"{path}/main/001/"


def test_a_forged_form_changes_nothing_and_is_written_down(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    archive.browser("officer").post(f"{path}/submit", {"csrf_token": "guessed"}, status=400)
    with archive.visit() as site:
        assert site.journal.newest(1)[0].kind == "access.denied"
        assert site["J001"]["penalty"]["2020"]["0001"].state == "open"


def test_what_a_stranger_tries_does_not_fill_the_archive(archive: Archive) -> None:
    path = archive.dossier()
    with archive.visit() as site:
        before = len(site.journal)
    TestApp(archive.app).get(f"{path}/", status=404)
    with archive.visit() as site:
        assert len(site.journal) == before


def test_the_address_of_the_journal_is_not_what_a_header_says(archive: Archive) -> None:
    browser = TestApp(archive.app, extra_environ={"REMOTE_ADDR": "192.0.2.7"})
    form = browser.get("/sign-in").forms["sign-in"]
    form["login"], form["password"] = "officer", "wrong password"
    form.submit(headers={"X-Forwarded-For": "203.0.113.9"}, status=422)
    with archive.visit() as site:
        assert site.journal.newest(1)[0].origin == "web 192.0.2.7"


def test_over_tls_the_cookie_is_bound_to_the_host(tmp_path) -> None:
    with open_archive(tmp_path, over_tls="yes", public_address="https://localhost") as archive:
        answer = TestApp(archive.app, extra_environ={"wsgi.url_scheme": "https"}).get("/sign-in")
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-juanzong=")
        assert all(word in cookie for word in ("secure", "HttpOnly", "Path=/"))
        assert "max-age" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    ("host", "leads_to"),
    [
        ("archive.example", "https://archive.example:8443/"),
        ("archive.example:8443", "https://archive.example:8443/"),
        ("other.example", "https://other.example:8443/"),
    ],
)
def test_over_tls_pages_lead_to_the_public_address(tmp_path, host: str, leads_to: str) -> None:
    hosts = "archive.example other.example"
    public = "https://archive.example:8443"
    with open_archive(tmp_path, over_tls="yes", public_address=public, hosts=hosts) as archive:
        ask = Request.blank("/language?to=en", headers={"Host": host, "X-Forwarded-Host": "evil"})
        assert ask.get_response(archive.app).location == leads_to


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost", 303),
        ("http://localhost:80", 400),
        ("https://localhost", 400),
        ("null", 400),
        ("http://evil.example", 400),
    ],
)
def test_a_form_from_another_page_is_refused_before_the_act(
    archive: Archive, origin: str, status: int
) -> None:
    path = archive.dossier(sealed=False)
    officer = archive.browser("officer")
    forms = officer.get(f"{path}/").forms.values()
    [form] = [each for each in forms if each.action.endswith("/submit")]
    answer = form.submit(headers={"Origin": origin}, status=status)
    with archive.visit() as site:
        assert (site.journal.newest(1)[0].kind == "dossier.submitted") == (status == 303)
    if status == 400:
        assert "正式地址" in answer
