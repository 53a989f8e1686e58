"""Grants (知悉授权): this person or unit may know this dossier, why, by whom, until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from BTrees.LLBTree import LLTreeSet
from BTrees.OOBTree import OOBTree

from archive.models.base import Folder, Node

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from archive.models.base import Root
    from archive.models.dossiers import Dossier
    from archive.models.requests import CopyRequest
    from archive.security.levels import Marking


@dataclass(frozen=True)
class Given:
    """Who may know which dossier: a person by uid or a unit by code; why, by whom, until when.

    ``request`` is the uid of a copy request the grant serves: it ends when that ends.
    """

    dossier: int
    reason: str
    by: int
    by_name: str
    at: datetime
    person: int | None = None
    unit: str | None = None
    until: date | None = None
    request: int | None = None

    @property
    def subject(self) -> str:
        """Give the key of who holds the grant."""
        return subject_of(self.person, self.unit)


@dataclass(frozen=True)
class Ended:
    """When and by whom a grant was ended, and why."""

    at: datetime
    by_name: str
    reason: str


class Grant(Node):
    """One grant; it is never removed, only ended."""

    ended: Ended | None = None

    def __init__(self, given: Given) -> None:
        """Take what was given."""
        super().__init__()
        self.given = given

    @property
    def title(self) -> str:
        """Give the number of the grant."""
        return self.__name__

    @property
    def dossier(self) -> Dossier | None:
        """Give the dossier that may be known, if it still exists."""
        found = cast("Root", self.root).by_uid.get(self.given.dossier)
        return cast("Dossier | None", found)

    @property
    def guards(self) -> tuple[Marking, ...]:
        """Be guarded as the dossier is: whom it is shut to, the grant says nothing."""
        return self.dossier.guards if self.dossier is not None else ()

    @property
    def guard_unit(self) -> str | None:
        """Name the unit of the dossier."""
        return self.dossier.guard_unit if self.dossier is not None else ""

    @property
    def request(self) -> CopyRequest | None:
        """Give the copy request the grant serves, if any."""
        found = cast("Root", self.root).by_uid.get(self.given.request or 0)
        return cast("CopyRequest | None", found)

    def holds(self, day: date) -> bool:
        """Say whether it holds on ``day``: not ended, not past its day, its cause not over."""
        if self.ended is not None or (self.given.until is not None and self.given.until < day):
            return False
        if self.given.request is None:
            return True
        request = self.request
        return request is not None and not request.is_over


class Grants(Folder):
    """The register of grants, looked up from the side of who holds them."""

    def __init__(self) -> None:
        """Begin an empty register."""
        super().__init__()
        self._held = OOBTree()
        self._on = OOBTree()

    def give(self, name: str, given: Given) -> Grant:
        """Enter a grant under ``name``."""
        grant = Grant(given)
        self[name] = grant
        self._held.setdefault(given.subject, LLTreeSet()).add(grant.uid)
        self._on.setdefault(given.dossier, LLTreeSet()).add(grant.uid)
        return grant

    def drop(self, grant: Grant) -> None:
        """Let an ended grant be looked up no longer; it stays in the register."""
        self._held[grant.given.subject].discard(grant.uid)

    def held_by(self, person: int, unit: str | None, day: date) -> frozenset[int]:
        """Give the uids of the dossiers that a person, or his unit, may know on ``day``."""
        if not self._held:
            return frozenset()
        held = self.of_person(person, unit)
        return frozenset(grant.given.dossier for grant in held if grant.holds(day))

    def of_person(self, person: int, unit: str | None) -> list[Grant]:
        """Give the grants not ended that a person holds, himself or by his unit."""
        keys = [subject_of(person, None), *([subject_of(None, unit)] if unit else [])]
        return [grant for key in keys for grant in self._of(self._held, key)]

    def on(self, dossier: int) -> list[Grant]:
        """Give all grants ever given on a dossier, the newest first."""
        return sorted(self._of(self._on, dossier), key=lambda each: each.__name__, reverse=True)

    def _of(self, tree: OOBTree, key: object) -> Iterator[Grant]:
        by_uid = cast("Root", self.root).by_uid
        for uid in tree.get(key, ()):
            yield cast("Grant", by_uid[uid])


def subject_of(person: int | None, unit: str | None) -> str:
    """Give the key under which the grants of a person, or of a unit, are looked up."""
    return f"person:{person}" if person is not None else f"unit:{unit}"
