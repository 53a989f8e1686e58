"""The backups as the administrator sees them: the last, the last drill, and how old they are."""

from datetime import datetime
from typing import Any

from pyramid.view import view_config

from archive.models.site import Archive
from archive.security.permissions import Permission as P
from archive.views.web.request import Request


@view_config(
    context=Archive,
    name="backups",
    permission=P.BACKUP_LIST,
    renderer="archive:templates/backups/backups.pt",
)
def backups(site: Archive, request: Request) -> dict[str, Any]:
    """Show the register of backups and drills."""
    now, kept = request.ctx.now, site.backups
    return {
        "taken": kept.taken,
        "drilled": kept.drilled,
        "wrong": kept.drilled[0].wrong if kept.drilled else (),
        "age": _days(kept.last, now),
        "drill_age": _days(kept.last_drill, now),
        "late": kept.is_late(now),
        "drill_late": kept.is_drill_late(now),
        "folder": request.registry.juanzong.backup_folder,
        "term": request.registry.juanzong.backup_days,
    }


def _days(then: datetime | None, now: datetime) -> int | None:
    return None if then is None else max((now - then).days, 0)
