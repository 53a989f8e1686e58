"""BTrees of small leaves, for where many write at once and each writes little.

A leaf is stored whole with each change, one of ZODB's own with up to 60 objects or 120 numbers.
"""

from BTrees.LLBTree import LLBTree
from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOTreeSet


class SmallLOBTree(LOBTree):
    """Objects under numbers."""

    max_leaf_size = 16
    max_internal_size = 64


class SmallLLBTree(LLBTree):
    """Numbers under numbers."""

    max_leaf_size = 30
    max_internal_size = 64


class SmallOOTreeSet(OOTreeSet):
    """Members in order, of any one kind."""

    max_leaf_size = 30
    max_internal_size = 64
