"""Turns domain errors into pages; what one may not see answers as what does not exist."""

import logging
from typing import Any

from pyramid.exceptions import BadCSRFToken
from pyramid.httpexceptions import HTTPForbidden, HTTPNotFound
from pyramid.view import exception_view_config, forbidden_view_config, notfound_view_config

from archive import errors
from archive.errors import IndexAway
from archive.models.fixity import Occasion
from archive.operations.fixity import note_look
from archive.operations.incidents import note_denial
from archive.preservation.fixity import Unsound
from archive.security.permissions import Permission as P
from archive.storage.space import CannotWrite, NoRoom, told
from archive.views.web.layout import say_error
from archive.views.web.request import Request
from archive.views.web.retrying import show_only
from archive.wording import _

STATUS: dict[type[errors.ArchiveError], int] = {
    errors.Invalid: 422,
    errors.Crowded: 503,
    errors.NotPermitted: 403,
    errors.WrongState: 409,
    errors.Missing: 404,
    errors.Rejected: 403,
    IndexAway: 503,
    Unsound: 503,
    NoRoom: 507,
    CannotWrite: 503,
}

log = logging.getLogger(__name__)

#: Who holds one of these on a thing may know that it is there.
LOOKING = (P.DOSSIER_READ, P.REQUEST_READ, P.ACCOUNT_LIST)

PAGE = "archive:templates/error.pt"


@notfound_view_config(renderer=PAGE, append_slash=False)
@forbidden_view_config(renderer=PAGE)
def not_here(error: HTTPNotFound | HTTPForbidden, request: Request) -> dict[str, Any]:
    """Say that there is nothing here, whether it does not exist or may not be seen."""
    if isinstance(error, HTTPForbidden):
        _write_down(request, str(getattr(error.result, "msg", "") if error.result else ""))
    return _nothing_here(request)


def _write_down(request: Request, reason: str) -> None:
    """Give up what was begun, and write the vain try of a person into the journal.

    A stranger's tries are not written down: anyone could fill the archive with them.
    """
    if not request.person.roles:
        return
    _begin_again(request)
    wanted = getattr(request, "view_name", "")
    note_denial(request.ctx, request.site, address=request.path, wanted=wanted, reason=reason)
    request.keep_changes = True


def _begin_again(request: Request) -> None:
    """Give up what was begun or has failed: a page that is drawn reads what is kept."""
    request.tm.abort()
    request.tm.begin()


def _nothing_here(request: Request) -> dict[str, Any]:
    request.response.status_code = 404
    return {"sentence": request.say(errors.Missing.sentence), "fields": []}


@exception_view_config(errors.ArchiveError, renderer=PAGE)
def refused(error: errors.ArchiveError, request: Request) -> dict[str, Any]:
    """Say why it can't be done; to who may not even look, that there is nothing here."""
    if isinstance(error, errors.NotPermitted):
        _write_down(request, error.sentence)
        if not _may_look(request):
            return _nothing_here(request)
    request.response.status_code = STATUS.get(type(error), 400)
    crowded = isinstance(error, errors.Crowded)  # says it of no field
    fields = error.fields.values() if isinstance(error, errors.Invalid) and not crowded else ()
    return {
        "sentence": say_error(request, error),
        "fields": [request.say(sentence) for sentence in fields],
    }


@exception_view_config(Unsound, renderer=PAGE)
def unsound(error: Unsound, request: Request) -> dict[str, Any]:
    """Say that the bytes of a file are not what arrived, after it was written down."""
    _begin_again(request)
    log.error("the bytes of %s are wrong: %s", error.look.uid, error.look.fault)
    note_look(request.ctx, request.site, look=error.look, occasion=Occasion.DOWNLOAD)
    request.keep_changes = True
    request.response.status_code = STATUS[Unsound]
    return {"sentence": say_error(request, error), "fields": []}


@exception_view_config(OSError, renderer=PAGE)
def cannot_write(error: OSError, request: Request) -> dict[str, Any]:
    """Say that the disk is full or locked and what to do; any other failure is one of ours."""
    sentence = told(error)
    if sentence is None:
        raise error
    show_only(request, sentence)
    _begin_again(request)
    log.error("%s %s: %s", request.method, request.path, error)
    request.response.status_code = STATUS[type(sentence)]
    return {"sentence": say_error(request, sentence), "fields": []}


@exception_view_config(BadCSRFToken, renderer=PAGE)
def stale_form(_error: BadCSRFToken, request: Request) -> dict[str, Any]:
    """Say that the page was open too long, or that the form came from elsewhere."""
    _write_down(request, _("表单没有本次登录的令牌。"))
    request.response.status_code = 400
    sentence = _("页面打开时间过长，或者表单不是从本系统提交的。请返回上一页，刷新后再试。")
    return {"sentence": request.say(sentence), "fields": []}


def _may_look(request: Request) -> bool:
    return any(request.may(permission, request.node) for permission in LOOKING)
