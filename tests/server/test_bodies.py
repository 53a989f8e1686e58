"""Bodies: how large one may be, where it lies meanwhile, and what is said where it is not taken."""

import os
import time
from pathlib import Path

import pytest
from builders import open_archive
from live import Live, juanzong, serving, written_ini

UNSHARE = ("unshare", "--mount", "sh", "-c")

#: Said of a body that was taken, and is no form of ours.
TAKEN = {b"400", b"422"}

as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can mount")


def posted(live: Live, size: int, *headers: str, path: str = "/ask") -> bytes:
    """Send a body as a browser does, all of it before anything is read; give the answer."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n"
    head += "Content-Type: multipart/form-data; boundary=x\r\n"
    with live.connect() as sender:
        sender.sendall((head + "\r\n".join((*headers, "\r\n"))).encode())
        left = size
        while left > 0:
            left -= sender.send(bytes(min(left, 1 << 16)))
        return _read(sender)


def _read(sender) -> bytes:
    answer = b""
    while b"</html>" not in answer and (block := sender.recv(65536)):
        answer += block
    return answer


def test_a_body_over_the_limit_is_answered_with_a_page_of_ours(ini: Path) -> None:
    written_ini(ini.parent, "max_request_body_size = 3000000")
    with serving(ini) as live:
        answer = posted(live, 20_000_000).decode()
        assert answer.startswith("HTTP/1.1 413 ")
        assert "超过了服务器的上限" in answer
        assert "<footer" in answer
        english = posted(live, 20_000_000, "Cookie: language=en").decode()
        assert english.startswith("HTTP/1.1 413 ")
        assert 'lang="en"' in english
        chunked = b"POST /ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        with live.connect() as sender:
            sender.sendall(chunked + (b"100000\r\n" + bytes(1 << 20) + b"\r\n") * 5)
            assert b" 413 " in _read(sender)
        assert live.end() == 0, "who was refused is not waited for longer than others"


def test_headers_over_the_limit_are_refused(live: Live) -> None:
    with live.connect() as sender:
        sender.sendall(
            b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * 40000 + b"\r\n\r\n"
        )
        assert b" 431 " in sender.recv(65536)


@as_root
def test_a_tiny_or_shut_tmp_is_no_matter(ini: Path, tmp_path: Path) -> None:
    tiny = tmp_path / "tiny"
    tiny.mkdir()
    script = f'mount -t tmpfs -o size=64k none {tiny} && exec "$0" "$@"'
    with serving(ini, *UNSHARE, script, TMPDIR=str(tiny)) as live:
        answer = posted(live, 8_000_000)
        assert b"<footer" in answer
        assert answer[9:12] in TAKEN
        assert live.end() == 0


def test_a_tmp_that_is_not_there_is_no_matter(ini: Path) -> None:
    with serving(ini, TMPDIR="/proc/nowhere") as live:
        assert posted(live, 8_000_000)[9:12] in TAKEN


def test_a_body_lies_in_the_archives_own_spool(live: Live) -> None:
    with live.connect() as sender:
        sender.sendall(b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n")
        for _block in range(60):
            sender.sendall(bytes(100_000))
        opened = [str(each.readlink()) for each in Path(f"/proc/{live.process.pid}/fd").iterdir()]
        assert any(str(live.var / "spool") in each for each in opened), opened


@as_root
def test_a_spool_without_room_is_answered_with_a_page_of_ours(ini: Path) -> None:
    spool = ini.parent / "var" / "spool"
    spool.mkdir(exist_ok=True)
    script = f'mount -t tmpfs -o size=1m,mode=700 none {spool} && exec "$0" "$@"'
    with serving(ini, *UNSHARE, script) as live:
        answer = posted(live, 8_000_000).decode()
        assert answer.startswith("HTTP/1.1 507 ")
        assert "磁盘空间不足" in answer
        assert "<footer" in answer
        assert posted(live, 500_000)[9:12] in TAKEN, "there is room again"
        assert "Traceback" not in live.logged()


def test_what_a_crash_left_in_the_spool_is_taken_away_at_the_start(ini: Path) -> None:
    spool = ini.parent / "var" / "spool"
    (spool / "folder").mkdir(parents=True)
    (spool / "folder" / "left").write_bytes(b"x")
    (spool / "left").write_bytes(b"x")
    with serving(ini) as live:
        assert live.end() == 0
    assert list(spool.iterdir()) == []


def test_connections_are_bounded_and_idle_ones_closed(ini: Path) -> None:
    written_ini(ini.parent, "channel_timeout = 1\ncleanup_interval = 1")
    with serving(ini) as live, live.connect() as idle:
        idle.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        idle.settimeout(10)
        assert b"".join(iter(lambda: idle.recv(65536), b"")).endswith(b"ok\n"), "it was closed"


def test_files_are_read_by_the_child_whose_home_is_in_the_spool(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        archive.dossier()
    ini = written_ini(tmp_path, worker="yes")
    with serving(ini, TMPDIR="/proc/nowhere") as live:
        for _time in range(60):
            found = juanzong(ini, "search", "--as", "officer", "件的正文").stdout
            if found.startswith("共 2 条"):
                break
            time.sleep(0.5)
        assert found.startswith("共 2 条"), live.logged()
        assert live.end() == 0
    assert list((tmp_path / "var" / "spool").iterdir()) == []
