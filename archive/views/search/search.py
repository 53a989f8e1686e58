"""The search page: the query, under the two gates, with passages and facets."""

from typing import Any
from urllib.parse import urlencode

from pyramid.config import Configurator
from pyramid.response import Response
from pyramid.view import view_config

from archive.errors import IndexAway
from archive.models.dossiers import Dossier
from archive.models.exports import Wanted
from archive.models.records import Record
from archive.models.site import Archive
from archive.operations.markings import note_finding_of_marked
from archive.regulation import kinds, penalties, series
from archive.search.access import access_of
from archive.search.asking import Answer, ask
from archive.search.language.grammar import read
from archive.search.port import PAGE, Access, Hit, Index, Page, Query
from archive.security.levels import Level
from archive.security.permissions import Permission as P
from archive.views.web.forms import whole_number
from archive.views.web.request import Request
from archive.wording import _

#: Most pages of hits one may leaf through; who wants more narrows the search.
LAST_PAGE = 500

#: Most characters of what is typed, and of what is completed to a name.
LONGEST, MOST_COMPLETED = 400, 40

FACETS = {
    "year": _("年度"),
    "series": _("门类"),
    "unit": _("承办机构"),
    "kind": _("文书种类"),
    "penalty": _("处罚种类"),
    "level": _("密级"),
}

#: Where the names of a facet's values stand.
TABLES = {"series": series, "kind": kinds, "penalty": penalties}
LEVELS = {str(int(level)): level.label for level in Level}

SORTS = {"relevance": _("相关度"), "newest": _("由近到远"), "oldest": _("由远到近")}


def wanted_of(request: Request) -> Wanted:
    """Read from the address what is looked for."""
    chosen = [(name, request.params[name]) for name in FACETS if request.params.get(name)]
    sort = request.params.get("sort", "")
    typed = request.params.get("q", "").strip()[:LONGEST]
    return Wanted(typed, tuple(chosen), sort if sort in SORTS else "relevance")


@view_config(
    context=Archive, name="search", permission=P.SEARCH, renderer="archive:templates/search.pt"
)
def search(site: Archive, request: Request) -> dict[str, Any]:
    """Find dossiers and records; each hit shown is checked once more against the database."""
    wanted, page = wanted_of(request), _page_number(request.params.get("page", "1"))
    grouped = bool(request.params.get("grouped"))
    index, access = request.registry.index, access_of(site, request.person, request.today)
    reading = read(wanted.typed, site.unit_codes())
    query = Query(reading.node, dict(wanted.filters), page, wanted.sort, grouped)
    answer, is_away = _asked(index, query, access)
    found = answer.page
    hits = [shown for hit in found.hits if (shown := _shown(request, hit))]
    _note_marked(request, hits)
    person = site.people.known(request.person.login)
    return {
        "words": wanted.typed,
        "taken_apart": answer.is_taken_apart,
        "as_words": reading.is_as_words,
        "meant": () if found.total else _names(index, wanted.typed, access, 5),
        "is_away": is_away,
        "is_behind": is_away or index.is_behind(site),
        "found": found,
        "hits": hits,
        "facets": _facets(request, found.facets, dict(wanted.filters)),
        "chosen": dict(wanted.filters),
        "narrowed": _narrowed(request, dict(wanted.filters)),
        "sort": wanted.sort,
        "sorts": SORTS,
        "grouped": grouped,
        "page": page,
        "link": lambda other: _address(request, page=other),
        "link_with": lambda **changes: _address(request, page=None, **changes),
        "urlencode": urlencode,
        "last": min(LAST_PAGE, -(-(found.dossiers if grouped else found.total) // PAGE)),
        "saved": person.searches if person is not None else (),
        "query": urlencode({k: v for k, v in request.params.items() if k not in {"page", "saved"}}),
    }


def _asked(index: Any, query: Query, access: Access) -> tuple[Answer, bool]:
    """Ask the index; where it is away nothing is found, and that is said."""
    try:
        return ask(index, query, access), False
    except IndexAway:
        return Answer(Page((), 0, {}), query), True


def _names(index: Index, typed: str, access: Access, most: int = 10) -> tuple[str, ...]:
    try:
        return index.names(typed[:MOST_COMPLETED], access, most)
    except IndexAway:
        return ()


Shown = tuple[Hit, Dossier | Record, list[tuple[Hit, Dossier | Record]]]


def _shown(request: Request, hit: Hit) -> Shown | None:
    """Give a hit with its node, and those of the same dossier; what may not be read is gone."""
    more = [(each, node) for each in hit.more if (node := _readable(request, each.uid))]
    node = _readable(request, hit.uid)
    return (hit, node, more) if node is not None else None


def _readable(request: Request, uid: int) -> Dossier | Record | None:
    node = request.site.by_uid.get(uid)
    readable = isinstance(node, (Dossier, Record)) and request.may(P.DOSSIER_READ, node)
    return node if readable else None


def _note_marked(request: Request, hits: list[Shown]) -> None:
    nodes = [node for _hit, first, more in hits for node in (first, *(each for _h, each in more))]
    if marked := tuple(node.uid for node in nodes if node.guards):
        note_finding_of_marked(request.ctx, request.site, found=marked)


@view_config(context=Archive, name="names", permission=P.SEARCH, request_method="GET")
def names(site: Archive, request: Request) -> Response:
    """Complete what is typed with names of what the person may find, as a list for the page."""
    typed = request.params.get("q", "").strip()
    access = access_of(site, request.person, request.today)
    found = _names(request.registry.index, typed, access) if typed else ()
    return Response(json_body=list(found))


def _page_number(value: str) -> int:
    return min(max(whole_number(value) or 1, 1), LAST_PAGE)


def _facets(request: Request, facets: Any, chosen: dict[str, str]) -> list[tuple[str, list[Any]]]:
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


def _narrowed(request: Request, chosen: dict[str, str]) -> list[tuple[str, str]]:
    """Give what was chosen, with the address without it: also where nothing is found by it."""
    return [
        (
            f"{request.say(FACETS[name])}：{_label(request, name, value)}",
            _toggle(request, name, value, chosen),
        )
        for name, value in chosen.items()
    ]


def _label(request: Request, facet: str, value: Any) -> str:
    if facet == "unit":
        return request.site.unit_name(value)
    names = {key: row.name for key, row in TABLES[facet]().items()} if facet in TABLES else LEVELS
    return request.say(names[value]) if value in names else str(value)


def _toggle(request: Request, name: str, value: Any, chosen: dict[str, str]) -> str:
    return _address(request, page=None, **{name: None if name in chosen else str(value)})


def _address(request: Request, **changes: Any) -> str:
    kept = {name: value for name, value in request.params.items() if name not in changes}
    new = {name: str(value) for name, value in changes.items() if value is not None}
    return f"/search?{urlencode({**kept, **new})}"


def includeme(config: Configurator) -> None:
    """Open the full-text index the settings name."""
    from archive.search.engines.moving import Moving

    settings = config.registry.juanzong
    config.registry.index = Moving(settings, tends=settings.worker)
