"""Signing in and out: password, second factor, invitation, sessions; slowed down for guessers."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from archive.errors import Invalid, Rejected
from archive.events.people import (
    PasswordSet,
    SecondFactorSet,
    SessionEnded,
    SignedIn,
    SignedOut,
    SignInFailed,
)
from archive.models.credentials import (
    RECOVERY_CODES,
    SecondFactor,
    SignIn,
    digest_of,
    new_code,
)
from archive.models.people import People, Person
from archive.models.sessions import Session, Stage
from archive.models.throttle import key_of
from archive.operations._act import Context, act
from archive.security import second_factor
from archive.security.passwords import hash_password, password_matches
from archive.security.permissions import TWO_FACTORS
from archive.security.permissions import Permission as P
from archive.signon.directory import accepts, facts_of
from archive.signon.openid import Assertion
from archive.wording import _


@dataclass(frozen=True)
class Entered:
    """A session begun: its token, what is still to be done, and the mark of the browser.

    The mark is worth something once the whole sign-in succeeded with it.
    """

    token: str
    stage: Stage
    browser: str


def _typed(facts: Mapping[str, Any]) -> str:
    return str(facts["login"])


@act(P.PUBLIC, login=_typed)
def sign_in(
    ctx: Context, people: People, *, login: str, password: str, browser: str = ""
) -> Entered | None:
    """Begin a session; ``None`` where name and password don't go together.

    ``browser`` is the mark a browser was given at an earlier sign-in: who guesses from another
    one can slow down himself, and not the person whose name he tries.
    """
    person = people.known(login)
    keys = _keys(ctx, login, person, browser)
    ctx.site.throttle.require_patience(keys, ctx.now)
    if not _password_holds(ctx, person, login, password) or not person:
        _failed(ctx, people, person, login, keys)
        return None
    return _enter(ctx, person, keys, browser)


@act(P.PUBLIC, login=lambda facts: facts["assertion"].login)
def sign_in_by_provider(
    ctx: Context, people: People, *, assertion: Assertion, browser: str = ""
) -> Entered | None:
    """Begin a session for who the OpenID provider says it is; ``None`` without an account here."""
    person = people.known(assertion.login)
    keys = _keys(ctx, assertion.login, person, browser)
    if person is None:
        _failed(ctx, people, person, assertion.login, keys)
        return None
    return _enter(ctx, person, keys, browser)


@act(P.PUBLIC, login=_typed)
def take_invitation(
    ctx: Context, people: People, *, login: str, code: str, password: str
) -> Person | None:
    """Set one's first or new password by the code handed over; ``None`` for a wrong code."""
    person = people.known(login)
    keys = (key_of("code", login.strip().lower()[:64]), key_of("codes", ctx.origin))
    ctx.site.throttle.require_patience(keys, ctx.now)
    invitation = person.invitation if person else None
    if person is None or invitation is None or not invitation.admits(code, ctx.now):
        _failed(ctx, people, person, login, keys)
        return None
    _set_password(ctx, person, password)
    person.invitation = None
    return person


@act(P.SIGNED_IN)
def change_password(ctx: Context, _people: People, *, old: str, new: str) -> None:
    """Change one's own password; every other session of one's own ends."""
    person = ctx.oneself()
    if not password_matches(old, person.password_hash):
        raise Invalid(old=_("原密码不正确。"))
    _set_password(ctx, person, new, field="new")


@act(P.PUBLIC)
def give_second_factor(ctx: Context, people: People, *, token: str, code: str) -> bool:
    """Type the code of the telephone, or one for emergencies; from then on the session holds."""
    session, person = _halfway(ctx, token, Stage.SECOND)
    keys = (key_of("code", str(person.uid)), key_of("codes", ctx.origin))
    ctx.site.throttle.require_patience(keys, ctx.now)
    accepted = _accepted(ctx, person, code)
    if accepted is None:
        _failed(ctx, people, person, person.__name__, keys)
        return False
    person.second = accepted
    _let_in(ctx, person, session, keys)
    return True


@act(P.PUBLIC)
def offer_second_factor(ctx: Context, _people: People, *, token: str) -> tuple[str, str]:
    """Give login and secret for the telephone, the same until its first code is typed."""
    session, person = _halfway(ctx, token, Stage.ENROL)
    session.offered = session.offered or second_factor.new_secret()
    return person.__name__, session.offered


@act(P.PUBLIC)
def set_second_factor(
    ctx: Context, people: People, *, token: str, code: str
) -> tuple[str, ...] | None:
    """Take the telephone's first code and give the codes for emergencies; ``None`` if wrong."""
    session, person = _halfway(ctx, token, Stage.ENROL)
    keys = (key_of("code", str(person.uid)), key_of("codes", ctx.origin))
    ctx.site.throttle.require_patience(keys, ctx.now)
    offered = session.offered
    step = second_factor.step_of(offered, code, ctx.now, after=0) if offered else None
    if step is None:
        _failed(ctx, people, person, person.__name__, keys)
        return None
    codes = tuple(new_code() for _number in range(RECOVERY_CODES))
    person.second = SecondFactor(session.offered, step, frozenset(map(digest_of, codes)))
    session.offered = ""
    ctx.happened(SecondFactorSet(person))
    _let_in(ctx, person, session, keys)
    return codes


