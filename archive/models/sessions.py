"""Who is signed in: kept on the server, so that an end is an end at once."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from BTrees.OOBTree import OOBTree
from persistent import Persistent

#: How long one may take between the password and the second factor.
HALFWAY = timedelta(minutes=10)

#: How far the noted last use may lag, so that reading a page does not write.
COARSE = timedelta(minutes=5)


class Stage(StrEnum):
    """What is still to be done before a session lets anyone in."""

    DONE = ""
    SECOND = "second"
    ENROL = "enrol"


class Session(Persistent):
    """One sign-in of one person."""

    stage = Stage.DONE

    #: The secret of a second factor being set up, until its first code was typed.
    offered = ""

    #: The digest of the mark the browser was given, until it is known to be the person's.
    browser = ""

    def __init__(self, person: int, now: datetime, origin: str, stage: Stage = Stage.DONE) -> None:
        """Begin at ``now``."""
        self.person = person
        self.stage = stage
        self.began = now
        self.used = now
        self.origin = origin


class Sessions(Persistent):
    """The sessions under the digests of their tokens; a stolen database signs nobody in."""

    def __init__(self) -> None:
        """Start with nobody signed in."""
        self._sessions = OOBTree()

    def begin(
        self, person: int, now: datetime, origin: str, stage: Stage = Stage.DONE
    ) -> tuple[str, Session]:
        """Begin a session and give its token, which is kept nowhere."""
        token = secrets.token_urlsafe(32)
        session = self._sessions[_digest(token)] = Session(person, now, origin, stage)
        return token, session

    def halfway(self, token: str, now: datetime) -> Session | None:
        """Give the session that still waits for the second factor, if it has not ended."""
        session = self._sessions.get(_digest(token))
        waits = session is not None and session.stage is not Stage.DONE
        return session if waits and now - session.began <= HALFWAY else None

    def sweep(self, now: datetime, longest: timedelta) -> None:
        """Drop the sessions that ended by themselves."""
        for key in [key for key, each in self._sessions.items() if now - each.began > longest]:
            del self._sessions[key]

    def of(self, person: int) -> list[tuple[str, Session]]:
        """Give the sessions of a person with their keys, the newest first."""
        mine = [(key, each) for key, each in self._sessions.items() if each.person == person]
        return sorted(mine, key=lambda item: item[1].began, reverse=True)

    def end_key(self, person: int, key: str) -> None:
        """End the session of a person that has this key; of nobody else's."""
        session = self._sessions.get(key)
        if session is not None and session.person == person:
            del self._sessions[key]

    @staticmethod
    def key_of(token: str) -> str:
        """Give the key of the session that has this token."""
        return _digest(token)

    def find(self, token: str, now: datetime, idle: timedelta, longest: timedelta) -> int | None:
        """Give the uid of the person signed in with ``token``, if the session still holds."""
        session = self._sessions.get(_digest(token))
        if session is None or session.stage is not Stage.DONE:
            return None
        if now - session.used > idle or now - session.began > longest:
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
