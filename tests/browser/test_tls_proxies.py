"""Behind a TLS proxy people sign in and save, whatever it says; and what is wrong is said."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from builders import PASSWORD, open_archive
from live import juanzong, serving, written_ini
from playwright.sync_api import Browser, Page
from tls_proxy import certificate, proxied

from archive.storage.opening import open_database
from archive.storage.visiting import visit

PATH = "/usr/sbin:/usr/bin:/bin"
SAMPLES = Path(__file__).parents[2] / "docs" / "proxies"


@pytest.fixture
def dossier(tmp_path: Path) -> str:
    """A dossier still being collected, in an archive that is closed again."""
    with open_archive(tmp_path) as archive:
        return archive.dossier(sealed=False)


def journal(folder: Path) -> list[tuple[str, str]]:
    """What happened in the archive, and from where, the newest first."""
    data = folder / "data"
    db = open_database(f"file://{data}/archive.fs?blob_dir={data}/blobs")
    try:
        with visit(db) as site:
            return [(each.kind, each.origin) for each in site.journal.newest(30)]
    finally:
        db.close()


def signed_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("#login", "officer")
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.click("#sign-in button.primary")


@contextmanager
def visitor(chromium: Browser) -> Iterator[Page]:
    """Somebody who trusts the proxy's certificate."""
    context = chromium.new_context(ignore_https_errors=True, locale="zh-CN")
    yield context.new_page()
    context.close()


def main_job(page: Page, address: str, dossier: str) -> None:
    """Sign in, save, and stay at the public address all the while."""
    signed_in(page, address)
    assert page.locator("text=张办案").count(), page.content()
    page.goto(f"{address}{dossier}/")
    with page.expect_navigation():
        page.click('form[action$="/submit"] button')
    page.wait_for_load_state("networkidle")
    assert page.url.startswith(f"{address}{dossier}"), page.url
    assert page.locator("form[action$='/submit']").count() == 0, "it was saved, and shown"


@pytest.mark.browser
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Forwarded-Proto": "https"},
        {"X-Forwarded-Proto": "http"},
        {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", "X-Forwarded-Port": "1"},
        {"Forwarded": "for=192.0.2.1;host=evil.example;proto=http"},
        {"Host": "127.0.0.1:6543"},
        {"Host": "localhost"},
    ],
    ids=["for alone", "for and proto", "proto http", "another forwarded host", "forwarded",
         "another host", "host without its port"],
)  # fmt: skip
def test_people_sign_in_and_save(
    tmp_path: Path, chromium: Browser, dossier: str, headers: dict[str, str]
) -> None:
    with proxied(tmp_path) as proxy:
        proxy.headers = dict(headers)
        ini = written_ini(
            tmp_path, "trusted_proxy = 127.0.0.1", over_tls="yes", public_address=proxy.address
        )
        with serving(ini) as live, visitor(chromium) as page:
            proxy.behind = live.port
            main_job(page, proxy.address, dossier)
            assert "refused" not in live.logged()
            assert live.end() == 0
    assert ("dossier.submitted", "web 127.0.0.1") in journal(tmp_path)


@pytest.mark.browser
def test_the_journal_tells_the_address_a_person_came_from(
    tmp_path: Path, chromium: Browser, dossier: str
) -> None:
    with proxied(tmp_path) as proxy:
        proxy.headers = {"X-Forwarded-For": "192.0.2.77"}
        more = {"over_tls": "yes", "public_address": proxy.address}
        for trusted, told in (("trusted_proxy = 127.0.0.1", "192.0.2.77"), ("", "127.0.0.1")):
            with serving(written_ini(tmp_path, trusted, **more)) as live:
                proxy.behind = live.port
                with visitor(chromium) as page:
                    signed_in(page, proxy.address)
                assert live.end() == 0
            assert journal(tmp_path)[0] == ("signed.in", f"web {told}")
    assert dossier


@pytest.mark.browser
def test_without_over_tls_nothing_is_stored_and_the_log_says_what_to_set(
    tmp_path: Path, chromium: Browser, dossier: str
) -> None:
    before = journal(tmp_path)
    with proxied(tmp_path) as proxy, serving(written_ini(tmp_path)) as live:
        proxy.behind = live.port
        with visitor(chromium) as page:
            signed_in(page, proxy.address)
            assert page.locator("text=正式地址").count(), "a page of ours says so"
            assert page.locator("footer").count() == 1
        assert f"set juanzong.public_address = {proxy.address} and juanzong.over_tls = yes" in (
            live.logged()
        )
        assert live.end() == 0
    assert journal(tmp_path) == before, "the press was not stored"
    assert dossier


