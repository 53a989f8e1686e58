"""Records that lie in the wrong volume, for the archivist to have them set right."""

from typing import Any

from pyramid.view import view_config

from archive.errors import IndexAway
from archive.models.records import Record
from archive.models.site import Archive
from archive.search.access import access_of
from archive.search.misplaced import misplaced_query
from archive.search.port import PAGE, Page
from archive.security.permissions import Permission as P
from archive.views.web.forms import whole_number
from archive.views.web.request import Request


@view_config(
    context=Archive,
    name="misplaced",
    permission=P.DOSSIER_SEAL,
    renderer="archive:templates/records/misplaced.pt",
)
def misplaced(site: Archive, request: Request) -> dict[str, Any]:
    """Show a page of them; each is looked at once more in the database."""
    page = max(whole_number(request.params.get("page", "1"), 4) or 1, 1)
    found, is_away = _found(site, request, page)
    nodes = (site.by_uid.get(hit.uid) for hit in found.hits)
    shown = [
        each
        for each in nodes
        if isinstance(each, Record) and each.is_misplaced and request.may(P.DOSSIER_READ, each)
    ]
    return {
        "records": shown,
        "is_away": is_away,
        "page": page,
        "last": max(-(-found.total // PAGE), 1),
    }


def _found(site: Archive, request: Request, page: int) -> tuple[Page, bool]:
    """Ask the index; where it is away nothing is found, and that is said."""
    access = access_of(site, request.person, request.ctx.today)
    try:
        return request.registry.index.search(misplaced_query(page), access), False
    except IndexAway:
        return Page((), 0, {}), True
