"""Who is signed in: kept on the server, so that an end is an end at once."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from BTrees.OOBTree import OOBTree
from persistent import Persistent

#: How far the noted last use may lag, so that reading a page does not write.
COARSE = timedelta(minutes=5)


class Session(Persistent):
    """One sign-in of one person."""

    def __init__(self, person: int, now: datetime, origin: str) -> None:
        """Begin at ``now``."""
        self.person = person
        self.began = now
        self.used = now
        self.origin = origin


class Sessions(Persistent):
    """The sessions under the digests of their tokens; a stolen database signs nobody in."""

    def __init__(self) -> None:
        """Start with nobody signed in."""
        self._sessions = OOBTree()

    def begin(self, person: int, now: datetime, origin: str) -> str:
        """Begin a session and give its token, which is kept nowhere."""
        token = secrets.token_urlsafe(32)
        self._sessions[_digest(token)] = Session(person, now, origin)
        return token

    def find(self, token: str, now: datetime, idle: timedelta, longest: timedelta) -> int | None:
        """Give the uid of the person signed in with ``token``, if the session still holds."""
        session = self._sessions.get(_digest(token))
        if session is None or now - session.used > idle or now - session.began > longest:
            return None
        if now - session.used > COARSE:
            session.used = now
        return int(session.person)

    def end(self, token: str) -> None:
        """End the session; a second time changes nothing."""
        self._sessions.pop(_digest(token), None)

    def end_all(self, person: int) -> None:
        """End every session of a person."""
        for key in [key for key, each in self._sessions.items() if each.person == person]:
            del self._sessions[key]


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