@act(P.SIGNED_IN)
def begin_second_factor(ctx: Context, _people: People, *, token: str, password: str) -> None:
    """Set up a telephone, or another in its place: the session waits for its first code."""
    person = ctx.oneself()
    if not _password_holds(ctx, person, person.__name__, password):
        raise Invalid(password=_("密码不正确。"))
    session = dict(ctx.site.sessions.of(person.uid))[ctx.site.sessions.key_of(token)]
    session.stage, session.began, session.offered = Stage.ENROL, ctx.now, ""


@act(P.SIGNED_IN)
def sign_out(ctx: Context, people: People, *, token: str) -> None:
    """End the session."""
    ctx.site.sessions.end(token)
    ctx.happened(SignedOut(people.get(ctx.actor.login) or people))


@act(P.SIGNED_IN)
def end_session(ctx: Context, _people: People, *, key: str) -> None:
    """End another session of one's own."""
    person = ctx.oneself()
    ctx.site.sessions.end_key(person.uid, key)
    ctx.happened(SessionEnded(person))


def _password_holds(ctx: Context, person: Person | None, login: str, password: str) -> bool:
    """Ask the directory for who has no password of his own here; a made-up name takes as long."""
    facts = facts_of(ctx.settings)
    if facts is None or (person is not None and person.password_hash is not None):
        return password_matches(password, person.password_hash if person else None)
    return accepts(facts, login.strip().lower(), password) and person is not None


def _keys(ctx: Context, login: str, person: Person | None, browser: str) -> tuple[str, ...]:
    """Give what a try is counted under: a browser the person is known by counts by itself."""
    name = login.strip().lower()[:64]
    if person is not None and browser and digest_of(browser) in person.browsers:
        return (key_of("known", name, browser),)
    return key_of("stranger", name), key_of("address", ctx.origin)


def _failed(
    ctx: Context, people: People, person: Person | None, login: str, keys: tuple[str, ...]
) -> None:
    ctx.site.throttle.failed(keys, ctx.now)
    if person is not None:
        person.note_sign_in(SignIn(ctx.now, ctx.origin, succeeded=False))
    ctx.happened(SignInFailed(people, login[:64]))


def _enter(ctx: Context, person: Person, keys: tuple[str, ...], browser: str) -> Entered:
    """Begin a session: whole, or waiting for the second factor."""
    stage = _stage(ctx, person)
    ctx.site.sessions.sweep(ctx.now, ctx.settings.session_longest)
    token, session = ctx.site.sessions.begin(person.uid, ctx.now, ctx.origin, stage)
    mark = browser or secrets.token_urlsafe(24)
    session.browser = digest_of(mark)
    if stage is Stage.DONE:
        _let_in(ctx, person, session, keys)
    return Entered(token, stage, mark)


def _stage(ctx: Context, person: Person) -> Stage:
    if person.second is not None:
        return Stage.SECOND
    wanted = ctx.settings.second_factor
    must = wanted == "everyone" or (wanted == "roles" and person.roles & TWO_FACTORS)
    return Stage.ENROL if must else Stage.DONE


def _let_in(ctx: Context, person: Person, session: Session, keys: tuple[str, ...]) -> None:
    session.stage, session.began, session.used = Stage.DONE, ctx.now, ctx.now
    ctx.site.throttle.passed(keys[0])
    if session.browser:
        person.know_browser(session.browser)
    person.note_sign_in(SignIn(ctx.now, ctx.origin, succeeded=True))
    ctx.as_actor(person.identity(ctx.today)).happened(SignedIn(person))


def _halfway(ctx: Context, token: str, stage: Stage) -> tuple[Session, Person]:
    session = ctx.site.sessions.halfway(token, ctx.now)
    person = ctx.site.by_uid.get(session.person) if session is not None else None
    if session is None or session.stage is not stage:
        raise Rejected(_("登录已超时，请重新登录。"))
    if not isinstance(person, Person) or person.disabled:
        raise Rejected
    return session, person


def _accepted(ctx: Context, person: Person, code: str) -> SecondFactor | None:
    """Give the factor as it is after ``code`` was used; ``None`` for a wrong or used one."""
    factor = person.second
    if factor is None:
        return None
    if digest_of(code) in factor.recovery:
        return factor.without(code)
    step = second_factor.step_of(factor.secret, code, ctx.now, after=factor.used)
    return replace(factor, used=step) if step is not None else None


def _set_password(ctx: Context, person: Person, password: str, field: str = "password") -> None:
    bureau = ctx.site.bureau
    about = (person.__name__, person.title, bureau.title, bureau.short)
    person.password_hash = hash_password(password, *about, field=field)
    ctx.site.sessions.end_all(person.uid)
    ctx.happened(PasswordSet(person))
