"""The head's decision on a copy request, item by item (Art. 33)."""

from collections.abc import Mapping
from dataclasses import dataclass

from archive.errors import Invalid, NotPermitted
from archive.models.answers import Answer, Item
from archive.models.releasing import require_releasable
from archive.models.requests import CopyRequest
from archive.operations._act import Context, act
from archive.operations._steps import advance, readable_record
from archive.security.permissions import Permission as P
from archive.wording import _
from archive.workflow import Outcome


@dataclass(frozen=True)
class Ruling:
    """The head's answer for one record: as proposed, or refused with a reason."""

    agreed: bool
    reason: str = ""


@act(P.REQUEST_DECIDE)
def send_back_request(ctx: Context, request: CopyRequest, *, reason: str) -> None:
    """Give the proposal back to be examined anew."""
    _require_uninvolved(ctx, request)
    advance(ctx, request, "send-back", note=_("退回重审"), reason=reason.strip())


@act(P.REQUEST_DECIDE)
def decide_request(ctx: Context, request: CopyRequest, *, rulings: Mapping[int, Ruling]) -> None:
    """Decide every item; never by who examined or reviewed it.

    What was proposed to be refused can only be refused: to release it the head sends it back.
    """
    _require_uninvolved(ctx, request)
    if set(rulings) != set(request.items):
        raise Invalid(items=_("请对每一件作出决定。"))
    decided = [_decided(ctx, request, item, rulings[uid]) for uid, item in request.items.items()]
    outcome, row = _outcome(decided)
    advance(ctx, request, row)
    for item in decided:
        request.decide(item[0], item[1], item[2])
    request.outcome = outcome
    request.decider, request.decider_name = ctx.actor.uid, ctx.actor.name
    request.decided_on = ctx.today
    number = ctx.site.numbering.take(f"decision/{ctx.today.year}")
    short = ctx.site.bureau.short
    request.decision_number = f"{short}档告〔{ctx.today.year}〕{number}号"


Decided = tuple[int, Answer, str]


def _decided(ctx: Context, request: CopyRequest, item: Item, ruling: Ruling) -> Decided:
    if item.proposed is Answer.REFUSE:
        return item.record, Answer.REFUSE, ruling.reason
    if not ruling.agreed:
        if not ruling.reason.strip():
            raise Invalid(reason=_("不同意提供的，请写明理由。"))
        return item.record, Answer.REFUSE, ruling.reason
    require_releasable(readable_record(ctx, request, item.record), item, ctx.today)
    return item.record, item.proposed, ruling.reason


def _outcome(decided: list[Decided]) -> tuple[Outcome, str]:
    answers = {answer for _record, answer, _reason in decided}
    if answers == {Answer.RELEASE}:
        return Outcome.APPROVED, "approve"
    if answers == {Answer.REFUSE}:
        return Outcome.REFUSED, "refuse"
    return Outcome.PARTLY, "approve-in-part"


def _require_uninvolved(ctx: Context, request: CopyRequest) -> None:
    if ctx.actor.uid in request.examiners | request.reviewers:
        raise NotPermitted(_("审核过本申请的人不能审批。"))
