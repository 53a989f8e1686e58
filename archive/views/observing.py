"""Every request is counted, timed and named in the log; supervision asks how the server is."""

import hmac
import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.tweens import INGRESS
from pyramid.view import view_config

from archive.server.condition import Answer, condition
from archive.server.logs import ASKED, Asked, route_of
from archive.server.measuring import Measures
from archive.settings import read_secret

log = logging.getLogger(__name__)

#: Methods that are counted by name; anyone can make up others.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def observed(handler: Callable[[Any], Any], registry: Any) -> Any:
    """Count and time what is answered; give each answer the number its log lines bear."""

    def tween(request: Any) -> Any:
        asked = Asked(secrets.token_hex(8))
        token, began, status = ASKED.set(asked), time.monotonic(), 500
        try:
            response = handler(request)
            status = response.status_code
            response.headers["X-Request-Id"] = asked.id
            return response
        finally:
            _note(request, asked, status, time.monotonic() - began)
            ASKED.reset(token)

    def _note(request: Any, asked: Asked, status: int, seconds: float) -> None:
        method = request.method if request.method in METHODS else "other"
        asked.route = route_of(request)
        registry.measures.answered(method, asked.route, status, seconds)
        slow = seconds >= registry.juanzong.slow_after
        more = {"method": method, "status": status, "seconds": round(seconds, 4)}
        log.log(
            logging.WARNING if slow else logging.INFO,
            "%s%s %s %s %.3f s [%s]",
            "slow: " if slow else "", method, asked.route, status, seconds, asked.id,
            extra=more,
        )  # fmt: skip

    return tween


@view_config(route_name="health", permission=NO_PERMISSION_REQUIRED)
def health(request: Any) -> Response:
    """Say only that the server answers: without a session, an account or the database."""
    return _answer(condition(request.registry, "/health"))


@view_config(route_name="ready", permission=NO_PERMISSION_REQUIRED)
@view_config(route_name="metrics", permission=NO_PERMISSION_REQUIRED)
def condition_told(request: Any) -> Response:
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
    """Count from now on; offer the three questions."""
    registry = config.registry
    registry.measures, registry.conditions = Measures(), {}
    token = registry.juanzong.observer_token
    registry.observer_token = read_secret(token) if token else ""
    config.add_tween("archive.views.observing.observed", under=INGRESS)
    for name in ("health", "ready", "metrics"):
        config.add_route(name, f"/{name}", request_method="GET", factory=lambda _request: None)
