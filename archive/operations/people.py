"""Accounts, and signing in and out."""

from dataclasses import asdict

from archive.errors import Invalid, NotPermitted
from archive.events import AccountCreated, ClearanceGiven, SignedIn, SignedOut, SignInFailed
from archive.models.people import People, Person
from archive.operations._act import Context, act
from archive.security.levels import Clearance
from archive.security.passwords import hash_password, password_matches
from archive.security.permissions import Permission as P
from archive.security.permissions import Role
from archive.wording import _


@act(P.ACCOUNT_CREATE)
def create_account(  # noqa: PLR0913 - an account is exactly these facts
    ctx: Context,
    people: People,
    *,
    login: str,
    name: str,
    roles: frozenset[Role],
    unit: str | None,
    password: str,
) -> Person:
    """Make an account; raise Invalid where its facts don't hold together."""
    if unit and unit not in ctx.site.units:
        raise Invalid(unit=_("请选择所在单位。"))
    person = Person(name, roles, unit, hash_password(password), ctx.now)
    people.enrol(login, person)
    facts = {"login": login, "name": name, "roles": " ".join(sorted(roles)), "unit": unit}
    ctx.happened(AccountCreated, person, after=facts)
    return person


@act(P.PUBLIC)
def sign_in(ctx: Context, people: People, *, login: str, password: str) -> str | None:
    """Begin a session and give its token; ``None`` where name and password don't go together."""
    found = people.get(login.strip().lower())
    person = found if isinstance(found, Person) and not found.disabled else None
    if not password_matches(password, person.password_hash if person else None) or not person:
        ctx.happened(SignInFailed, people, after={"login": login[:64]})
        return None
    token = ctx.site.sessions.begin(person.uid, ctx.now, ctx.origin)
    ctx.as_actor(person.identity(ctx.today)).happened(SignedIn, person)
    return token


@act(P.SIGNED_IN)
def sign_out(ctx: Context, people: People, *, token: str) -> None:
    """End the session."""
    ctx.site.sessions.end(token)
    ctx.happened(SignedOut, people.get(ctx.actor.login) or people)


@act(P.CLEARANCE_GIVE)
def give_clearance(ctx: Context, person: Person, *, clearance: Clearance) -> None:
    """Give a person his clearance; never one's own, never above the giver's (Art. 34)."""
    if person.uid == ctx.actor.uid:
        raise NotPermitted(_("不能给自己设定涉密权限。"))
    mine = ctx.actor.clearance
    if clearance.level > mine.level or not clearance.caveats <= mine.caveats:
        raise NotPermitted(_("不能授予高于本人的涉密权限。"))
    before = asdict(person.clearance)
    person.clearance = clearance
    ctx.happened(ClearanceGiven, person, before, asdict(clearance))
