"""Runs the commands of a terminal beside the server, in the server, with its open archive.

A file storage can be open in one process only. So a command that finds a server listening at
``var/console.sock`` sends its words there, shows what comes back and types what is asked. Only who
the server runs as is heard: the socket is 0600, and the kernel says who is at its other end.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import struct
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from archive.cli.telling import told
from archive.errors import ArchiveError
from archive.server import speaking
from archive.wording import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

log = logging.getLogger(__name__)

#: The most bytes of the words of one command, or of one answer typed.
MOST = 1 << 20


class Stranger(ArchiveError):
    """Who speaks is not who the server runs as."""

    sentence = _("只有运行服务的用户（uid {uid}）才能在此执行命令。")


class Failed(ArchiveError):
    """The command failed by a fault of ours."""

    sentence = _("命令执行失败，原因见服务日志。")


class Console:
    """Listens for commands; each runs in a thread of its own."""

    def __init__(self, registry: Any) -> None:
        """Offer the open archive of ``registry``; a server that is there already is left so."""
        self._registry = registry
        self._path: Path = registry.juanzong.console_socket
        self._running: set[threading.Thread] = set()
        self._socket: socket.socket | None = None

    def start(self) -> None:
        """Listen, unless another server of this folder does."""
        if not is_free(self._path):
            log.info("another server hears commands at %s", self._path)
            return
        speaking.begin()
        self._socket = listening(self._path)
        threading.Thread(target=self._accept, name="console", daemon=True).start()

    def close(self) -> None:
        """Hear no further command."""
        if self._socket is not None:
            self._path.unlink(missing_ok=True)
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()

    def ended(self, seconds: float) -> bool:
        """Wait for the commands that run; say whether all have ended."""
        until = time.monotonic() + max(seconds, 0.1)
        for thread in list(self._running):
            thread.join(max(until - time.monotonic(), 0))
        return not any(thread.is_alive() for thread in self._running)

    def _accept(self) -> None:
        while self._socket is not None:
            try:
                peer, _address = self._socket.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._hear, args=[peer], name="command", daemon=True)
            self._running = {each for each in self._running if each.is_alive()} | {thread}
            thread.start()

    def _hear(self, peer: socket.socket) -> None:
        with peer, peer.makefile("rwb") as stream, suppress(OSError, ValueError, TypeError):
            spoken, line = speaking.Spoken(stream), stream.readline(MOST)
            if _uid_of(peer) != os.getuid():
                spoken.say("err", f"juanzong: {told(Stranger(uid=os.getuid()))}\n")
                spoken.say("end", 1)
                return
            words = [str(word) for word in json.loads(line)["words"]]
            spoken.say("end", self._run(words, spoken))

    def _run(self, words: list[str], spoken: speaking.Spoken) -> int:
        from archive.cli import main
        from archive.server.beside import Beside

        log.info("command beside the server: %s", words[:2])
        with speaking.through(spoken):
            try:
                main.main(words, prog_name="juanzong", obj=Beside("", self._registry))
            except SystemExit as end:
                return end.code if isinstance(end.code, int) else int(end.code is not None)
            except Exception:
                log.exception("the command %s failed", words[:2])
                spoken.say("err", f"juanzong: {told(Failed())}\n")
                return 1
            finally:
                if worker := getattr(self._registry, "worker", None):
                    worker.wake()
        return 0


def listening(path: Path) -> socket.socket:
    """Give a socket at ``path`` that only who runs this process can reach."""
    path.unlink(missing_ok=True)
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        with named(path) as name:
            made.bind(name)
    finally:
        os.umask(before)
    made.listen(16)
    return made


def is_free(path: Path) -> bool:
    """Say whether nobody listens at ``path``."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as tried:
        try:
            with named(path) as name:
                tried.connect(name)
        except OSError:
            return True
    return False


@contextmanager
def named(path: Path) -> Iterator[str]:
    """Give a name of the socket ``path`` that is short enough, however long the folder's is."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def _uid_of(peer: socket.socket) -> int:
    """Give who is at the other end, as the kernel knows it."""
    said = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _process, uid, _group = struct.unpack("3i", said)
    return int(uid)
