"""Clearances (涉密权限): proposed by a security officer, confirmed by a second person (Art. 34)."""

from typing import cast

from archive.errors import Invalid, NotPermitted, WrongState
from archive.events.people import (
    ClearanceGiven,
    ClearanceNarrowed,
    ClearanceProposed,
    ClearanceRefused,
)
from archive.models.people import Person
from archive.operations._act import Context, act
from archive.operations._proposing import proposed, require_second_person
from archive.security.levels import Clearance
from archive.security.permissions import Permission as P
from archive.wording import _


@act(P.CLEARANCE_GIVE)
def propose_clearance(
    ctx: Context, person: Person, *, clearance: Clearance, reason: str = ""
) -> bool:
    """Give a person another clearance; never one's own, never above the giver's.

    What only takes away holds at once; anything else waits for a second person. Says whether it
    already holds.
    """
    if person.uid == ctx.actor.uid:
        raise NotPermitted(_("不能给自己设定涉密权限。"))
    mine = ctx.actor.clearance
    if clearance.level > mine.level or not clearance.caveats <= mine.caveats:
        raise NotPermitted(_("不能授予高于本人的涉密权限。"))
    if clearance.until is not None and clearance.until < ctx.today:
        raise Invalid(until=_("截止日期不能早于今天。"))
    if not clearance.widens(person.clearance.on(ctx.today)):
        before = _give(person, clearance)
        ctx.happened(ClearanceNarrowed(person, before, clearance))
        return True
    person.proposed_clearance = proposed(ctx, clearance, reason)
    ctx.happened(ClearanceProposed(person, person.clearance, clearance, reason.strip()))
    return False


@act(P.CLEARANCE_CONFIRM)
def confirm_clearance(ctx: Context, person: Person, *, seen: str | None = None) -> None:
    """Let the proposed clearance hold; never by who proposed it, never for oneself.

    Another security officer confirms it, or the head of the person's own unit; ``seen`` is the
    key of the proposal he saw.
    """
    waiting = require_second_person(ctx, person.uid, person.proposed_clearance, seen)
    clearance = cast("Clearance", waiting.value)
    ctx.happened(ClearanceGiven(person, _give(person, clearance), clearance))


@act(P.CLEARANCE_CONFIRM)
def refuse_clearance(ctx: Context, person: Person) -> None:
    """Set the proposed clearance aside."""
    waiting, person.proposed_clearance = person.proposed_clearance, None
    if waiting is None:
        raise WrongState
    ctx.happened(ClearanceRefused(person, cast("Clearance", waiting.value)))


def _give(person: Person, clearance: Clearance) -> Clearance:
    """Let ``clearance`` hold; give what held before."""
    before = person.clearance
    person.clearance, person.proposed_clearance = clearance, None
    return before
