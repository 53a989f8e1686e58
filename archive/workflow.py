"""States and steps of filing (Arts. 31-32) and of copy requests (Art. 33), as two tables.

A row is the one source of its step: the act's guards, every button, the home lists, /explain, the
diagram in the docs and the tests of forbidden steps come from it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import ModuleType
from typing import Protocol

from archive.events import dossiers, requests
from archive.events.base import Event
from archive.security.access import Identity, Securable, verdict
from archive.security.permissions import Permission
from archive.states import FilingState, Part, RequestState
from archive.wording import _


class Moving(Securable, Protocol):
    """What a thing with a workflow tells of itself."""

    workflow: "Workflow"
    state: StrEnum

    def parts(self) -> Mapping[Part, frozenset[int]]:
        """Give who had which part in it."""

    def hindrance(self, row: str, day: date) -> str:
        """Say what else stands against the step ``row`` on ``day``; empty where nothing does."""


@dataclass(frozen=True)
class Transition:
    """One row: a step by name, from which states to which, who may, who never, what it needs.

    ``target`` is ``None`` where the step leaves the state as it is. ``is_main`` is what waits for
    somebody: the home lists show it. Steps of the requester are done with number and code.
    """

    name: str
    label: str
    sources: frozenset[StrEnum]
    target: StrEnum | None
    permission: Permission
    event: type[Event]
    never_by: tuple[Part, ...] = ()
    needs: tuple[str, ...] = ()
    is_main: bool = True

    @property
    def is_requesters(self) -> bool:
        """Say whether the requester does it, with number and code."""
        return self.permission is Permission.PUBLIC

    @property
    def is_the_systems(self) -> bool:
        """Say whether no person does it."""
        return self.permission is Permission.JOB_RUN


#: What is said where one of the ``needs`` was not given; anything else is 请填写此项。
LACKING = {
    "verified": _("请先核验申请人身份和与案件的关系。"),
    "dossier": _("没有找到这个案卷。"),
    "received_by": _("请填写领取人。"),
    "outcome": _("请选择处理结果。"),
}
FILL_IN = _("请填写此项。")


@dataclass(frozen=True)
class Possible:
    """A row that leads on from where a thing stands: whether this person may, and why not."""

    row: Transition
    reason: str = ""

    @property
    def allowed(self) -> bool:
        """Say whether the person may take the step now."""
        return not self.reason


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
        """Give the rows that lead on from ``state``."""
        return tuple(row for row in self.rows if state in row.sources)


def possible(identity: Identity, node: Moving, day: date) -> tuple[Possible, ...]:
    """Give the steps that lead on from where ``node`` stands, with whether ``identity`` may.

    Steps of the requester and of the archive itself are not among them.
    """
    rows = node.workflow.leaving(node.state)
    persons = [row for row in rows if not row.is_requesters and not row.is_the_systems]
    return tuple(Possible(row, refusal(identity, node, row, day)) for row in persons)


def open_to_requester(node: Moving) -> frozenset[str]:
    """Name the steps that the requester can take now, with number and code."""
    return frozenset(row.name for row in node.workflow.leaving(node.state) if row.is_requesters)


def refusal(identity: Identity, node: Moving, row: Transition, day: date) -> str:
    """Say why ``identity`` may not take the step ``row`` with ``node`` on ``day``; empty if he may.

    What is asked, in this order: both gates, the parts he had in it, and what else hinders.
    """
    permitted = verdict(identity, node, row.permission, day)
    if not permitted:
        return permitted.reason
    return involved(identity, node, row) or node.hindrance(row.name, day)


def involved(identity: Identity, node: Moving, row: Transition) -> str:
    """Say which part ``identity`` had in ``node`` shuts ``row`` to him; empty where none does."""
    parts = node.parts() if row.never_by else {}
    for part in row.never_by:
        if identity.uid in parts.get(part, ()):
            return part.reason
    return ""


def _rows(states: type[StrEnum], events: ModuleType, *rows: tuple[str, ...]) -> Workflow:
    return Workflow(tuple(_row(states, events, *row) for row in rows))


def _row(  # noqa: PLR0913, PLR0917 - the columns of the table
    states: type[StrEnum],
    events: ModuleType,
    name: str,
    label: str,
    sources: str,
    target: str,
    permission: str,
    event: str,
    never_by: str = "",
    needs: str = "",
    rank: str = "main",
) -> Transition:
    return Transition(
        name,
        label,
        frozenset(map(states, sources.split())),
        states(target) if target else None,
        Permission(permission),
        getattr(events, event),
        tuple(map(Part, never_by.split())),
        tuple(needs.split()),
        rank == "main",
    )


# fmt: off
FILING = _rows(
    FilingState,
    dossiers,
    ("submit", _("提交归档"), "open returned", "submitted", "dossier:submit", "DossierSubmitted"),
    ("take-back", _("撤回提交"), "submitted", "open", "dossier:submit", "DossierTakenBack",
     "", "", "aside"),
    ("return", _("退回"), "submitted", "returned", "dossier:return", "DossierReturned",
     "", "reason", "aside"),
    ("seal", _("归档"), "submitted", "sealed", "dossier:seal", "DossierSealed", "submitted"),
)

_HANDLED = "requested unconfirmed"

ASKING = _rows(
    RequestState,
    requests,
    ("confirm-identity", _("确认身份比对"), "received examining", "", "request:confirm",
     "IdentityConfirmed", "requested took-in", "", "aside"),
    ("return", _("退回补正"), "received", "incomplete", "request:examine", "RequestReturned",
     "requested", "reason", "aside"),
    ("complete", _("补正"), "incomplete", "received", "public", "RequestCompleted"),
    ("take", _("核验身份并受理"), "received", "examining", "request:examine", "RequestTaken",
     "requested", "verified dossier"),
    ("examine", _("逐件提出意见"), "examining", "", "request:examine", "RequestExamined",
     f"{_HANDLED} reviewed"),
    ("review", _("法制审核"), "examining", "", "request:review", "RequestReviewed",
     "requested examined"),
    ("propose", _("报请审批"), "examining", "awaiting", "request:examine", "RequestProposed",
     f"{_HANDLED} reviewed"),
    ("send-back", _("退回重审"), "awaiting", "examining", "request:decide", "RequestSentBack",
     "requested took-in examined reviewed", "reason", "aside"),
    ("approve", _("同意"), "awaiting", "approved", "request:decide", "RequestDecided",
     "requested took-in examined reviewed"),
    ("approve-in-part", _("部分同意"), "awaiting", "partly", "request:decide", "RequestDecided",
     "requested took-in examined reviewed"),
    ("refuse", _("不同意"), "awaiting", "refused", "request:decide", "RequestDecided",
     "requested took-in examined reviewed"),
    ("prepare", _("制作复制件"), "approved partly preparing", "preparing", "request:make",
     "CopiesOrdered", "requested"),
    ("ready", _("制作完成"), "preparing", "ready", "job:run", "CopiesMade"),
    ("fetch", _("网上领取"), "ready delivered", "delivered", "public", "CopyFetched"),
    ("deliver", _("窗口交付"), "ready delivered", "delivered", "request:deliver",
     "CopiesDelivered", "requested", "received_by"),
    ("lapse", _("逾期未领"), "ready", "lapsed", "request:deliver", "RequestLapsed",
     "", "", "aside"),
    ("suspend", _("暂停"), "approved partly preparing ready delivered", "suspended", "job:run",
     "RequestSuspended"),
    ("resume", _("恢复"), "suspended", "", "job:run", "RequestResumed"),
    ("reexamine", _("重新审核"), "suspended", "examining", "request:examine",
     "RequestReexamined", "requested"),
    ("withdraw", _("撤回"), "received incomplete examining awaiting", "withdrawn", "public",
     "RequestWithdrawn"),
    ("dismiss", _("不予办理"), "received incomplete examining", "closed", "request:examine",
     "RequestDismissed", _HANDLED, "outcome reason", "aside"),
    ("close", _("办结"), "delivered refused lapsed", "closed", "request:deliver",
     "RequestClosed", "requested"),
)
# fmt: on
