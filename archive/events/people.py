"""What happened to accounts, clearances and sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from archive.events.base import Event

if TYPE_CHECKING:
    from archive.models.posts import Post
    from archive.security.levels import Clearance


@dataclass(frozen=True)
class AccountConfirmed(Event):
    """Other roles or another unit took effect, confirmed by a second person."""

    tag: ClassVar[str] = "account.confirmed"

    before: Post
    after: Post


@dataclass(frozen=True)
class AccountCreated(Event):
    """An administrator made an account."""

    tag: ClassVar[str] = "account.created"

    login: str
    name: str
    post: Post


@dataclass(frozen=True)
class AccountDisabled(Event):
    """An account was shut, and every session of it ended."""

    tag: ClassVar[str] = "account.disabled"

    reason: str


@dataclass(frozen=True)
class AccountNarrowed(Event):
    """Roles were taken away, which holds at once."""

    tag: ClassVar[str] = "account.narrowed"

    before: Post
    after: Post


@dataclass(frozen=True)
class AccountOpened(Event):
    """An account that was shut, or new, was opened with what was proposed for it."""

    tag: ClassVar[str] = "account.opened"

    post: Post


@dataclass(frozen=True)
class AccountRefused(Event):
    """A second person set aside what was proposed for an account."""

    tag: ClassVar[str] = "account.refused"

    proposed: Post


@dataclass(frozen=True)
class AccountReset(Event):
    """An administrator voided a password and handed out a code."""

    tag: ClassVar[str] = "account.reset"


@dataclass(frozen=True)
class ClearanceGiven(Event):
    """A clearance took effect, confirmed by a second person."""

    tag: ClassVar[str] = "clearance.given"

    before: Clearance
    after: Clearance


@dataclass(frozen=True)
class ClearanceNarrowed(Event):
    """A clearance was lowered, which holds at once."""

    tag: ClassVar[str] = "clearance.narrowed"

    before: Clearance
    after: Clearance


@dataclass(frozen=True)
class ClearanceProposed(Event):
    """The security officer proposed a clearance for a second person to confirm."""

    tag: ClassVar[str] = "clearance.proposed"

    before: Clearance
    after: Clearance
    reason: str


@dataclass(frozen=True)
class ClearanceRefused(Event):
    """A second person set a proposed clearance aside."""

    tag: ClassVar[str] = "clearance.refused"

    proposed: Clearance


@dataclass(frozen=True)
class PasswordSet(Event):
    """A person set his own password."""

    tag: ClassVar[str] = "password.set"


@dataclass(frozen=True)
class PostProposed(Event):
    """An administrator proposed roles or a unit for a second person to confirm."""

    tag: ClassVar[str] = "account.proposed"

    before: Post
    after: Post
    reason: str


@dataclass(frozen=True)
class SecondFactorRemoved(Event):
    """A security officer let a person set up another telephone."""

    tag: ClassVar[str] = "second-factor.removed"


@dataclass(frozen=True)
class SecondFactorSet(Event):
    """A person set up his telephone as second factor."""

    tag: ClassVar[str] = "second-factor.set"


@dataclass(frozen=True)
class SessionEnded(Event):
    """A person ended another session of his own."""

    tag: ClassVar[str] = "session.ended"


@dataclass(frozen=True)
class SessionsEnded(Event):
    """An administrator ended all sessions of a person."""

    tag: ClassVar[str] = "sessions.ended"


@dataclass(frozen=True)
class SignInFailed(Event):
    """Somebody tried a wrong name or password."""

    tag: ClassVar[str] = "sign-in.failed"

    login: str


@dataclass(frozen=True)
class SignedIn(Event):
    """A person signed in."""

    tag: ClassVar[str] = "signed.in"


@dataclass(frozen=True)
class SignedOut(Event):
    """A person signed out."""

    tag: ClassVar[str] = "signed.out"
