"""The search page: the query, under the two gates, with passages and facets."""

from typing import Any
from urllib.parse import urlencode

from pyramid.config import Configurator
from pyramid.view import view_config

from archive import clock
from archive.models.site import Archive
from archive.operations.markings import note_finding_of_marked
from archive.regulation import kinds, series
from archive.search.language import parse
from archive.search.port import Query
from archive.search.reach import access_of
from archive.views.forms import whole_number
from archive.wording import _

#: Most pages of hits one may leaf through; who wants more narrows the search.
LAST_PAGE = 500

FACETS = {"year": _("年度"), "series": _("门类"), "unit": _("承办机构"), "kind": _("文书种类")}


@view_config(
    context=Archive, name="search", permission="search", renderer="archive:templates/search.pt"
)
def search(site: Archive, request: Any) -> dict[str, Any]:
    """Find dossiers and records; each hit shown is checked once more against the database."""
    words = request.params.get("q", "").strip()[:400]
    chosen = {name: request.params[name] for name in FACETS if request.params.get(name)}
    page = _page_number(request.params.get("page", "1"))
    query = Query(
        node=parse(words), filters=chosen, page=page, sort=request.params.get("sort", "relevance")
    )
    found = request.registry.index.search(
        query, access_of(site, request.person, clock.now().date())
    )
    present = [(hit, site.by_uid.get(hit.uid)) for hit in found.hits]
    hits = [(hit, node) for hit, node in present if node and request.may("dossier:read", node)]
    if marked := tuple(node.uid for _hit, node in hits if node.guards):
        note_finding_of_marked(request.ctx, site, found=marked)
    return {
        "words": words,
        "found": found,
        "hits": hits,
        "facets": _facets(request, found.facets, chosen),
        "chosen": chosen,
        "page": page,
        "link": lambda other: _address(request, page=other),
        "link_with": lambda **changes: _address(request, page=None, **changes),
        "urlencode": urlencode,
        "last": min(LAST_PAGE, -(-found.total // 20)),
    }


def _page_number(value: str) -> int:
    return min(max(whole_number(value) or 1, 1), LAST_PAGE)


def _facets(request: Any, facets: Any, chosen: dict[str, str]) -> list[tuple[str, list[Any]]]:
    """Give each facet's heading with label, count, address and whether it is chosen."""
    shown = []
    for name, heading in FACETS.items():
        rows = [
            (
                _label(request, name, value),
                count,
                _toggle(request, name, value, chosen),
                chosen.get(name) == str(value),
            )
            for value, count in facets.get(name, ())
        ]
        if rows:
            shown.append((request.say(heading), rows))
    return shown


def _label(request: Any, facet: str, value: Any) -> str:
    if facet == "unit":
        return request.site.unit_name(value)  # type: ignore[no-any-return]
    table = {"series": series(), "kind": kinds()}.get(facet, {})
    return request.say(table[value].name) if value in table else str(value)


def _toggle(request: Any, name: str, value: Any, chosen: dict[str, str]) -> str:
    return _address(request, page=None, **{name: None if name in chosen else str(value)})


def _address(request: Any, **changes: Any) -> str:
    kept = {name: value for name, value in request.params.items() if name not in changes}
    new = {name: str(value) for name, value in changes.items() if value is not None}
    return f"/search?{urlencode({**kept, **new})}"


def includeme(config: Configurator) -> None:
    """Open the full-text index the settings name."""
    from archive.search.opening import open_index

    config.registry.index = open_index(config.registry.juanzong)
