"""Passwords: argon2id by passlib's API; checking a missing account costs as much as a real one."""

from functools import cache

from passlib.context import CryptContext
from zxcvbn import zxcvbn

from archive.errors import Invalid
from archive.wording import _

SHORTEST = 10
LONGEST = 256

#: Characters that are weighed, and the least weight of 0 to 4: a hundred million guesses.
WEIGHED, STRENGTH = 72, 3

_context = CryptContext(schemes=["argon2"], argon2__type="ID")


def hash_password(password: str, *about: str, field: str = "password") -> str:
    """Give the argon2id hash; raise Invalid on ``field`` for a password too short or guessable.

    What counts is length and how soon it would be guessed from lists of common passwords, keys in
    a row and words ``about`` the person; no rule asks for signs and digits (NIST SP 800-63B).
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(**{field: _("密码至少十个字符。")})
    if zxcvbn(password[:WEIGHED], user_inputs=about)["score"] < STRENGTH:
        raise Invalid(**{field: _("这个密码太容易被猜到，请用几个不相干的词连起来。")})
    return str(_context.hash(password))


def password_matches(password: str, password_hash: str | None) -> bool:
    """Say whether the password fits; with no hash to fit, take the same time and say no."""
    known = password_hash is not None
    fits = bool(_context.verify(password[:LONGEST], password_hash or _nobodys()))
    return known and fits


@cache
def _nobodys() -> str:
    return str(_context.hash("nobody's password"))
