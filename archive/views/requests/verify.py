"""Tells anyone who holds a copy whether it is genuine, and nothing else."""

import hmac
from typing import Any

from pyramid.view import view_config

from archive.models.requests import CopyRequest
from archive.models.site import Archive
from archive.security.permissions import Permission as P
from archive.views.requests.ask import MOST_BYTES
from archive.views.web.request import Request
from archive.views.web.uploads import receive


@view_config(
    context=Archive,
    name="verify",
    permission=P.PUBLIC,
    require_csrf=False,
    renderer="archive:templates/requests/verify.pt",
)
def verify(site: Archive, request: Request) -> dict[str, Any]:
    """Compare a file, or its SHA-256, with the copies handed out under a number."""
    answer: bool | None = None
    number = request.params.get("n", "") if request.method == "GET" else ""
    if request.method == "POST":
        posted = receive(request, MOST_BYTES)
        number = posted.fields.get("number", "").strip()
        digests = [arrived.sha256 for arrived in posted.of("file") if arrived.size]
        digest = digests[0] if digests else posted.fields.get("sha256", "").strip().lower()
        answer = _is_genuine(site, number, digest)
    return {"number": number, "answer": answer}


def _is_genuine(site: Archive, number: str, digest: str) -> bool:
    asked = site.requests.get(number)
    made = asked.copies_digest if isinstance(asked, CopyRequest) else ""
    return hmac.compare_digest(made.encode(), digest.encode()) and bool(made)
