"""What a browser brings: a token, whose session is on the server, and for a stranger a few words.

The token is made by chance and means nothing by itself. What is kept from page to page, and what
is to be said on the next one, stands in the session on the server. Who has none there, because he
did not sign in, is told by a second cookie: small, signed, gone once it was shown.
"""

import hmac
import json
import re
import secrets
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from pyramid.interfaces import ISession
from pyramid.session import SignedSerializer
from zope.interface import implementer

from archive import clock

#: Under this key stands the token of who is signed in.
TOKEN = "token"  # noqa: S105 - the name of a key, not a secret

WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{43}")

#: Bytes of the cookie with what is said to a stranger.
MOST_CARRIED = 1000

#: What a stranger's browser carries itself: on the way to an identity provider and back.
CARRIED = frozenset({"begun", "to"})
SAID = "said"


class _Plain:
    """JSON that leaves Chinese as it is, which is half as long."""

    def dumps(self, value: Any) -> bytes:
        """Write ``value``."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def loads(self, value: bytes) -> Any:
        """Read it again."""
        return json.loads(value)


@implementer(ISession)
class BrowserSession:
    """The session as views use it; ``request.site`` is asked only for what is not in a cookie."""

    #: Known of a cookie session, and of no use here.
    created, new = 0, False

    def __init__(self, request: Any, secret: str, *, over_tls: bool) -> None:
        """Read the cookies of ``request``."""
        self._request, self._secret, self._over_tls = request, secret.encode(), over_tls
        self._name = "__Host-juanzong" if over_tls else "juanzong"
        self._signed = SignedSerializer(secret, "juanzong.carried", "sha256", serializer=_Plain())
        brought = request.cookies.get(self._name, "")
        self._token = brought if WELL_FORMED.fullmatch(brought) else ""
        self._carried = self._read()
        self._due: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        """Give what is kept under ``key``."""
        if key == TOKEN:
            return self._token or default
        kept = self._kept()
        if kept is not None and key in kept.facts:
            return kept.facts[key]
        return self._carried.get(key, default)

    def __getitem__(self, key: str) -> Any:
        """Give what is kept under ``key``; KeyError where there is nothing."""
        if key not in self:
            raise KeyError(key)
        return self.get(key)

    def __contains__(self, key: str) -> bool:
        """Say whether something is kept under ``key``."""
        return self.get(key) is not None

    def __setitem__(self, key: str, value: Any) -> None:
        """Keep ``value``; for a stranger this begins a short session on the server."""
        kept = self._kept()
        if key == TOKEN:
            self._bring(value)
        elif kept is not None:
            kept.keep_fact(key, value)
        elif key in CARRIED:
            self._carry(self._carried | {key: value})
        else:
            origin = f"web {self._request.remote_addr or ''}".strip()
            token, begun = self._request.site.sessions.begin_visit(clock.now(), origin)
            begun.keep_fact(key, value)
            self._bring(token)

    def pop(self, key: str, default: Any = None) -> Any:
        """Give what is kept under ``key`` and let it go."""
        value, kept = self.get(key, default), self._kept()
        if kept is not None and key in kept.facts:
            kept.drop_fact(key)
            if not kept.person and not kept.facts:
                self._request.site.sessions.end(self._token)
        elif key in self._carried:
            self._carry({name: each for name, each in self._carried.items() if name != key})
        return value

    def invalidate(self) -> None:
        """Let go of all the browser brought, and of a stranger's session with it."""
        kept = self._kept()
        if kept is not None and not kept.person:
            self._request.site.sessions.end(self._token)
        self._bring("")
        self._carry({})

    def changed(self) -> None:
        """Change nothing: what is kept is never changed in place."""

    def flash(self, notice: Any, queue: str = "", allow_duplicate: bool = True) -> None:  # noqa: ARG002, FBT001, FBT002 - Pyramid's own form
        """Let ``notice`` wait for the next page."""
        kept = self._kept()
        if kept is not None and kept.person:
            kept.notify(queue, notice)
        else:
            self._carry(self._carried | {SAID: [*self._carried.get(SAID, ()), [queue, notice]]})

    def peek_flash(self, queue: str = "") -> list[Any]:
        """Give the notices that wait in ``queue``."""
        kept = self._kept()
        carried = [notice for of, notice in self._carried.get(SAID, ()) if of == queue]
        return [*carried, *(kept.notices(queue) if kept is not None else ())]

    def pop_flash(self, queue: str = "") -> list[Any]:
        """Give the notices that wait in ``queue``, once; without any, nothing is written."""
        notices, kept = self.peek_flash(queue), self._kept()
        if kept is not None:
            kept.heard(queue)
        said = self._carried.get(SAID, ())
        rest = [each for each in said if each[0] != queue]
        if len(rest) < len(said):
            others = {key: value for key, value in self._carried.items() if key != SAID}
            self._carry(others | ({SAID: rest} if rest else {}))
        return notices

    def get_csrf_token(self) -> str:
        """Give what forms must bring along; another token has another."""
        if not self._token:
            self._bring(secrets.token_urlsafe(32))
        return hmac.new(self._secret, b"csrf " + self._token.encode(), sha256).hexdigest()

    def new_csrf_token(self) -> str:
        """Give the same: it changes with the token, at each sign-in."""
        return self.get_csrf_token()

    def _kept(self) -> Any:
        settings = self._request.registry.juanzong
        idle, longest = settings.session_idle, settings.session_longest
        if not self._token:
            return None
        return self._request.site.sessions.held(self._token, clock.now(), idle, longest)

    def _read(self) -> dict[str, Any]:
        """Read what the browser carries; what we did not sign, or not so, is nothing."""
        brought = self._request.cookies.get(f"{self._name}-said", "")
        try:
            carried = self._signed.loads(brought.encode()) if brought else {}
        except ValueError:
            return {}
        return carried if isinstance(carried, dict) else {}

    def _bring(self, token: str) -> None:
        self._token = token
        self._due_at_the_end(self._name)

    def _carry(self, carried: dict[str, Any]) -> None:
        """Carry this; where it is too long, the oldest notice is dropped, then the next."""
        while carried and len(self._signed.dumps(carried)) > MOST_CARRIED:
            said = carried.get(SAID)
            carried = {**carried, SAID: said[1:]} if said else {}
        if carried or self._carried:
            self._carried = carried
            self._due_at_the_end(f"{self._name}-said")

    def _due_at_the_end(self, cookie: str) -> None:
        if not self._due:
            self._request.add_response_callback(self._set_cookies)
        self._due.add(cookie)

    def _set_cookies(self, _request: Any, response: Any) -> None:
        carried = self._signed.dumps(self._carried).decode() if self._carried else ""
        values = {self._name: self._token, f"{self._name}-said": carried}
        for name in sorted(self._due):
            response.set_cookie(
                name,
                values[name] or None,
                secure=self._over_tls,
                httponly=True,
                samesite="Lax",
            )


def session_factory(secret: str, *, over_tls: bool) -> Callable[[Any], BrowserSession]:
    """Give the factory of sessions; ``over_tls`` keeps their cookies off plain HTTP."""
    return lambda request: BrowserSession(request, secret, over_tls=over_tls)
