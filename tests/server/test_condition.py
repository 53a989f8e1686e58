"""What supervision is told, and what a log line may say."""

import json
import os
import socket
import stat
import threading
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from builders import PASSWORD, Archive, open_archive
from live import Live, Visitor, juanzong, serving, written_ini
from webtest import TestApp

from archive.worker.rounds import Rounds

TOKEN = "t" * 40


@pytest.fixture
def token(tmp_path: Path) -> Path:
    """The file of the token."""
    file = tmp_path / "token"
    file.write_text(TOKEN, encoding="utf-8")
    return file


def asked_at_the_socket(live: Live, path: str) -> str:
    """Ask at var/metrics.sock, as a supervisor of this machine does."""
    folder = os.open(live.var, os.O_PATH)
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(f"/proc/self/fd/{folder}/metrics.sock")
        asking.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        answer = b"".join(iter(lambda: asking.recv(65536), b""))
    os.close(folder)
    return answer.decode()


def test_health_says_only_ok_and_asks_nothing_of_the_database(archive: Archive) -> None:
    before = archive.db.lastTransaction()
    answer = TestApp(archive.app).get("/health", headers={"Host": "any.example"})
    assert (answer.text, answer.content_type) == ("ok\n", "text/plain")
    assert "Set-Cookie" not in answer.headers
    assert archive.db.lastTransaction() == before
    archive.db.close()
    assert TestApp(archive.app).get("/health").text == "ok\n"


@pytest.mark.parametrize("path", ["/ready", "/metrics"])
@pytest.mark.parametrize("login", [None, "admin", "security"])
def test_without_a_token_there_is_nothing(archive: Archive, path: str, login: str | None) -> None:
    browser = archive.browser(login)
    browser.get(path, status=404, extra_environ={"REMOTE_ADDR": "127.0.0.1"})
    browser.get(path, status=404, headers={"Authorization": "Bearer "})
    browser.get(path, status=404, headers={"X-Forwarded-For": "127.0.0.1"})


def test_with_the_token_supervision_is_told(tmp_path: Path, token: Path) -> None:
    with open_archive(tmp_path, observer_token=str(token)) as archive:
        browser, shown = TestApp(archive.app), {"Authorization": f"Bearer {TOKEN}"}
        browser.get("/ready", status=404, headers={"Authorization": f"Bearer {TOKEN}x"})
        path = archive.dossier()
        archive.browser("officer").get(f"{path}/")
        told = browser.get("/ready", headers=shown).json
        assert told["ready"] is True
        assert (told["database"], told["evolve"], told["jobs"]) == ("ok", "ok", "ok")
        metrics = browser.get("/metrics", headers=shown).text
        assert (
            'juanzong_requests_total{method="GET",route="Dossier.page",status="200"} 1' in metrics
        )
        assert 'juanzong_request_seconds_bucket{route="Dossier.page",le="+Inf"} 1' in metrics
        assert "\njuanzong_pending 3\n" in metrics
        assert "\njuanzong_jobs_waiting 2\n" in metrics
        assert "\njuanzong_free_bytes " in metrics
        assert "化肥" not in metrics
        assert "last_verify_seconds" not in metrics


def test_supervision_is_told_when_all_bytes_were_last_verified(tmp_path: Path, token: Path) -> None:
    with open_archive(tmp_path, observer_token=str(token)) as archive:
        hand = Rounds(archive.db, archive.settings, threading.Event())
        while hand.some():
            pass
        with archive.visit() as site:
            last = int(site.fixity.last.timestamp())
        shown = {"Authorization": f"Bearer {TOKEN}"}
        metrics = TestApp(archive.app).get("/metrics", headers=shown).text
        assert f"\njuanzong_last_verify_seconds {last}" in metrics


def test_a_token_that_is_short_stops_the_start(ini: Path, token: Path) -> None:
    token.write_text("short", encoding="utf-8")
    written_ini(ini.parent, observer_token=str(token))
    stopped = juanzong(ini, "serve")
    assert stopped.returncode == 1
    assert "不足 32 字节" in stopped.stderr


@pytest.mark.parametrize(
    ("broken", "name", "ready"),
    [
        (lambda site: setattr(site, "schema", 1), "database", False),
        (lambda site: site.jobs._parked.update({1: site.jobs.queue("read", 1)}), "jobs", True),
        (lambda site: [site.pending.mark(uid) for uid in range(1500)], "index", True),
    ],
)
def test_what_is_wrong_is_named(
    tmp_path: Path, token: Path, broken: Any, name: str, *, ready: bool
) -> None:
    with open_archive(tmp_path, observer_token=str(token)) as archive:
        with archive.visit() as site:
            broken(site)
        shown = {"Authorization": f"Bearer {TOKEN}"}
        answer = TestApp(archive.app).get("/ready", headers=shown, status=200 if ready else 503)
        assert answer.json["ready"] is ready
        assert answer.json[name] not in {"ok", ""}


def test_at_the_socket_supervision_needs_no_token_and_the_file_is_its_owners(ini: Path) -> None:
    with serving(ini) as live:
        place = live.var / "metrics.sock"
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
        assert asked_at_the_socket(live, "/health").endswith("\r\n\r\nok\n")
        assert json.loads(asked_at_the_socket(live, "/ready").partition("\r\n\r\n")[2])["ready"]
        assert "juanzong_free_bytes" in asked_at_the_socket(live, "/metrics")
        assert " 404 " in asked_at_the_socket(live, "/holdings")
        assert live.end() == 0
        assert not place.exists()


def test_log_lines_are_json_and_tell_nothing_that_was_typed(ini: Path) -> None:
    with serving(ini) as live:
        visitor = Visitor(live.address)
        visitor.sign_in("officer")
        visitor.get(f"/search?q={quote('珍贵的词')}")
        with visitor.get("/J001/penalty/2020/0001/") as answer:
            number = answer.headers["X-Request-Id"]
        assert live.end() == 0
    lines = [json.loads(line) for line in live.logged().splitlines()]
    [line] = [each for each in lines if each.get("request") == number]
    assert (line["route"], line["status"], line["method"]) == ("Dossier.page", 200, "GET")
    assert line["uid"] > 0
    assert line["seconds"] >= 0
    assert line["time"].startswith("20")
    said = json.dumps(lines, ensure_ascii=False)
    for kept in (PASSWORD, "珍贵的词", "化肥", "Traceback"):
        assert kept not in said


def test_a_slow_answer_is_said(ini: Path) -> None:
    written_ini(ini.parent, slow_after="0.000001")
    with serving(ini) as live:
        Visitor(live.address).get("/sign-in")
        assert live.end() == 0
    lines = [json.loads(line) for line in live.logged().splitlines()]
    assert [
        each["level"] for each in lines if each["message"].startswith("slow: GET Archive.sign-in")
    ] == ["WARNING"]


def test_an_unforeseen_failure_is_logged_without_what_was_typed(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = "archive.views.people.sign_in.sign_in"
    monkeypatch.setattr(broken, lambda *_a, **_k: 1 / 0, raising=True)
    form = TestApp(archive.app).get("/sign-in?to=/x?q=word").forms["sign-in"]
    form["login"], form["password"] = "officer", PASSWORD
    with pytest.raises(ZeroDivisionError):
        form.submit()
    assert "failure in request" in caplog.text
    assert PASSWORD not in caplog.text
    assert "q=word" not in caplog.text
