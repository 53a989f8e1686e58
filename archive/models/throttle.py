"""Slows down who guesses passwords and codes; in the database, so a restart forgets nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from archive.errors import TooSoon

#: Entries looked at for forgetting, each time one is written.
SWEPT = 20


@dataclass(frozen=True)
class Rule:
    """How many tries are free, and how long one waits after more of them."""

    free: int
    first: timedelta = timedelta(seconds=15)
    longest: timedelta = timedelta(minutes=15)


#: A name from browsers that never signed in under it; a browser that did; an address; a code.
RULES = {
    "stranger": Rule(free=5),
    "known": Rule(free=10),
    "address": Rule(free=60),
    "code": Rule(free=5),
    "codes": Rule(free=30),
    "reports": Rule(free=20),
}

#: After this time without a try all is forgotten.
FORGOTTEN = timedelta(hours=2)


@dataclass(frozen=True)
class Tried:
    """How often it was tried in vain, and when last."""

    count: int
    last: datetime


class Throttle(Persistent):
    """Vain tries by what they have in common: name, browser, address."""

    def __init__(self) -> None:
        """Start with no tries."""
        self._tried = OOBTree()

    def wait(self, keys: tuple[str, ...], now: datetime) -> timedelta:
        """Give how long one must still wait before the next try; zero for not at all."""
        return max((self._left(key, now) for key in keys), default=timedelta())

    def require_patience(self, keys: tuple[str, ...], now: datetime) -> None:
        """Raise TooSoon where one must still wait before the next try."""
        left = self.wait(keys, now)
        if left > timedelta():
            raise TooSoon.after(left)

    def failed(self, keys: tuple[str, ...], now: datetime) -> None:
        """Count one more vain try."""
        self._sweep(now)
        for key in keys:
            tried = self._tried.get(key)
            fresh = tried is None or now - tried.last > FORGOTTEN
            self._tried[key] = Tried(1 if fresh else tried.count + 1, now)

    def passed(self, key: str) -> None:
        """Forget the vain tries after one that was not."""
        self._tried.pop(key, None)

    def _left(self, key: str, now: datetime) -> timedelta:
        tried: Tried | None = self._tried.get(key)
        rule = RULES[key.partition(":")[0]]
        if tried is None or tried.count < rule.free:
            return timedelta()
        doubled = min(tried.count - rule.free, 10)
        due: datetime = tried.last + min(rule.first * 2**doubled, rule.longest)
        return max(due - now, timedelta())

    def _sweep(self, now: datetime) -> None:
        """Forget a few old entries, from a place that moves with the digests written."""
        start = sha256(now.isoformat().encode()).hexdigest()
        for kind in RULES:
            keys = self._tried.keys(f"{kind}:{start}", f"{kind};")
            old = [
                key
                for key, _number in zip(keys, range(SWEPT), strict=False)
                if now - self._tried[key].last > FORGOTTEN
            ]
            for key in old:
                del self._tried[key]


def key_of(rule: str, *values: str) -> str:
    """Give the key under which tries are counted; it tells nothing of the values."""
    digest = sha256("\0".join(values).encode()).hexdigest()
    return f"{rule}:{digest}"