@pytest.mark.browser
def test_a_host_nobody_named_gets_our_page_and_the_log_says_what_to_set(
    tmp_path: Path, chromium: Browser, dossier: str
) -> None:
    with proxied(tmp_path) as proxy:
        proxy.headers = {"Host": "backend.internal"}
        more = {"over_tls": "yes", "public_address": proxy.address, "language": "en"}
        with serving(written_ini(tmp_path, **more)) as live, visitor(chromium) as page:
            proxy.behind = live.port
            for _time in range(3):
                page.goto(f"{proxy.address}/")
            assert page.locator("html").get_attribute("lang") == "en"
            assert page.locator(f"text={proxy.address}").count() == 1
            assert live.logged().count("add 'backend.internal' to juanzong.hosts") == 1
            assert live.end() == 0
    assert dossier


@pytest.mark.browser
def test_a_form_of_another_page_is_refused_before_anything_is_done(
    tmp_path: Path, chromium: Browser, dossier: str
) -> None:
    with proxied(tmp_path) as proxy:
        more = {"over_tls": "yes", "public_address": proxy.address}
        with serving(written_ini(tmp_path, **more)) as live, visitor(chromium) as page:
            proxy.behind = live.port
            signed_in(page, proxy.address)
            for origin in ("https://evil.example", "null", f"http://localhost:{proxy.port}"):
                proxy.headers = {"Origin": origin}
                page.goto(f"{proxy.address}{dossier}/")
                page.click('form[action$="/submit"] button')
                assert page.locator("text=正式地址").count() == 1, origin
            assert live.end() == 0
    assert "dossier.submitted" not in {what for what, _origin in journal(tmp_path)}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _answers(port: int) -> None:
    for _time in range(100):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    pytest.fail("the proxy does not answer")


def _sample(name: str, folder: Path, port: int, behind: int) -> str:
    """The documented sample, with this test's names, ports and certificate."""
    text = (SAMPLES / name).read_text(encoding="utf-8")
    text = text.replace("127.0.0.1:6543", f"127.0.0.1:{behind}")
    text = text.replace("/etc/juanzong/", f"{folder}/")
    text = text.replace("https://archive.example.gov.cn {", f"https://localhost:{port} {{")
    text = text.replace("archive.example.gov.cn;", "localhost;")
    return text.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")


def _nginx(folder: Path, port: int, behind: int) -> list[str]:
    around = f"daemon off; pid {folder}/nginx.pid; error_log stderr; events {{}}\nhttp {{\n"
    around += "access_log off;\n"
    for body in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        around += f"{body}_temp_path {folder}/{body};\n"
    sample = _sample("nginx.conf", folder, port, behind)
    (folder / "nginx.conf").write_text(f"{around}{sample}}}\n", encoding="utf-8")
    return ["/usr/sbin/nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]


def _caddy(folder: Path, port: int, behind: int) -> list[str]:
    around = "{\n\tadmin off\n\tauto_https off\n\tdefault_bind 127.0.0.1\n}\n"
    sample = _sample("Caddyfile", folder, port, behind)
    (folder / "Caddyfile").write_text(around + sample, encoding="utf-8")
    config = ["--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    return ["caddy", "run", *config]


@pytest.mark.browser
@pytest.mark.parametrize(("program", "command"), [("nginx", _nginx), ("caddy", _caddy)])
def test_the_documented_samples_work(
    tmp_path: Path, chromium: Browser, dossier: str, program: str, command
) -> None:
    if shutil.which(program, path=PATH) is None:
        pytest.skip(f"no {program} here: apt-get install {program}")
    certificate(tmp_path)
    port = _free_port()
    address = f"https://localhost:{port}"
    more = {"over_tls": "yes", "public_address": address, "upload_limit": "1000000"}
    with serving(written_ini(tmp_path, "trusted_proxy = 127.0.0.1", **more)) as live:
        with (tmp_path / "proxy.log").open("w") as log:
            proxy = subprocess.Popen(
                command(tmp_path, port, live.port), stdout=log, stderr=log,
                env={"HOME": str(tmp_path), "PATH": PATH},
            )  # fmt: skip
        try:
            _answers(port)
            with visitor(chromium) as page:
                main_job(page, address, dossier)
                page.goto(f"{address}/metrics")
                assert page.locator("text=没有找到").count() == 1, "loopback is no proof"
        finally:
            proxy.terminate()
            proxy.wait(20)
        assert live.end() == 0
    assert ("dossier.submitted", "web 127.0.0.1") in journal(tmp_path)
    assert juanzong(tmp_path / "archive.ini", "user", "list").returncode == 0
