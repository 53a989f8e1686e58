"""Every request is counted, timed and named in the log."""

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.tweens import INGRESS

from archive.server.logs import ASKED, Asked, route_of
from archive.server.measuring import Measures
from archive.views.web.request import Request

log = logging.getLogger(__name__)

#: Methods that are counted by name; anyone can make up others.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def observed(handler: Callable[[Any], Any], registry: Any) -> Any:
    """Count and time what is answered; give each answer the number its log lines bear."""

    def tween(request: Request) -> Any:
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

    def _note(request: Request, asked: Asked, status: int, seconds: float) -> None:
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


def includeme(config: Configurator) -> None:
    """Count from now on."""
    config.registry.measures = Measures()
    config.add_tween("archive.views.web.observing.observed", under=INGRESS)
