"""A dossier (案卷), all records of one case, and its two volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from archive.errors import Invalid
from archive.models.base import Folder, Root
from archive.models.identifiers import reference_code
from archive.models.records import Record, require_fitting
from archive.models.turns import last_of, next_of
from archive.regulation import retentions, series
from archive.states import COLLECTING, FilingState, Part
from archive.wording import _
from archive.workflow import FILING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from archive.models.cases import CaseFacts
    from archive.models.site import Archive

MAIN, INTERNAL = "main", "internal"

#: Below this number the names of records have three digits, so that the last is the highest.
ALL_AS_LONG = 900

VOLUMES = {MAIN: _("正卷"), INTERNAL: _("副卷")}


class Volume(Folder):
    """The main volume (a party may ask for it) or the internal one (never given to a party)."""

    is_large = False

    def __init__(self, name: str) -> None:
        """Make an empty volume called ``name``."""
        super().__init__()
        self.name = name
        self._order: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The office's word for the volume."""
        return VOLUMES[self.name]

    @property
    def dossier(self) -> Dossier:
        """Give the dossier the volume belongs to."""
        return cast("Dossier", self.__parent__)

    @property
    def other(self) -> Volume:
        """Give the other volume of the dossier."""
        return next(each for each in self.dossier.volumes() if each.name != self.name)

    def records(self) -> list[Record]:
        """Give the records in the order in which they are filed."""
        return [cast("Record", self[name]) for name in self.order]

    def __setitem__(self, name: str, node: object) -> None:
        """Take a record in, behind the others; nothing is written but its place.

        Raises Invalid for a kind that may lie in the other volume only.
        """
        if not isinstance(node, Record):
            raise TypeError(node)
        require_fitting(node.kind, self.name)
        super().__setitem__(name, node)

    def __delitem__(self, name: str) -> None:
        """Let a record go."""
        super().__delitem__(name)
        self.dossier.note_gone(name)

    def reorder(self, names: Sequence[str]) -> None:
        """Put the records in the order of ``names``, which must be just the names there are."""
        if sorted(names) != sorted(self.names()):
            raise Invalid(order=_("排序与现有的件不一致，请刷新页面后再试。"))
        self._order = tuple(names)

    @property
    def order(self) -> tuple[str, ...]:
        """Give the names of the records in the order in which they are filed.

        Those that came after they were last put in order follow, as they came.
        """
        kept = [name for name in self._order if name in self._children]
        if len(kept) == len(self._children):
            return tuple(kept)
        behind = set(self.names()).difference(kept)
        return (*kept, *sorted(behind, key=lambda name: (len(name), name)))

    @property
    def highest(self) -> int:
        """Give the highest number that is the name of a record."""
        last = _number_in(self._children.maxKey()) if self._children else 0
        if last < ALL_AS_LONG:
            return last
        return max(map(_number_in, self.names()))


def _number_in(name: str) -> int:
    return int(name) if name.isdigit() else 0


