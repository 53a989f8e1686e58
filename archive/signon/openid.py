"""Signing in by an OpenID provider: authorisation code with PKCE, state and nonce, checked."""

import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from archive.errors import Rejected
from archive.signon.directory import HERE, PATIENCE, Unreachable
from archive.wording import _

#: Bytes of the largest answer that is read, and seconds for which what was read is good.
LARGEST, FRESH = 500_000, 600

#: How a token may be signed: by a key pair only, so that our own secret signs none.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")

#: Seconds by which clocks may differ.
LEEWAY = 60


class NotProven(Rejected):
    """The provider's answer proves nothing: forged, late, for another, or a refusal."""

    sentence = _("身份认证没有成功，请重新登录。")


@dataclass(frozen=True)
class ProviderFacts:
    """The provider, what this archive is called there, and which claim is the login."""

    issuer: str
    client: str
    secret: str
    claim: str = "preferred_username"

    def __post_init__(self) -> None:
        """Raise ValueError for an issuer that is neither https nor on this machine."""
        _require_safe(self.issuer)


@dataclass(frozen=True)
class Begun:
    """What must be known again when the person comes back."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Assertion:
    """Who somebody is by the word of the provider; made by ``Provider.arrive`` alone."""

    subject: str
    login: str
    name: str = ""


@dataclass
class Provider:
    """One provider; what it publishes of itself is read once in a while."""

    facts: ProviderFacts
    _kept: dict[str, tuple[float, Any]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def depart(self, back: str) -> Begun:
        """Give the address to send the person to; he comes back to ``back``."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _each in range(3))
        session = self._session(back)
        address, _state = session.create_authorization_url(
            self._about()["authorization_endpoint"],
            state=state,
            nonce=nonce,
            code_verifier=verifier,
        )
        return Begun(address, state, nonce, verifier)

    def arrive(
        self, begun: Begun, answered: Mapping[str, str], back: str, now: datetime
    ) -> Assertion:
        """Check what the person came back with; raise NotProven unless all of it holds."""
        if not hmac.compare_digest(begun.state.encode(), answered.get("state", "").encode()):
            raise NotProven
        if answered.get("iss", self.facts.issuer) != self.facts.issuer:  # RFC 9207
            raise NotProven
        code = answered.get("code", "")
        if answered.get("error") or not code:
            raise NotProven
        claims = self._claims(self._token(code, begun.verifier, back))
        self._require_good(claims, begun.nonce, now)
        login = claims.get(self.facts.claim)
        if not isinstance(login, str) or not login:
            raise NotProven
        return Assertion(str(claims["sub"]), login.lower(), str(claims.get("name", "")))

    def _token(self, code: str, verifier: str, back: str) -> str:
        from authlib.common.errors import AuthlibBaseError
        from requests import RequestException

        try:
            answer = self._session(back).fetch_token(
                self._about()["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
                timeout=PATIENCE,
            )
        except AuthlibBaseError as error:
            raise NotProven from error
        except (RequestException, ValueError) as error:
            raise Unreachable from error
        token = answer.get("id_token") if isinstance(answer, dict) else None
        if not isinstance(token, str) or len(token) > LARGEST:
            raise NotProven
        return token

    def _claims(self, token: str) -> dict[str, Any]:
        """Check the signature by the provider's keys, read anew once for a key not known."""
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        for again in (False, True):
            try:
                keys = KeySet.import_key_set(self._keys(again=again))
                return dict(jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims)
            except (JoseError, ValueError, KeyError, TypeError) as error:
                if again:
                    raise NotProven from error
        raise NotProven

    def _require_good(self, claims: dict[str, Any], nonce: str, now: datetime) -> None:
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        moment = now.timestamp()
        expires, begins = claims.get("exp"), claims.get("iat")
        holds = (
            claims.get("iss") == self.facts.issuer
            and self.facts.client in audiences
            and (len(audiences) == 1 or claims.get("azp") == self.facts.client)
            and isinstance(expires, (int, float))
            and moment < expires + LEEWAY
            and isinstance(begins, (int, float))
            and begins - LEEWAY < moment
            and hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode())
            and bool(claims.get("sub"))
        )
        if not holds:
            raise NotProven

    def _session(self, back: str) -> Any:
        from authlib.integrations.requests_client import OAuth2Session

        return OAuth2Session(
            self.facts.client,
            self.facts.secret,
            scope="openid profile",
            redirect_uri=back,
            code_challenge_method="S256",
        )

    def _about(self) -> dict[str, Any]:
        """Give what the provider publishes of itself, if it is the provider's own word."""
        about = self._fetched(f"{self.facts.issuer.rstrip('/')}/.well-known/openid-configuration")
        if about.get("issuer") != self.facts.issuer:
            raise NotProven
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            try:
                _require_safe(str(about.get(name, "")))
            except ValueError as error:
                raise NotProven from error
        return about

    def _keys(self, *, again: bool) -> Any:
        return self._fetched(str(self._about()["jwks_uri"]), again=again)

    def _fetched(self, address: str, *, again: bool = False) -> dict[str, Any]:
        with self._lock:
            at, kept = self._kept.get(address, (0.0, None))
            if kept is not None and not again and time.monotonic() - at < FRESH:
                return dict(kept)
            fetched = _fetch(address)
            self._kept[address] = time.monotonic(), fetched
            return fetched


def _fetch(address: str) -> dict[str, Any]:
    """Get a small JSON object; no redirects, so that nobody is led elsewhere."""
    import requests

    try:
        with requests.get(address, timeout=PATIENCE, stream=True, allow_redirects=False) as answer:
            body = answer.raw.read(LARGEST + 1, decode_content=True)
            if answer.status_code != 200 or len(body) > LARGEST:  # noqa: PLR2004 - HTTP's OK
                raise Unreachable
            found = json.loads(body)
    except (requests.RequestException, OSError, ValueError) as error:
        raise Unreachable from error
    if not isinstance(found, dict):
        raise Unreachable
    return found


def _require_safe(address: str) -> None:
    parts = urlsplit(address)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)
    if not safe or not parts.hostname:
        raise ValueError(address)
