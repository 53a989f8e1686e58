"""What bears a name that can be righted: proposed by one person, confirmed by a second, kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.errors import Invalid
from archive.models.base import Node
from archive.wording import _

if TYPE_CHECKING:
    from datetime import datetime

    from archive.models.posts import Proposed

#: Most characters of a name.
LONGEST = 100


@dataclass(frozen=True)
class Facts:
    """What a thing is called: its name, the short form where it has one, and whether it is open."""

    name: str
    short: str = ""
    is_open: bool = True

    def __post_init__(self) -> None:
        """Raise Invalid, naming each wrong field."""
        wrong = {}
        if not self.name.strip() or len(self.name) > LONGEST or not self.name.isprintable():
            wrong["name"] = _("请填写名称，不超过一百字。")
        if len(self.short) > LONGEST or not self.short.isprintable():
            wrong["short"] = _("内容太长，请缩短。")
        if wrong:
            raise Invalid(**wrong)


@dataclass(frozen=True)
class Earlier:
    """What a thing was called until a moment, who proposed the change and who confirmed it."""

    facts: Facts
    until: datetime
    proposed_by: str
    confirmed_by: str


class Named(Node):
    """A node whose name changes only by a proposal; what it was called before is kept."""

    title = ""
    short = ""
    is_open = True
    proposed_facts: Proposed | None = None
    earlier: tuple[Earlier, ...] = ()

    @property
    def facts_of_name(self) -> Facts:
        """Give what the thing is called now."""
        return Facts(self.title, self.short, self.is_open)

    def call(self, facts: Facts, earlier: Earlier | None) -> None:
        """Take other facts from now on; ``earlier`` is what was before, if anything was."""
        self.title, self.short, self.is_open = (
            facts.name.strip(),
            facts.short.strip(),
            facts.is_open,
        )
        self.proposed_facts = None
        if earlier is not None:
            self.earlier = (*self.earlier, earlier)
