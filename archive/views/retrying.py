"""What is done when two changes meet: tried again after a pause; at last a page that says so."""

from typing import Any

from pyramid.config import Configurator
from pyramid.events import ContextFound
from pyramid.interfaces import IExecutionPolicy
from pyramid_retry import IBeforeRetry

from archive.errors import Crowded
from archive.storage.patience import TRIES, Conflicts, WorthAnother, wait

#: Under this key of the environment stands that all tries were in vain.
BUSY = "juanzong.busy"

#: And under this one what the request does.
DOING = "juanzong.doing"

#: Seconds after which a browser may ask again.
RETRY_AFTER = "2"

#: What a form that is shown again answers, and what it answers where all tries were in vain.
UNPROCESSABLE, UNAVAILABLE = 422, 503


def includeme(config: Configurator) -> None:
    """Pause between tries, count them, and answer when the last one was in vain."""
    settings = config.get_settings()
    settings["retry.attempts"] = str(TRIES)
    settings["exclog.ignore"] = (*settings.get("exclog.ignore", ()), WorthAnother, Crowded)
    config.registry.conflicts = Conflicts()
    config.add_subscriber(_name, ContextFound)
    config.add_subscriber(_again, IBeforeRetry)
    config.action(None, lambda: _answer_at_last(config), order=1)


def what_is_done(request: Any) -> str:
    """Name what a request does, without telling on what: ``POST Volume/add``."""
    return str(request.environ.get(DOING, request.method))


def _name(event: Any) -> None:
    """Note what is done while it is known: after the answer the request has no context any more."""
    request = event.request
    name = f"{request.method} {type(request.context).__name__}/{request.view_name}"
    request.environ[DOING] = name


def is_shown_again(request: Any) -> bool:
    """Say whether all tries were in vain, so that the page is only shown again: nothing is kept."""
    return bool(request.environ.get(BUSY))


def require_room(request: Any) -> None:
    """Raise Crowded where all tries of this request were in vain."""
    if is_shown_again(request):
        raise Crowded


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
        except WorthAnother as conflict:
            return _shown_again(environ, router, conflict)

    config.registry.registerUtility(policy, IExecutionPolicy)


def _shown_again(environ: dict[str, Any], router: Any, conflict: WorthAnother) -> Any:
    """Ask the same page once more, so that it shows what was typed; its acts are refused."""
    environ[BUSY] = True
    with router.request_context(environ) as request:
        response = router.invoke_request(request)
        request.registry.conflicts.in_vain(what_is_done(request), conflict)
    if response.status_code == UNPROCESSABLE:
        response.status_code = UNAVAILABLE
    if response.status_code == UNAVAILABLE:
        response.headers["Retry-After"] = RETRY_AFTER
    return response
