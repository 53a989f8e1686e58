"""Examining a copy request record by record, and the legal reviewer's opinion (Arts. 33, 34)."""

from dataclasses import replace

from archive.errors import Invalid, NotPermitted
from archive.events.requests import RequestExamined, RequestReviewed
from archive.models.answers import Item
from archive.models.releasing import require_releasable
from archive.models.requests import CopyRequest
from archive.operations._act import Context, act
from archive.operations._steps import advance, readable_record, record_of
from archive.security.permissions import Permission as P
from archive.wording import _
from archive.workflow import RequestState


@act(P.REQUEST_EXAMINE)
def propose_items(ctx: Context, request: CopyRequest, *, items: tuple[Item, ...]) -> None:
    """Propose an answer for each of ``items``; earlier answers for other records are dropped.

    Raises Invalid with each field named after its record: ``consent-<uid>``.
    """
    _require_examining(request)
    items = tuple(map(_only_proposed, items))
    wrong: dict[str, str] = {}
    for item in items:
        try:
            record = readable_record(ctx, request, item.record)
            require_releasable(record, item, ctx.today, reviewed=False)
        except Invalid as invalid:
            wrong |= {f"{name}-{item.record}": why for name, why in invalid.fields.items()}
    if wrong:
        raise Invalid(**wrong)
    kept = [_with_opinion(item, request.items.get(item.record)) for item in items]
    request.items = {item.record: item for item in kept}
    request.examiner = ctx.actor.uid
    request.examiners |= {ctx.actor.uid}
    answers = {f"{item.record}": item.proposed for item in items}
    ctx.happened(RequestExamined, request, after=answers)


def _only_proposed(item: Item) -> Item:
    """Keep what an examiner may say; opinion and decision are given by others."""
    return Item(item.record, item.proposed, item.ground, item.withheld, item.consent)


def _with_opinion(item: Item, earlier: Item | None) -> Item:
    """Keep the reviewer's opinion only while what he agreed to is still what is proposed."""
    if earlier is None:
        return item
    facts = ("opinion", "opinion_by", "agreed")
    kept = replace(item, **{name: getattr(earlier, name) for name in facts})
    return kept if kept == replace(earlier, decided=None, reason="") else item


@act(P.REQUEST_REVIEW)
def review_item(
    ctx: Context, request: CopyRequest, *, record: int, opinion: str, agreed: bool
) -> None:
    """Give the legal reviewer's opinion on a record that carries a caveat."""
    _require_examining(request)
    if ctx.actor.uid in request.examiners:
        raise NotPermitted(_("审核申请的人不能同时作法制审核。"))
    if record not in request.items or not opinion.strip():
        raise Invalid(opinion=_("请填写审核意见。"))
    readable_record(ctx, request, record)
    item = request.items[record]
    request.reviewers |= {ctx.actor.uid}
    request.put(replace(item, opinion=opinion, opinion_by=ctx.actor.uid, agreed=agreed))
    ctx.happened(RequestReviewed, request, after={"record": record, "agreed": agreed})


@act(P.REQUEST_EXAMINE)
def submit_proposal(ctx: Context, request: CopyRequest) -> None:
    """Hand the proposal to the head of the unit for his decision."""
    if not request.items:
        raise Invalid(items=_("请至少对一件提出意见。"))
    request.examiners |= {ctx.actor.uid}
    for item in request.items.values():
        require_releasable(record_of(ctx, request, item.record), item, ctx.today)
    advance(ctx, request, "propose")


def _require_examining(request: CopyRequest) -> None:
    if request.state is not RequestState.EXAMINING:
        raise Invalid(items=_("申请不在审核中，不能更改意见。"))
