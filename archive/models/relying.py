"""What a guard read is a promise: the commit conflicts where another changed it meanwhile.

ZODB by itself looks only at what a transaction writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from persistent import Persistent


def rely_on(thing: Persistent) -> None:
    """Have the commit conflict where another transaction changed ``thing`` since it was read."""
    jar = thing._p_jar
    if jar is not None and thing._p_oid:
        thing._p_activate()
        jar.readCurrent(thing)


def rely_on_keys(tree: Any) -> None:
    """Have the commit conflict where another put something into ``tree`` or took it out."""
    rely_on(tree)
    state = tree.__getstate__()
    bucket = state[1] if state is not None and len(state) > 1 else None
    while bucket is not None:
        rely_on(bucket)
        state = bucket.__getstate__()
        bucket = state[1] if len(state) > 1 else None
