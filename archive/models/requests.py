"""A copy request (复制申请, Art. 33): who asks for what, and what was answered for each record."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, cast

from archive.errors import Invalid
from archive.models.answers import Answer, Ground, Item
from archive.models.base import Folder
from archive.models.components import Attachment, StoredFile
from archive.models.credentials import LETTERS
from archive.models.identifiers import citizen_id_valid, credit_code_valid, normalise_case_number
from archive.wording import _
from archive.workflow import ENDED, Outcome, RequestState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from BTrees.LLBTree import LLTreeSet

    from archive.models.base import Root
    from archive.models.dossiers import Dossier
    from archive.security.levels import Marking

#: Letters and digits of a retrieval code.
CODE_LENGTH = 12

#: Most characters of one field of the form.
LONGEST = 1000

#: Archives written before these had a file of their own look for them here.
ANSWERS = (Answer, Ground, Item)

#: How the names of the copies begin, beside the attachments' 001, 002 …
COPIES = "copies"


class Document(StrEnum):
    """The kind of identity document shown."""

    CITIZEN_ID = "citizen-id"
    CREDIT_CODE = "credit-code"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The office's word for it."""
        return DOCUMENT_LABELS[self]


DOCUMENT_LABELS = {
    Document.CITIZEN_ID: _("居民身份证"),
    Document.CREDIT_CODE: _("统一社会信用代码"),
    Document.OTHER: _("其他证件"),
}


class Relation(StrEnum):
    """How the requester stands to the case."""

    PARTY = "party"
    AGENT = "agent"
    LAWYER = "lawyer"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The office's word for it."""
        return RELATION_LABELS[self]


RELATION_LABELS = {
    Relation.PARTY: _("当事人"),
    Relation.AGENT: _("委托代理人"),
    Relation.LAWYER: _("代理律师"),
    Relation.OTHER: _("其他"),
}


class Delivery(StrEnum):
    """How the copies are handed over."""

    LINK = "link"
    COUNTER = "counter"

    @property
    def label(self) -> str:
        """The office's word for it."""
        return _("网上领取") if self is Delivery.LINK else _("窗口领取")


@dataclass(frozen=True)
class Application:
    """What the requester wrote on the form."""

    name: str
    document: Document
    document_number: str
    relation: Relation
    case_number: str
    wanted: str
    purpose: str
    delivery: Delivery = Delivery.LINK
    phone: str = ""
    represents: str = ""
    at_counter: bool = False

    def __post_init__(self) -> None:
        """Raise Invalid, naming each wrong field; numbers by GB 11643 and GB 32100."""
        object.__setattr__(self, "case_number", normalise_case_number(self.case_number))
        object.__setattr__(self, "document_number", self.document_number.strip().upper())
        wanted = ("name", "document_number", "case_number", "wanted", "purpose")
        wrong = {name: _("请填写此项。") for name in wanted if not getattr(self, name).strip()}
        wrong |= {
            name: _("内容太长，请缩短。")
            for name in (*wanted, "phone", "represents")
            if len(getattr(self, name)) > LONGEST
        }
        if "document_number" not in wrong and not self._number_holds():
            wrong["document_number"] = _("证件号码有误，请核对。")
        if self.relation in {Relation.AGENT, Relation.LAWYER} and not self.represents.strip():
            wrong["represents"] = _("请填写您代理的当事人。")
        if wrong:
            raise Invalid(**wrong)

    def _number_holds(self) -> bool:
        if self.document is Document.CITIZEN_ID:
            return citizen_id_valid(self.document_number)
        if self.document is Document.CREDIT_CODE:
            return credit_code_valid(self.document_number)
        return True


@dataclass(frozen=True)
class Step:
    """One line of the request's history, as the requester may read it."""

    at: datetime
    state: RequestState
    by: str
    note: str = ""


