"""Asking for copies without an account (Art. 33), and the receipt, shown once."""

from typing import Any

from pyramid.view import view_config

from archive.errors import Invalid
from archive.models.applications import Application, Delivery, Document, Relation
from archive.models.components import Arrived
from archive.models.site import Archive
from archive.operations.requests import receive_request
from archive.security.permissions import Permission as P
from archive.views.web.fields import Node, choice, files, schema, text
from archive.views.web.forms import Form
from archive.views.web.request import Request
from archive.views.web.screens import UNPROCESSABLE
from archive.views.web.uploads import Posted, receive
from archive.wording import _

#: Most files one request may bring.
MOST_FILES = 20

#: Bytes of a form that anyone may send without an account.
MOST_BYTES = 100 * 1024**2


def _kinds(name: str, title: str, kinds: Any) -> Node:
    return choice(name, title, [(str(each), each.label) for each in kinds], kind="radio")


def _schema() -> Node:
    return schema(
        text("name", _("姓名或单位名称"), options={"autocomplete": "name"}),
        _kinds("document", _("证件类型"), Document),
        text("document_number", _("证件号码"), options={"autocomplete": "off"}),
        text("phone", _("联系电话"), missing="", options={"autocomplete": "tel"}),
        _kinds("relation", _("与案件的关系"), Relation),
        text("represents", _("被代理的当事人"), missing="", help=_("委托代理人、代理律师填写。")),
        text(
            "case_number",
            _("案号或决定书文号"),
            help=_("例如 栾市监处罚〔2020〕12号，括号写法不限。"),
        ),
        text("wanted", _("申请复制的内容"), kind="textarea"),
        text("purpose", _("用途"), help=_("例如 行政复议、行政诉讼、信用修复。")),
        _kinds("delivery", _("领取方式"), Delivery),
        files(_("附件"), _("身份证件；代理人另附授权委托书，律师另附律师执业证。")),
    )


def _asked(typed: dict[str, Any], *, at_counter: bool) -> Application:
    typed.pop("files")
    return Application(
        **{
            **typed,
            "document": Document(typed["document"]),
            "relation": Relation(typed["relation"]),
            "delivery": Delivery(typed["delivery"]),
        },
        at_counter=at_counter,
    )


@view_config(
    context=Archive,
    name="ask",
    permission=P.PUBLIC,
    require_csrf=False,
    renderer="archive:templates/requests/ask.pt",
)
def ask(site: Archive, request: Request) -> Any:
    """Take a request in and show number and code; the code is kept nowhere and shown once."""
    values = {"document": "citizen-id", "relation": "party", "delivery": "link"}
    form, taken, code = Form(_schema(), values), None, ""
    if request.method == "POST":
        try:
            posted = receive(request, MOST_BYTES, form)
            at_counter = request.may(P.REQUEST_EXAMINE, site.requests)
            asked = _asked(form.read(posted.fields), at_counter=at_counter)
            files = _enclosed(posted)
            posted.look_at("files")
            taken, code = receive_request(request.ctx, site.requests, asked=asked, files=files)
        except Invalid as invalid:
            form.refuse(invalid)
            request.response.status_code = UNPROCESSABLE
    return {"form": form, "taken": taken, "code": _grouped(code)}


def _enclosed(posted: Posted) -> list[Arrived]:
    files = [each for each in posted.of("files") if each.size]
    if len(files) > MOST_FILES:
        raise Invalid(files=_("附件最多二十个，请合并后再提交。"))
    return files


def _grouped(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
