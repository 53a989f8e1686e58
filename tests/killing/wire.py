"""A browser on a real server: WebTest's forms and cookies, bytes that go over a socket."""

from collections.abc import Callable, Iterable
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from webtest import TestApp

#: Seconds in which an answer begins; a connection that hangs longer is a fault.
PATIENCE = 60

#: What belongs to one connection and is not passed on.
HOP = frozenset({"connection", "transfer-encoding", "keep-alive"})


class Cut(Exception):
    """No whole answer came: the server was killed, or is not there."""


class Wire:
    """A WSGI application that is the server at ``address()``, wherever that is now."""

    def __init__(self, address: Callable[[], str]) -> None:
        """Pass everything on to ``address()``."""
        self._address = address

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Send a request and give its answer; Cut where it does not come whole."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else None
        path = environ["PATH_INFO"].encode("latin-1")
        target = "".join(chr(each) if each < 128 else f"%{each:02X}" for each in path)
        if environ.get("QUERY_STRING"):
            target += "?" + environ["QUERY_STRING"]
        connection = HTTPConnection(urlsplit(self._address()).netloc, timeout=PATIENCE)
        try:
            connection.request(environ["REQUEST_METHOD"], target, body, _headers(environ))
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException) as failure:
            raise Cut(environ["REQUEST_METHOD"], target) from failure
        finally:
            connection.close()
        kept = [each for each in answer.getheaders() if each[0].lower() not in HOP]
        start_response(f"{answer.status} {answer.reason}", kept)
        return [content]


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    found = {
        name[5:].replace("_", "-").title(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    if environ.get("CONTENT_TYPE"):
        found["Content-Type"] = environ["CONTENT_TYPE"]
    return found | {"Connection": "close"}


def browser(address: Callable[[], str]) -> TestApp:
    """Give a browser with cookies of its own."""
    return TestApp(Wire(address), lint=False)
