"""Accounts: made, changed, shut, and let in anew; what widens access takes two persons."""

from dataclasses import dataclass
from typing import cast

from archive.errors import Invalid, NotPermitted, WrongState
from archive.events.people import (
    AccountConfirmed,
    AccountCreated,
    AccountDisabled,
    AccountNarrowed,
    AccountOpened,
    AccountRefused,
    AccountReset,
    PostProposed,
    SecondFactorRemoved,
    SessionsEnded,
)
from archive.models.credentials import invite
from archive.models.people import People, Person
from archive.models.posts import Post, Proposed
from archive.operations._act import Context, act
from archive.operations._proposing import proposed, require_second_person
from archive.security.levels import Caveat, Clearance, Level
from archive.security.permissions import Permission as P
from archive.security.permissions import Role
from archive.wording import _

#: Without one of these nobody could make or confirm an account any more.
LAST = {
    Role.ADMINISTRATOR: _("这是最后一个可用的系统管理员，先另设一人再停用。"),
    Role.SECURITY: _("这是最后一个可用的保密员，先另设一人再停用。"),
}

#: What the first security officer may read, since he is to mark it and clear others for it.
FIRST = Clearance(Level.TOP_SECRET, frozenset(Caveat))


@dataclass(frozen=True)
class Invited:
    """An account with the code by which its holder sets his password; shown once."""

    person: Person
    code: str


@act(P.ACCOUNT_CREATE)
def create_account(  # noqa: PLR0913 - an account is exactly these facts
    ctx: Context, people: People, *, login: str, name: str, roles: frozenset[Role], unit: str | None
) -> Invited:
    """Make an account; it is shut until a security officer has confirmed it.

    While there has never been a security officer, it is open at once. Raises Invalid where its
    facts don't hold together.
    """
    standing = _standing(ctx, roles, unit)
    person = Person(name, standing)
    people.enrol(login, person)
    code, person.invitation = invite(ctx.now)
    ctx.happened(AccountCreated(person, login, name, standing))
    if people.founded:
        person.disabled = True
        person.proposed_standing = proposed(ctx, standing, _("新建账号"))
    elif Role.SECURITY in roles:
        people.founded, person.clearance = True, FIRST
    return Invited(person, code)


@act(P.ACCOUNT_CREATE)
def propose_standing(
    ctx: Context, person: Person, *, roles: frozenset[Role], unit: str | None, reason: str = ""
) -> bool:
    """Give a person other roles or another unit, or open a shut account again; never oneself.

    What only takes away holds at once; anything else waits for a security officer. Says whether
    it already holds.
    """
    _require_other(ctx, person)
    standing, before = _standing(ctx, roles, unit), person.standing
    if not person.disabled and not standing.widens(before):
        _require_kept(ctx, person, standing.roles)
        person.stand(standing)
        person.proposed_standing = None
        ctx.happened(AccountNarrowed(person, before, standing))
        return True
    waiting = person.proposed_standing = proposed(ctx, standing, reason)
    ctx.happened(PostProposed(person, before, standing, reason.strip()))
    holds = not ctx.site.people.founded
    if holds:
        _confirm(ctx, person, waiting)
    return holds


@act(P.ACCOUNT_CONFIRM)
def confirm_standing(ctx: Context, person: Person, *, seen: str | None = None) -> None:
    """Let what was proposed hold; never by who proposed it, never for oneself.

    ``seen`` is the key of the proposal that was seen.
    """
    _confirm(ctx, person, require_second_person(ctx, person.uid, person.proposed_standing, seen))


@act(P.ACCOUNT_CONFIRM)
def refuse_standing(ctx: Context, person: Person) -> None:
    """Set aside what was proposed; the account stays as it is."""
    waiting, person.proposed_standing = person.proposed_standing, None
    if waiting is None:
        raise WrongState
    ctx.happened(AccountRefused(person, cast("Post", waiting.value)))


@act(P.ACCOUNT_CREATE)
def disable_account(ctx: Context, person: Person, *, reason: str = "") -> None:
    """Shut the account; whoever is signed in with it is out at once."""
    _require_other(ctx, person)
    if person.disabled and person.proposed_standing is None:
        raise WrongState
    _require_kept(ctx, person, frozenset())
    person.disabled, person.proposed_standing, person.proposed_clearance = True, None, None
    ctx.site.sessions.end_all(person.uid)
    ctx.happened(AccountDisabled(person, reason))


@act(P.ACCOUNT_CREATE)
def reset_account(ctx: Context, person: Person) -> Invited:
    """Void a person's password and give a code by which he, and nobody here, sets a new one.

    His second factor stays, so the code alone lets in nobody who has one.
    """
    _require_other(ctx, person)
    code, person.invitation = invite(ctx.now)
    person.password_hash, person.browsers = None, ()
    ctx.site.sessions.end_all(person.uid)
    ctx.happened(AccountReset(person))
    return Invited(person, code)


@act(P.ACCOUNT_CONFIRM)
def remove_second_factor(ctx: Context, person: Person) -> None:
    """Let a person who lost his telephone set up another; passwords are another's business."""
    _require_other(ctx, person)
    if person.second is None:
        raise WrongState
    person.second = None
    ctx.site.sessions.end_all(person.uid)
    ctx.happened(SecondFactorRemoved(person))


@act(P.ACCOUNT_CREATE)
def end_account_sessions(ctx: Context, person: Person) -> None:
    """End all sessions of a person."""
    ctx.site.sessions.end_all(person.uid)
    ctx.happened(SessionsEnded(person))


def _confirm(ctx: Context, person: Person, waiting: Proposed) -> None:
    before, standing = person.standing, cast("Post", waiting.value)
    _require_kept(ctx, person, standing.roles)
    person.stand(standing)
    was_shut, person.disabled, person.proposed_standing = person.disabled, False, None
    opened, confirmed = AccountOpened(person, standing), AccountConfirmed(person, before, standing)
    ctx.happened(opened if was_shut else confirmed)


def _require_kept(ctx: Context, person: Person, roles: frozenset[Role]) -> None:
    """Raise WrongState where nobody would be left who can make or confirm an account."""
    others = [each for each in ctx.site.people.everyone() if each is not person]
    for role in (Role.ADMINISTRATOR, Role.SECURITY):
        losing = role in person.roles and role not in roles and not person.disabled
        if losing and not any(role in each.roles and not each.disabled for each in others):
            raise WrongState(LAST[role])


def _require_other(ctx: Context, person: Person) -> None:
    if person.uid == ctx.actor.uid:
        raise NotPermitted(_("不能对自己的账号办理此事。"))


def _standing(ctx: Context, roles: frozenset[Role], unit: str | None) -> Post:
    if unit and unit not in {each.code for each in ctx.site.units.open()}:
        raise Invalid(unit=_("请选择所在单位。"))
    return Post(roles, unit or None)
