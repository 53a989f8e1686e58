"""Who reads a file is killed by a hand or by a machine short of memory: the file is read again."""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from killing.processes import children_of, is_alive, kill

from archive.media.fork_server import KEPT, NURSES
from archive.media.reading import Status
from archive.media.sandbox import read
from archive.media.sniff import MediaType


def test_all_processes_killed_while_they_were_idle_cost_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("甲", encoding="utf-8")
    for nurse in [NURSES._take() for _number in range(KEPT)]:
        NURSES._give_back(nurse)
    for nurse in NURSES._idle:
        _kill(nurse._process.pid)
    assert read(path, MediaType.TEXT).pages == ("甲",)


def test_a_child_killed_at_work_is_begun_once_more(tmp_path: Path) -> None:
    path = tmp_path / "waits.txt"
    os.mkfifo(path)
    killed: list[int] = []

    def kill_the_first_and_feed_the_second() -> None:
        killed.append(_kill_who_reads())
        path.write_text("乙", encoding="utf-8")

    beside = threading.Thread(target=kill_the_first_and_feed_the_second)
    beside.start()
    assert read(path, MediaType.TEXT).pages == ("乙",)
    beside.join()
    assert killed


def test_a_file_whose_reader_is_killed_again_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "waits.txt"
    os.mkfifo(path)
    beside = threading.Thread(target=lambda: _kill_who_reads(_kill_who_reads()))
    beside.start()
    reading = read(path, MediaType.TEXT)
    beside.join()
    assert (reading.status, reading.reason) == (
        Status.UNREADABLE, "文件展开后过大，没有读取。",
    )  # fmt: skip


def _kill(pid: int) -> None:
    """Kill a process, and wait until it is gone."""
    kill(pid)
    while is_alive(pid):
        time.sleep(0.01)


def _kill_who_reads(but: int = 0) -> int:
    """Kill the child at work, as soon as there is one; give which it was."""
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        for child in children_of(os.getpid()) - {but}:
            with suppress(OSError):
                if "juanzong-child-" in str(Path(f"/proc/{child}/cwd").readlink()):
                    time.sleep(0.2)  # until it is at the file
                    _kill(child)
                    return child
        time.sleep(0.02)
    pytest.fail("nobody reads")
