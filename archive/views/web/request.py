"""What a request carries: the archive, the person, the context of acts; and what is committed."""

import io
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from typing import Any

from multipart import parse_options_header
from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPRequestEntityTooLarge
from pyramid.request import Request as PyramidRequest
from pyramid.response import Response
from pyramid_zodbconn import get_connection
from webob.multidict import MultiDict

from archive import clock
from archive.models.base import Node
from archive.models.site import Archive, site_of
from archive.operations._act import Context
from archive.presenters.viewer import Viewer
from archive.security.access import Identity, verdict
from archive.security.permissions import Permission
from archive.server.logs import ASKED
from archive.subscribers import context
from archive.views.web.retrying import is_shown_again, require_room
from archive.wording import _
from archive.workflow import Moving, possible

#: Bytes of the largest form without files.
LARGEST_FORM = 2_000_000

#: The line between the parts of a form: printable, as every browser makes it.
BOUNDARY = re.compile(r"[!-~]{1,200}")


class Request(PyramidRequest):
    """A request whose body, once received, is read where it lies and not copied again."""

    #: Set by a view whose changes hold although its answer tells of a failure.
    keep_changes = False

    @property
    def POST(self) -> MultiDict:  # noqa: N802 - WebOb's own name
        """Give the fields of the form; a file sent in the place of a text is left out.

        Files come by another way (``uploads.receive``); a form larger than any of ours is refused.
        """
        if (self.content_length or 0) > LARGEST_FORM:
            raise HTTPRequestEntityTooLarge
        posted = super().POST
        return MultiDict((name, value) for name, value in posted.items() if isinstance(value, str))

    def __init__(self, environ: dict[str, Any], *args: Any, **kw: Any) -> None:
        """Tell WebOb that a body the server keeps in a file or in memory can be read twice."""
        body = environ.get("wsgi.input")
        if isinstance(body, io.IOBase) and body.seekable():
            environ.setdefault("webob.is_body_seekable", True)
        super().__init__(environ, *args, **kw)

    @cached_property
    def site(self) -> Archive:
        """Give the archive, on the connection of this request."""
        return site_of(get_connection(self).root())

    @property
    def node(self) -> Node:
        """Give the node the request is about; the archive itself where it is about none."""
        return self.node_for(getattr(self, "context", None))

    def node_for(self, context: object) -> Node:
        """Give ``context`` where it is a node, otherwise the archive itself."""
        return context if isinstance(context, Node) else self.site

    @cached_property
    def person(self) -> Identity:
        """Give who is signed in, or the public."""
        found: Identity = self.registry.policy.person_of(self)
        if found.roles and (asked := ASKED.get()):
            asked.uid = found.uid
        return found

    @cached_property
    def now(self) -> datetime:
        """Give the moment of this request; views know no other clock."""
        return clock.now()

    @property
    def today(self) -> date:
        """Give the day of this request."""
        return self.now.date()

    @cached_property
    def ctx(self) -> Context:
        """Give the context in which this request's person acts, now, from this address.

        Raises Crowded where every try conflicted and the page is only shown again.
        """
        require_room(self)
        origin = f"web {self.remote_addr or ''}".strip()  # never a header anyone can send
        return context(self.site, self.person, self.now, origin, self.registry.juanzong)

    @cached_property
    def viewer(self) -> Viewer:
        """Give who looks: the person, today, in the language of the page."""
        return Viewer(self.person, self.today, self.say)

    def may(self, permission: Permission, node: Any = None) -> bool:
        """Say whether this request's person holds ``permission`` on ``node``."""
        target = self.context if node is None else node
        return bool(verdict(self.person, target, permission, self.today))

    def steps(self, node: Moving) -> frozenset[str]:
        """Name the steps of the workflow that the person can take with ``node`` now."""
        return self.viewer.steps(node)

    def blocked(self, node: Moving) -> tuple[str, ...]:
        """Say why main steps are not the person's though he holds the permission for them."""
        found = [step for step in possible(self.person, node, self.today) if step.row.is_main]
        held = [step for step in found if self.may(step.row.permission, node)]
        return tuple(dict.fromkeys(step.reason for step in held if not step.allowed))


def veto(request: Request, response: Any) -> bool:
    """Say whether the changes are given up: any answer that tells of a failure, unless kept."""
    failed = response.status_code >= 400  # noqa: PLR2004 - HTTP's own border
    return (failed and not request.keep_changes) or is_shown_again(request)


def only_readable(handler: Callable[[Request], Response], _registry: Any) -> Any:
    """Answer an address that is no text with 400; nothing reads it either."""

    def tween(request: Request) -> Response:
        if not (_address_is_text(request) and _form_is_text(request)):
            return Response(_("地址或表单有误。"), status=400, content_type="text/plain")
        return handler(request)

    return tween


def _address_is_text(request: Request) -> bool:
    try:
        return "\0" not in f"{request.path_info}{request.GET}"
    except UnicodeDecodeError:
        return False


def _form_is_text(request: Request) -> bool:
    """Look at how a form says it is written: in UTF-8, its parts apart by a real boundary."""
    kind, options = parse_options_header(request.environ.get("CONTENT_TYPE", ""))
    if options.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        return False
    return kind != "multipart/form-data" or bool(BOUNDARY.fullmatch(options.get("boundary", "")))


def includeme(config: Configurator) -> None:
    """Hang the archive, the person and the acting context on every request."""
    config.set_request_factory(Request)
    config.add_tween("archive.views.web.request.only_readable")
    config.set_root_factory(lambda request: request.site)
