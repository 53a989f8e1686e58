"""What is answered for one record of a copy request: proposed, opined, decided (Art. 33)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from archive.errors import Invalid
from archive.security.levels import Caveat
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


#: A part of a page, in ten-thousandths of its width and height: left, top, right, bottom.
Box = tuple[int, int, int, int]
FAR = 10_000
WHOLE: Box = (0, 0, FAR, FAR)

NO_GROUND = _("不提供的件、页都要选择理由。")


@dataclass(frozen=True)
class Withheld:
    """What is not shown of a page, counted through all files: a box, or the whole page."""

    page: int
    box: Box | None
    ground: Ground
    reason: str = ""

    def __post_init__(self) -> None:
        """Raise Invalid where there is no such place on a page."""
        left, top, right, bottom = self.box or WHOLE
        within = 0 <= left < right <= FAR and 0 <= top < bottom <= FAR
        if self.page < 1 or not within:
            raise Invalid(withheld=_("隐去的位置不在页面之内。"))


def whole_pages(pages: Iterable[int], ground: Ground, reason: str = "") -> tuple[Withheld, ...]:
    """Give whole ``pages`` to be withheld on one ground, in their order."""
    return tuple(Withheld(page, None, ground, reason) for page in sorted(set(pages)))


@dataclass(frozen=True)
class Item:
    """One record of a request: what is proposed, the opinions, what is decided.

    ``ground`` is why the whole record is refused; what is withheld of it has its own. ``heard``
    are the caveats the record carried when the legal reviewer gave his opinion.
    """

    record: int
    proposed: Answer
    ground: Ground | None = None
    withheld: tuple[Withheld, ...] = ()
    consent: str = ""
    opinion: str = ""
    opinion_by: int | None = None
    agreed: bool = False
    decided: Answer | None = None
    reason: str = ""
    heard: frozenset[Caveat] = frozenset()

    def __post_init__(self) -> None:
        """Raise Invalid where what is refused has no ground, or no page to withhold is named."""
        wrong = {}
        if self.proposed is Answer.REFUSE and self.ground is None:
            wrong["ground"] = NO_GROUND
        if self.proposed is Answer.WITHHOLD_PAGES and not self.withheld:
            wrong["withheld"] = _("请写明隐去哪些页。")
        if wrong:
            raise Invalid(**wrong)

    @property
    def pages(self) -> tuple[int, ...]:
        """Give the pages of which something is withheld, in their order."""
        return tuple(sorted({each.page for each in self.withheld}))

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """Give why it, or something of it, is not handed over; each once."""
        own = (self.ground,) if self.ground is not None else ()
        return tuple(dict.fromkeys((*own, *(each.ground for each in self.withheld))))


def proposed_only(item: Item) -> Item:
    """Give what an examiner said of a record; opinion and decision are given by others."""
    return Item(item.record, item.proposed, item.ground, item.withheld, item.consent)
