"""A copy request on its way: asked, sent back, completed, taken up, withdrawn, ended (Art. 33)."""

from collections.abc import Sequence

from archive.clock import add_working_days
from archive.errors import Invalid, Rejected
from archive.events.base import Uid
from archive.events.requests import (
    EnclosureDownloaded,
    EnclosureReceived,
    IdentityConfirmed,
    RequestClosed,
    RequestCompleted,
    RequestDismissed,
    RequestReceived,
    RequestReturned,
    RequestTaken,
    RequestWithdrawn,
)
from archive.media.sniff import sniff
from archive.models.applications import Application
from archive.models.components import Arrived, Attachment
from archive.models.dossiers import Dossier
from archive.models.requests import CopyRequest
from archive.models.site import Requests
from archive.models.throttle import key_of
from archive.operations._act import Context, act, require_row
from archive.operations._arrivals import SECRET, secrets_among
from archive.operations._steps import move
from archive.security.permissions import Permission as P
from archive.states import DISMISSALS, Outcome
from archive.wording import _
from archive.workflow import ASKING, LACKING

#: Outcomes that tell whether the case exists.
TELLING = frozenset({Outcome.NO_SUCH_DOSSIER, Outcome.NOT_FILED, Outcome.OTHER_UNIT})

RETURN, COMPLETE, TAKE = ASKING.row("return"), ASKING.row("complete"), ASKING.row("take")
CONFIRM, WITHDRAW = ASKING.row("confirm-identity"), ASKING.row("withdraw")
DISMISS, CLOSE = ASKING.row("dismiss"), ASKING.row("close")


@act(P.PUBLIC)
def receive_request(
    ctx: Context, requests: Requests, *, asked: Application, files: Sequence[Arrived] = ()
) -> tuple[CopyRequest, str]:
    """Take a request in; give it and its secret retrieval code, which is shown only once.

    Whether the case exists is not looked at: that is told only after a person has verified who
    asks (Art. 33).
    """
    _require_no_secret(ctx, requests, files)
    year = ctx.today.year
    due = add_working_days(ctx.today, ctx.settings.request_days)
    request = CopyRequest(asked, ctx.now, due)
    code = request.give_code()
    if asked.at_counter:
        request.taken_in_by = ctx.actor.uid
    elif ctx.actor.roles:
        request.asked_by = ctx.actor.uid
    request.step(ctx.now, asked.name)
    attached = _enclosed(request, files)
    requests[f"{year}-{ctx.site.numbering.take(f'request/{year}'):06d}"] = request
    ctx.happened(RequestReceived(request, asked))
    _tell_of(ctx, attached)
    return request, code


@act(row=RETURN)
def return_request(ctx: Context, request: CopyRequest, *, reason: str) -> None:
    """Ask the requester for what is lacking."""
    move(ctx, request, RETURN, reason)
    ctx.happened(RequestReturned(request, reason.strip()))


@act(P.PUBLIC)
def complete_request(  # noqa: PLR0913 - number and code, words and files
    ctx: Context,
    requests: Requests,
    *,
    number: str,
    code: str,
    note: str,
    files: Sequence[Arrived] = (),
) -> CopyRequest:
    """Hand in what was lacking."""
    request = requests.open(number, code)
    _require_no_secret(ctx, requests, files)
    if not note.strip() and not files:
        raise Invalid(note=_("请写明补正内容，或附上文件。"))
    require_row(ctx, request, COMPLETE)
    move(ctx, request, COMPLETE, note)
    attached = _enclosed(request, files)
    ctx.happened(RequestCompleted(request, note.strip()))
    _tell_of(ctx, attached)
    return request


