"""What is answered for one record of a copy request: proposed, opined, decided (Art. 33)."""

from dataclasses import dataclass
from enum import StrEnum

from archive.errors import Invalid
from archive.wording import _


class Answer(StrEnum):
    """What is proposed, and decided, for one record."""

    RELEASE = "release"
    WITHHOLD_PAGES = "withhold-pages"
    REFUSE = "refuse"

    @property
    def label(self) -> str:
        """The office's word for it."""
        return ANSWER_LABELS[self]


ANSWER_LABELS = {
    Answer.RELEASE: _("提供"),
    Answer.WITHHOLD_PAGES: _("隐去部分页后提供"),
    Answer.REFUSE: _("不予提供"),
}


class Ground(StrEnum):
    """Why a record or a page is withheld."""

    STATE_SECRET = "state-secret"  # noqa: S105 - a ground of the law, not a password
    COMMERCIAL = "commercial"
    PRIVACY = "privacy"
    INFORMANT = "informant"
    INTERNAL = "internal"
    NOT_PARTY = "not-party"
    OTHER_LAW = "other-law"

    @property
    def label(self) -> str:
        """The office's words for it."""
        return GROUND_LABELS[self]


GROUND_LABELS = {
    Ground.STATE_SECRET: _("国家秘密"),
    Ground.COMMERCIAL: _("商业秘密"),
    Ground.PRIVACY: _("个人隐私"),
    Ground.INFORMANT: _("举报人信息"),
    Ground.INTERNAL: _("副卷材料"),
    Ground.NOT_PARTY: _("不属当事人可以复制的材料"),
    Ground.OTHER_LAW: _("其他法律规定应当保密"),
}


@dataclass(frozen=True)
class Item:
    """One record of a request: what is proposed, the opinions, what is decided."""

    record: int
    proposed: Answer
    ground: Ground | None = None
    withheld: frozenset[int] = frozenset()
    consent: str = ""
    opinion: str = ""
    opinion_by: int | None = None
    agreed: bool = False
    decided: Answer | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        """Raise Invalid where what is withheld has no ground, or no page is named."""
        wrong = {}
        if self.proposed is not Answer.RELEASE and self.ground is None:
            wrong["ground"] = _("不提供的件、页都要选择理由。")
        if self.proposed is Answer.WITHHOLD_PAGES and not self.withheld:
            wrong["withheld"] = _("请写明隐去哪些页。")
        if wrong:
            raise Invalid(**wrong)


def proposed_only(item: Item) -> Item:
    """Give what an examiner said of a record; opinion and decision are given by others."""
    return Item(item.record, item.proposed, item.ground, item.withheld, item.consent)
