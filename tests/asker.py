"""A requester at a real server: asks over HTTP with a file, and notes what was acknowledged."""

import re
from hashlib import sha256
from urllib.request import Request

from live import Visitor
from portal import TYPED
from webtest import TestApp

CHOSEN = {"document": "citizen-id", "relation": "party", "delivery": "link"}


class Asker:
    """Asks again and again; ``acknowledged`` has each number told, with the SHA-256 of its file."""

    def __init__(self, address: str, name: str) -> None:
        self.visitor, self.name = Visitor(address), name
        self.acknowledged: dict[str, str] = {}

    def ask(self) -> str:
        """Ask once; give the number that the receipt tells."""
        content = f"{self.name} {len(self.acknowledged)} ".encode() * 200
        with self.visitor.get("/ask") as page:
            token = re.search(r'name="csrf_token" value="([^"]+)"', page.read().decode())
        assert token is not None
        fields = {**TYPED, **CHOSEN, "csrf_token": token[1]}
        kind, body = TestApp(None).encode_multipart(
            list(fields.items()), [("files", "身份证.txt", content)]
        )
        asked = Request(  # noqa: S310 - our own server
            f"{self.visitor.address}/ask", body, {"Content-Type": kind}
        )
        with self.visitor.opener.open(asked, timeout=40) as answer:
            number = re.search(r"\d{4}-\d{6}", answer.read().decode())
        assert number is not None
        self.acknowledged[number[0]] = sha256(content).hexdigest()
        return number[0]
