"""Where a dossier or a copy request can stand, how a request ends, and who had which part in it."""

from enum import StrEnum

from archive.wording import _


class FilingState(StrEnum):
    """Where a dossier stands on its way into the archive."""

    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    SEALED = "sealed"

    @property
    def label(self) -> str:
        """The office's word for the state."""
        return FILING_LABELS[self]

    @property
    def tone(self) -> str:
        """Give how it is shown: ``good``, ``bad`` or ``wait``."""
        return {FilingState.SEALED: "good", FilingState.RETURNED: "bad"}.get(self, "wait")


FILING_LABELS = {
    FilingState.OPEN: _("收集中"),
    FilingState.SUBMITTED: _("待归档"),
    FilingState.RETURNED: _("已退回"),
    FilingState.SEALED: _("已归档"),
}

#: The states in which the unit still collects and arranges.
COLLECTING = frozenset({FilingState.OPEN, FilingState.RETURNED})


class RequestState(StrEnum):
    """Where a copy request stands."""

    RECEIVED = "received"
    INCOMPLETE = "incomplete"
    EXAMINING = "examining"
    AWAITING = "awaiting"
    APPROVED = "approved"
    PARTLY = "partly"
    REFUSED = "refused"
    PREPARING = "preparing"
    READY = "ready"
    DELIVERED = "delivered"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        """The office's word for the state."""
        return REQUEST_LABELS[self]

    @property
    def tone(self) -> str:
        """Give how it is shown: ``good``, ``bad`` or ``wait``."""
        good = self in FETCHABLE
        return "good" if good else "bad" if self is RequestState.SUSPENDED else "wait"


REQUEST_LABELS = {
    RequestState.RECEIVED: _("已收件"),
    RequestState.INCOMPLETE: _("退回补正"),
    RequestState.EXAMINING: _("审核中"),
    RequestState.AWAITING: _("待审批"),
    RequestState.APPROVED: _("同意"),
    RequestState.PARTLY: _("部分同意"),
    RequestState.REFUSED: _("不同意"),
    RequestState.PREPARING: _("制作中"),
    RequestState.READY: _("待领取"),
    RequestState.DELIVERED: _("已交付"),
    RequestState.SUSPENDED: _("暂停"),
    RequestState.CLOSED: _("办结"),
    RequestState.WITHDRAWN: _("撤回"),
    RequestState.LAPSED: _("逾期未领"),
}

#: The states from which nothing leads further.
ENDED = frozenset({RequestState.CLOSED, RequestState.WITHDRAWN})

#: The states in which copies lie ready for the requester.
FETCHABLE = frozenset({RequestState.READY, RequestState.DELIVERED})


class Part(StrEnum):
    """A part a person had in the thing so far, and for which some steps are not his any more."""

    REQUESTED = "requested"
    TOOK_IN = "took-in"
    UNCONFIRMED = "unconfirmed"
    EXAMINED = "examined"
    REVIEWED = "reviewed"
    SUBMITTED = "submitted"

    @property
    def label(self) -> str:
        """Say who had this part."""
        return PART_LABELS[self]

    @property
    def reason(self) -> str:
        """Say why the step is another's."""
        return PART_REASONS[self]


PART_LABELS = {
    Part.REQUESTED: _("申请人本人"),
    Part.TOOK_IN: _("窗口收件人"),
    Part.UNCONFIRMED: _("窗口收件人（身份比对未经他人确认）"),
    Part.EXAMINED: _("审核人"),
    Part.REVIEWED: _("法制审核人"),
    Part.SUBMITTED: _("提交归档人"),
}

PART_REASONS = {
    Part.REQUESTED: _("申请人本人不能办理自己的申请。"),
    Part.TOOK_IN: _("在窗口收件的人不能审批。"),
    Part.UNCONFIRMED: _("在窗口收件的人，须由其他档案员或单位负责人确认身份比对后才能审核。"),
    Part.EXAMINED: _("审核过本申请的人不能办理这一步。"),
    Part.REVIEWED: _("对本申请作过法制审核的人不能办理这一步。"),
    Part.SUBMITTED: _("提交归档的人不能自己归档，请由其他档案员办理。"),
}


class Outcome(StrEnum):
    """How a copy request ended, beside the head's three answers."""

    APPROVED = "approved"
    PARTLY = "partly"
    REFUSED = "refused"
    OTHER_CHANNEL = "other-channel"
    DEEMED_WITHDRAWN = "deemed-withdrawn"
    NO_SUCH_DOSSIER = "no-such-dossier"
    NOT_FILED = "not-filed"
    OTHER_UNIT = "other-unit"
    DUPLICATE = "duplicate"

    @property
    def label(self) -> str:
        """The office's word for the outcome."""
        return OUTCOME_LABELS[self]


OUTCOME_LABELS = {
    Outcome.APPROVED: _("同意"),
    Outcome.PARTLY: _("部分同意"),
    Outcome.REFUSED: _("不同意"),
    Outcome.OTHER_CHANNEL: _("转其他途径"),
    Outcome.DEEMED_WITHDRAWN: _("材料不齐视为撤回"),
    Outcome.NO_SUCH_DOSSIER: _("无此档案"),
    Outcome.NOT_FILED: _("案件未结或未归档"),
    Outcome.OTHER_UNIT: _("不属本单位"),
    Outcome.DUPLICATE: _("重复申请"),
}

#: What an archivist may close a request with, without the head's decision.
DISMISSALS = (
    Outcome.OTHER_CHANNEL,
    Outcome.DEEMED_WITHDRAWN,
    Outcome.NO_SUCH_DOSSIER,
    Outcome.NOT_FILED,
    Outcome.OTHER_UNIT,
    Outcome.DUPLICATE,
)
