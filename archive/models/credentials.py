"""What lets a person in beside his password: an invitation, a second factor, known browsers."""

import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

#: Letters and digits that nobody mixes up when reading them out.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

#: How long the code of an invitation can be used to set a password.
INVITED_FOR = timedelta(days=3)

#: Codes for the day the telephone is lost; each works once.
RECOVERY_CODES = 10


@dataclass(frozen=True)
class Invitation:
    """The right to set one's password once; only the digest of the code is kept."""

    digest: str
    until: datetime

    def admits(self, code: str, now: datetime) -> bool:
        """Say whether ``code`` is the one given out, and still holds."""
        return now <= self.until and hmac.compare_digest(self.digest, digest_of(code))


@dataclass(frozen=True)
class SecondFactor:
    """The secret of the person's telephone (RFC 6238), the last step used, codes left."""

    secret: str
    used: int = 0
    recovery: frozenset[str] = frozenset()

    def without(self, code: str) -> "SecondFactor":
        """Give the factor after a recovery code was used up."""
        return replace(self, recovery=self.recovery - {digest_of(code)})


@dataclass(frozen=True)
class SignIn:
    """One try to sign in: when, from where, and how it ended."""

    at: datetime
    origin: str
    succeeded: bool


def new_code() -> str:
    """Make a secret code of four groups of four, 79 bits."""
    groups = ("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(4))
    return "-".join(groups)


def digest_of(code: str) -> str:
    """Give the digest under which a code is kept; dashes, spaces and case play no part."""
    return sha256("".join(filter(str.isalnum, code.upper())).encode()).hexdigest()


def invite(now: datetime) -> tuple[str, Invitation]:
    """Make a code to hand over, and the invitation that knows it again."""
    code = new_code()
    return code, Invitation(digest_of(code), now + INVITED_FOR)
