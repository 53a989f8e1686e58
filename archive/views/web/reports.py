"""Takes browsers' reports of pages that broke the content policy."""

import json

from pyramid.response import Response
from pyramid.view import view_config

from archive.models.site import Archive
from archive.operations.incidents import note_violation
from archive.security.permissions import Permission as P
from archive.views.web.request import Request

#: Bytes of the largest report that is read.
LARGEST = 16_000


@view_config(
    context=Archive,
    name="csp-report",
    permission=P.PUBLIC,
    request_method="POST",
    require_csrf=False,
)
def policy_report(site: Archive, request: Request) -> Response:
    """Write the report down; whatever was sent, the answer is the same."""
    if (request.content_length or LARGEST + 1) <= LARGEST:
        directive, blocked = _read(request.body)
        if directive:
            note_violation(request.ctx, site, directive=directive, blocked=blocked)
    return Response(status=204)


def _read(body: bytes) -> tuple[str, str]:
    """Give directive and blocked address of a report in either form; empty for anything else."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return "", ""
    first = sent[0] if isinstance(sent, list) and sent else sent
    report = (first.get("csp-report") or first.get("body")) if isinstance(first, dict) else None
    if not isinstance(report, dict):
        return "", ""
    directive = report.get("violated-directive") or report.get("effectiveDirective")
    blocked = report.get("blocked-uri") or report.get("blockedURL")
    return str(directive or ""), str(blocked or "")
