"""A copy request (复制申请, Art. 33): who asks for what, and what was answered for each record."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, cast

from archive.models.answers import Answer, Ground, Item, proposed_only
from archive.models.base import Folder
from archive.models.components import Attachment, StoredFile
from archive.models.credentials import LETTERS
from archive.states import ENDED, FETCHABLE, Outcome, Part, RequestState
from archive.wording import _
from archive.workflow import ASKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from archive.models.applications import Application
    from archive.models.base import Node, Root
    from archive.models.dossiers import Dossier
    from archive.security.levels import Marking

#: Letters and digits of a retrieval code.
CODE_LENGTH = 12

#: Archives written before these had a file of their own look for them here.
ANSWERS = (Answer, Ground, Item)

#: How the names of the copies begin, beside the attachments' 001, 002 …
COPIES = "copies"


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
    workflow = ASKING
    #: Who filled the form in with an account of his own, and who took it in at the counter.
    asked_by: int | None = None
    taken_in_by: int | None = None
    identity_confirmed_by: int | None = None
    suspended_from: RequestState | None = None
    #: Why the head gave the proposal back, for who examines it anew.
    sent_back_because = ""

    def __init__(self, application: Application, received_at: datetime, due: date) -> None:
        """Take the form in; ``due`` is the day by which it is to be decided."""
        super().__init__()
        self.application = application
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

    def relied(self) -> Iterator[Node]:
        """Go through what the gates ask about the request: also the dossier it asks about."""
        yield from self.lineage()
        if self.dossier is not None:
            yield from self.dossier.lineage()
        by_uid = cast("Root", self.root).by_uid
        for item in self.released():
            record = by_uid.get(item.record)
            if record is not None:
                yield from record.lineage()

    @property
    def is_over(self) -> bool:
        """Say whether the request has ended, and with it what was granted for its sake."""
        return self.state in ENDED

    def attached(self, root: Root) -> None:
        """Catalogue the request, also among those not yet ended."""
        super().attached(root)
        root.unsettled.insert(self.uid)

    def enter(self, state: RequestState) -> None:
        """Come to ``state``; a request that has ended is no longer among the unsettled."""
        self.state = state
        unsettled = cast("Root", self.root).unsettled
        if state in ENDED and self.uid in unsettled:
            unsettled.remove(self.uid)

    def parts(self) -> dict[Part, frozenset[int]]:
        """Give who had which part in the request."""
        took_in = _whom(self.taken_in_by)
        return {
            Part.REQUESTED: _whom(self.asked_by),
            Part.TOOK_IN: took_in,
            Part.UNCONFIRMED: took_in if self.identity_confirmed_by is None else frozenset(),
            Part.EXAMINED: self.examiners,
            Part.REVIEWED: self.reviewers,
        }

    def hindrance(self, row: str, day: date) -> str:
        """Say what stands against the step ``row`` on ``day``, beside gates, parts and state."""
        if row == "prepare" and self.is_being_made and not self.failure:
            return _("复制件正在制作。")
        if row == "lapse" and self.link_until is not None and day <= self.link_until:
            return _("领取期限未到。")
        if row == "confirm-identity" and self.taken_in_by is None:
            return _("不是在窗口收件的申请。")
        if row == "confirm-identity" and self.identity_confirmed_by is not None:
            return _("身份比对已经确认。")
        return ""

    @property
    def is_being_made(self) -> bool:
        """Say whether the copies are ordered and not there yet."""
        return self.state is RequestState.PREPARING

    @property
    def is_being_examined(self) -> bool:
        """Say whether answers can be proposed now."""
        return self.state is RequestState.EXAMINING

    @property
    def is_fetchable(self) -> bool:
        """Say whether copies lie ready for the requester."""
        return self.state in FETCHABLE and self.copies is not None

    def void(self) -> None:
        """Drop decision and copies: what was decided holds no more, and is examined anew."""
        self.items = {uid: proposed_only(item) for uid, item in self.items.items()}
        self.outcome = self.decider = self.decided_on = self.copies = self.link_until = None
        self.decider_name = self.decision_number = self.failure = ""
        self.decision_paper, self.copy_pages = None, 0

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

    def relied(self) -> Iterator[Node]:
        """Go through what the gates ask about the copies: all that is in them."""
        yield self
        yield from cast("CopyRequest", self.__parent__).relied()

    @property
    def guards(self) -> tuple[Marking, ...]:
        """Give the markings of the request and of all that was released by it."""
        request = cast("CopyRequest", self.__parent__)
        by_uid = cast("Root", self.root).by_uid
        found = (by_uid.get(item.record) for item in request.released())
        released = (mark for node in found if node is not None for mark in node.guards)
        return (*request.guards, *released)


def _whom(uid: int | None) -> frozenset[int]:
    return frozenset() if uid is None else frozenset({uid})


def _digest(code: str) -> str:
    return sha256(code.strip().upper().replace("-", "").encode()).hexdigest()
