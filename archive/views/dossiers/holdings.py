"""Leafing through what is kept: fonds, series, year, and the list of dossiers of a year."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.view import view_config

from archive.models.dossiers import Dossier
from archive.models.holdings import Fonds, Series, Year
from archive.models.site import Archive
from archive.presenters.dossiers import dossier_lines
from archive.security.permissions import Permission as P
from archive.views.web.request import Request

#: Dossiers on one page of a year.
SHOWN = 50


@view_config(
    context=Archive,
    name="holdings",
    permission=P.SEARCH,
    renderer="archive:templates/holdings/holdings.pt",
)
@view_config(context=Fonds, permission=P.SEARCH, renderer="archive:templates/holdings/holdings.pt")
@view_config(context=Series, permission=P.SEARCH, renderer="archive:templates/holdings/holdings.pt")
def holdings(_context: Archive | Fonds | Series, request: Request) -> dict[str, Any]:
    """Show every fonds with its series, and the years in which the person may read something."""
    return {
        "fonds": [
            (fonds, [(series, _years(request, series)) for series in fonds.values()])
            for fonds in request.site.fonds
        ]
    }


def _years(request: Request, series: Series) -> list[Year]:
    """Give the years of a series, newest first; one with nothing to be read is none (Art. 34)."""
    newest_first = list(series.values())[::-1]
    return [year for year in newest_first if next(_readable(request, year), None) is not None]


def _readable(request: Request, year: Year, after: str | None = None) -> Iterator[Dossier]:
    return (year[name] for name in year.names(after) if request.may(P.DOSSIER_READ, year[name]))


@view_config(context=Year, permission=P.SEARCH, renderer="archive:templates/holdings/year.pt")
def year(year: Year, request: Request) -> dict[str, Any]:
    """Show a page of the dossiers of a year that the person may read, from a name on."""
    after = request.params.get("after") or None
    dossiers = list(islice(_readable(request, year, after), SHOWN + 1))
    if not dossiers and after is None:
        raise HTTPNotFound
    more = dossiers[SHOWN - 1].__name__ if len(dossiers) > SHOWN else None
    lines = dossier_lines(request.site, dossiers[:SHOWN])
    return {"dossiers": lines, "more": more, "after": after}
