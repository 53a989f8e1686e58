"""Commands beside the running server, on a file storage that only it can have open."""

import json
import os
import pty
import re
import socket
import stat
import subprocess
import threading
from pathlib import Path

import click
import pytest
from live import JUANZONG, Live, juanzong, serving

from archive.cli import main
from archive.cli.beside import BESIDE


def test_accounts_are_listed_made_shut_and_reset_while_it_serves(live: Live) -> None:
    assert "officer\t张办案" in juanzong(live.ini, "user", "list").stdout
    words = ("user", "create", "newcomer", "--name", "新来的", "--role", "officer", "--unit", "u1")
    made = juanzong(live.ini, *words)
    assert re.search("newcomer，一次性口令 (\\w{4}-){3}", made.stdout), made.stderr
    again = juanzong(live.ini, *words)
    assert (again.returncode, again.stdout) == (1, "")
    assert "已有人使用" in again.stderr
    assert juanzong(live.ini, "user", "disable", "officer").returncode == 0
    assert "newcomer\t新来的" in juanzong(live.ini, "user", "list").stdout
    assert "口令" in juanzong(live.ini, "user", "reset", "plain").stdout
    assert live.end() == 0
    assert re.search("officer.*停用", juanzong(live.ini, "user", "list").stdout), "it was kept"


def test_search_and_the_mending_of_the_index(live: Live) -> None:
    found = juanzong(live.ini, "search", "--as", "officer", "化肥")
    assert found.stdout.startswith("共 3 条"), found.stderr
    assert juanzong(live.ini, "search", "--as", "auditor", "化肥").stdout == "共 0 条\n"
    assert "没有找到" in juanzong(live.ini, "search", "--as", "nobody", "x").stderr
    assert "补入 0 条，移出 0 条" in juanzong(live.ini, "reindex", "--repair").stdout
    assert "已重建，共 3 条" in juanzong(live.ini, "reindex").stdout
    again = juanzong(live.ini, "search", "--as", "officer", "化肥").stdout
    assert sorted(again.splitlines()) == sorted(found.stdout.splitlines())


def test_what_is_typed_wrong_is_told_as_ever(live: Live) -> None:
    wrong = juanzong(live.ini, "user", "create", "x", "--role", "king", "--name", "x")
    assert wrong.returncode == 2
    assert "'king' is not one of" in wrong.stderr
    assert juanzong(live.ini, "user", "dance").returncode == 2
    assert "Usage" in juanzong(live.ini, "user", "--help").stdout


def test_under_load_commands_and_pages_are_answered(live: Live) -> None:
    statuses: list[bytes] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            with live.connect() as reader:
                reader.sendall(b"GET /sign-in HTTP/1.0\r\nHost: localhost\r\n\r\n")
                statuses.append(reader.recv(65536).split(b"\r\n")[0])

    readers = [threading.Thread(target=read) for _each in range(4)]
    for reader in readers:
        reader.start()
    commands = [
        subprocess.Popen(
            [*JUANZONG, "--ini", str(live.ini), "user", "create", f"login{number}",
             "--name", "某人", "--role", "auditor"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(5)
    ]  # fmt: skip
    for number, command in enumerate(commands):
        out, err = command.communicate(timeout=60)
        assert f"账号 login{number}，" in out, err
        assert out.count("账号 login") == 1, "each terminal is told its own"
    stop.set()
    for reader in readers:
        reader.join(20)
    assert set(statuses) == {b"HTTP/1.0 200 OK"}
    assert "一次性口令" not in live.logged(), "a code is told at the terminal only"


def test_only_who_runs_the_server_is_heard(live: Live) -> None:
    place = live.var / "console.sock"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    if os.getuid() != 0:
        pytest.skip("only root can be somebody else")
    for open_to_all in (live.ini.parent, live.var, *live.ini.parents[:3]):
        open_to_all.chmod(0o755)
    place.chmod(0o666)
    stranger = os.fork()
    if not stranger:  # as somebody else, try to list the accounts; 0 where one was turned away
        folder = os.open(live.var, os.O_PATH)
        os.setuid(65534)
        with socket.socket(socket.AF_UNIX) as tried:
            tried.connect(f"/proc/self/fd/{folder}/console.sock")
            tried.sendall(json.dumps({"words": ["user", "list"]}).encode() + b"\n")
            heard = tried.makefile().read()
        os._exit("uid 0" not in heard or "officer" in heard)
    assert os.waitpid(stranger, 0)[1] == 0


def test_the_socket_of_a_server_that_was_killed_is_in_nobodys_way(ini: Path) -> None:
    with serving(ini) as live:
        live.process.kill()
        live.process.wait(20)
        assert (live.var / "console.sock").exists()
        assert "officer" in juanzong(ini, "user", "list").stdout
    with serving(ini) as live:
        assert "officer" in juanzong(ini, "user", "list").stdout


@pytest.mark.parametrize("rubbish", [b"", b"\n", b"{}\n", b"[1]\n", b"\xff\n", b'{"words": 5}\n'])
def test_rubbish_is_no_harm(live: Live, rubbish: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as tried:
        folder = os.open(live.var, os.O_PATH)
        tried.connect(f"/proc/self/fd/{folder}/console.sock")
        os.close(folder)
        tried.sendall(rubbish)
    assert "officer" in juanzong(live.ini, "user", "list").stdout


def test_what_is_asked_is_typed_at_the_terminal_of_the_command(ini: Path) -> None:
    asked = (
        "import click, sys\n"
        "from archive.cli import main, accounts\n"
        "@accounts.user.command()\n"
        "@click.password_option()\n"
        "@click.pass_obj\n"
        "def say(config, password):\n"
        "    click.confirm('sure?', abort=True)\n"
        "    click.echo(f'heard {len(password)}')\n"
        "main()"
    )
    begun = [JUANZONG[0], "-c", asked, "--ini", str(ini)]
    process = subprocess.Popen([*begun, "serve"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        assert b"http" in process.stdout.readline()
        answers = b"secret\nsecret\ny\n"
        for typed, said in ((answers, b"heard 6"), (b"secret\nsecret\nn\n", b"Aborted!")):
            assert said in _at_a_terminal([*begun, "user", "say"], typed)
    finally:
        process.terminate()
        process.communicate(timeout=40)


def _at_a_terminal(command: list[str], typed: bytes) -> bytes:
    """Run a command at a terminal of its own, type when it asks, give what the screen showed."""
    child, screen = pty.fork()
    if not child:
        os.execv(command[0], command)  # noqa: S606
    shown = b""
    lines = typed.splitlines(keepends=True)
    try:
        while block := os.read(screen, 4096):
            shown += block
            if lines and re.search(rb"(: |\]: )\s*$", shown):
                os.write(screen, lines.pop(0))
                shown += b"|"
    except OSError:
        pass  # the end of a terminal
    os.waitpid(child, 0)
    os.close(screen)
    return shown


def test_every_command_that_runs_beside_is_no_server_and_makes_no_archive() -> None:
    assert BESIDE.isdisjoint({"serve", "init", "demo", "restore", "worker", "upgrade"})
    assert {"user", "search", "reindex"} <= BESIDE & set(main.commands)
    assert isinstance(main, click.Group)