class Dossier(Folder):
    """All records of one case: one case, one dossier (Penalty 78)."""

    is_large = False
    state = FilingState.OPEN
    reference = ""
    sealed_at: datetime | None = None
    submitted_at: datetime | None = None
    submitted_by: int | None = None
    reason = ""
    workflow = FILING
    #: When an archivist did his first deed on the submission.
    handled_at: datetime | None = None
    #: The highest number of a record that was taken out again.
    _records_ever = 0

    def __init__(self, facts: CaseFacts) -> None:
        """Open a dossier with its two empty volumes."""
        super().__init__()
        self.facts = facts
        for name in VOLUMES:
            self[name] = Volume(name)

    @property
    def guard_unit(self) -> str | None:
        """Name the unit that keeps the dossier."""
        return self.facts.unit

    @property
    def guard_dossier(self) -> int | None:
        """Give the dossier's own uid."""
        return self.uid

    @property
    def title(self) -> str:
        """Give the name of the case."""
        return self.facts.name

    @property
    def is_collecting(self) -> bool:
        """Say whether records may still come, go and change."""
        return self.state in COLLECTING

    @property
    def is_sealed(self) -> bool:
        """Say whether the dossier is filed for ever."""
        return self.state is FilingState.SEALED

    def enter(self, state: FilingState) -> None:
        """Come to ``state``."""
        self.state = state

    def parts(self) -> dict[Part, frozenset[int]]:
        """Give who had which part in filing the dossier."""
        submitted = frozenset() if self.submitted_by is None else frozenset({self.submitted_by})
        return {Part.SUBMITTED: submitted}

    def hindrance(self, row: str, _day: date) -> str:
        """Say what stands against the step ``row``, beside gates, parts and state."""
        if row == "take-back" and self.handled_at is not None:
            return _("档案员已开始办理，不能撤回。")
        return ""

    @property
    def series(self) -> str:
        """Give the key of the series it stands in."""
        return self.series_key

    @property
    def year(self) -> int:
        """Give the year it stands in."""
        return self.year_around

    @property
    def dossier_around(self) -> Dossier:
        """Give the dossier itself."""
        return self

    def volume(self, name: str) -> Volume:
        """Give the main or the internal volume."""
        return cast("Volume", self[name])

    def volumes(self) -> tuple[Volume, ...]:
        """Give both volumes, the main one first."""
        return tuple(self.volume(name) for name in VOLUMES)

    def records(self) -> Iterator[Record]:
        """Go through the records of both volumes in their order."""
        for volume in self.volumes():
            yield from volume.records()

    def next_record_name(self) -> str:
        """Give a name no record of this dossier ever had, and nobody else is given meanwhile."""
        given = last_of(self)
        if given < ALL_AS_LONG or any(f"{given + 1}" in volume for volume in self.volumes()):
            given = max(volume.highest for volume in self.volumes())
        return f"{next_of(self, max(given, self._records_ever)):03d}"

    def note_gone(self, name: str) -> None:
        """Remember that a record had this name, which no other will have."""
        self._records_ever = max(self._records_ever, _number_in(name))

    def describe(self, facts: CaseFacts) -> None:
        """Put other facts in place of the present ones."""
        root = self._archive()
        if root is not None:
            self._leave_numbers(root)
        self.facts = facts
        if root is not None:
            self._enter_numbers(root)

    def seal(self, fonds: str, number: int, now: datetime) -> None:
        """Give the reference codes (DA/T 13) and close the dossier to every ordinary edit."""
        facts = self.facts
        common = (fonds, series()[self.series].code, self.year, retentions()[facts.retention].code)
        self.reference = reference_code(*common, number)
        for position, record in enumerate(self.records(), start=1):
            record.reference = reference_code(*common, number, position)
        self.sealed_at = now
        root = self._archive()
        if root is not None and self.uid in root.unfiled:
            root.unfiled.remove(self.uid)

    def attached(self, root: Root) -> None:
        """Catalogue the dossier, also by its numbers."""
        super().attached(root)
        archive = cast("Archive", root)
        archive.unfiled.insert(self.uid)
        self._enter_numbers(archive)

    def detached(self, root: Root) -> None:
        """Take the dossier out of the catalogues."""
        super().detached(root)
        self._leave_numbers(cast("Archive", root))

    def _archive(self) -> Archive | None:
        top = self.root
        return cast("Archive", top) if isinstance(top, Root) else None

    def _numbers(self) -> set[str]:
        return {number for number in (self.facts.case_number, self.facts.decision_number) if number}

    def _enter_numbers(self, root: Archive) -> None:
        for number in self._numbers():
            uids = root.by_case_number.get(number, ())
            root.by_case_number[number] = tuple(sorted({*uids, self.uid}))

    def _leave_numbers(self, root: Archive) -> None:
        for number in self._numbers():
            rest = tuple(uid for uid in root.by_case_number.get(number, ()) if uid != self.uid)
            if rest:
                root.by_case_number[number] = rest
            else:
                root.by_case_number.pop(number, None)
