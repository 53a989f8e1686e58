"""The page for everybody while the database's server can't be reached: drawn without it."""

import logging
from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.renderers import render
from pyramid.response import Response
from pyramid.tweens import INGRESS

from archive.storage.outage import DatabaseAway, in_a_line, is_lost
from archive.wording import _

log = logging.getLogger(__name__)

PAGE = "archive:templates/away.pt"

WORDS = {"name": _("卷宗"), "sentence": DatabaseAway.sentence, "home": _("回到首页")}

#: Seconds after which a browser may ask again.
RETRY_AFTER = "5"


def told(handler: Callable[[Any], Response], _registry: Any) -> Any:
    """Answer 503 with a page of ours where a request finds no database; nothing was kept."""

    def tween(request: Any) -> Response:
        try:
            return handler(request)
        except Exception as failure:
            if not is_lost(failure):
                raise
            why = getattr(failure, "facts", {}).get("why") or in_a_line(failure)
            log.warning("the database is away: %s", why)
        page = render(PAGE, {**WORDS, "say": request.say, "language": request.locale_name})
        return Response(page, status=503, headers={"Retry-After": RETRY_AFTER})

    return tween


def includeme(config: Configurator) -> None:
    """Stand between what logs failures and what opens the database."""
    config.add_tween(
        "archive.views.web.away.told",
        under=["pyramid_exclog.exclog_tween_factory", INGRESS],
        over="pyramid_tm.tm_tween_factory",
    )
