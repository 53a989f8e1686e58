"""The cookie: signed, HttpOnly, SameSite; it holds a token, the session itself is on the server."""

from pyramid.session import JSONSerializer, SignedCookieSessionFactory

#: Under this key of the cookie's session stands the token of who is signed in.
TOKEN = "token"  # noqa: S105 - the name of a key, not a secret


def session_factory(secret: str, *, over_tls: bool) -> SignedCookieSessionFactory:
    """Give the factory of cookie sessions; ``over_tls`` keeps the cookie off plain HTTP."""
    return SignedCookieSessionFactory(
        secret,
        cookie_name="__Host-juanzong" if over_tls else "juanzong",
        hashalg="sha256",
        timeout=None,
        max_age=None,
        secure=over_tls,
        httponly=True,
        samesite="Lax",
        serializer=JSONSerializer(),
    )
