"""What is done to the archive as a whole: fonds opened, units listed, names righted."""

from archive.errors import Invalid, WrongState
from archive.events.base import Event
from archive.events.site import (
    BureauFounded,
    FondsOpened,
    NameGiven,
    NameProposed,
    NameRefused,
    Renamed,
    UnitListed,
    UnitReopened,
    UnitShut,
)
from archive.models.holdings import Fonds
from archive.models.named import Earlier, Facts, Named
from archive.models.people import Person
from archive.models.posts import Proposed
from archive.models.site import Archive
from archive.models.units import Unit, Units
from archive.operations._act import Context, act
from archive.operations._proposing import proposed, require_second_person
from archive.security.permissions import Permission as P
from archive.wording import _


@act(P.SITE_ARRANGE)
def found_bureau(ctx: Context, site: Archive, *, facts: Facts) -> None:
    """Tell a new archive whose it is; afterwards its name is only righted."""
    if site.bureau.title:
        raise WrongState
    site.bureau.call(facts, None)
    ctx.happened(BureauFounded(site.bureau, facts))


@act(P.SITE_ARRANGE)
def open_fonds(ctx: Context, site: Archive, *, code: str, title: str) -> Fonds:
    """Open a fonds (全宗) under its code."""
    fonds = site.add_fonds(code, title)
    ctx.happened(FondsOpened(fonds, code, title))
    return fonds


@act(P.SITE_ARRANGE)
def list_unit(ctx: Context, units: Units, *, code: str, name: str, reason: str = "") -> Unit:
    """Put a unit on the list; from the first security officer on it waits for one of them."""
    facts, unit = Facts(name), Unit()
    _require_free(ctx, unit, facts)
    units.list(code.strip(), unit)
    ctx.happened(UnitListed(unit, code.strip(), name))
    _propose(ctx, unit, facts, reason)
    return unit


@act(P.SITE_ARRANGE)
def propose_name(ctx: Context, node: Named, *, facts: Facts, reason: str = "") -> bool:
    """Propose what a bureau, fonds, unit or person is to be called, or that a unit be shut.

    Says whether it already holds: until there is a security officer, it does.
    """
    _require_free(ctx, node, facts)
    if facts == node.facts_of_name:
        raise Invalid(name=_("与现在的相同。"))
    return _propose(ctx, node, facts, reason)


@act(P.SITE_CONFIRM)
def confirm_name(ctx: Context, node: Named, *, seen: str | None = None) -> None:
    """Let what was proposed hold; never by who proposed it, never for oneself.

    ``seen`` is the key of the proposal that was seen.
    """
    waiting = require_second_person(ctx, node.uid, node.proposed_facts, seen)
    _require_free(ctx, node, _facts_in(waiting))
    _take(ctx, node, waiting, ctx.actor.name)


@act(P.SITE_CONFIRM)
def refuse_name(ctx: Context, node: Named) -> None:
    """Set aside what was proposed; a unit that never was goes from the list."""
    if node.proposed_facts is None:
        raise WrongState
    ctx.happened(NameRefused(node, _facts_in(node.proposed_facts)))
    if isinstance(node, Unit) and node.is_proposed:
        del ctx.site.units[node.code]
        return
    node.proposed_facts = None


def _propose(ctx: Context, node: Named, facts: Facts, reason: str) -> bool:
    waiting = node.proposed_facts = proposed(ctx, facts, reason)
    ctx.happened(NameProposed(node, _facts_of(node), facts, reason.strip()))
    holds = not ctx.site.people.founded
    if holds:
        _take(ctx, node, waiting, "")
    return holds


def _take(ctx: Context, node: Named, waiting: Proposed, confirmed_by: str) -> None:
    before, facts = _facts_of(node), _facts_in(waiting)
    earlier = None
    if before is not None:
        earlier = Earlier(before, ctx.now, waiting.by_name, confirmed_by)
    node.call(facts, earlier)
    ctx.happened(_called(node, before, facts))


def _called(node: Named, before: Facts | None, facts: Facts) -> Event:
    """Say what it means that ``node`` is called so from now on."""
    if before is None:
        return NameGiven(node, facts)
    if before.is_open == facts.is_open:
        return Renamed(node, before, facts)
    return (UnitReopened if facts.is_open else UnitShut)(node, before, facts)


def _require_free(ctx: Context, node: Named, facts: Facts) -> None:
    """Raise Invalid where another unit has the name, or a unit to be shut still has people."""
    if not isinstance(node, Unit):
        return
    if ctx.site.units.is_taken(facts.name, node):
        raise Invalid(name=_("已有同名的单位。"))
    people = ctx.site.people.everyone()
    if node.is_open and not facts.is_open and any(_works_in(each, node) for each in people):
        raise Invalid(name=_("还有可用的账号属于这个单位，请先调整或停用。"))


def _works_in(person: Person, unit: Unit) -> bool:
    return person.unit == unit.code and not person.disabled


def _facts_in(waiting: Proposed) -> Facts:
    if not isinstance(waiting.value, Facts):
        raise TypeError(waiting.value)
    return waiting.value


def _facts_of(node: Named) -> Facts | None:
    """Give what ``node`` is called; ``None`` where it never was."""
    return node.facts_of_name if node.title else None
