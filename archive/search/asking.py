"""What somebody looks for, asked of an engine as typed, and by its words where that finds nothing.

The one way of asking: the page, its lists and the command line give the same answer.
"""

from dataclasses import dataclass, replace

from archive.models.exports import Wanted
from archive.models.site import Archive
from archive.search.language.grammar import read
from archive.search.language.relaxing import taken_apart
from archive.search.port import Access, Index, Page, Query


@dataclass(frozen=True)
class Answer:
    """A page of what is found, and the query it answers.

    ``is_taken_apart`` says that what was asked stands nowhere as it was typed.
    """

    page: Page
    query: Query
    is_taken_apart: bool = False


def query_of(site: Archive, wanted: Wanted) -> Query:
    """Give the query for all that was typed and chosen."""
    return Query(read(wanted.typed, site.unit_codes()).node, dict(wanted.filters), sort=wanted.sort)


def ask(index: Index, query: Query, access: Access) -> Answer:
    """Give one page of what ``access`` lets be found."""
    found = index.search(query, access)
    apart = None if found.total else taken_apart(query.node)
    if apart is not None:
        by_words = replace(query, node=apart)
        answer = index.search(by_words, access)
        if answer.total:
            return Answer(answer, by_words, is_taken_apart=True)
    return Answer(found, query)
