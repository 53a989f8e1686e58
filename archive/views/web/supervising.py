"""Supervision asks how the server is."""

import hmac

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from archive.server.condition import Answer, condition
from archive.settings import read_secret
from archive.views.web.request import Request


@view_config(route_name="health", permission=NO_PERMISSION_REQUIRED)
def health(request: Request) -> Response:
    """Say only that the server answers: without a session, an account or the database."""
    return _answer(condition(request.registry, "/health"))


@view_config(route_name="ready", permission=NO_PERMISSION_REQUIRED)
@view_config(route_name="metrics", permission=NO_PERMISSION_REQUIRED)
def condition_told(request: Request) -> Response:
    """Say how the server is, to who shows the token; to anyone else there is nothing here.

    Where the question comes from proves nothing: a proxy on this machine asks for anybody.
    """
    token = request.registry.observer_token
    said = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(said.encode(), token.encode()):
        request.root = request.context = request.site
        raise HTTPNotFound
    return _answer(condition(request.registry, request.path))


def _answer(answer: Answer | None) -> Response:
    if answer is None:
        raise HTTPNotFound
    kind = answer.kind.partition(";")[0]
    return Response(answer.text, status=answer.status, content_type=kind, charset="utf-8")


def includeme(config: Configurator) -> None:
    """Offer the three questions."""
    config.registry.conditions = {}
    token = config.registry.juanzong.observer_token
    config.registry.observer_token = read_secret(token) if token else ""
    for name in ("health", "ready", "metrics"):
        config.add_route(name, f"/{name}", request_method="GET", factory=lambda _request: None)
