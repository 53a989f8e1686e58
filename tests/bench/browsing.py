"""A signed-in browser without its weight: plain WSGI requests that carry one cookie."""

from pathlib import Path
from typing import Any

from builders import Archive
from webob import Request, Response


class Browser:
    """Sends requests into the whole application, in this process."""

    def __init__(self, archive: Archive, login: str) -> None:
        self.app = archive.app
        signed_in = archive.browser(login)
        self.token = signed_in.get("/").forms[1]["csrf_token"].value
        self.cookie = "; ".join(f"{name}={value}" for name, value in signed_in.cookies.items())

    def get(self, path: str) -> Response:
        """Get a page; anything but a page is an error of the bench."""
        return self._send(Request.blank(path, headers={"Cookie": self.cookie}), 200)

    def post(self, path: str, body: Path, boundary: str) -> Response:
        """Post a body that lies in a file, as the server hands one over."""
        request = Request.blank(path, method="POST", headers={"Cookie": self.cookie})
        request.content_type = f"multipart/form-data; boundary={boundary}"
        request.content_length = body.stat().st_size
        with body.open("rb") as stream:
            request.environ["wsgi.input"] = stream
            return self._send(request, 303)

    def _send(self, request: Any, expected: int) -> Response:
        response = request.get_response(self.app)
        if response.status_code != expected:
            raise RuntimeError(request.path, response.status)
        return response