class CopyRequest(Folder):
    """A request for copies; its children are the files the requester sent along."""

    state = RequestState.RECEIVED
    dossier: Dossier | None = None
    outcome: Outcome | None = None
    examiner: int | None = None
    examiners: frozenset[int] = frozenset()
    reviewers: frozenset[int] = frozenset()
    decider: int | None = None
    decider_name = ""
    decided_on: date | None = None
    decision_number = ""
    copies: Copies | None = None
    decision_paper: Attachment | None = None
    copy_pages = 0
    link_until: date | None = None
    fetches = 0
    failure = ""

    def __init__(self, asked: Application, received_at: datetime, due: date) -> None:
        """Take the form in; ``due`` is the day by which it is to be decided."""
        super().__init__()
        self.asked = asked
        self.received_at = received_at
        self.due = due
        self.items: dict[int, Item] = {}
        self.history: tuple[Step, ...] = ()
        self._code = ""

    @property
    def title(self) -> str:
        """Give the request's number as people write it."""
        return self.__name__

    @property
    def guards(self) -> tuple[Marking, ...]:
        """Be guarded as the dossier it asks about is."""
        return self.dossier.guards if self.dossier is not None else ()

    @property
    def guard_unit(self) -> str | None:
        """Name the unit of the dossier; a request without one belongs to no unit yet."""
        return self.dossier.guard_unit if self.dossier is not None else ""

    @property
    def is_over(self) -> bool:
        """Say whether the request has ended, and with it what was granted for its sake."""
        return self.state in ENDED

    def attached(self, root: Root) -> None:
        """Catalogue the request, also among those not yet ended."""
        super().attached(root)
        root.unsettled.insert(self.uid)

    def move(self, state: RequestState, unsettled: LLTreeSet) -> None:
        """Come to ``state``; a request that has ended is no longer among the ``unsettled``."""
        self.state = state
        if state in ENDED and self.uid in unsettled:
            unsettled.remove(self.uid)

    def give_code(self) -> str:
        """Make the secret retrieval code; only its digest is kept."""
        code = "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))
        self._code = _digest(code)
        return code

    def code_matches(self, code: str) -> bool:
        """Say whether ``code`` is the retrieval code, in a time that tells nothing."""
        return hmac.compare_digest(self._code, _digest(code))

    def step(self, at: datetime, by: str, note: str = "") -> None:
        """Add a line to the history."""
        self.history = (*self.history, Step(at, self.state, by, note))

    def put(self, item: Item) -> None:
        """Put the answer for one record in place."""
        self.items = {**self.items, item.record: item}

    def decide(self, record: int, answer: Answer, reason: str) -> None:
        """Put the head's answer for one record in place."""
        self.put(replace(self.items[record], decided=answer, reason=reason))

    def released(self) -> list[Item]:
        """Give the items of which something is handed over."""
        return [item for item in self.items.values() if item.decided not in {None, Answer.REFUSE}]

    @property
    def copies_digest(self) -> str:
        """Give the SHA-256 of the copies, empty before they are made; ``copies_of`` gives them."""
        return self.copies.sha256 if self.copies is not None else ""

    def attachments(self) -> Iterator[Attachment]:
        """Go through the files the requester sent along; the copies are not among them."""
        files = cast("list[Attachment]", list(self.values()))
        return (file for file in files if not file.__name__.startswith(COPIES))


class Copies(StoredFile):
    """The copies made for a request: guarded as every record that is in them."""

    @property
    def guards(self) -> tuple[Marking, ...]:
        """Give the markings of the request and of all that was released by it."""
        request = cast("CopyRequest", self.__parent__)
        by_uid = cast("Root", self.root).by_uid
        found = (by_uid.get(item.record) for item in request.released())
        released = (mark for node in found if node is not None for mark in node.guards)
        return (*request.guards, *released)


def _digest(code: str) -> str:
    return sha256(code.strip().upper().replace("-", "").encode()).hexdigest()