@act(P.PUBLIC)
def follow_request(ctx: Context, requests: Requests, *, number: str, code: str) -> bool:
    """Say whether number and code go together; who guesses is slowed down."""
    keys = (key_of("code", number.strip()[:64]), key_of("codes", ctx.origin))
    ctx.site.throttle.require_patience(keys, ctx.now)
    try:
        requests.open(number, code)
    except Rejected:
        ctx.site.throttle.failed(keys, ctx.now)
        return False
    ctx.site.throttle.passed(keys[0])
    return True


@act(P.PUBLIC)
def withdraw_request(ctx: Context, requests: Requests, *, number: str, code: str) -> CopyRequest:
    """Give the request up."""
    request = requests.open(number, code)
    require_row(ctx, request, WITHDRAW)
    move(ctx, request, WITHDRAW)
    ctx.happened(RequestWithdrawn(request))
    return request


@act(row=TAKE)
def take_request(
    ctx: Context, request: CopyRequest, *, dossier: Dossier | None, verified: bool
) -> None:
    """Take the request up: the archivist has verified who asks and found the dossier."""
    if dossier is None or not ctx.permits(dossier, P.DOSSIER_READ):
        raise Invalid(dossier=LACKING["dossier"])
    if not dossier.is_sealed:
        raise Invalid(dossier=_("案卷尚未归档，不能办理复制。"))
    for each in dossier.relied():
        ctx.relied_on(each)
    request.dossier = dossier
    request.examiner = ctx.actor.uid
    request.examiners |= {ctx.actor.uid}
    move(ctx, request, TAKE)
    ctx.happened(RequestTaken(request, Uid(dossier.uid), verified))


@act(row=CONFIRM)
def confirm_identity(ctx: Context, request: CopyRequest) -> None:
    """Confirm that who asked at the counter was compared with the papers: by a second person.

    Who took the request in can examine it only then.
    """
    request.identity_confirmed_by = ctx.actor.uid
    move(ctx, request, CONFIRM, _("已确认身份比对"))
    taken_in_by = Uid(request.taken_in_by) if request.taken_in_by is not None else None
    ctx.happened(IdentityConfirmed(request, taken_in_by))


@act(row=DISMISS)
def dismiss_request(
    ctx: Context,
    request: CopyRequest,
    *,
    outcome: Outcome | None,
    reason: str,
    verified: bool = False,
) -> None:
    """End the request without the head's decision: other channel, no such dossier, duplicate.

    What tells whether the case exists is told only to who was verified (Art. 33).
    """
    if outcome not in DISMISSALS:
        raise Invalid(outcome=LACKING["outcome"])
    if outcome in TELLING and request.dossier is None and not verified:
        raise Invalid(verified=LACKING["verified"])
    request.outcome = outcome
    move(ctx, request, DISMISS, reason)
    ctx.happened(RequestDismissed(request, outcome, reason.strip()))


@act(row=CLOSE)
def close_request(ctx: Context, request: CopyRequest) -> None:
    """Close the request: copies delivered or lapsed, or the refusal told."""
    move(ctx, request, CLOSE)
    ctx.happened(RequestClosed(request))


def _require_no_secret(ctx: Context, requests: Requests, files: Sequence[Arrived]) -> None:
    if secrets_among(ctx, requests, files):
        raise Invalid(files=SECRET)


def _enclosed(request: CopyRequest, files: Sequence[Arrived]) -> list[Attachment]:
    """Put the files into the request; give them as they stand there."""
    attached = []
    for arrived in files:
        if arrived.size:
            attachment = Attachment(arrived, str(sniff(arrived.path)))
            request[f"{len(request) + 1:03d}"] = attachment
            attached.append(attachment)
    return attached


def _tell_of(ctx: Context, attached: Sequence[Attachment]) -> None:
    for file in attached:
        ctx.happened(EnclosureReceived(file, file.filename, file.size, file.sha256))


@act(P.REQUEST_READ)
def download_attachment(ctx: Context, attachment: Attachment) -> None:
    """Write down, before they leave, that the bytes of a requester's file are handed out."""
    ctx.happened(EnclosureDownloaded(attachment, attachment.sha256))
