"""Numbers that are given once and never again, whoever asks at the same moment."""

from BTrees.OOBTree import OOBTree
from persistent import Persistent


class Counter(Persistent):
    """The last number given in one scope; two who ask at once conflict, and one asks again."""

    last = 0


class Numbering(Persistent):
    """A counter for each scope, such as ``dossier/J001/penalty/2020``."""

    def __init__(self) -> None:
        """Start with no scope at all."""
        self._counters = OOBTree()

    def take(self, scope: str) -> int:
        """Give the next number of ``scope``, beginning with 1."""
        counter = self._counters.get(scope)
        if counter is None:
            counter = self._counters[scope] = Counter()
        counter.last += 1
        return int(counter.last)
