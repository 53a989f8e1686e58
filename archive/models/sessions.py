"""Who is signed in: kept on the server, so that an end is an end at once."""

from __future__ import annotations

import secrets
import time
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import chain, islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent
from ZODB.POSException import ConflictError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: How long one may take between the password and the second factor.
HALFWAY = timedelta(minutes=10)

#: How far the noted last use may lag, so that reading a page does not write.
COARSE = timedelta(minutes=5)


#: Whose session it is where nobody signed in, and how long such a one lasts.
NOBODY = 0
VISIT = timedelta(hours=1)

#: Notices that wait at most; of more the oldest are dropped.
MOST_NOTICES = 50

#: Sessions looked at for sweeping, each time one begins.
SWEPT = 50

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Stage(StrEnum):
    """What is still to be done before a session lets anyone in."""

    DONE = ""
    SECOND = "second"
    ENROL = "enrol"


class Session(Persistent):
    """One sign-in of one person, or one visit of somebody who follows his request.

    What is to be known on the next page stands here and not in the cookie. Notices have a tree
    of their own, so that two that come at once are both kept.
    """

    #: What views keep from page to page.
    facts: Mapping[str, Any] = NOTHING

    _notices: LOBTree | None = None

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
        self._notices = LOBTree()

    def _p_resolveConflict(  # noqa: N802 - ZODB's own name
        self, old: dict[str, Any], saved: dict[str, Any], new: dict[str, Any]
    ) -> dict[str, Any]:
        """Let two who only note that it was used both pass: the later moment holds."""
        before, theirs, ours = ({**state, "used": None} for state in (old, saved, new))
        if before not in (theirs, ours):
            raise ConflictError
        return {**(saved if before == ours else new), "used": max(saved["used"], new["used"])}

    def holds(self, now: datetime, idle: timedelta, longest: timedelta) -> bool:
        """Say whether it has not ended by itself."""
        if self.person == NOBODY:
            return now - self.began <= VISIT
        if self.stage is not Stage.DONE:
            return now - self.began <= HALFWAY
        return now - self.used <= idle and now - self.began <= longest

    def keep_fact(self, key: str, value: Any) -> None:
        """Keep a fact from page to page; the same once more writes nothing."""
        if self.facts.get(key) != value:
            self.facts = {**self.facts, key: value}

    def drop_fact(self, key: str) -> None:
        """Let a fact go."""
        self.facts = {name: value for name, value in self.facts.items() if name != key}

    def notify(self, queue: str, notice: Any) -> None:
        """Let a notice wait for the next page that shows those of ``queue``."""
        if self._notices is None:
            self._notices = LOBTree()
        while not self._notices.insert(time.time_ns(), (queue, notice)):
            pass
        for key in list(self._notices)[:-MOST_NOTICES]:
            del self._notices[key]

    def notices(self, queue: str) -> list[Any]:
        """Give what waits in ``queue``, the oldest first."""
        return [notice for _key, of, notice in self._waiting() if of == queue]

    def heard(self, queue: str) -> None:
        """Let the notices of ``queue`` go; where there are none, nothing is written."""
        for key, of, _notice in self._waiting():
            if of == queue and self._notices is not None:
                del self._notices[key]

    def _waiting(self) -> list[tuple[int, str, Any]]:
        return [(key, *each) for key, each in (self._notices or {}).items()]


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

    def begin_visit(self, now: datetime, origin: str) -> tuple[str, Session]:
        """Begin a short session of nobody and give its token, which is kept nowhere."""
        self.sweep(now, VISIT)
        return self.begin(NOBODY, now, origin)

    def held(
        self, token: str, now: datetime, idle: timedelta, longest: timedelta
    ) -> Session | None:
        """Give the session with this token, of whatever stage, if it has not ended."""
        session: Session | None = self._sessions.get(_digest(token)) if token else None
        return session if session is not None and session.holds(now, idle, longest) else None

    def halfway(self, token: str, now: datetime) -> Session | None:
        """Give the session that still waits for the second factor, if it has not ended."""
        session = self._sessions.get(_digest(token))
        waits = session is not None and session.stage is not Stage.DONE
        return session if waits and now - session.began <= HALFWAY else None

    def sweep(self, now: datetime, longest: timedelta) -> None:
        """Drop a few of the sessions that ended by themselves, from a place left to chance."""
        tree = self._sessions
        keys = islice(chain(tree.keys(secrets.token_hex(8)), tree.keys()), SWEPT)
        for key in set(keys):
            each = tree[key]
            if now - each.began > (VISIT if each.person == NOBODY else longest):
                del tree[key]

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
        if session is None or session.stage is not Stage.DONE or session.person == NOBODY:
            return None
        if not session.holds(now, idle, longest):
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
