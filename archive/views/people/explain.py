"""Tells an administrator or auditor why a person may do something with an object, or may not."""

from typing import Any

from pyramid.view import view_config

from archive import clock
from archive.models.base import Node
from archive.models.identifiers import normalise_case_number
from archive.models.people import Person
from archive.models.site import Archive
from archive.security.explaining import Explanation, explain
from archive.security.permissions import Permission
from archive.views.web.forms import whole_number
from archive.wording import _

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
    permission="access:explain",
    renderer="archive:templates/people/explain.pt",
)
def why(site: Archive, request: Any) -> dict[str, Any]:
    """Explain; the object is named by its address or number only, never by its title."""
    login, what = (request.params.get(each, "").strip()[:200] for each in ("person", "what"))
    wanted = request.params.get("permission", "")
    permission = Permission(wanted) if wanted in set(map(str, ASKED)) else Permission.DOSSIER_READ
    person, node = site.people.get(login.lower()), _node(site, what)
    asked = bool(login and what)
    known = isinstance(person, Person) and node is not None
    return {
        "login": login,
        "what": what,
        "chosen": permission,
        "permissions": [(str(each), words) for each, words in ASKED.items()],
        "node": node,
        "found": _explained(person, node, permission) if asked and known else None,
        "unknown": asked and not known,
        "disabled": isinstance(person, Person) and person.disabled,
    }


def _explained(person: Any, node: Any, permission: Permission) -> Explanation:
    day = clock.now().date()
    return explain(person.identity(day), node, permission, day)


def _node(site: Archive, what: str) -> Node | None:
    """Find an object by address, uid or case number."""
    uid = whole_number(what)
    if uid is not None:
        return site.by_uid.get(uid)
    if what.startswith("/"):
        return _at(site, what)
    uids = site.case_uids(normalise_case_number(what)) if what else ()
    return site.by_uid.get(uids[0]) if uids else None


def _at(site: Archive, path: str) -> Node | None:
    node: Node | None = site
    for name in filter(None, path.split("/")):
        node = node.get(name) if node is not None and hasattr(node, "get") else None
    return node
