"""Where a person stands: roles and unit; and a change of it that waits for a second person."""

from dataclasses import dataclass
from datetime import datetime

from archive.errors import Invalid
from archive.models.named import Facts
from archive.security.levels import Clearance
from archive.security.permissions import SEPARATED, Role
from archive.wording import _


@dataclass(frozen=True)
class Post:
    """The roles a person holds and the unit he belongs to."""

    roles: frozenset[Role]
    unit: str | None = None

    def __post_init__(self) -> None:
        """Raise Invalid where roles don't go together (三员分立)."""
        wrong = {}
        if not self.roles or Role.SYSTEM in self.roles:
            wrong["roles"] = _("请至少选择一个角色。")
        elif self.roles & SEPARATED and len(self.roles) > 1:
            wrong["roles"] = _("系统管理员、保密员、审计员须由三人分任，也不得兼任其他角色。")
        if self.roles & {Role.OFFICER, Role.HEAD} and not self.unit:
            wrong["unit"] = _("办案人员和单位负责人须选择所在单位。")
        if wrong:
            raise Invalid(**wrong)

    def widens(self, present: "Post") -> bool:
        """Say whether somebody with the ``present`` standing would gain anything by this one."""
        return not self.roles <= present.roles or self.unit != present.unit


@dataclass(frozen=True)
class Proposed:
    """A standing or clearance one person proposed; it holds once another has confirmed it.

    ``key`` tells this proposal from any that takes its place.
    """

    value: Post | Clearance | Facts
    by: int
    by_name: str
    at: datetime
    reason: str = ""
    key: str = ""

    def may_be_confirmed_by(self, confirming: int, subject: int) -> bool:
        """Say whether ``confirming`` is neither who proposed it nor whom it is about."""
        return confirming not in {self.by, subject}
