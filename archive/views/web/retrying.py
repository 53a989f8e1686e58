"""What is done when two changes meet, or none can be kept: tried again, shown again, told at last.

Two changes that meet are tried again after a pause; after the last try the page is shown once more
with what was typed, and says so. A page that only shows, and had something to note by the way, is
shown without the note where the disk takes nothing: reading goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.config import Configurator
from pyramid.events import ContextFound
from pyramid.interfaces import IExecutionPolicy
from pyramid_retry import IBeforeRetry

from archive.errors import ArchiveError, Crowded
from archive.storage.patience import TRIES, Conflicts, WorthAnother, wait

if TYPE_CHECKING:
    from archive.views.web.request import Request

#: Under this key of the environment stands why nothing is kept: the error that acts answer with.
UNKEPT = "juanzong.unkept"

#: And under this one what the request does.
DOING = "juanzong.doing"

#: Seconds after which a browser may ask again.
RETRY_AFTER = "2"

#: What a form that is shown again answers, and what it answers where all tries were in vain.
UNPROCESSABLE, UNAVAILABLE = 422, 503


class OnlyShown(Exception):
    """The disk takes nothing, and the request only reads."""


def includeme(config: Configurator) -> None:
    """Pause between tries, count them, and answer when the last one was in vain."""
    settings = config.get_settings()
    settings["retry.attempts"] = str(TRIES)
    settings["exclog.ignore"] = (
        *settings.get("exclog.ignore", ()),
        WorthAnother,
        Crowded,
        OnlyShown,
    )
    config.registry.conflicts = Conflicts()
    config.add_subscriber(_name, ContextFound)
    config.add_subscriber(_again, IBeforeRetry)
    config.action(None, lambda: _answer_at_last(config), order=1)


def what_is_done(request: Request) -> str:
    """Name what a request does, without telling on what: ``POST Volume/add``."""
    return str(request.environ.get(DOING, request.method))


def _name(event: Any) -> None:
    """Note what is done while it is known: after the answer the request has no context any more."""
    request = event.request
    name = f"{request.method} {type(request.context).__name__}/{request.view_name}"
    request.environ[DOING] = name


def is_shown_again(request: Request) -> bool:
    """Say whether the page is only shown: nothing is kept."""
    return UNKEPT in request.environ


def show_only(request: Request, error: ArchiveError) -> None:
    """Have a page that only reads shown once more, without what it would have noted by the way."""
    if request.method in {"GET", "HEAD"} and not is_shown_again(request):
        request.environ[UNKEPT] = error
        raise OnlyShown


def require_room(request: Request) -> None:
    """Raise why nothing can be kept, where it can't."""
    if is_shown_again(request):
        raise request.environ[UNKEPT]


def _again(event: Any) -> None:
    tried = event.environ["retry.attempt"] + 1
    event.request.registry.conflicts.again(what_is_done(event.request), event.exception, tried)
    wait(tried)


def _answer_at_last(config: Configurator) -> None:
    """Put our own way of answering around that of pyramid_retry."""
    tried = config.registry.queryUtility(IExecutionPolicy)

    def policy(environ: dict[str, Any], router: Any) -> Any:
        try:
            return tried(environ, router)
        except OnlyShown:
            return _shown_again(environ, router)
        except WorthAnother as conflict:
            environ[UNKEPT] = Crowded()
            return _shown_again(environ, router, conflict)

    config.registry.registerUtility(policy, IExecutionPolicy)


def _shown_again(environ: dict[str, Any], router: Any, conflict: WorthAnother | None = None) -> Any:
    """Ask the same page once more, so that it shows what was typed; its acts are refused."""
    with router.request_context(environ) as request:
        response = router.invoke_request(request)
        if conflict is not None:
            request.registry.conflicts.in_vain(what_is_done(request), conflict)
    if response.status_code == UNPROCESSABLE:
        response.status_code = UNAVAILABLE
    if response.status_code == UNAVAILABLE:
        response.headers["Retry-After"] = RETRY_AFTER
    return response
