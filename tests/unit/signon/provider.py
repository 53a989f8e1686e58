"""An OpenID provider of the tests' own, on loopback, that can be told to misbehave."""

import base64
import hashlib
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey


@dataclass
class OpenProvider:
    """Keys, what it says of people, and how it misbehaves."""

    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    login: str = "officer"
    about: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "one"})
    signing: Any = None
    published: list[RSAKey] = field(default_factory=list)
    refuses: bool = False
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    issuer: str = ""
    now: float = 0.0

    def authorize(self, address: str) -> dict[str, str]:
        """Do what a browser does there: give what the person comes back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Give the token for a code, once, to who has the verifier."""
        asked = self.asked.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or self.refuses or challenge != asked["code_challenge"]:
            return None
        claims = {
            "iss": self.issuer, "aud": asked["client_id"], "sub": "s-1", "nonce": asked["nonce"],
            "iat": self.now, "exp": self.now + 300, "preferred_username": self.login,
        } | self.claims  # fmt: skip
        if self.header["alg"] == "none":
            return {"access_token": "a", "token_type": "Bearer", "id_token": _unsigned(claims)}
        key = self.signing or self.key
        signed = jwt.encode(self.header, claims, key, algorithms=["RS256", "HS256"])
        return {"access_token": "a", "token_type": "Bearer", "id_token": signed}

    def answer(self, path: str, form: dict[str, str]) -> dict[str, Any] | None:
        """Answer one request."""
        if path == "/.well-known/openid-configuration":
            plain = {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }
            return plain | self.about
        if path == "/keys":
            keys = self.published or [self.key]
            return {"keys": [key.as_dict(private=False) for key in keys]}
        return self.token(form) if path == "/token" else None


def _unsigned(claims: dict[str, Any]) -> str:
    parts = ({"alg": "none"}, claims)
    texts = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts)
    return ".".join([*(text.rstrip("=") for text in texts), ""])


def serve(provider: OpenProvider) -> ThreadingHTTPServer:
    """Serve it on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(provider.answer(self.path, {}))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(provider.answer(self.path, form))

        def _say(self, answer: dict[str, Any] | None) -> None:
            body = json.dumps(answer or {"error": "invalid_grant"}).encode()
            self.send_response(200 if answer else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def back_with(answered: dict[str, str]) -> str:
    """Give the address a browser comes back to."""
    return f"/sign-in-back?{urlencode(answered)}"


__all__ = ["OctKey", "OpenProvider", "back_with", "serve"]
