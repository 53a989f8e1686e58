"""Searches kept under a name, and result lists to take along."""

import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from pyramid.response import Response
from pyramid.view import view_config

from archive.models.exports import Export
from archive.models.site import Archive
from archive.operations.searches import (
    XLSX,
    fetch_export,
    forget_search,
    note_short_export,
    order_export,
    save_search,
)
from archive.search.access import access_of
from archive.search.asking import ask, query_of
from archive.search.listing import SHORT, rows_of, write_xlsx
from archive.security.permissions import Permission as P
from archive.views.search.search import wanted_of
from archive.views.web.downloads import download
from archive.views.web.layout import inside
from archive.views.web.request import Request
from archive.views.web.screens import go_on, pressed
from archive.wording import _


@view_config(context=Archive, name="search-save", permission=P.SEARCH, request_method="POST")
def save(site: Archive, request: Request) -> Response:
    """Keep the search on the screen under a name."""
    name, query = (request.POST.get(each, "") for each in ("name", "query"))
    return pressed(
        request,
        lambda: save_search(request.ctx, site, name=name, query=query),
        inside(f"/search?{query}"),
        _("检索已保存。"),
    )


@view_config(context=Archive, name="search-forget", permission=P.SEARCH, request_method="POST")
def forget(site: Archive, request: Request) -> Response:
    """Keep a search no longer."""
    name = request.POST.get("name", "")
    return pressed(
        request, lambda: forget_search(request.ctx, site, name=name), "/search", _("已删去。")
    )


@view_config(context=Archive, name="search-export", permission=P.SEARCH, request_method="POST")
def export(site: Archive, request: Request) -> Response:
    """Give a short result list at once; have a long one written by the worker."""
    wanted, today = wanted_of(request), request.today
    index, access = request.registry.index, access_of(site, request.person, today)
    answer = ask(index, query_of(site, wanted), access)
    if answer.page.total > SHORT:
        order_export(request.ctx, site, wanted=wanted)
        return go_on(request, "/search-exports", _("清单较长，正在制作。"))
    with tempfile.TemporaryDirectory(dir=request.registry.juanzong.upload_folder) as folder:
        path = Path(folder) / "list.xlsx"
        count = write_xlsx(rows_of(site, index, answer.query, request.person, today), path)
        note_short_export(request.ctx, site, wanted=wanted, rows=count)
        name = quote(f"检索结果-{today}.xlsx")
        return Response(
            path.read_bytes(),
            content_type=XLSX,
            charset=None,
            content_disposition=f"attachment; filename*=UTF-8''{name}",
        )


@view_config(
    context=Archive,
    name="search-exports",
    permission=P.SEARCH,
    renderer="archive:templates/exports.pt",
)
def exports(site: Archive, request: Request) -> dict[str, Any]:
    """Show the lists the person had written in the last day."""
    now, tightened = request.now, site.tightened_at
    mine = [
        (each, each.is_stale(now, tightened, request.person))
        for each in site.exports.of(request.person.uid)
    ]
    waiting = any(each.file is None and not each.failure and not stale for each, stale in mine)
    return {"mine": mine, "waiting": waiting, "again": _again}


def _again(each: Export) -> str:
    wanted = each.wanted
    facts = {"q": wanted.typed, "sort": wanted.sort, **dict(wanted.filters)}
    return f"/search?{urlencode(facts)}"


@view_config(context=Export, name="download", permission=P.SEARCH, request_method="GET")
def fetch(export: Export, request: Request) -> Response:
    """Hand the list to whose it is."""
    return download(request, fetch_export(request.ctx, export))
