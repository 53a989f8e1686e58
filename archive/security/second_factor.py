"""The second factor: six digits a telephone makes anew every thirty seconds (RFC 6238)."""

from datetime import datetime

import pyotp

#: Seconds of one step, and steps before and after now that are taken, for clocks that differ.
STEP, DRIFT = 30, 1


def new_secret() -> str:
    """Make a secret of 160 bits, in the letters telephones take."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, now: datetime, after: int) -> int | None:
    """Give the step whose code was typed, if it is near now and later than ``after``.

    A code is taken once: the step it belongs to is kept, and none before it is taken again.
    """
    typed = "".join(code.split())
    present = int(now.timestamp()) // STEP
    clock = pyotp.TOTP(secret)
    for step in range(present - DRIFT, present + DRIFT + 1):
        if step > after and pyotp.utils.strings_equal(clock.generate_otp(step), typed):
            return step
    return None


def address_of(secret: str, login: str, issuer: str) -> str:
    """Give the address that a telephone reads from a picture (otpauth://)."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)
