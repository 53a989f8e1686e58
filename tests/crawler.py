"""Walks every view of every object as one person; what is asked changes nothing."""

import html
import io
import re
import zipfile
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch
from urllib.parse import quote, unquote, urlencode

from pypdfium2 import PdfDocument
from transaction import TransactionManager
from transaction.interfaces import NoTransaction
from webob import Request, Response

from archive.models.sessions import Session
from archive.security.access import PUBLIC, Identity

WORD = re.compile(r"zq\d{4}x")
LINK = re.compile(r'(?:href|src)="([^"#]+)')
TOKEN = re.compile(r'"X-CSRF-Token": "([^"]+)"')


@dataclass
class Walker:
    """A person with the cookie of his browser, which stays as it is."""

    name: str
    app: Any
    cookie: str
    identity: Identity = PUBLIC
    token: str = ""

    def get(self, path: str, **typed: str) -> Response:
        """Ask for a page."""
        query = f"?{urlencode(typed)}" if typed else ""
        return self._sent(Request.blank(f"{quote(path)}{query}"))

    def post(self, path: str, **typed: str) -> Response:
        """Send a form with the token and what was ``typed``."""
        form = {"csrf_token": self.token, **typed}
        return self._sent(Request.blank(quote(path), POST=form))

    def follow(self, address: str) -> Response:
        """Ask for an address as it stands in a page."""
        return self._sent(Request.blank(address))

    def _sent(self, request: Request) -> Response:
        """Send it in a transaction of ours, which is given up: nothing that is asked is kept."""
        manager = TransactionManager(explicit=True)
        manager.begin()
        request.environ |= {"tm.active": True, "tm.manager": manager}
        if self.cookie:
            request.headers["Cookie"] = self.cookie
        try:
            with _noticing() as notices:
                response = request.get_response(self.app)
            response.body  # noqa: B018 - read while the connection is open
            response.notices = notices
        finally:
            with suppress(NoTransaction):  # given up at the end of the request already
                manager.abort()
        return response


@contextmanager
def _noticing() -> Iterator[list[str]]:
    """Give what is left on the server to be said on the next page, while it is being left."""
    notices: list[str] = []
    leave = Session.notify

    def notify(session: Session, queue: str, notice: Any) -> None:
        notices.append(f"{queue}: {notice}")
        leave(session, queue, notice)

    with patch.object(Session, "notify", notify):
        yield notices


def words_in(response: Response) -> set[str]:
    """Give the planted words that stand anywhere in an answer.

    Headers, cookies, packed bytes, and the notices that will be shown on the next page.
    """
    headers = "\n".join(f"{name}: {unquote(value)}" for name, value in response.headerlist)
    cookies = "\n".join(map(_unsigned, response.headers.getall("Set-Cookie")))
    body = "\n".join(part.decode("utf-8", "replace") for part in _unpacked(response.body))
    notices = "\n".join(getattr(response, "notices", ()))
    everything = "\n".join((headers, cookies, notices, body, html.unescape(unquote(body))))
    return set(WORD.findall(everything.lower()))


def links_in(response: Response) -> list[str]:
    """Give the addresses a page leads to or shows."""
    return [html.unescape(each) for each in LINK.findall(response.text if response.charset else "")]


def _unsigned(cookie: str) -> str:
    """Give what a signed cookie carries: a stranger's notices go by it."""
    value = cookie.partition("=")[2].partition(";")[0]
    try:
        return urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode("utf-8", "replace")
    except NotBase64:
        return value


def _unpacked(body: bytes) -> Iterator[bytes]:
    yield body
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            yield from (package.read(name) for name in package.namelist())
    if body.startswith(b"%PDF"):
        for page in PdfDocument(body):
            yield page.get_textpage().get_text_range().encode()


@dataclass(frozen=True)
class View:
    """A view of the application: of which class, under which name, by which methods."""

    context: type
    name: str
    gets: bool
    posts: bool


def views_of(app: Any) -> tuple[list[View], list[Any]]:
    """Give every view on an object, and what is registered otherwise: errors, routes."""
    views, others = [], []
    for each in app.registry.introspector.get_category("views"):
        facts = each["introspectable"]
        context, methods = facts["context"], facts["request_methods"]
        methods = {methods} if isinstance(methods, str) else set(methods or ("GET", "POST"))
        is_error = isinstance(context, type) and issubclass(context, Exception)
        if facts["route_name"] or not isinstance(context, type) or is_error:
            others.append(facts)
        else:
            views.append(View(context, facts["name"], "GET" in methods, "POST" in methods))
    return views, others
