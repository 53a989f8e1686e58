"""States and transitions of filing (Arts. 31-32) and of copy requests (Art. 33), as two tables."""

from collections.abc import Iterator
from dataclasses import dataclass
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
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        """The office's word for the state."""
        return ASKING_LABELS[self]


ASKING_LABELS = {
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
    RequestState.CLOSED: _("办结"),
    RequestState.WITHDRAWN: _("撤回"),
    RequestState.LAPSED: _("逾期未领"),
}


#: The states from which nothing leads further.
ENDED = frozenset({RequestState.CLOSED, RequestState.WITHDRAWN})


@dataclass(frozen=True)
class Transition:
    """One row: from which states to which, by what name, and what must be filled in."""

    name: str
    label: str
    sources: frozenset[StrEnum]
    target: StrEnum
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workflow:
    """The rows of one kind of thing."""

    rows: tuple[Transition, ...]

    def __iter__(self) -> Iterator[Transition]:
        """Go through the rows in the order of the table."""
        return iter(self.rows)

    def row(self, name: str) -> Transition:
        """Give the row called ``name``; an unknown name is a bug and raises KeyError."""
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(name)

    def leaving(self, state: StrEnum) -> tuple[Transition, ...]:
        """Give the rows that lead out of ``state``."""
        return tuple(row for row in self.rows if state in row.sources)


def _row(name: str, label: str, sources: str, target: StrEnum, needs: str = "") -> Transition:
    states = type(target)
    return Transition(
        name, label, frozenset(map(states, sources.split())), target, tuple(needs.split())
    )


FILING = Workflow(
    (
        _row("submit", _("提交归档"), "open returned", FilingState.SUBMITTED),
        _row("return", _("退回"), "submitted", FilingState.RETURNED, "reason"),
        _row("seal", _("归档"), "submitted", FilingState.SEALED),
    )
)

ASKING = Workflow(
    (
        _row("return", _("退回补正"), "received", RequestState.INCOMPLETE, "reason"),
        _row("complete", _("补正"), "incomplete", RequestState.RECEIVED),
        _row("take", _("核验身份并受理"), "received", RequestState.EXAMINING, "dossier"),
        _row("propose", _("报请审批"), "examining", RequestState.AWAITING),
        _row("send-back", _("退回重审"), "awaiting", RequestState.EXAMINING, "reason"),
        _row("approve", _("同意"), "awaiting", RequestState.APPROVED),
        _row("approve-in-part", _("部分同意"), "awaiting", RequestState.PARTLY),
        _row("refuse", _("不同意"), "awaiting", RequestState.REFUSED),
        _row("prepare", _("制作复制件"), "approved partly preparing", RequestState.PREPARING),
        _row("ready", _("制作完成"), "preparing", RequestState.READY),
        _row("deliver", _("交付"), "ready delivered", RequestState.DELIVERED),
        _row("lapse", _("逾期未领"), "ready", RequestState.LAPSED),
        _row(
            "withdraw",
            _("撤回"),
            "received incomplete examining awaiting",
            RequestState.WITHDRAWN,
        ),
        _row(
            "dismiss",
            _("不予办理"),
            "received incomplete examining",
            RequestState.CLOSED,
            "outcome reason",
        ),
        _row("close", _("办结"), "delivered refused lapsed", RequestState.CLOSED),
    )
)


class Outcome(StrEnum):
    """How a copy request ended, beside the head's three answers."""

    APPROVED = "approved"
    PARTLY = "partly"
    REFUSED = "refused"
    OTHER_CHANNEL = "other-channel"
    DEEMED_WITHDRAWN = "deemed-withdrawn"
    NO_SUCH_DOSSIER = "no-such-dossier"
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
    Outcome.OTHER_UNIT: _("不属本单位"),
    Outcome.DUPLICATE: _("重复申请"),
}

#: What an archivist may close a request with, without the head's decision.
DISMISSALS = (
    Outcome.OTHER_CHANNEL,
    Outcome.DEEMED_WITHDRAWN,
    Outcome.NO_SUCH_DOSSIER,
    Outcome.OTHER_UNIT,
    Outcome.DUPLICATE,
)
