"""A server that is told to end finishes what runs, and ends well."""

import signal
import threading
import time
from pathlib import Path

import pytest
from live import Live, juanzong, serving


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_server_ends_at_once_and_well(live: Live, number: int) -> None:
    with live.connect() as kept_open:
        kept_open.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"200 OK" in kept_open.recv(4096)
        began = time.monotonic()
        assert live.end(number) == 0
        assert time.monotonic() - began < 5
    assert not (live.var / "console.sock").exists()
    assert juanzong(live.ini, "user", "list").returncode == 0, "the database was closed"
    assert "Traceback" not in live.logged()


def test_a_request_that_is_coming_in_is_answered_and_new_ones_are_not_taken(live: Live) -> None:
    with live.connect() as slow:
        slow.sendall(b"POST /sign-out HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc")
        time.sleep(0.3)
        live.process.send_signal(signal.SIGTERM)
        time.sleep(1)
        with pytest.raises(OSError):  # noqa: PT011 - refused or reset
            live.connect()
        slow.sendall(b"defghi")
        assert b"HTTP/1.1 400" in slow.recv(4096), "the form has no token, and it was answered"
    assert live.process.wait(10) == 0


def test_what_does_not_end_in_time_is_ended(live: Live) -> None:
    with live.connect() as slow:
        slow.sendall(b"POST /sign-out HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc")
        time.sleep(0.3)
        began = time.monotonic()
        assert live.end() == 0
        assert 29 < time.monotonic() - began < 36
    assert "requests were still under way" in live.logged()


def test_a_second_signal_ends_it_at_once(live: Live) -> None:
    with live.connect() as slow:
        slow.sendall(b"POST /sign-out HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc")
        time.sleep(0.3)
        live.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert live.end() == 128 + signal.SIGTERM


def test_a_server_that_ended_can_be_begun_again_at_once(ini: Path) -> None:
    for _time in range(2):
        with serving(ini) as live:
            assert live.end() == 0
            assert {
                path.stat().st_mode & 0o777 for path in live.var.iterdir() if path.is_dir()
            } == {0o700}


def test_many_readers_see_no_broken_answer_while_it_ends(live: Live) -> None:
    broken: list[bytes] = []

    def read() -> None:
        while True:
            try:
                with live.connect() as reader:
                    reader.sendall(b"GET /sign-in HTTP/1.0\r\nHost: localhost\r\n\r\n")
                    whole = b"".join(iter(lambda: reader.recv(65536), b""))
            except OSError:
                return
            if whole and b"</html>" not in whole:
                broken.append(whole)

    readers = [threading.Thread(target=read) for _each in range(4)]
    for reader in readers:
        reader.start()
    time.sleep(1)
    assert live.end() == 0
    for reader in readers:
        reader.join(20)
    assert broken == []
