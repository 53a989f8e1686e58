"""The first page: what waits for the person, or what the public may ask for."""

import logging
from itertools import islice
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config

from archive.media import recognition
from archive.models.site import Archive
from archive.security.permissions import Permission as P
from archive.views.waiting import dossiers_waiting, requests_waiting
from archive.views.web.layout import inside
from archive.views.web.request import Request

log = logging.getLogger(__name__)

#: How many things of one sort the first page lists.
SHOWN = 12


@view_config(context=Archive, permission=P.PUBLIC, renderer="archive:templates/home.pt")
def home(_site: Archive, request: Request) -> dict[str, Any]:
    """Show what waits for the person signed in; to anyone else, what one may ask for."""
    if not request.person.roles:
        return {"missing": "", "dossiers": [], "requests": []}
    return {
        "missing": recognition.missing() if request.may(P.MARKING_SET, request.root) else "",
        "dossiers": list(islice(dossiers_waiting(request), SHOWN)),
        "requests": list(islice(requests_waiting(request), SHOWN)),
    }


@view_config(context=Archive, name="language", permission=P.PUBLIC, request_method="GET")
def language(_site: Archive, request: Request) -> HTTPSeeOther:
    """Go back to the page one was on, in the language chosen; never to another host."""
    back = request.params.get("back", "/")
    answer = HTTPSeeOther(inside(back))
    chosen = request.params.get("to", "")
    answer.set_cookie(
        "language",
        chosen if chosen in {"zh_CN", "en"} else "zh_CN",
        max_age=365 * 24 * 3600,
        samesite="Lax",
        httponly=True,
        secure=request.registry.juanzong.over_tls,
    )
    return answer


def includeme(_config: Configurator) -> None:
    """Say at the start what an extra would add that is not installed."""
    if recognition.missing():
        log.warning("%s", recognition.missing())
