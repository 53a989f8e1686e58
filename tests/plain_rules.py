"""The rules of domain.md §2 and §4 once more, over plain values: who may do what, on which day.

Nothing of ``archive.security`` but the names of roles, caveats and permissions is asked here.
"""

from dataclasses import dataclass, field
from typing import Any

from archive.security.permissions import Permission as P
from archive.security.permissions import Role as R


@dataclass(frozen=True)
class Mark:
    """A marking: level, caveats, and in how many days the level ends."""

    level: int = 0
    caveats: frozenset[str] = frozenset()
    ends: int = 900


@dataclass(frozen=True)
class Tree:
    """A dossier: whose it is, its marking, and those of its records."""

    unit: str
    mark: Mark
    records: tuple[Mark, ...]


@dataclass(frozen=True)
class Stand:
    """Where a person stands: his roles and unit."""

    roles: frozenset[R]
    unit: str | None


@dataclass(frozen=True)
class Cleared:
    """What a person may see, and in how many days that ends, if it does."""

    level: int = 0
    caveats: frozenset[str] = frozenset()
    ends: int | None = None


@dataclass(frozen=True)
class Change:
    """One change: what is done, to which of the things of its kind, and with what."""

    what: str
    which: int = 0
    value: Any = None


@dataclass
class Granted:
    """A grant as the rules see it."""

    dossier: int
    holder: int | str
    ends: int | None
    cause: bool
    over: bool = False


@dataclass
class World:
    """All that the rules ask, as plain values, by uid."""

    unit_of: dict[int, str] = field(default_factory=dict)  # of a dossier
    dossier_of: dict[int, int] = field(
        default_factory=dict
    )  # of a dossier (itself) and of a record
    marks: dict[int, Mark] = field(default_factory=dict)
    stands: dict[int, Stand] = field(default_factory=dict)
    cleared: dict[int, Cleared] = field(default_factory=dict)
    disabled: set[int] = field(default_factory=set)
    grants: list[Granted] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)  # dossiers whose request has ended

    def may(self, person: int, thing: int, what: P, day: int) -> bool:
        """Say whether a person may do ``what``: the mandatory gate, then role or grant."""
        if person in self.disabled or not self._cleared_for(person, thing, day):
            return False
        stand, dossier = self.stands[person], self.dossier_of[thing]
        within = {R.OFFICER, R.HEAD} if self.unit_of[dossier] == stand.unit else set()
        if stand.roles & MAY[what] & (EVERYWHERE | within):
            return True
        reads = bool(stand.roles & MAY[P.DOSSIER_READ])
        return (
            what in {P.DOSSIER_READ, P.COMPONENT_DOWNLOAD}
            and reads
            and any(self._holds(person, grant, dossier, day) for grant in self.grants)
        )

    def _cleared_for(self, person: int, thing: int, day: int) -> bool:
        have = self.cleared[person]
        if have.ends is not None and have.ends < day:
            have = Cleared()
        for mark in (self.marks[thing], self.marks[self.dossier_of[thing]]):
            if (mark.level > have.level and mark.ends >= day) or mark.caveats - have.caveats:
                return False
        return True

    def _holds(self, person: int, grant: Granted, dossier: int, day: int) -> bool:
        ended = grant.over or (grant.ends is not None and grant.ends < day)
        caused = not grant.cause or dossier not in self.closed
        mine = grant.holder in {person, self.stands[person].unit}
        return grant.dossier == dossier and mine and caused and not ended


#: domain.md §2: who may at all; officers and heads only within their own unit.
MAY = {
    P.DOSSIER_READ: {R.OFFICER, R.HEAD, R.ARCHIVIST, R.LEGAL, R.SECURITY},
    P.COMPONENT_DOWNLOAD: {R.OFFICER, R.HEAD, R.ARCHIVIST, R.LEGAL, R.SECURITY},
    P.DOSSIER_DESCRIBE: {R.OFFICER},
    P.DOSSIER_SEAL: {R.ARCHIVIST},
    P.MARKING_SET: {R.SECURITY},
    P.JOURNAL_READ: {R.AUDITOR},
    P.GRANT_GIVE: {R.SECURITY},
    P.ACCOUNT_CREATE: {R.ADMINISTRATOR},
}
EVERYWHERE = {R.ARCHIVIST, R.LEGAL, R.SECURITY, R.AUDITOR, R.ADMINISTRATOR}
