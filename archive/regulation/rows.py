"""The rows of the regulation's tables; a row that is wrong can't be made (ValueError says why)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from archive.wording import _

#: The places of Penalty 78 in their order: z of the main volume, f of the internal one; z0 is for
#: what lies before the first page (cover, contents), z9 for the sheet behind the last.
SLOTS = (
    *("z0", "z1", "z2", "z3", "z4", "z5", "z6", "z7", "z9"),
    *("f1", "f2", "f3", "f4", "f5", "f6"),
)
SLOT_LETTERS = {"main": "z", "internal": "f"}
FORMS = 56
LAST_ARTICLE = 37
NO_SUCH_ARTICLE = 6

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ARTICLE = re.compile(r"(\d{1,2})(\([1-8]\))?")
SOURCE = re.compile(r"(Art\.|Penalty|Licensing) (\d+)")

CITATIONS = {
    "Art.": _("依据：本局全过程记录实施办法第{article}条。"),
    "Penalty": _("依据：市场监督管理行政处罚程序规定第{article}条。"),
    "Licensing": _("依据：行政许可法第{article}条。"),
}
OWN_TERM = _("法规未定期限，由本局设定。")


class Phase(StrEnum):
    """The phase of the procedure in which a record is made."""

    START = "start"
    INQUIRY = "inquiry"
    REVIEW = "review"
    DECISION = "decision"
    SERVICE = "service"
    EXECUTION = "execution"
    CLOSING = "closing"
    OTHER = "other"


class Recording(StrEnum):
    """Whether a recording must accompany a record (Arts. 13, 15, 25, 27)."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = ""


class Unit(StrEnum):
    """What a term is counted in; only calendar days end later because of a holiday."""

    DAYS = "days"
    WORKING_DAYS = "working-days"
    HOURS = "hours"


@dataclass(frozen=True)
class Row:
    """What every table has: a key for the program, a name for the person."""

    key: str
    name: str

    def __post_init__(self) -> None:
        """Refuse a key that is no slug, and a name that is blank."""
        demand(KEY.fullmatch(self.key), f"key {self.key!r}")
        demand(self.name.strip(), "name")


@dataclass(frozen=True)
class RecordKind(Row):
    """What a record is: its phase, usual volume, place, articles, and its recording.

    ``fixed`` says that it may lie in no other volume; ``form`` is its number among the 56
    standard forms, 0 for others; ``is_recording`` marks the kinds whose components are sound,
    film or photographs.
    """

    english: str
    phase: Phase
    volume: str
    slot: str
    fixed: bool = False
    form: int = 0
    articles: tuple[str, ...] = ()
    recording: Recording = Recording.NONE
    is_recording: bool = False

    def __post_init__(self) -> None:
        """Refuse a phase, volume, slot, form or article that there is not."""
        super().__post_init__()
        object.__setattr__(self, "phase", Phase(self.phase))
        object.__setattr__(self, "recording", Recording(self.recording))
        demand(self.english.strip(), "english")
        demand(self.volume in SLOT_LETTERS, f"volume {self.volume!r}")
        letter = SLOT_LETTERS[self.volume]
        demand(self.slot in SLOTS and self.slot.startswith(letter), f"slot {self.slot!r}")
        demand(0 <= self.form <= FORMS, f"form {self.form}")
        for article in self.articles:
            demand(is_article(article), f"article {article!r}")
        demand(not (self.is_recording and self.recording), "recording of a recording")

    def fits(self, volume: str) -> bool:
        """Say whether a record of this kind may lie in ``volume`` (main, internal)."""
        return not self.fixed or self.volume == volume

    @property
    def position(self) -> int:
        """Give its place in the order of filing, the main volume first (Penalty 78)."""
        return SLOTS.index(self.slot)


@dataclass(frozen=True)
class Series(Row):
    """One of the eight kinds of enforcement act of Art. 2.

    ``code`` is the archive's; ``filing_days`` are calendar days from the end of the act (Art. 31).
    """

    english: str
    code: str
    filing_days: int = 30

    def __post_init__(self) -> None:
        """Refuse a code that is not letters, and a term that is no time."""
        super().__post_init__()
        demand(re.fullmatch(r"[A-Z]{2,6}", self.code), f"code {self.code!r}")
        demand(self.filing_days > 0, f"filing_days {self.filing_days}")


@dataclass(frozen=True)
class PenaltyKind(Row):
    """A kind of penalty of 行政处罚法 9; ``written`` is the pattern by which decisions name it."""

    english: str
    written: str

    def __post_init__(self) -> None:
        """Refuse a pattern that does not find its own name, or finds what is not there."""
        super().__post_init__()
        demand(self.english.strip(), "english")
        demand(self.stands_in(self.name) and not self.stands_in(""), f"written {self.written!r}")

    def stands_in(self, text: str) -> bool:
        """Say whether a decision with the folded ``text`` gives this penalty; 不予 gives none."""
        return bool(re.search(rf"(?<!不予)(?<!免予)(?<!免于)(?:{self.written})", text))


@dataclass(frozen=True)
class Retention(Row):
    """How long a dossier is kept (档案局令第8号); no years means for ever.

    ``usual_for`` names the procedures (general, summary) whose dossiers are usually kept so long.
    """

    english: str
    code: str
    years: int = 0
    usual_for: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a code that says other years than the row."""
        super().__post_init__()
        code = f"D{self.years}" if self.years else "Y"
        demand(self.code == code, f"code {self.code!r}, years {self.years}")


@dataclass(frozen=True)
class Deadline(Row):
    """A term: how much of which unit, by which article.

    ``set_by_bureau`` says that the article names no term, and the bureau sets this one itself.
    """

    amount: int
    unit: Unit
    source: str
    set_by_bureau: bool = False

    def __post_init__(self) -> None:
        """Refuse a term that is no time, a unit and a law that there is not."""
        super().__post_init__()
        object.__setattr__(self, "unit", Unit(self.unit))
        demand(self.amount > 0, f"amount {self.amount}")
        demand(SOURCE.fullmatch(self.source), f"source {self.source!r}")

    @property
    def cited(self) -> tuple[str, Mapping[str, object]]:
        """Give the sentence that names the source, and the values that fill it."""
        law, article = self.source.split()
        return (OWN_TERM, {}) if self.set_by_bureau else (CITATIONS[law], {"article": article})


def is_article(text: str) -> bool:
    """Say whether ``text`` is an article of the bureau's measures, such as ``12(3)``; no Art. 6."""
    found = ARTICLE.fullmatch(text)
    if found is None:
        return False
    number = int(found[1])
    return 1 <= number <= LAST_ARTICLE and number != NO_SUCH_ARTICLE


def demand(holds: object, what: str) -> None:
    """Refuse a row (ValueError) where ``holds`` does not, saying ``what`` is wrong."""
    if not holds:
        raise ValueError(what)
