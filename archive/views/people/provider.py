"""Signing in by an OpenID provider: out to it, and back with its word."""

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.view import view_config

from archive.errors import ArchiveError
from archive.models.site import Archive
from archive.operations.signing import sign_in_by_provider
from archive.security.permissions import Permission as P
from archive.signon.openid import Begun
from archive.views.people.sign_in import BROWSER, entered_by
from archive.views.web.layout import inside, say_error
from archive.views.web.request import Request
from archive.wording import _

#: Under this key of the cookie's session stands what must be known again on the way back.
BEGUN = "begun"


def _back(request: Request) -> str:
    address: str = request.registry.juanzong.public_address.rstrip("/")
    return f"{address}/sign-in-back"


@view_config(context=Archive, name="sign-in-by", permission=P.PUBLIC, request_method="POST")
def out(_site: Archive, request: Request) -> HTTPSeeOther:
    """Send the person to the provider."""
    provider = request.registry.provider
    if provider is None:
        raise HTTPNotFound
    try:
        begun = provider.depart(_back(request))
    except ArchiveError as error:
        return _failed(request, say_error(request, error))
    request.session[BEGUN] = [begun.state, begun.nonce, begun.verifier]
    request.session["to"] = inside(request.POST.get("to", ""))
    return HTTPSeeOther(begun.address)


@view_config(context=Archive, name="sign-in-back", permission=P.PUBLIC, request_method="GET")
def back(site: Archive, request: Request) -> HTTPSeeOther:
    """Take the provider's word, once, and let the person in if he has an account here."""
    provider, known = request.registry.provider, request.session.pop(BEGUN, None)
    if provider is None or not isinstance(known, list):
        raise HTTPNotFound
    begun = Begun("", *known)
    try:
        assertion = provider.arrive(begun, dict(request.GET), _back(request), request.now)
    except ArchiveError as error:
        return _failed(request, say_error(request, error))
    entered = sign_in_by_provider(
        request.ctx, site.people, assertion=assertion, browser=request.cookies.get(BROWSER, "")[:64]
    )
    if entered is None:
        return _failed(request, request.say(_("您在本系统没有可用的账号，请联系系统管理员。")))
    return entered_by(request, entered, request.session.get("to", "/"))


def _failed(request: Request, sentence: str) -> HTTPSeeOther:
    request.session.flash(sentence, "error")
    return HTTPSeeOther("/sign-in")
