"""Whether the bytes are what they were (固化): where the round stands, and what was found wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from BTrees.LLBTree import LLTreeSet
from BTrees.LOBTree import LOBTree
from persistent import Persistent

from archive.wording import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta

#: Looks that are kept, the newest last.
KEPT = 100

#: Uids have so many bits and are given by chance, so the last one seen tells the share.
UID_BITS = 62


class Fault(StrEnum):
    """What is wrong with the bytes of a file."""

    CHANGED = "changed"
    GONE = "gone"
    UNREADABLE = "unreadable"

    @property
    def label(self) -> str:
        """The office's word for it."""
        return FAULT_LABELS[self]


FAULT_LABELS = {
    Fault.CHANGED: _("内容变了"),
    Fault.GONE: _("文件丢失"),
    Fault.UNREADABLE: _("磁盘读不出"),
}


class Occasion(StrEnum):
    """On what occasion somebody looked."""

    ROUND = "round"
    COMMAND = "command"
    READING = "reading"
    COPIES = "copies"
    DOWNLOAD = "download"

    @property
    def label(self) -> str:
        """The office's word for it."""
        return OCCASION_LABELS[self]


OCCASION_LABELS = {
    Occasion.ROUND: _("定期核对"),
    Occasion.COMMAND: _("命令核对"),
    Occasion.READING: _("识读之前"),
    Occasion.COPIES: _("制作复制件之前"),
    Occasion.DOWNLOAD: _("取用之时"),
}


@dataclass(frozen=True)
class Look:
    """The bytes of one file, looked at: what is wrong, or nothing; the SHA-256 they have now."""

    uid: int
    fault: Fault | None = None
    sha256: str = ""


@dataclass(frozen=True)
class Round:
    """Many files, looked at one after the other: all there are, or those of a ``scope``."""

    occasion: Occasion
    began: datetime
    ended: datetime
    files: int
    bytes: int
    wrong: int
    scope: str = ""


@dataclass(frozen=True)
class Remedy:
    """What somebody did about a file that was wrong, in his words."""

    at: datetime
    name: str
    text: str


class Found(Persistent):
    """A file that was found wrong, until it was found right again; it stays on the list."""

    righted_at: datetime | None = None
    remedies: tuple[Remedy, ...] = ()

    def __init__(self, look: Look, occasion: Occasion, at: datetime) -> None:
        """Note what was found."""
        self.uid, self.at = look.uid, at
        self.see(look, occasion)

    def see(self, look: Look, occasion: Occasion) -> None:
        """Note what is wrong now."""
        self.fault, self.sha256, self.occasion = look.fault, look.sha256, occasion
        self.righted_at = None

    def is_as(self, look: Look) -> bool:
        """Say whether the same was known already."""
        known = (self.fault, self.sha256, self.righted_at)
        return known == (look.fault, look.sha256, None)

    def right(self, now: datetime) -> None:
        """Note that the bytes are again what they were."""
        self.righted_at = now

    def remedied(self, remedy: Remedy) -> None:
        """Note what somebody did about it."""
        self.remedies = (*self.remedies, remedy)


class Fixity(Persistent):
    """The slow round over all files, which goes on where it was left, and what was found."""

    #: When all files there were had last been looked at.
    last: datetime | None = None
    began: datetime | None = None
    is_running = False
    position = 0
    seen_files = seen_bytes = seen_wrong = 0
    lent_until: datetime | None = None
    rounds: tuple[Round, ...] = ()

    def __init__(self) -> None:
        """Start with nothing looked at and nothing found."""
        self.asked = LLTreeSet()
        self._found = LOBTree()

    def found(self, uid: int) -> Found | None:
        """Give what was ever found of a file."""
        known: Found | None = self._found.get(uid)
        return known

    def all_found(self) -> Iterator[Found]:
        """Go through all that was ever found wrong."""
        return iter(self._found.values())

    def open(self) -> list[Found]:
        """Give the files that are wrong now, the newest first."""
        wrong = [each for each in self.all_found() if each.righted_at is None]
        return sorted(wrong, key=lambda each: each.at, reverse=True)

    def righted(self) -> list[Found]:
        """Give the files that were wrong and are right again, the last righted first."""
        right = [(each.righted_at, each.uid, each) for each in self.all_found() if each.righted_at]
        return [each for _at, _uid, each in sorted(right, reverse=True)]

    def keep(self, found: Found) -> None:
        """Put a file on the list."""
        self._found[found.uid] = found

    def is_due(self, now: datetime, every: timedelta) -> bool:
        """Say whether there is something to look at that nobody is looking at."""
        if self.lent_until is not None and self.lent_until > now:
            return False
        return bool(self.asked) or self.is_running or now >= self.due(now, every)

    def due(self, now: datetime, every: timedelta) -> datetime:
        """Give when the next round begins: now, where there was none."""
        return self.began + every if self.began is not None else now

    def begin(self, now: datetime) -> None:
        """Begin a round."""
        self.began, self.is_running = now, True
        self.position = self.seen_files = self.seen_bytes = self.seen_wrong = 0

    def lend(self, until: datetime | None) -> None:
        """Note until when somebody looks at the next files; nobody any more (``None``)."""
        self.lent_until = until

    def advance(self, position: int, files: int, size: int, wrong: int) -> None:
        """Note that the round came as far as the uid ``position``."""
        self.position = position
        self.seen_files += files
        self.seen_bytes += size
        self.seen_wrong += wrong

    def conclude(self, done: Round) -> None:
        """Keep what a round or a command found; of one over all files, that it was so."""
        self.rounds = (*self.rounds, done)[-KEPT:]
        if not done.scope:
            self.last = done.ended
        if done.occasion is Occasion.ROUND:
            self.is_running = False

    @property
    def place(self) -> int:
        """Give the uid behind which the round goes on, or the next one begins."""
        return self.position if self.is_running else 0

    @property
    def share(self) -> float:
        """Give how much of the round is done, 0 to 1."""
        return self.position / (1 << UID_BITS)

    def ends(self, now: datetime) -> datetime | None:
        """Give when the round that runs is likely to end; ``None`` where that can't be said."""
        if not self.is_running or self.began is None or not self.position:
            return None
        return self.began + (now - self.began) / self.share
