"""Sets up who may come in: the policy, the cookie, CSRF on every form, the headers."""

from typing import Any

from pyramid.config import Configurator
from pyramid.events import NewResponse

from archive.security.headers import HEADERS, OVER_TLS, PRIVATE
from archive.security.policy import Policy
from archive.security.sessions import session_factory
from archive.settings import Settings, WrongSetting, read_secret
from archive.signon.directory import facts_of
from archive.signon.needed import require_extras
from archive.signon.openid import Provider, ProviderFacts
from archive.wording import _


def includeme(config: Configurator) -> None:
    """Set policy, session, CSRF, the default permission and the headers of every answer."""
    settings = config.registry.juanzong
    require_extras(settings)
    _require_directory(settings)
    config.registry.policy = Policy(settings)
    config.set_security_policy(config.registry.policy)
    secret = read_secret(settings.secret_file)
    config.set_session_factory(session_factory(secret, over_tls=settings.over_tls))
    config.registry.provider = _provider(settings)
    config.set_default_csrf_options(require_csrf=True)
    config.set_default_permission("signed-in")
    config.add_subscriber(_add_headers, NewResponse)


def _require_directory(settings: Settings) -> None:
    """Stop the start where the directory the settings name can't be used."""
    try:
        facts_of(settings)
    except ValueError as error:
        raise WrongSetting(_("目录服务的设置不能用：{why}"), why=error) from None


def _provider(settings: Settings) -> Provider | None:
    """Give the OpenID provider the settings name, if they name one."""
    if not settings.openid_issuer:
        return None
    try:
        secret = settings.openid_secret.read_text().strip() if settings.openid_secret else ""
        facts = ProviderFacts(
            settings.openid_issuer, settings.openid_client, secret, settings.openid_claim
        )
    except (OSError, ValueError) as error:
        raise WrongSetting(_("OpenID 的设置不能用：{why}"), why=error) from None
    return Provider(facts)


def _add_headers(event: Any) -> None:
    """Add the headers a view has not set itself."""
    response, settings = event.response, event.request.registry.juanzong
    headers = {**HEADERS, **OVER_TLS} if settings.over_tls else HEADERS
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = PRIVATE
