"""Leafing through what is kept: fonds, series, year, and the list of dossiers of a year."""

from itertools import islice
from typing import Any

from pyramid.view import view_config

from archive.models.site import Archive, Fonds, Series, Year
from archive.views.waiting import series_with_years

#: Dossiers on one page of a year.
SHOWN = 50


@view_config(
    context=Archive,
    name="holdings",
    permission="search",
    renderer="archive:templates/holdings/holdings.pt",
)
@view_config(context=Fonds, permission="search", renderer="archive:templates/holdings/holdings.pt")
@view_config(context=Series, permission="search", renderer="archive:templates/holdings/holdings.pt")
def holdings(_context: Archive | Fonds | Series, request: Any) -> dict[str, Any]:
    """Show every fonds with its series and their years."""
    return {"fonds": [(fonds, series_with_years(fonds)) for fonds in request.site.fonds]}


@view_config(context=Year, permission="search", renderer="archive:templates/holdings/year.pt")
def year(year: Year, request: Any) -> dict[str, Any]:
    """Show a page of the dossiers of a year that the person may read, from a name on."""
    after = request.params.get("after") or None
    readable = (year[name] for name in year.names(after) if request.may("dossier:read", year[name]))
    dossiers = list(islice(readable, SHOWN + 1))
    more = dossiers[SHOWN - 1].__name__ if len(dossiers) > SHOWN else None
    return {"dossiers": dossiers[:SHOWN], "more": more, "after": after}
