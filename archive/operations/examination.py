"""Examining a copy request record by record, and the legal reviewer's opinion (Arts. 33, 34)."""

from dataclasses import replace

from archive.errors import Invalid
from archive.events.base import Uid
from archive.events.requests import RequestExamined, RequestProposed, RequestReviewed
from archive.models.answers import Item, proposed_only
from archive.models.releasing import require_releasable
from archive.models.requests import CopyRequest
from archive.operations._act import Context, act
from archive.operations._steps import move, readable_record, record_of
from archive.security.levels import join
from archive.wording import _
from archive.workflow import ASKING

EXAMINE, REVIEW, PROPOSE = ASKING.row("examine"), ASKING.row("review"), ASKING.row("propose")


@act(row=EXAMINE)
def propose_items(ctx: Context, request: CopyRequest, *, items: tuple[Item, ...]) -> None:
    """Propose an answer for each of ``items``; earlier answers for other records are dropped.

    Raises Invalid with each field named after its record: ``consent-<uid>``.
    """
    items = tuple(map(proposed_only, items))
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
    ctx.happened(RequestExamined(request, items))


def _with_opinion(item: Item, earlier: Item | None) -> Item:
    """Keep the reviewer's opinion only while what he agreed to is still what is proposed."""
    if earlier is None:
        return item
    facts = ("opinion", "opinion_by", "agreed", "heard")
    kept = replace(item, **{name: getattr(earlier, name) for name in facts})
    return kept if kept == replace(earlier, decided=None, reason="") else item


@act(row=REVIEW)
def review_item(
    ctx: Context, request: CopyRequest, *, record: int, opinion: str, agreed: bool
) -> None:
    """Give the legal reviewer's opinion on a record that carries a caveat."""
    if record not in request.items or not opinion.strip():
        raise Invalid(opinion=_("请填写审核意见。"))
    heard = join(readable_record(ctx, request, record).guards, ctx.today).caveats
    request.reviewers |= {ctx.actor.uid}
    item = replace(request.items[record], opinion=opinion, agreed=agreed, heard=heard)
    request.put(replace(item, opinion_by=ctx.actor.uid))
    ctx.happened(RequestReviewed(request, Uid(record), agreed, opinion))


@act(row=PROPOSE)
def submit_proposal(ctx: Context, request: CopyRequest) -> None:
    """Hand the proposal to the head of the unit for his decision."""
    if not request.items:
        raise Invalid(items=_("请至少对一件提出意见。"))
    for item in request.items.values():
        require_releasable(record_of(ctx, request, item.record), item, ctx.today)
    request.examiners |= {ctx.actor.uid}
    move(ctx, request, PROPOSE)
    ctx.happened(RequestProposed(request, tuple(request.items.values())))
