"""A record (件): one document or one recording of a dossier, of one kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from archive.errors import Invalid
from archive.models.base import Folder
from archive.models.cases import IMPLAUSIBLE, plausible
from archive.models.components import Component
from archive.regulation import kind as kind_of
from archive.regulation import kinds
from archive.wording import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from archive.models.dossiers import Dossier, Volume
    from archive.models.markings import Informed, Stub
    from archive.regulation import RecordKind

LONGEST_TITLE = 500
MOST_PAGES = 100_000

#: Said where a kind with a fixed volume would lie in the other one (Penalty 78), by its own.
ELSEWHERE = {
    "main": _("这种文书只能放在正卷。"),
    "internal": _("这种文书只能放在副卷。"),
}


def require_fitting(kind: RecordKind, volume: str) -> None:
    """Raise Invalid where a record of ``kind`` may not lie in ``volume``."""
    if not kind.fits(volume):
        raise Invalid(kind=ELSEWHERE[kind.volume])


@dataclass(frozen=True)
class RecordFacts:
    """What is known of a record: title, kind, date, makers, number, pages."""

    title: str
    kind: str
    made: date | None = None
    makers: str = ""
    number: str = ""
    pages: int | None = None
    description: str = ""

    def __post_init__(self) -> None:
        """Raise Invalid, naming each wrong field."""
        wrong: dict[str, str] = {}
        if not self.title.strip() or len(self.title) > LONGEST_TITLE:
            wrong["title"] = _("请填写题名，不超过五百字。")
        long = {"number": 200, "makers": 500, "description": 20_000}
        wrong |= {
            name: _("内容太长，请缩短。")
            for name, most in long.items()
            if len(getattr(self, name)) > most
        }
        if self.made is not None and not plausible(self.made):
            wrong["made"] = IMPLAUSIBLE
        if self.kind not in kinds():
            wrong["kind"] = _("请选择文书种类。")
        if self.pages is not None and not 0 <= self.pages <= MOST_PAGES:
            wrong["pages"] = _("页数应是不小于零的整数。")
        if wrong:
            raise Invalid(**wrong)


class Record(Folder):
    """One document or recording; holds its components, the files."""

    is_large = False
    reference = ""
    stub: Stub | None = None
    knowers: tuple[Informed, ...] = ()
    _counted = 0

    def __init__(self, facts: RecordFacts) -> None:
        """Make a record without a file yet."""
        super().__init__()
        self.facts = facts

    @property
    def title(self) -> str:
        """Give the record's title."""
        return self.facts.title

    @property
    def kind(self) -> RecordKind:
        """Give the row of the regulation's table for its kind."""
        return kind_of(self.facts.kind)

    @property
    def volume(self) -> Volume:
        """Give the volume the record stands in."""
        return cast("Volume", self.__parent__)

    @property
    def dossier(self) -> Dossier:
        """Give the dossier the record belongs to."""
        return cast("Dossier", self.volume.__parent__)

    @property
    def is_misplaced(self) -> bool:
        """Say whether it lies in a volume where its kind may not lie, as older archives let it."""
        return not self.kind.fits(self.volume.name)

    def describe(self, facts: RecordFacts) -> None:
        """Put other facts in place of the present ones; Invalid for a kind of the other volume."""
        require_fitting(kind_of(facts.kind), self.volume.name)
        self.facts = facts

    def move_over(self) -> None:
        """Go, as it is, behind the others of the other volume; Invalid for a kind of this one."""
        here, there = self.volume, self.volume.other
        require_fitting(self.kind, there.name)
        order, name = there.order, self.__name__
        del here[name]
        there[name] = self
        there.reorder((*order, name))

    @property
    def position(self) -> int:
        """Give the place in the volume, counted from 1."""
        return self.volume.order.index(self.__name__) + 1

    @property
    def pages(self) -> int:
        """Give the number of pages as stated, or as counted in its files."""
        if self.facts.pages is not None:
            return self.facts.pages
        return self._counted

    def recount(self) -> None:
        """Count the pages of the files anew, so that a list of records need not load them."""
        counted = sum(component.page_count for component in self.components())
        if counted != self._counted:
            self._counted = counted

    def components(self) -> Iterator[Component]:
        """Go through the files in the order in which they came."""
        return iter(cast("list[Component]", list(self.values())))

    def next_component_name(self) -> str:
        """Give the name of the next file; files never leave a record one by one."""
        return f"{len(self) + 1:03d}"
