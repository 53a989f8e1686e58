"""Turns domain errors into pages; what one may not see answers as what does not exist."""

from typing import Any

from pyramid.exceptions import BadCSRFToken
from pyramid.httpexceptions import HTTPForbidden, HTTPNotFound
from pyramid.view import exception_view_config, forbidden_view_config, notfound_view_config

from archive import errors
from archive.views.layout import say_error
from archive.wording import _

STATUS: dict[type[errors.ArchiveError], int] = {
    errors.Invalid: 422,
    errors.NotPermitted: 403,
    errors.WrongState: 409,
    errors.Missing: 404,
    errors.Rejected: 403,
}

PAGE = "archive:templates/error.pt"


@notfound_view_config(renderer=PAGE, append_slash=False)
@forbidden_view_config(renderer=PAGE)
def not_here(_error: HTTPNotFound | HTTPForbidden, request: Any) -> dict[str, Any]:
    """Say that there is nothing here, whether it does not exist or may not be seen."""
    return _nothing_here(request)


def _nothing_here(request: Any) -> dict[str, Any]:
    request.response.status_code = 404
    return {"sentence": request.say(errors.Missing.sentence), "fields": []}


@exception_view_config(errors.ArchiveError, renderer=PAGE)
def refused(error: errors.ArchiveError, request: Any) -> dict[str, Any]:
    """Say why it can't be done; to who may not even look, that there is nothing here."""
    if isinstance(error, errors.NotPermitted) and not _may_look(request):
        return _nothing_here(request)
    request.response.status_code = STATUS.get(type(error), 400)
    fields = error.fields.values() if isinstance(error, errors.Invalid) else ()
    return {
        "sentence": say_error(request, error),
        "fields": [request.say(sentence) for sentence in fields],
    }


@exception_view_config(BadCSRFToken, renderer=PAGE)
def stale_form(_error: BadCSRFToken, request: Any) -> dict[str, Any]:
    """Say that the page was open too long, or that the form came from elsewhere."""
    request.response.status_code = 400
    sentence = _("页面打开时间过长，或者表单不是从本系统提交的。请返回上一页，刷新后再试。")
    return {"sentence": request.say(sentence), "fields": []}


def _may_look(request: Any) -> bool:
    context = getattr(request, "context", None)
    node = context if hasattr(context, "guards") else request.root
    return any(request.may(permission, node) for permission in ("dossier:read", "request:read"))
