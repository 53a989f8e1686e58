"""A pure lattice: levels, caveats, markings, clearances, and which dominates which (Art. 34)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

from archive.wording import _


class Level(IntEnum):
    """Secrecy levels in order; the number is what the index compares."""

    UNCLASSIFIED = 0
    CONFIDENTIAL = 1
    SECRET = 2
    TOP_SECRET = 3

    @property
    def label(self) -> str:
        """The official word for the level."""
        return LEVEL_LABELS[self]


LEVEL_LABELS = {
    Level.UNCLASSIFIED: _("非密"),
    Level.CONFIDENTIAL: _("秘密"),
    Level.SECRET: _("机密"),
    Level.TOP_SECRET: _("绝密"),
}

LONGEST_YEARS = {Level.CONFIDENTIAL: 10, Level.SECRET: 20, Level.TOP_SECRET: 30}


class Caveat(StrEnum):
    """What else protects a record, beside its level."""

    COMMERCIAL = "commercial"
    PRIVACY = "privacy"
    WORK = "work"
    INFORMANT = "informant"

    @property
    def label(self) -> str:
        """The official word for the caveat."""
        return CAVEAT_LABELS[self]


CAVEAT_LABELS = {
    Caveat.COMMERCIAL: _("商业秘密"),
    Caveat.PRIVACY: _("个人隐私"),
    Caveat.WORK: _("工作秘密"),
    Caveat.INFORMANT: _("举报人信息"),
}


@dataclass(frozen=True)
class Marking:
    """Level and caveats of one object, with who decided, on what basis, from and until when."""

    level: Level = Level.UNCLASSIFIED
    caveats: frozenset[Caveat] = frozenset()
    basis: str = ""
    organ: str = ""
    decided_by: str = ""
    decided_on: date | None = None
    until: date | None = None

    def level_on(self, day: date) -> Level:
        """Give the level that holds on ``day``: past its term it lapses by itself."""
        lapsed = self.until is not None and self.until < day
        return Level.UNCLASSIFIED if lapsed else self.level

    @property
    def is_open(self) -> bool:
        """Say whether the marking protects nothing at all, at any time."""
        return self.level is Level.UNCLASSIFIED and not self.caveats


OPEN = Marking()


def later(until: date | None, present: date | None) -> bool:
    """Say whether a term ends later than the ``present`` one; ``None`` has no end."""
    return present is not None and (until is None or until > present)


@dataclass(frozen=True)
class Effective:
    """What an object and all that holds it amount to on one day."""

    level: Level = Level.UNCLASSIFIED
    caveats: frozenset[Caveat] = frozenset()

    @property
    def is_open(self) -> bool:
        """Say whether nothing protects the object beyond the second gate."""
        return self.level is Level.UNCLASSIFIED and not self.caveats


@dataclass(frozen=True)
class Clearance:
    """The highest level a person may read and the caveats he may handle."""

    level: Level = Level.UNCLASSIFIED
    caveats: frozenset[Caveat] = field(default_factory=frozenset)
    until: date | None = None

    def on(self, day: date) -> "Clearance":
        """Give what holds on ``day``: past its term nothing is left of it."""
        return Clearance() if self.until is not None and self.until < day else self

    def widens(self, present: "Clearance") -> bool:
        """Say whether somebody with the ``present`` clearance would gain anything by this one."""
        longer = later(self.until, present.until)
        return (
            self.level > present.level
            or not self.caveats <= present.caveats
            or (longer and self != Clearance(until=self.until))
        )


def join(markings: Iterable[Marking], day: date) -> Effective:
    """Give the highest level and the union of caveats of ``markings`` as they hold on ``day``."""
    level, caveats = Level.UNCLASSIFIED, frozenset[Caveat]()
    for marking in markings:
        level = max(level, marking.level_on(day))
        caveats |= marking.caveats
    return Effective(level, caveats)


def dominates(clearance: Clearance, effective: Effective) -> bool:
    """Say whether the first, mandatory gate opens: level at least, every caveat handled."""
    return clearance.level >= effective.level and effective.caveats <= clearance.caveats


def longest_until(level: Level, start: date) -> date:
    """Give the last day a marking of ``level`` may hold by law, counted from ``start``."""
    year = start.year + LONGEST_YEARS[level]
    leap_day = (start.month, start.day) == (2, 29)
    return start.replace(year=year, day=28) if leap_day else start.replace(year=year)
