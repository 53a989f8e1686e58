"""What is meant by an address, a number or a uid somebody typed."""

from urllib.parse import urlsplit

from archive.models.base import Folder, Node
from archive.models.identifiers import normalise_case_number
from archive.models.site import Archive
from archive.views.web.forms import whole_number


def node_called(site: Archive, what: str) -> Node | None:
    """Find an object by address, uid, case number or number of a request."""
    uid = whole_number(what)
    if uid is not None:
        return site.by_uid.get(uid)
    path = urlsplit(what).path if "://" in what else what
    if path.startswith("/"):
        return _at(site, path)
    uids = site.case_uids(normalise_case_number(what)) if what else ()
    return site.by_uid.get(uids[0]) if uids else site.requests.get(what)


def _at(site: Archive, path: str) -> Node | None:
    node: Node | None = site
    for name in filter(None, path.split("/")):
        node = node.get(name) if isinstance(node, Folder) else None
    return node
