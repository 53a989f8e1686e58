"""Asks the index for records that lie in a volume where their kind may not lie."""

from archive.regulation import kinds
from archive.search.language.tree import And, Field, Node, Or, Value
from archive.search.port import Query


def misplaced_query(page: int = 1) -> Query:
    """Give the query; what it finds is only what the person may find, as in any search."""
    return Query(Or((_in("main"), _in("internal"))), page=page, sort="oldest")


def _in(volume: str) -> Node:
    """Ask for what lies in ``volume`` and is of a kind that may not lie there."""
    alien = tuple(Value(Field.KIND, key) for key, row in kinds().items() if not row.fits(volume))
    return And((Value(Field.VOLUME, volume), Or(alien)))
