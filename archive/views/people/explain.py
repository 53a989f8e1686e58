"""Tells an administrator or auditor why a person may do something with an object, or may not."""

from dataclasses import replace
from datetime import date
from typing import Any

from pyramid.view import view_config

from archive.models.dossiers import Dossier
from archive.models.people import Person
from archive.models.requests import CopyRequest
from archive.models.site import Archive
from archive.security.access import Gate, Verdict
from archive.security.explaining import Explanation, explain
from archive.security.permissions import Permission
from archive.security.permissions import Permission as P
from archive.views.people.calling import node_called
from archive.views.web.request import Request
from archive.wording import _
from archive.workflow import ASKING, FILING, Possible, possible

#: Permissions that only steps of a workflow ask for.
STEPS = {row.permission for rows in (FILING, ASKING) for row in rows}

#: What is asked most; each with its words.
ASKED = {
    Permission.DOSSIER_READ: _("查阅"),
    Permission.COMPONENT_DOWNLOAD: _("下载文件"),
    Permission.DOSSIER_DESCRIBE: _("编辑"),
    Permission.DOSSIER_SEAL: _("归档"),
    Permission.MARKING_SET: _("定密与标注"),
    Permission.REQUEST_EXAMINE: _("审核复制申请"),
    Permission.REQUEST_DECIDE: _("审批复制申请"),
}


@view_config(
    context=Archive,
    name="explain",
    permission=P.ACCESS_EXPLAIN,
    renderer="archive:templates/people/explain.pt",
)
def why(site: Archive, request: Request) -> dict[str, Any]:
    """Explain; the object is named by its address or number only, never by its title."""
    login, what = (request.params.get(each, "").strip()[:200] for each in ("person", "what"))
    wanted = request.params.get("permission", "")
    permission = Permission(wanted) if wanted in set(map(str, ASKED)) else Permission.DOSSIER_READ
    person, node = site.people.get(login.lower()), node_called(site, what)
    asked = bool(login and what)
    known = isinstance(person, Person) and node is not None
    day = request.today
    return {
        "login": login,
        "what": what,
        "chosen": permission,
        "permissions": [(str(each), words) for each, words in ASKED.items()],
        "node": node,
        "found": _explained(person, node, permission, day) if asked and known else None,
        "rows": _rows(person, node, day) if asked and known else (),
        "unknown": asked and not known,
        "disabled": isinstance(person, Person) and person.disabled,
    }


def _explained(person: Any, node: Any, permission: Permission, day: date) -> Explanation:
    """Explain by the gates, and where it is a step of a workflow, by its rows too."""
    found = explain(person.identity(day), node, permission, day)
    rows = [each for each in _rows(person, node, day) if each.row.permission is permission]
    if not found.verdict.allowed or permission not in STEPS or any(row.allowed for row in rows):
        return found
    reason = rows[0].reason if rows else _("按现在的办理状态没有这一步。")
    shut = Verdict(allowed=False, gate=Gate.WORKFLOW, reason=reason)
    return replace(found, verdict=shut)


def _rows(person: Any, node: Any, day: date) -> tuple[Possible, ...]:
    """Give the steps that lead on from where the object stands, with why they are not his."""
    if not isinstance(node, Dossier | CopyRequest):
        return ()
    return possible(person.identity(day), node, day)
