"""What can't be used is told in one sentence, by serve and by every command; never a traceback."""

import os
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from builders import PASSWORD
from live import JUANZONG, Live, juanzong, serving, written_ini

from archive.storage.opening import open_database
from archive.storage.visiting import visit

COMMANDS = [
    ["serve"],
    ["user", "list"],
    ["user", "create", "x", "--name", "某", "--role", "auditor"],
    ["user", "disable", "x"],
    ["user", "reset", "x"],
    ["search", "--as", "officer", "化肥"],
    ["reindex"],
    ["reindex", "--repair"],
    ["upgrade"],
    ["upgrade", "--dry-run"],
    ["worker", "--once"],
]
NOBODY = 65534

#: Root's own files stay his; but what belongs to others is shut to him too.
BOUND = ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner")

as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")


def sentence(ini: Path, *words: str, **how: Any) -> str:
    """The one line that a command says when it can't be done."""
    done = juanzong(ini, *words, **how)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    said = [line for line in done.stderr.splitlines() if line.startswith("juanzong: ")]
    assert len(said) == 1, done.stderr
    return said[0]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_an_archive_that_is_not_there(tmp_path: Path, words: list[str]) -> None:
    assert "juanzong init" in sentence(written_ini(tmp_path), *words)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_database_that_is_damaged(ini: Path, words: list[str]) -> None:
    file = ini.parent / "data" / "archive.fs"
    content = bytearray(file.read_bytes())
    content[:4] = b"????"
    file.write_bytes(content)
    assert "损坏" in sentence(ini, *words)


@pytest.mark.parametrize("words", [["serve"], ["user", "list"]], ids=" ".join)
def test_a_database_that_is_damaged_inside(ini: Path, words: list[str]) -> None:
    file = ini.parent / "data" / "archive.fs"
    for beside in file.parent.glob("archive.fs.*"):
        beside.unlink()
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4096] = bytes(4096)
    file.write_bytes(content)
    assert "损坏" in sentence(ini, *words)


@pytest.mark.parametrize("words", [each for each in COMMANDS if each[0] != "upgrade"], ids=" ".join)
def test_an_archive_of_an_older_program(ini: Path, words: list[str]) -> None:
    data = ini.parent / "data"
    db = open_database(f"file://{data}/archive.fs?blob_dir={data}/blobs")
    with visit(db) as site:
        site.schema = 1
    db.close()
    assert "juanzong upgrade" in sentence(ini, *words)


@as_root
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_an_archive_of_somebody_else(ini: Path, words: list[str]) -> None:
    for root, _folders, files in os.walk(ini.parent):
        for name in (root, *(f"{root}/{file}" for file in files)):
            if name not in {str(ini), str(ini.parent)}:
                os.chown(name, NOBODY, NOBODY)
    assert "没有权限" in sentence(ini, *words, prefix=BOUND)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may write what is another user's")
def test_root_writes_nothing_into_another_users_archive(ini: Path) -> None:
    data = ini.parent / "data"
    os.chown(data / "archive.fs", NOBODY, NOBODY)
    before = {path.name: path.stat().st_mtime for path in data.iterdir()}
    for words in (["user", "list"], ["reindex"], ["worker", "--once"], ["serve"]):
        assert "请以该用户执行：runuser -u nobody" in sentence(ini, *words)
    assert {path.name: path.stat().st_mtime for path in data.iterdir()} == before


def test_an_archive_that_another_process_has(ini: Path) -> None:
    data = ini.parent / "data"
    db = open_database(f"file://{data}/archive.fs?blob_dir={data}/blobs")
    try:
        for words in COMMANDS:
            assert "正在使用" in sentence(ini, *words)
    finally:
        db.close()


def test_a_second_server(live: Live) -> None:
    assert "正在使用" in sentence(live.ini, "serve")
    assert "RelStorage" in sentence(live.ini, "worker", "--once")
    assert juanzong(live.ini, "user", "list").returncode == 0, "the first goes on"


def test_a_port_that_is_taken(ini: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        written_ini(ini.parent, f"listen = {listen}")
        assert listen in sentence(ini, "serve")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("colour = red", "colour"),
        ("threads = many", "threads"),
        ("threads = 0", "threads"),
        ("listen = nowhere.invalid:80x", "nowhere"),
        ("trusted_proxy_headers = x-forwarded-host", "trusted_proxy_headers"),
        ("use = egg:gunicorn", "use"),
    ],
)
def test_a_limit_that_is_none(ini: Path, line: str, said: str) -> None:
    written_ini(ini.parent, line)
    assert said in sentence(ini, "serve")


@pytest.mark.parametrize("name", ["colour", "index", "upload_limit", "over_tls"])
@pytest.mark.parametrize("words", [["serve"], ["user", "list"], ["worker"]], ids=" ".join)
def test_a_wrong_setting(ini: Path, name: str, words: list[str]) -> None:
    written_ini(ini.parent, **{name: "rubbish"})
    assert f"juanzong.{name}" in sentence(ini, *words)


def test_an_ini_file_that_is_none(ini: Path) -> None:
    ini.write_text("[app:main\nrubbish", encoding="utf-8")
    assert "读不出来" in sentence(ini, "serve")
    ini.write_text("[app:main]\nuse = egg:juanzong\n", encoding="utf-8")
    assert "zodbconn.uri" in sentence(ini, "user", "list")


@pytest.mark.parametrize("secret", [None, b"", b"too short", b"\xff" * 64])
def test_a_key_that_is_missing_or_short(ini: Path, secret: bytes | None) -> None:
    file = ini.parent / "var" / "secret"
    file.unlink() if secret is None else file.write_bytes(secret)
    assert "密钥文件" in sentence(ini, "serve")


def test_a_sentence_is_said_in_english_too(tmp_path: Path) -> None:
    assert "juanzong init" in sentence(written_ini(tmp_path), "serve")
    assert "No such" not in sentence(written_ini(tmp_path), "serve")


def test_folders_that_are_missing_are_made(ini: Path) -> None:
    (ini.parent / "var" / "incoming").rmdir()
    with serving(ini) as live:
        assert (live.var / "incoming").stat().st_mode & 0o777 == 0o700
        assert live.end() == 0


def test_init_writes_the_key_whole_and_for_its_owner_only(tmp_path: Path) -> None:
    ini = written_ini(tmp_path)
    first = {"bureau": "某县局", "short": "某市监", "fonds": "J001", "login": "admin"}
    first |= {"name": "郑管理", "password": PASSWORD}
    words = [word for name, value in first.items() for word in (f"--{name}", value)]
    done = juanzong(ini, "init", *words)
    assert done.returncode == 0, done.stderr
    secret = tmp_path / "var" / "secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert len(secret.read_bytes()) == 64
    assert JUANZONG[0] == sys.executable
