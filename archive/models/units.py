"""The units (执法单位) that keep dossiers, and the bureau they belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from archive.errors import Invalid
from archive.models.base import Folder
from archive.models.named import Named
from archive.wording import _

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What a unit is called in addresses and in the index; for ever.
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")

#: Names that are addresses of pages beside the units.
RESERVED = frozenset({"new"})


@dataclass(frozen=True)
class ListedUnit:
    """A unit as archives kept it before it had a history; upgraded to ``Unit``."""

    code: str
    name: str


class Unit(Named):
    """An organisational unit that keeps its dossiers (Arts. 31-32); shut until it is confirmed."""

    is_open = False

    @property
    def code(self) -> str:
        """Give the code, which never changes."""
        return self.__name__

    @property
    def name(self) -> str:
        """Give the present name."""
        return self.title

    @property
    def is_proposed(self) -> bool:
        """Say whether the unit is only proposed and never was."""
        return not self.is_open and not self.earlier and self.proposed_facts is not None


class Units(Folder):
    """The units by their codes."""

    is_large = False
    title = _("单位")

    def list(self, code: str, unit: Unit) -> None:
        """Put ``unit`` under ``code``; raise Invalid where that can't be."""
        if not CODE.fullmatch(code) or code in RESERVED:
            raise Invalid(code=_("单位代码由小写字母、数字和横线组成，不超过三十二个字符。"))
        if code in self:
            raise Invalid(code=_("单位代码和名称都要填写，且不得重复。"))
        self[code] = unit

    def everyone(self) -> Iterator[Unit]:
        """Go through the units in the order of their codes."""
        return iter(cast("list[Unit]", list(self.values())))

    def open(self) -> tuple[Unit, ...]:
        """Give the units that take dossiers and people."""
        return tuple(unit for unit in self.everyone() if unit.is_open)

    def is_taken(self, name: str, but: Unit | None = None) -> bool:
        """Say whether another unit is called so already."""
        return any(each.title == name.strip() for each in self.everyone() if each is not but)


class Bureau(Named):
    """The bureau whose archive this is: its name on pages and papers, its short form in numbers."""
