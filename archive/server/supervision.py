"""Tells the machine's own supervision how the server is, at the socket ``var/metrics.sock``.

Who may open the socket's file is the proof; that an address is this machine's never is, since a
proxy's is too.
"""

from __future__ import annotations

import logging
import threading
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingMixIn, UnixStreamServer
from typing import TYPE_CHECKING, Any

from archive.server.condition import condition
from archive.server.console import is_free, listening

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)


class Supervision:
    """Listens for what is asked of the server's condition, beside all that people ask."""

    def __init__(self, registry: Any) -> None:
        """Answer of the server of ``registry``."""
        self._registry = registry
        self._path: Path = registry.juanzong.metrics_socket
        self._server: _Server | None = None

    def start(self) -> None:
        """Listen, unless another server of this folder does."""
        if not is_free(self._path):
            log.info("another server answers supervision at %s", self._path)
            return
        self._server = _Server("", _Handler, bind_and_activate=False)
        self._server.socket.close()
        self._server.registry, self._server.socket = self._registry, listening(self._path)
        threading.Thread(target=self._server.serve_forever, name="supervision", daemon=True).start()

    def close(self) -> None:
        """Answer no more."""
        if self._server is not None:
            self._path.unlink(missing_ok=True)
            self._server.shutdown()
            self._server.server_close()


class _Server(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True
    registry: Any


class _Handler(BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self) -> None:
        """Answer one question."""
        answer = condition(self.server.registry, self.path)  # type: ignore[attr-defined]
        if answer is None:
            self.send_error(404)
            return
        body = answer.text.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Log nothing: supervision asks all day."""
