"""The facts of a case: parties, dates, decision, outcome; a value that is valid or is not made."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from archive import clock
from archive.errors import Invalid
from archive.models.identifiers import mask_citizen_id, normalise_case_number
from archive.regulation import retentions
from archive.wording import _

LONGEST = 500


LONGEST_NAME = 200
IMPLAUSIBLE = _("日期应在一九四九年以后，且不晚于今天。")


def plausible(day: date) -> bool:
    """Say whether something of the archive can have happened on ``day``; clocks may differ."""
    return date(1949, 10, 1) <= day <= clock.now().date() + timedelta(days=1)


class PartyKind(StrEnum):
    """Whether a party is a person or an organisation."""

    PERSON = "person"
    ORGANISATION = "organisation"

    @property
    def label(self) -> str:
        """The office's word for the kind."""
        return _("个人") if self is PartyKind.PERSON else _("单位")


class Procedure(StrEnum):
    """By which procedure the case was handled."""

    GENERAL = "general"
    SUMMARY = "summary"

    @property
    def label(self) -> str:
        """The office's word for the procedure."""
        return _("普通程序") if self is Procedure.GENERAL else _("简易程序")


@dataclass(frozen=True)
class Party:
    """A party to the case with the number it is known by (citizen id, credit code)."""

    name: str
    kind: PartyKind = PartyKind.ORGANISATION
    number: str = ""

    @property
    def shown_number(self) -> str:
        """Give the number as pages show it: a person's with its middle hidden."""
        return mask_citizen_id(self.number) if self.kind is PartyKind.PERSON else self.number


@dataclass(frozen=True)
class CaseFacts:
    """What is known of a case; numbers are kept in the one written form (〔〕)."""

    case_number: str
    cause: str
    unit: str
    opened: date
    parties: tuple[Party, ...] = ()
    officers: tuple[str, ...] = ()
    procedure: Procedure = Procedure.GENERAL
    decided: date | None = None
    closed: date | None = None
    decision_number: str = ""
    penalties: str = ""
    amount: Decimal | None = None
    outcome: str = ""
    retention: str = "30"

    def __post_init__(self) -> None:
        """Write the numbers in the one form; raise Invalid, naming each wrong field."""
        for field in ("case_number", "decision_number"):
            object.__setattr__(self, field, normalise_case_number(getattr(self, field)))
        wrong = self._missing() | self._misdated() | self._out_of_range()
        if wrong:
            raise Invalid(**wrong)

    def _missing(self) -> dict[str, str]:
        wanted = {"case_number": self.case_number, "cause": self.cause, "unit": self.unit}
        wrong = {field: _("请填写此项。") for field, value in wanted.items() if not value.strip()}
        if not self.parties or not all(party.name.strip() for party in self.parties):
            wrong["parties"] = _("请至少填写一个当事人。")
        names = [text for party in self.parties for text in (party.name, party.number)]
        if any(len(text) > LONGEST_NAME for text in names):
            wrong["parties"] = _("内容太长，请缩短。")
        if any(len(name) > LONGEST_NAME for name in self.officers):
            wrong["officers"] = _("内容太长，请缩短。")
        return wrong

    def _misdated(self) -> dict[str, str]:
        days = {name: getattr(self, name) for name in ("opened", "decided", "closed")}
        wrong = {name: IMPLAUSIBLE for name, day in days.items() if day and not plausible(day)}
        if self.decided and self.decided < self.opened:
            wrong["decided"] = _("决定日期不能早于立案日期。")
        if self.closed and self.closed < (self.decided or self.opened):
            wrong["closed"] = _("结案日期不能早于立案日期和决定日期。")
        return wrong

    def _out_of_range(self) -> dict[str, str]:
        wrong = {}
        amount = self.amount
        if amount is not None and not (amount.is_finite() and 0 <= amount < Decimal("1e13")):
            wrong["amount"] = _("金额应是不小于零的数。")
        if self.retention not in retentions():
            wrong["retention"] = _("请选择保管期限。")
        texts = ("case_number", "cause", "decision_number", "penalties", "outcome")
        return wrong | {
            field: _("内容太长，请缩短。") for field in texts if len(getattr(self, field)) > LONGEST
        }

    @property
    def name(self) -> str:
        """Give the case its usual name: the parties, what they did, 案."""
        return f"{'、'.join(party.name for party in self.parties)}{self.cause}案"
