"""Trying again what conflicted with another change: how often, after which pause, and how told."""

import logging
import random
import threading
import time
from collections import Counter

from transaction.interfaces import TransientError

#: How often a change is tried before one gives up.
TRIES = 5

#: Seconds of a pause: the least, and the most after the first try, doubled up to the last.
LEAST, FIRST, MOST = 0.005, 0.010, 0.080

#: Whatever is worth another try: ZODB's conflicts, and what a storage says of its own.
WorthAnother = TransientError

log = logging.getLogger(__name__)


def pause(tried: int) -> float:
    """Give how many seconds to wait after so many tries; by chance, so that two don't meet again.

    ``tried`` counts from 1.
    """
    longest = min(MOST, FIRST * 2 ** (tried - 1))
    return random.uniform(LEAST, longest)  # noqa: S311 - nothing secret


def wait(tried: int) -> None:
    """Pause after so many tries."""
    time.sleep(pause(tried))


def class_of(conflict: BaseException) -> str:
    """Name the class of the object two wrote, or one wrote and another relied on."""
    name = getattr(conflict, "class_name", None) or type(conflict).__name__
    return str(name).rpartition(".")[2]


class Conflicts:
    """Counts conflicts by what was being done and by the object; of each there is one log line."""

    def __init__(self) -> None:
        """Start with none."""
        self._again: Counter[tuple[str, str]] = Counter()
        self._in_vain: Counter[str] = Counter()
        self._lock = threading.Lock()

    def again(self, what: str, conflict: BaseException, tried: int) -> None:
        """Count that ``what`` is tried again."""
        named = class_of(conflict)
        with self._lock:
            self._again[what, named] += 1
        log.info("conflict: %s is tried again, %s, try %s", what, named, tried)

    def in_vain(self, what: str, conflict: BaseException) -> None:
        """Count that ``what`` was given up."""
        with self._lock:
            self._in_vain[what] += 1
        log.warning("conflict: %s was given up, %s, try %s", what, class_of(conflict), TRIES)

    def retried(self) -> dict[tuple[str, str], int]:
        """Give how often was tried again, by what was being done and by the object's class."""
        with self._lock:
            return dict(self._again)

    def given_up(self) -> dict[str, int]:
        """Give how often was given up, by what was being done."""
        with self._lock:
            return dict(self._in_vain)
