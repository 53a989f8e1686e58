"""What is kept beside a marking: its history, the entry for the original, who knows of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from archive.errors import Invalid
from archive.security.levels import Level, Marking, later
from archive.wording import _

#: Longest text of one field.
LONGEST = 300


class Change(StrEnum):
    """What a change of a marking amounts to."""

    SET = "set"
    RAISED = "raised"
    LOWERED = "lowered"
    EXTENDED = "extended"
    SHORTENED = "shortened"
    DECLASSIFIED = "declassified"
    CAVEATS = "caveats"
    CORRECTED = "corrected"

    @property
    def label(self) -> str:
        """The office's word for it."""
        return CHANGE_LABELS[self]


CHANGE_LABELS = {
    Change.SET: _("定密"),
    Change.RAISED: _("提高密级"),
    Change.LOWERED: _("降低密级"),
    Change.EXTENDED: _("延长保密期限"),
    Change.SHORTENED: _("缩短保密期限"),
    Change.DECLASSIFIED: _("解密"),
    Change.CAVEATS: _("变更标注"),
    Change.CORRECTED: _("更正"),
}


@dataclass(frozen=True)
class Changed:
    """One change: what it was and became, on what basis, by whom, when."""

    at: datetime
    change: Change
    before: Marking
    after: Marking
    basis: str
    by_name: str


def change_of(before: Marking, after: Marking, day: date) -> Change:
    """Name what becomes of a marking on ``day``; a level that lapsed counts as none."""
    was, becomes = before.level_on(day), after.level_on(day)
    if was != becomes:
        if not was:
            return Change.SET
        if not becomes:
            return Change.DECLASSIFIED
        return Change.RAISED if becomes > was else Change.LOWERED
    if was and before.until != after.until:
        return Change.EXTENDED if later(after.until, before.until) else Change.SHORTENED
    return Change.CAVEATS if before.caveats != after.caveats else Change.CORRECTED


@dataclass(frozen=True)
class Stub:
    """The entry for a record whose bytes must not be here (涉密登记): where the original is."""

    place: str
    carrier: str
    custodian: str
    knowers: str = ""

    def __post_init__(self) -> None:
        """Raise Invalid, naming each field that is missing or too long."""
        wanted = ("place", "carrier", "custodian")
        wrong = {name: _("请填写此项。") for name in wanted if not getattr(self, name).strip()}
        for name in (*wanted, "knowers"):
            if len(getattr(self, name)) > LONGEST:
                wrong[name] = _("内容太长，请缩短。")
        if wrong:
            raise Invalid(**wrong)


@dataclass(frozen=True)
class Informed:
    """Somebody who learned of a secret (知悉人员): by reading it here, or told elsewhere."""

    name: str
    at: datetime
    how: str
    uid: int | None = None


#: From this level on it is kept who learned of a record (保密法).
KNOWERS_FROM = Level.SECRET
