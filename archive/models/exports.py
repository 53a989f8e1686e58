"""Result lists a person had written out, kept for a day; and searches he keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from archive.models.base import Folder, Node
from archive.models.components import Arrived, StoredFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.models.base import Root
    from archive.security.access import Identity

#: How long a list can be fetched.
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Saved:
    """A search a person keeps under a name: its address with all that was chosen."""

    name: str
    query: str
    at: datetime


@dataclass(frozen=True)
class Wanted:
    """What is looked for, as it was typed and chosen: plain values."""

    typed: str
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = "relevance"


class Export(Node):
    """A list that is being written, or was; for one person, with what he might read then."""

    file: StoredFile | None = None
    rows = 0
    failure = ""

    def __init__(self, wanted: Wanted, person: Identity, now: datetime) -> None:
        """Note what is wanted and by whom."""
        super().__init__()
        self.wanted = wanted
        self.person = person
        self.ordered_at = now

    def keep(self, arrived: Arrived, media_type: str, rows: int) -> None:
        """Take the finished list over."""
        file = StoredFile(arrived, media_type)
        file.__parent__ = self
        file.attached(cast("Root", self.root))
        self.file, self.rows = file, rows

    def detached(self, root: Root) -> None:
        """Take the finished list out of the catalogue too."""
        super().detached(root)
        if self.file is not None:
            self.file.detached(root)

    def is_stale(self, now: datetime, tightened: datetime | None, person: Identity) -> bool:
        """Say whether it is too old, or access became tighter since, for the person or at all."""
        tighter = tightened is not None and tightened >= self.ordered_at
        return now - self.ordered_at > KEPT or tighter or person != self.person


class Exports(Folder):
    """The lists, by number."""

    def of(self, person: int) -> Iterator[Export]:
        """Go through the lists of one person, the newest first."""
        every = cast("list[Export]", list(self.values()))
        return (each for each in reversed(every) if each.person.uid == person)

    def sweep(self, now: datetime) -> None:
        """Drop the lists nobody can fetch any more."""
        for name, each in list(zip(self.names(), cast("list[Export]", self.values()), strict=True)):
            if now - each.ordered_at > KEPT:
                del self[name]
