"""Keeps processes that begin the sandboxed children: one at a time each, as many as are needed."""

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

CHILD = Path(__file__).with_name("child.py")

#: What is answered where the child, or who began it, was killed.
KILLED = {"failed": "killed"}

#: Processes kept ready while nothing is asked.
KEPT = 2


class ForkServer:
    """One process that has loaded what children need, and begins one for each line it is told."""

    def __init__(self) -> None:
        """Start it, with an environment of its own and no error output."""
        self.owner = os.getpid()
        self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            [sys.executable, "-I", str(CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )

    @property
    def lives(self) -> bool:
        """Say whether it has not ended meanwhile; it stays to be buried by ``end``."""
        how = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self._process.pid, how) is None

    def ask(self, line: bytes, seconds: float) -> dict[str, Any]:
        """Give the answer to a line; TimeoutError where none comes, EOFError where it has ended."""
        told, heard = self._process.stdin, self._process.stdout
        if told is None or heard is None:
            raise EOFError
        try:
            told.write(line)
            told.flush()
        except OSError as failure:
            raise EOFError from failure
        answer = json.loads(_line_of(heard.fileno(), time.monotonic() + seconds))
        return answer if isinstance(answer, dict) else {}

    def end(self) -> None:
        """End it, the child it may have begun, and all that may have started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()


def _line_of(pipe: int, until: float) -> bytes:
    """Read to the end of the line; TimeoutError where it does not come, EOFError where it can't."""
    blocks: list[bytes] = []
    while not blocks or not blocks[-1].endswith(b"\n"):
        ready, _writable, _failed = select.select([pipe], [], [], max(until - time.monotonic(), 0))
        if not ready:
            raise TimeoutError
        blocks.append(os.read(pipe, 1 << 20))
        if not blocks[-1]:
            raise EOFError
    return b"".join(blocks)


class Nurses:
    """Those that are idle; one that gave no answer is ended with all it began."""

    def __init__(self) -> None:
        self._idle: list[ForkServer] = []
        self._lock = Lock()

    def ask(self, line: bytes, seconds: float) -> dict[str, Any]:
        """Give the answer to a line, or that it took too long or too much.

        Where something was killed meanwhile, it is asked once more: a hand or a machine short of
        memory says nothing of the file, but a second time does.
        """
        answer = self._asked(line, seconds)
        if answer == KILLED:
            answer = self._asked(line, seconds)
        return {"failed": "memory"} if answer == KILLED else answer

    def _asked(self, line: bytes, seconds: float) -> dict[str, Any]:
        nurse = self._take()
        try:
            answer = nurse.ask(line, seconds)
        except TimeoutError:
            answer = {"failed": "time"}
        except (EOFError, ValueError):
            answer = KILLED
        else:
            self._give_back(nurse)
            return answer
        nurse.end()
        return answer

    def end(self) -> None:
        """End all that are idle."""
        with self._lock:
            idle, self._idle = self._idle, []
        for nurse in idle:
            if nurse.owner == os.getpid():
                nurse.end()

    def _take(self) -> ForkServer:
        with self._lock:
            self._idle = [nurse for nurse in self._idle if nurse.owner == os.getpid()]
            while self._idle:
                nurse = self._idle.pop()
                if nurse.lives:
                    return nurse
                nurse.end()
        return ForkServer()

    def _give_back(self, nurse: ForkServer) -> None:
        with self._lock:
            if len(self._idle) < KEPT:
                self._idle.append(nurse)
                return
        nurse.end()


NURSES = Nurses()
atexit.register(NURSES.end)
