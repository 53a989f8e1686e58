"""A copy request on its way: asked, sent back, completed, taken up, withdrawn, ended (Art. 33)."""

from collections.abc import Sequence
from dataclasses import asdict

from archive.clock import add_working_days
from archive.errors import Invalid, Rejected
from archive.events.dossiers import ComponentAdded, ComponentDownloaded
from archive.events.requests import RequestReceived
from archive.media.sniff import sniff
from archive.models.components import Arrived, Attachment
from archive.models.dossiers import Dossier
from archive.models.requests import Application, CopyRequest
from archive.models.site import Requests
from archive.models.throttle import key_of
from archive.operations._act import Context, act
from archive.operations._arrivals import SECRET, secrets_among
from archive.operations._steps import advance
from archive.security.permissions import Permission as P
from archive.wording import _
from archive.workflow import DISMISSALS, FilingState, Outcome

#: Outcomes that tell whether the case exists.
TELLING = frozenset({Outcome.NO_SUCH_DOSSIER, Outcome.OTHER_UNIT})


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
    request.step(ctx.now, asked.name)
    attached = _enclosed(request, files)
    requests[f"{year}-{ctx.site.numbering.take(f'request/{year}'):06d}"] = request
    ctx.happened(RequestReceived, request, after=asdict(asked))
    _tell_of(ctx, attached)
    return request, code


@act(P.REQUEST_EXAMINE)
def return_request(ctx: Context, request: CopyRequest, *, reason: str) -> None:
    """Ask the requester for what is lacking."""
    advance(ctx, request, "return", note=reason, reason=reason.strip())


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
    advance(ctx, request, "complete", note=note)
    _tell_of(ctx, _enclosed(request, files))
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
    advance(ctx, request, "withdraw")
    return request


@act(P.REQUEST_EXAMINE)
def take_request(
    ctx: Context, request: CopyRequest, *, dossier: Dossier | None, verified: bool
) -> None:
    """Take the request up: the archivist has verified who asks and found the dossier."""
    if not verified:
        raise Invalid(verified=_("请先核验申请人身份和与案件的关系。"))
    if dossier is None or not ctx.permits(dossier, P.DOSSIER_READ):
        raise Invalid(dossier=_("没有找到这个案卷。"))
    if dossier.state is not FilingState.SEALED:
        raise Invalid(dossier=_("案卷尚未归档，不能办理复制。"))
    advance(ctx, request, "take", dossier=dossier)
    request.dossier = dossier
    request.examiner = ctx.actor.uid
    request.examiners |= {ctx.actor.uid}


@act(P.REQUEST_EXAMINE)
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
        raise Invalid(outcome=_("请选择处理结果。"))
    if outcome in TELLING and request.dossier is None and not verified:
        raise Invalid(verified=_("请先核验申请人身份和与案件的关系。"))
    advance(ctx, request, "dismiss", note=reason, outcome=outcome, reason=reason.strip())
    request.outcome = outcome


@act(P.REQUEST_DELIVER)
def close_request(ctx: Context, request: CopyRequest) -> None:
    """Close the request: copies delivered or lapsed, or the refusal told."""
    advance(ctx, request, "close")


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
        facts = {"name": file.filename, "size": file.size, "sha256": file.sha256}
        ctx.happened(ComponentAdded, file, after=facts)


@act(P.REQUEST_READ)
def download_attachment(ctx: Context, attachment: Attachment) -> None:
    """Write down, before they leave, that the bytes of a requester's file are handed out."""
    ctx.happened(ComponentDownloaded, attachment, after={"sha256": attachment.sha256})
