"""A real server, begun and ended as an operator does it: the command in a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from builders import PASSWORD, PEOPLE, settings_of

JUANZONG = [sys.executable, "-c", "from archive.cli import main; main()"]

LOGGING = """
[loggers]
keys = root, relstorage
[handlers]
keys = console
[formatters]
keys = json
[logger_root]
level = INFO
handlers = console
[logger_relstorage]
level = CRITICAL
handlers =
qualname = relstorage.adapters
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = json
[formatter_json]
class = archive.server.logs.JsonLines
"""


def written_ini(folder: Path, server: str = "", **more: str) -> Path:
    """Write the settings file of an archive in ``folder``, served at a free port."""
    lines = [f"{key} = {value}" for key, value in settings_of(folder, **more).items()]
    listen = "" if "listen" in server else "listen = 127.0.0.1:0\n"
    text = "[app:main]\nuse = egg:juanzong\n" + "\n".join(lines)
    text += (
        f"\n[server:main]\n{listen}{server}\n[pshell]\nsetup = archive.cli.shell.setup\n{LOGGING}"
    )
    path = folder / "archive.ini"
    path.write_text(text, encoding="utf-8")
    return path


def juanzong(
    ini: Path, *words: str, prefix: tuple[str, ...] = (), **how: Any
) -> subprocess.CompletedProcess[str]:
    """Run the command; give what it said."""
    how = {"capture_output": True, "text": True, "timeout": 60, "check": False} | how
    return subprocess.run(  # noqa: PLW1510 - check is among them
        [*prefix, *JUANZONG, "--ini", str(ini), *words], **how
    )


@dataclass
class Live:
    """A server that runs."""

    ini: Path
    process: subprocess.Popen[str]
    address: str
    log: Path

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    @property
    def var(self) -> Path:
        return self.ini.parent / "var"

    def end(self, number: int = signal.SIGTERM, seconds: float = 40) -> int:
        """Tell it to end; give its exit code."""
        self.process.send_signal(number)
        return self.process.wait(seconds)

    def logged(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=40)


class Visitor:
    """Somebody who visits a real server, with cookies."""

    def __init__(self, address: str, **headers: str) -> None:
        self.address = address
        self.opener = build_opener(HTTPCookieProcessor())
        self.opener.addheaders = list(headers.items())

    def get(self, path: str, fields: dict[str, str] | None = None) -> Any:
        """Ask for a page, or post a form; redirects are followed."""
        typed = None if fields is None else urlencode(fields).encode()
        return self.opener.open(self.address + path, typed, timeout=40)

    def sign_in(self, login: str) -> Any:
        with self.get("/sign-in") as page:
            token = re.search(r'name="csrf_token" value="([^"]+)"', page.read().decode())
        assert token is not None
        fields = {"login": login, "password": PASSWORD, "csrf_token": token[1]}
        with self.get("/sign-in", fields) as answer:
            assert PEOPLE[login][0] in answer.read().decode()


@contextmanager
def serving(ini: Path, *prefix: str, log: Path | None = None, **environment: str) -> Iterator[Live]:
    """Serve the archive of ``ini``; killed afterwards where it still runs."""
    log = log or ini.parent / "server.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*prefix, *JUANZONG, "--ini", str(ini), "serve"],
            stdout=subprocess.PIPE, stderr=errors, text=True, env={**os.environ, **environment},
        )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, line + log.read_text(encoding="utf-8")
        yield Live(ini, process, found[0], log)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(20)
        assert process.stdout is not None
        process.stdout.close()
