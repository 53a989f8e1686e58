"""What happened to accounts, clearances and sessions."""

from archive.events.base import Event


class AccountConfirmed(Event):
    """Roles and unit of an account took effect, or the account was opened."""


class AccountCreated(Event):
    """An administrator made an account."""


class AccountDisabled(Event):
    """An account was shut, and every session of it ended."""


class AccountRefused(Event):
    """A second person set aside what was proposed for an account."""


class AccountReset(Event):
    """An administrator voided a password and handed out a code."""


class ClearanceGiven(Event):
    """The security officer gave a person another clearance."""


class ClearanceProposed(Event):
    """The security officer proposed a clearance for a second person to confirm."""


class ClearanceRefused(Event):
    """A second person set a proposed clearance aside."""


class PasswordSet(Event):
    """A person set his own password."""


class SecondFactorRemoved(Event):
    """A security officer let a person set up another telephone."""


class SecondFactorSet(Event):
    """A person set up his telephone as second factor."""


class SessionEnded(Event):
    """A session was ended by its person or an administrator."""


class SignInFailed(Event):
    """Somebody tried a wrong name or password."""


class SignedIn(Event):
    """A person signed in."""


class SignedOut(Event):
    """A person signed out."""


class StandingProposed(Event):
    """An administrator proposed roles or a unit for a second person to confirm."""
