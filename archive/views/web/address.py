"""By what address the archive is reached: behind a TLS proxy too, and by no wrong one."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from pyramid.config import Configurator
from pyramid.exceptions import BadCSRFOrigin
from pyramid.httpexceptions import HTTPRequestEntityTooLarge
from pyramid.response import Response
from pyramid.tweens import EXCVIEW, INGRESS
from pyramid.view import exception_view_config

from archive.errors import ArchiveError
from archive.server.channel import REFUSED
from archive.settings import Settings
from archive.views.web.request import Request
from archive.wording import _

log = logging.getLogger(__name__)

#: The methods that change nothing.
READING = frozenset({"GET", "HEAD", "OPTIONS"})

#: The most different wrong addresses that are told in the log of one process.
MOST_TOLD = 200

PAGE = "archive:templates/error.pt"


class WrongAddress(ArchiveError):
    """The server was reached by a name it does not answer to, or from a page of another."""

    sentence = _("这个地址不是本系统的正式地址，请从正式地址重新打开：{address}")


class BodyRefused(ArchiveError):
    """What was sent was not taken; nothing of it was kept."""

    sentence = _("提交的内容超过了服务器的上限，没有保存。请分几次上传。")


class NoRoomLeft(BodyRefused):
    """The server's disk is full."""

    sentence = _("服务器磁盘空间不足，提交的内容没有保存。请稍后再试，并告知管理员。")


def addressed(handler: Callable[[Any], Response], registry: Any) -> Any:
    """Over TLS, let every page lead to the public address, whatever the proxy says or forgets."""
    settings: Settings = registry.juanzong

    def tween(request: Request) -> Response:
        request.environ["juanzong.host"] = request.host
        if settings.over_tls:
            public = urlsplit(settings.public_address)
            own = request.domain.lower() in settings.hosts and request.domain
            name, port = own or public.hostname or "", public.port or 443
            bare = f"[{name}]" if ":" in name and not name.startswith("[") else name
            request.environ["wsgi.url_scheme"] = "https"
            request.environ["HTTP_HOST"] = bare if port == 443 else f"{bare}:{port}"  # noqa: PLR2004
            request.environ["SERVER_NAME"], request.environ["SERVER_PORT"] = name, str(port)
        return handler(request)

    return tween


def reached_rightly(handler: Callable[[Any], Response], registry: Any) -> Any:
    """Refuse, before anything is done, what was sent to or from an address that is not ours."""
    settings: Settings = registry.juanzong
    told: set[str] = set()

    def tween(request: Request) -> Response:
        wrong = _what_is_wrong(request, settings)
        if wrong:
            if wrong not in told and len(told) < MOST_TOLD:
                told.add(wrong)
                log.warning("%s", wrong)
            request.root = request.context = request.site
            raise WrongAddress(address=settings.public_address)
        if refused := request.environ.get(REFUSED):
            request.root = request.context = request.site
            raise BodyRefused if refused == HTTPRequestEntityTooLarge.code else NoRoomLeft
        return handler(request)

    return tween


def _what_is_wrong(request: Request, settings: Settings) -> str:
    """Say for the log what is wrong with the address, and what to set; nothing if it is right."""
    if request.path_info == "/health":
        return ""
    host = str(request.environ["juanzong.host"])
    if _name(host) not in settings.known_hosts:
        return (
            f"refused a request to the host {host!r}: if people reach the archive by it, set "
            f"juanzong.public_address to its address, or add {_name(host)!r} to juanzong.hosts"
        )
    origin = request.headers.get("Origin")
    if request.method in READING or origin is None or origin == request.host_url:
        return ""
    return (
        f"refused a form from the page {origin!r}, this server being {request.host_url!r}: "
        f"if people reach the archive by {origin!r}, set juanzong.public_address = {origin} and "
        f"juanzong.over_tls = {'yes' if origin.startswith('https:') else 'no'}, "
        f"and let the proxy pass on the Host header"
    )


def _name(host: str) -> str:
    """Give the name in a Host header, without the port."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()


@exception_view_config(BodyRefused, renderer=PAGE)
@exception_view_config(HTTPRequestEntityTooLarge, renderer=PAGE)
def not_taken(error: BodyRefused | HTTPRequestEntityTooLarge, request: Request) -> dict[str, Any]:
    """Say in the person's language why what was sent was not taken."""
    request.response.status_code = request.environ.get(REFUSED, HTTPRequestEntityTooLarge.code)
    sentence = getattr(error, "sentence", BodyRefused.sentence)
    return {"sentence": request.say(sentence), "fields": []}


@exception_view_config(BadCSRFOrigin, renderer=PAGE)
def no_origin(_error: BadCSRFOrigin, request: Request) -> dict[str, Any]:
    """Say that the form does not show where it comes from."""
    request.response.status_code = 400
    sentence = WrongAddress.sentence
    address = request.registry.juanzong.public_address
    return {"sentence": request.say(sentence, address=address), "fields": []}


def includeme(config: Configurator) -> None:
    """Set the address first of all; look at where a request comes from before anything is done."""
    config.add_tween("archive.views.web.address.addressed", under=[INGRESS])
    config.add_tween("archive.views.web.address.reached_rightly", under=EXCVIEW)
