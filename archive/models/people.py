"""People with accounts: who they are, where they stand, and what lets them in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from archive.errors import Invalid
from archive.models.base import Folder
from archive.models.credentials import SignIn
from archive.models.named import Named
from archive.models.posts import Post, Proposed
from archive.security.access import Identity
from archive.security.levels import Clearance
from archive.wording import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from archive.models.credentials import Invitation, SecondFactor
    from archive.models.exports import Saved
    from archive.models.site import Archive

#: Names that are addresses of pages beside the accounts.
RESERVED = frozenset({"new"})
LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,31}")

#: How many of the last tries to sign in a person is shown, and browsers he is known by.
MOST_SIGN_INS, MOST_BROWSERS = 12, 10


class Person(Named):
    """An account; ``__name__`` is what its holder types to sign in."""

    disabled = False
    password_hash: str | None = None
    invitation: Invitation | None = None
    second: SecondFactor | None = None
    proposed_standing: Proposed | None = None
    proposed_clearance: Proposed | None = None
    sign_ins: tuple[SignIn, ...] = ()
    browsers: tuple[str, ...] = ()
    searches: tuple[Saved, ...] = ()

    def __init__(self, name: str, standing: Post) -> None:
        """Make an account that nobody can sign in with yet."""
        super().__init__()
        self.title = name.strip()
        if not self.title:
            raise Invalid(name=_("请填写姓名。"))
        self.roles, self.unit = standing.roles, standing.unit
        self.clearance = Clearance()

    @property
    def guard_unit(self) -> str | None:
        """Name the unit the account belongs to; one without a unit is any head's business."""
        return self.unit

    @property
    def standing(self) -> Post:
        """Give roles and unit."""
        return Post(self.roles, self.unit)

    def stand(self, standing: Post) -> None:
        """Take other roles and another unit."""
        self.roles, self.unit = standing.roles, standing.unit

    def identity(self, day: date) -> Identity:
        """Give the person as the gates see him on ``day``."""
        return self.identity_as(day, self.standing, self.clearance)

    def identity_as(self, day: date, standing: Post, clearance: Clearance) -> Identity:
        """Give the person as the gates would see him with another standing or clearance."""
        return Identity(
            uid=self.uid,
            name=self.title,
            login=self.__name__,
            roles=standing.roles,
            unit=standing.unit,
            clearance=clearance.on(day),
            grants=cast("Archive", self.root).grants.held_by(self.uid, standing.unit, day),
        )

    def note_sign_in(self, tried: SignIn) -> None:
        """Remember one more try to sign in, and forget the oldest."""
        self.sign_ins = (tried, *self.sign_ins)[:MOST_SIGN_INS]

    def know_browser(self, digest: str) -> None:
        """Remember a browser somebody signed in with."""
        others = tuple(each for each in self.browsers if each != digest)
        self.browsers = (digest, *others)[:MOST_BROWSERS]


class People(Folder):
    """The accounts, by what their holders type to sign in.

    ``founded`` says that there is a security officer; from then on two persons are needed for
    every account, role and clearance.
    """

    founded = False

    def enrol(self, login: str, person: Person) -> None:
        """Put the account under ``login``; raise Invalid where that can't be."""
        if not LOGIN.fullmatch(login) or login in RESERVED:
            raise Invalid(login=_("账号用小写字母开头，可含数字、点、横线，二至三十二个字符。"))
        if login in self:
            raise Invalid(login=_("这个账号已有人使用。"))
        self[login] = person

    def known(self, login: str) -> Person | None:
        """Give the account somebody may sign in with under ``login``."""
        found = self.get(login.strip().lower())
        return found if isinstance(found, Person) and not found.disabled else None

    def everyone(self) -> Iterator[Person]:
        """Go through the accounts in the order of their names."""
        return iter(cast("list[Person]", list(self.values())))
