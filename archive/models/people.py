"""People with accounts: who they are, what roles, unit, clearance and grants they hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from archive.errors import Invalid
from archive.models.base import Folder, Node
from archive.security.access import Identity
from archive.security.levels import Clearance
from archive.security.permissions import SEPARATED, Role
from archive.wording import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

#: Names that are addresses of pages beside the accounts.
RESERVED = frozenset({"new"})
LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,31}")


@dataclass(frozen=True)
class Grant:
    """This person may know this dossier: why, by whom, until when (知悉授权)."""

    dossier: int
    cause: str
    given_by: int
    until: date | None = None


class Person(Node):
    """An account; ``__name__`` is what its holder types to sign in."""

    disabled = False

    def __init__(
        self,
        name: str,
        roles: frozenset[Role],
        unit: str | None,
        password_hash: str,
        made_at: datetime,
    ) -> None:
        """Make an account; raise Invalid where roles don't go together (三员分立)."""
        super().__init__()
        self.title = name.strip()
        self.unit = unit
        self.password_hash = password_hash
        self.made_at = made_at
        self.clearance = Clearance()
        self.grants: tuple[Grant, ...] = ()
        self.roles = _checked(roles, self.title, unit)

    def identity(self, day: date) -> Identity:
        """Give the person as the gates see him on ``day``."""
        held = (grant for grant in self.grants if grant.until is None or grant.until >= day)
        return Identity(
            uid=self.uid,
            name=self.title,
            login=self.__name__,
            roles=self.roles,
            unit=self.unit,
            clearance=self.clearance,
            grants=frozenset(grant.dossier for grant in held),
        )


def _checked(roles: frozenset[Role], name: str, unit: str | None) -> frozenset[Role]:
    wrong = {}
    if not name:
        wrong["name"] = _("请填写姓名。")
    if not roles or Role.SYSTEM in roles:
        wrong["roles"] = _("请至少选择一个角色。")
    elif roles & SEPARATED and len(roles) > 1:
        wrong["roles"] = _("系统管理员、保密员、审计员须由三人分任，也不得兼任其他角色。")
    if roles & {Role.OFFICER, Role.HEAD} and not unit:
        wrong["unit"] = _("办案人员和单位负责人须选择所在单位。")
    if wrong:
        raise Invalid(**wrong)
    return roles


class People(Folder):
    """The accounts, by what their holders type to sign in."""

    def enrol(self, login: str, person: Person) -> None:
        """Put the account under ``login``; raise Invalid where that can't be."""
        if not LOGIN.fullmatch(login) or login in RESERVED:
            raise Invalid(login=_("账号用小写字母开头，可含数字、点、横线，二至三十二个字符。"))
        if login in self:
            raise Invalid(login=_("这个账号已有人使用。"))
        self[login] = person

    def everyone(self) -> Iterator[Person]:
        """Go through the accounts in the order of their names."""
        return iter(cast("list[Person]", list(self.values())))
