"""The head's decision on a copy request, item by item (Art. 33)."""

from collections.abc import Mapping
from dataclasses import dataclass

from archive.errors import Invalid
from archive.events.requests import RequestDecided, RequestSentBack
from archive.models.answers import Answer, Item
from archive.models.releasing import require_releasable
from archive.models.requests import CopyRequest
from archive.operations._act import Context, act, require_row
from archive.operations._steps import move, readable_record
from archive.security.permissions import Permission as P
from archive.states import Outcome
from archive.wording import _
from archive.workflow import ASKING

SEND_BACK = ASKING.row("send-back")


@dataclass(frozen=True)
class Ruling:
    """The head's answer for one record: as proposed, or refused with a reason."""

    agreed: bool
    reason: str = ""


@act(row=SEND_BACK)
def send_back_request(ctx: Context, request: CopyRequest, *, reason: str) -> None:
    """Give the proposal back to be examined anew; the reason is for the examiner."""
    request.sent_back_because = reason.strip()
    move(ctx, request, SEND_BACK, _("退回重审"))
    ctx.happened(RequestSentBack(request, reason.strip()))


@act(P.REQUEST_DECIDE)
def decide_request(ctx: Context, request: CopyRequest, *, rulings: Mapping[int, Ruling]) -> None:
    """Decide every item; never by who examined or reviewed it.

    What was proposed to be refused can only be refused: to release it the head sends it back.
    """
    require_row(ctx, request, ASKING.row("approve"))  # all three answers have the same guards
    if set(rulings) != set(request.items):
        raise Invalid(items=_("请对每一件作出决定。"))
    decided = [_decided(ctx, request, item, rulings[uid]) for uid, item in request.items.items()]
    outcome, row = _outcome(decided)
    for record, answer, reason in decided:
        request.decide(record, answer, reason)
    request.outcome = outcome
    request.decider, request.decider_name = ctx.actor.uid, ctx.actor.name
    request.decided_on = ctx.today
    number = ctx.site.numbering.take(f"decision/{ctx.today.year}")
    short = ctx.site.bureau.short
    request.decision_number = f"{short}档告〔{ctx.today.year}〕{number}号"
    request.sent_back_because = ""
    move(ctx, request, ASKING.row(row))
    items = tuple(request.items.values())
    ctx.happened(RequestDecided(request, outcome, request.decision_number, items))


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
