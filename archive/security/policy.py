"""Pyramid's security policy: it fetches who is signed in, then asks the two gates."""

from typing import Any

from pyramid.security import Allowed, Denied

from archive import clock
from archive.security.access import PUBLIC, Identity, verdict
from archive.security.permissions import Permission
from archive.security.sessions import TOKEN
from archive.settings import Settings


class Policy:
    """Who asks, and whether he may."""

    def __init__(self, settings: Settings) -> None:
        """Take how long a session holds from ``settings``."""
        self._settings = settings

    def identity(self, request: Any) -> Identity:
        """Give the person signed in, or the public; fetched once a request."""
        return request.person  # type: ignore[no-any-return]

    def authenticated_userid(self, request: Any) -> str | None:
        """Give the login of the person signed in, for logs."""
        return request.person.login or None

    def permits(self, request: Any, context: Any, permission: str) -> Allowed | Denied:
        """Ask both gates whether the person holds ``permission`` on ``context``."""
        answer = verdict(
            request.person, request.node_for(context), Permission(permission), clock.now().date()
        )
        return (Allowed if answer else Denied)(answer.reason)

    def remember(self, _request: Any, _userid: str, **_kw: Any) -> list[tuple[str, str]]:
        """Add no header: the session cookie is Pyramid's."""
        return []

    def forget(self, request: Any, **_kw: Any) -> list[tuple[str, str]]:
        """Drop the session; its cookie is Pyramid's."""
        request.session.invalidate()
        return []

    def person_of(self, request: Any) -> Identity:
        """Look up who is signed in: token in the cookie, session and account in the database."""
        token = request.session.get(TOKEN)
        if not isinstance(token, str):
            return PUBLIC
        settings = self._settings
        found: Identity | None = request.site.signed_in(
            token, clock.now(), settings.session_idle, settings.session_longest
        )
        return found or PUBLIC
