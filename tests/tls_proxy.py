"""A small TLS proxy: ends TLS with a certificate of its own and changes headers."""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

#: What concerns one connection only.
OF_ONE_HOP = {"connection", "keep-alive", "transfer-encoding"}


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a key and a certificate that nobody knows."""
    key, cert = folder / "tls.key", folder / "tls.pem"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    words += ["-keyout", str(key), "-out", str(cert), "-subj", "/CN=localhost"]
    subprocess.run(
        [*words, "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True
    )
    return key, cert


@dataclass
class Proxy:
    """A proxy that listens; ``behind`` and ``headers`` are set before it is used."""

    port: int
    behind: int = 0
    headers: dict[str, str | None] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}"


@contextmanager
def proxied(folder: Path) -> Iterator[Proxy]:
    """Listen with TLS at a free port of this machine."""
    key, cert = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = _Server(("127.0.0.1", 0), _Handler)
    server.tls = context
    server.proxy = Proxy(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join(20)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    proxy: Proxy
    tls: ssl.SSLContext

    def finish_request(self, request: Any, client_address: Any) -> None:
        with suppress(OSError), self.tls.wrap_socket(request, server_side=True) as wrapped:
            super().finish_request(wrapped, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away is no error."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5

    def do_GET(self) -> None:
        proxy = self.server.proxy
        given = {k: v for k, v in self.headers.items() if k.lower() not in OF_ONE_HOP}
        given |= {"X-Forwarded-For": self.client_address[0]}
        for name, value in proxy.headers.items():
            given.pop(name, None)
            if value is not None:
                given[name] = value
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) or None
        with closing(HTTPConnection("127.0.0.1", proxy.behind, timeout=30)) as behind:
            behind.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in given.items():
                behind.putheader(name, value)
            behind.endheaders(body)
            answer = behind.getresponse()
            content = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {*OF_ONE_HOP, "content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_HEAD = do_GET  # noqa: N815 - the library's names

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""
