"""Grants (知悉授权): letting a person or unit know one dossier, and ending that again."""

from dataclasses import dataclass
from datetime import date

from archive.errors import Invalid, NotPermitted, WrongState
from archive.events.base import Uid
from archive.events.dossiers import GrantEnded, GrantGiven
from archive.models.dossiers import Dossier
from archive.models.grants import Ended, Given, Grant
from archive.models.people import Person
from archive.models.requests import CopyRequest
from archive.operations._act import Context, act
from archive.security.permissions import BY_GRANT, PERMISSIONS
from archive.security.permissions import Permission as P
from archive.wording import _

#: Longest reason that is kept.
LONGEST = 500


@dataclass(frozen=True)
class Holder:
    """Who is to hold a grant: a person by login or a unit by code."""

    login: str = ""
    unit: str = ""


@act(P.GRANT_GIVE)
def give_grant(  # noqa: PLR0913 - a grant is exactly these facts
    ctx: Context,
    dossier: Dossier,
    *,
    holder: Holder,
    reason: str,
    until: date | None = None,
    request: str = "",
) -> Grant:
    """Let ``holder`` know ``dossier``: one small write, however large it is; never oneself.

    Where ``request`` names a copy request of this dossier, the grant ends when that does. Raises
    Invalid where reason, holder or day don't hold.
    """
    person = _person(ctx, holder)
    served = _served(ctx, dossier, request)
    _require_complete(ctx, holder, reason, until)
    if person is not None and person.uid == ctx.actor.uid:
        raise NotPermitted(_("不能给自己知悉授权。"))
    given = Given(
        dossier.uid,
        reason.strip(),
        ctx.actor.uid,
        ctx.actor.name,
        ctx.now,
        person=person.uid if person else None,
        unit=holder.unit or None,
        until=until,
        request=served.uid if served else None,
    )
    number = ctx.site.numbering.take(f"grant/{ctx.today.year}")
    grant = ctx.site.grants.give(f"{ctx.today.year}-{number:05d}", given)
    ctx.happened(_as_given(grant))
    return grant


@act(P.GRANT_GIVE)
def end_grant(ctx: Context, grant: Grant, *, reason: str = "") -> None:
    """End a grant at once; it stays in the register."""
    if grant.ended is not None:
        raise WrongState(_("这项授权已经结束。"))
    grant.ended = Ended(ctx.now, ctx.actor.name, reason.strip()[:LONGEST])
    ctx.site.grants.drop(grant)
    ctx.happened(GrantEnded(grant, Uid(grant.given.dossier), grant.ended.reason))


def _as_given(grant: Grant) -> GrantGiven:
    given = grant.given
    person = Uid(given.person) if given.person is not None else None
    request = Uid(given.request) if given.request is not None else None
    return GrantGiven(
        grant, Uid(given.dossier), person, given.unit, given.reason, given.until, request
    )


def _person(ctx: Context, holder: Holder) -> Person | None:
    if bool(holder.login) == bool(holder.unit):
        raise Invalid(holder=_("请选择一个人或者一个单位。"))
    if holder.unit:
        if holder.unit not in ctx.site.units:
            raise Invalid(holder=_("请选择一个人或者一个单位。"))
        return None
    person = ctx.site.people.known(holder.login)
    if person is None:
        raise Invalid(holder=_("没有这个账号。"))
    if not any(PERMISSIONS[role] & BY_GRANT for role in person.roles):
        raise Invalid(holder=_("此人的角色不查阅案卷，授权没有作用。"))
    return person


def _served(ctx: Context, dossier: Dossier, number: str) -> CopyRequest | None:
    if not number.strip():
        return None
    found = ctx.site.requests.get(number.strip())
    if not isinstance(found, CopyRequest) or found.dossier is not dossier or found.is_over:
        raise Invalid(request=_("没有这个案卷的在办申请。"))
    return found


def _require_complete(ctx: Context, holder: Holder, reason: str, until: date | None) -> None:
    wrong = {}
    if not reason.strip() or len(reason) > LONGEST:
        wrong["reason"] = _("请填写授权理由，不超过五百字。")
    if until is not None and until < ctx.today:
        wrong["until"] = _("截止日期不能早于今天。")
    if holder.login and len(holder.login) > LONGEST:
        wrong["holder"] = _("没有这个账号。")
    if wrong:
        raise Invalid(**wrong)
