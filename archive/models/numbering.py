"""Numbers that are given once and never again, whoever asks at the same moment."""

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from archive.models.turns import catch_up


class Counter(Persistent):
    """The last number given in one scope; two who ask at once conflict, and one asks again."""

    last = 0


class Numbering(Persistent):
    """A counter for each scope, such as ``dossier/J001/penalty/2020``.

    There are no gaps: a number is given with the commit that uses it, or not at all. It is to be
    taken as late as can be, since others who want one of the same scope wait from then on.
    """

    def __init__(self) -> None:
        """Start with no scope at all."""
        self._counters = OOBTree()

    def take(self, scope: str) -> int:
        """Give the next number of ``scope``, beginning with 1."""
        counter = self._counters.get(scope)
        if counter is None:
            counter = self._counters[scope] = Counter()
        catch_up(counter)
        counter.last += 1
        return int(counter.last)
