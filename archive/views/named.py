"""What the bureau, its fonds, units and people are called: proposed, confirmed, kept."""

from typing import Any

from pyramid.response import Response
from pyramid.view import view_config

from archive.models.holdings import Fonds
from archive.models.named import Facts, Named
from archive.models.people import Person
from archive.models.site import Archive
from archive.models.units import Bureau, Unit, Units
from archive.operations.site import confirm_name, list_unit, propose_name, refuse_name
from archive.security.permissions import Permission as P
from archive.views.web.fields import Node, choice, schema, text
from archive.views.web.forms import Form
from archive.views.web.request import Request
from archive.views.web.screens import filled_in, pressed
from archive.wording import _

PROPOSED = _("已提出；有保密员之后，须经保密员确认才生效。")

OPEN = [("yes", _("可用")), ("no", _("停用"))]


@view_config(context=Units, permission=P.ACCOUNT_LIST, renderer="archive:templates/units/units.pt")
def units(units: Units, request: Request) -> dict[str, Any]:
    """Show the units, the bureau and its fonds, and what waits for a second person."""
    site: Archive = request.site
    everyone, bureau = list(units.everyone()), [site.bureau, *site.fonds]
    waiting = [each for each in (*bureau, *everyone) if each.proposed_facts is not None]
    return {"units": everyone, "bureau": bureau, "waiting": waiting, "page": _page_of(request)}


@view_config(
    context=Units, name="new", permission=P.SITE_ARRANGE, renderer="archive:templates/units/new.pt"
)
def new_unit(units: Units, request: Request) -> Any:
    """Propose a unit."""
    form = Form(
        schema(
            text("code", _("代码"), help=_("小写字母、数字和横线，以后不能更改。")),
            text("name", _("名称")),
            text("reason", _("理由"), missing=""),
        )
    )

    def change(typed: dict[str, Any]) -> Unit:
        return list_unit(request.ctx, units, **typed)

    return filled_in(request, form, change, _page_of(request), PROPOSED)


@view_config(context=Unit, permission=P.ACCOUNT_LIST, renderer="archive:templates/units/named.pt")
@view_config(context=Bureau, permission=P.ACCOUNT_LIST, renderer="archive:templates/units/named.pt")
@view_config(
    context=Fonds,
    name="names",
    permission=P.ACCOUNT_LIST,
    renderer="archive:templates/units/named.pt",
)
@view_config(
    context=Person,
    name="names",
    permission=P.ACCOUNT_LIST,
    renderer="archive:templates/units/named.pt",
)
def named(node: Named, request: Request) -> dict[str, Any]:
    """Show what a thing is called, what waits for a second person, what it was called before."""
    waiting = node.proposed_facts
    second = waiting is not None and waiting.may_be_confirmed_by(request.person.uid, node.uid)
    return {
        "each": node,
        "proposed": waiting,
        "can": second and request.may(P.SITE_CONFIRM, node),
        "earlier": reversed(node.earlier),
    }


def _fields(node: Named) -> list[Node]:
    fields = [text("name", _("姓名") if isinstance(node, Person) else _("名称"))]
    if isinstance(node, Bureau):
        fields.append(text("short", _("简称"), help=_("用在告知书的文号里，例如 栾市监。")))
    if isinstance(node, Unit):
        fields.append(choice("open", _("状态"), OPEN, kind="radio"))
    return [*fields, text("reason", _("理由"), missing="")]


@view_config(
    context=Named,
    name="rename",
    permission=P.SITE_ARRANGE,
    renderer="archive:templates/units/rename.pt",
)
def rename(node: Named, request: Request) -> Any:
    """Propose what a thing is to be called; a unit also to be shut or opened again."""
    now = node.facts_of_name
    values = {"name": now.name, "short": now.short, "open": "yes" if now.is_open else "no"}
    form = Form(schema(*_fields(node)), values)

    def change(typed: dict[str, Any]) -> Named:
        is_open = typed.get("open", "yes" if now.is_open else "no") == "yes"
        facts = Facts(typed["name"], typed.get("short", now.short), is_open)
        propose_name(request.ctx, node, facts=facts, reason=typed["reason"])
        return node

    page = _page_of(request)
    answer = filled_in(request, form, change, page, PROPOSED)
    return answer | {"page": page} if isinstance(answer, dict) else answer


@view_config(context=Named, name="confirm-name", permission=P.SITE_CONFIRM, request_method="POST")
def confirm(node: Named, request: Request) -> Response:
    """Let what was proposed hold."""
    return pressed(
        request,
        lambda: confirm_name(request.ctx, node, seen=request.POST.get("seen", "")),
        _page_of(request)(node),
        _("已确认，立即生效。"),
    )


@view_config(context=Named, name="refuse-name", permission=P.SITE_CONFIRM, request_method="POST")
def refuse(node: Named, request: Request) -> Response:
    """Set aside what was proposed."""
    gone = isinstance(node, Unit) and node.is_proposed
    place = request.at(request.site.units) if gone else _page_of(request)(node)
    return pressed(request, lambda: refuse_name(request.ctx, node), place, _("已否决。"))


def _page_of(request: Request) -> Any:
    """Give the function that names the page on which a thing's names stand."""

    def page(node: Named) -> str:
        own = () if isinstance(node, Unit | Bureau) else ("names",)
        place: str = request.at(node, *own)
        return place

    return page
