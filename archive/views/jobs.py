"""The queued work as the administrator sees it: what waits, runs, rests, is parked, and why."""

from itertools import islice
from typing import Any

from pyramid.response import Response
from pyramid.view import view_config

from archive.models.site import Archive
from archive.operations.jobs import drop_job, retry_job
from archive.security.permissions import Permission as P
from archive.views.web.forms import whole_number
from archive.views.web.request import Request
from archive.views.web.screens import pressed
from archive.wording import _

#: Jobs on the page: the parked come first.
SHOWN = 200


@view_config(
    context=Archive, name="jobs", permission=P.JOB_LIST, renderer="archive:templates/jobs/jobs.pt"
)
def jobs(site: Archive, request: Request) -> dict[str, Any]:
    """Show the jobs by their work and the number of their object; nothing of what is in it."""
    rows = list(islice(site.jobs, SHOWN))
    count = site.jobs.waiting() + site.jobs.parked()
    return {
        "rows": rows,
        "parked": site.jobs.parked(),
        "more": count if count > len(rows) else 0,
        "stuck": site.pending.hindered_since,
        "may_change": request.may(P.JOB_ARRANGE, site),
    }


@view_config(context=Archive, name="jobs-retry", permission=P.JOB_ARRANGE, request_method="POST")
def retry(site: Archive, request: Request) -> Response:
    """Have a job tried again at once."""
    return pressed(
        request, lambda: retry_job(request.ctx, site, key=_key(request)), "/jobs", _("已重新排队。")
    )


@view_config(context=Archive, name="jobs-drop", permission=P.JOB_ARRANGE, request_method="POST")
def drop(site: Archive, request: Request) -> Response:
    """Take a job out that will not be done."""
    return pressed(
        request, lambda: drop_job(request.ctx, site, key=_key(request)), "/jobs", _("已撤销。")
    )


def _key(request: Request) -> int:
    return whole_number(request.params.get("key", "")) or 0
