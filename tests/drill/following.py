"""Follows docs/operators.md; begun by test_guide.py in namespaces of its own; says what it did."""

import os
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote

import own_machine
from founding import BUREAU, PASSWORD, Bureau, copied, filed, staff, units

PAGE = Path(__file__).parents[2] / "docs" / "operators.md"
HOST = "archive.example.gov.cn"
ENVIRON = {"HTTP_HOST": HOST, "wsgi.url_scheme": "https"}
#: What of an answer concerns the connection alone.
HOP = {"connection", "transfer-encoding", "keep-alive"}
JUANZONG = "cd /srv/juanzong && runuser -u juanzong -- venv/bin/juanzong --ini juanzong.ini "
#: What ``init`` asks, in this order: fonds, login, name, password twice, bureau, short form.
ANSWERS = ("J012", "guanli", "郑管理", PASSWORD, PASSWORD, BUREAU, "合市监")


def blocks() -> Iterator[str]:
    """Give the commands of the page, block by block."""
    for each in PAGE.read_text(encoding="utf-8").split("```sh guide\n")[1:]:
        yield each.partition("```")[0]


def run(commands: str, typed: str = "") -> str:
    """Run commands as an operator's shell does; stop at the first that fails."""
    ran = subprocess.run(
        ["sh", "-eu"] if not typed else ["sh", "-euc", commands],
        input=typed or commands, capture_output=True, text=True, check=False,
        env={"PATH": own_machine.PATH, "LANG": "C.UTF-8", "HOME": "/root"}, timeout=200,
    )  # fmt: skip
    sys.stdout.write(f"{commands}\n{ran.stdout}{ran.stderr}\n")
    assert ran.returncode == 0, f"{ran.stdout}{ran.stderr}{_logged()}"
    return ran.stdout


def _logged() -> str:
    """Give the end of what the server logged."""
    log = Path("/var/log/juanzong.log")
    return log.read_text(encoding="utf-8")[-6000:] if log.exists() else "nothing was logged"


def through_the_proxy(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """A WSGI application that is the archive behind its proxy, as a browser reaches it."""
    context = ssl.create_default_context(cafile="/etc/juanzong/tls.pem")
    asked = HTTPSConnection(HOST, timeout=60, context=context)
    headers = {
        name[5:].replace("_", "-"): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers[name.replace("_", "-")] = environ[name]
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    query = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
    path = environ["PATH_INFO"].encode("latin-1").decode()
    asked.request(environ["REQUEST_METHOD"], quote(path) + query, body or None, headers)
    answer = asked.getresponse()
    content = answer.read()
    asked.close()
    kept = [(k, v) for k, v in answer.getheaders() if k.lower() not in HOP]
    start_response(f"{answer.status} {answer.reason}", kept)
    return [content]


def until(done: Any, seconds: float = 60) -> None:
    """Wait for something that happens by itself."""
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, done
        time.sleep(0.5)


def worked() -> None:
    """Wait until the server has done its jobs and indexed what changed."""
    until(lambda: "共 0 项待做，0 项已停下" in run(JUANZONG + "jobs list"))
    run(JUANZONG + "reindex --repair")


def answers() -> bool:
    """Say whether the archive answers through its proxy."""
    bureau = Bureau(through_the_proxy, environ=ENVIRON)
    return bureau.browser().get("/health", expect_errors=True).status_int == 200


def main() -> None:
    """Follow the page, with the first dossier and the first copies where it speaks of accounts."""
    own_machine.begin(Path(sys.argv[1]))
    os.umask(0o077)  # as on a machine that was hardened
    bureau = Bureau(through_the_proxy, worked, environ=ENVIRON)
    number = ""
    for block in blocks():
        if " user list" in block or "curl" in block:
            until(answers)
        if " user list" in block:
            units(bureau)
            staff(bureau)
            number = filed(bureau)
            assert copied(bureau, number).startswith(b"%PDF")
        said = run(block, "\n".join(ANSWERS) + "\n" if block.rstrip().count(" init\n") else "")
        if " init\n" in block:
            assert "档案库已建立" in said
        if " check" in block:
            assert "✗" not in said
            assert "✓ [server:main]" in said
    bureau.browsers.clear()  # he signs in anew, to what was restored
    officer = bureau.signed_in("banan")
    until(lambda: "共 1 条" in officer.get("/search", {"q": "化肥十二袋"}))
    record = officer.get("/J012/penalty/2020/0001/").click("笔录", index=0)
    sys.stdout.write(f"restored {number}: {record.click('下载').body.decode()}\n")


if __name__ == "__main__":
    main()
