"""The same of a copy request: its steps, and what is marked meanwhile, two at the same moment."""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any

from builders import Archive
from requested import PRIVATE, Requested, refuse, requested
from transaction import TransactionManager
from ZODB.POSException import ConflictError

from archive.errors import ArchiveError
from archive.models.site import site_of
from archive.operations.copies import (
    Made,
    deliver_copies,
    fetch_copies,
    note_copies,
    prepare_copies,
)
from archive.operations.decisions import Ruling, decide_request, send_back_request
from archive.operations.examination import propose_items, submit_proposal
from archive.operations.markings import set_marking
from archive.operations.people import disable_account
from archive.operations.requests import (
    close_request,
    confirm_identity,
    dismiss_request,
    return_request,
    take_request,
    withdraw_request,
)
from archive.operations.suspensions import reexamine_request
from archive.states import Outcome

Deed = Callable[[Requested], Any]


def _decide(case: Requested, *, agreed: bool) -> None:
    rulings = {uid: Ruling(agreed=agreed, reason="理由") for uid in case.asked.items}
    decide_request(case.who("head"), case.asked, rulings=rulings)


def _made(case: Requested) -> None:
    note_copies(case.worker, case.asked, made=Made(case.archive.file(b"%PDF-copies"), 2))


DEEDS: dict[str, Deed] = {
    "return": lambda case: return_request(case.who("archivist"), case.asked, reason="缺委托书"),
    "take": lambda case: take_request(
        case.who("archivist"), case.asked, dossier=case.dossier, verified=True
    ),
    "take-other": lambda case: take_request(
        case.who("plain"), case.asked, dossier=case.dossier, verified=True
    ),
    "confirm": lambda case: confirm_identity(case.who("plain"), case.asked),
    "examine": lambda case: propose_items(
        case.who("archivist"), case.asked, items=(refuse(case.open),)
    ),
    "propose": lambda case: submit_proposal(case.who("archivist"), case.asked),
    "send-back": lambda case: send_back_request(case.who("head"), case.asked, reason="再核"),
    "approve": lambda case: _decide(case, agreed=True),
    "refuse": lambda case: _decide(case, agreed=False),
    "prepare": lambda case: prepare_copies(case.who("archivist"), case.asked),
    "made": _made,
    "fetch": lambda case: fetch_copies(case.public, case.site.requests, **case.key),
    "deliver": lambda case: deliver_copies(case.who("archivist"), case.asked, received_by="刘"),
    "withdraw": lambda case: withdraw_request(case.public, case.site.requests, **case.key),
    "dismiss": lambda case: dismiss_request(
        case.who("archivist"), case.asked, outcome=Outcome.DUPLICATE, reason="重复"
    ),
    "close": lambda case: close_request(case.who("archivist"), case.asked),
    "reexamine": lambda case: reexamine_request(case.who("archivist"), case.asked),
    "mark": lambda case: set_marking(case.who("security"), case.record("open"), marking=PRIVATE),
    "disable": lambda case: disable_account(case.who("admin"), case.site.people["archivist"]),
}

#: How a request comes to where the two meet.
WAYS: dict[str, Deed] = {
    "received": lambda _case: None,
    "examining": lambda case: case.proposed(),
    "awaiting": lambda case: case.submitted(),
    "approved": lambda case: case.decided(),
    "preparing": lambda case: prepare_copies(case.decided().who("archivist"), case.asked),
    "ready": lambda case: case.ready(),
}


def prepared(archive: Archive, way: str) -> tuple[str, str, dict[str, int], str]:
    """Bring a request to a state; give its number and code, its records and its dossier."""
    with requested(archive) as case:
        WAYS[way](case)
        return case.asked.title, case.code, case.records, case.dossier.path


def _case(archive: Archive, site: Any, known: tuple[str, str, dict[str, int], str]) -> Requested:
    number, code, records, path = known
    dossier = site
    for name in path.split("/")[1:]:
        dossier = dossier[name]
    return Requested(archive, site, dossier, records, site.requests[number], code)


def _tried(deed: Callable[[], Any]) -> bool:
    with suppress(ArchiveError, ConflictError):
        deed()
        return True
    return False


def interleaved(archive: Archive, known: Any, first: str, second: str) -> Any:
    """Let two overlap, the second committing first; who conflicted tries again; tell the end."""
    with ExitStack() as opened:
        cases, managers = [], []
        for _each in range(2):
            manager = TransactionManager(explicit=True)
            connection = archive.db.open(manager)
            opened.callback(connection.close)
            manager.begin()
            managers.append(manager)
            cases.append(_case(archive, site_of(connection.root()), known))
        done = [_tried(lambda: DEEDS[first](cases[0])), _tried(lambda: DEEDS[second](cases[1]))]
        again = []
        for turn, deed in ((1, second), (0, first)):
            if not (done[turn] and _tried(managers[turn].commit)):
                managers[turn].abort()
                again.append(deed)
    return in_order(archive, known, *again)


def in_order(archive: Archive, known: Any, *deeds: str) -> Any:
    """Do the deeds one after the other, as far as they are permitted; tell how things stand."""
    for deed in deeds:
        with suppress(ArchiveError), archive.visit() as site:
            DEEDS[deed](_case(archive, site, known))
    with archive.visit() as site:
        case = _case(archive, site, known)
        asked, record = case.asked, case.record("open")
        items = tuple(
            sorted((uid, each.proposed, each.decided) for uid, each in asked.items.items())
        )
        return (
            asked.state, asked.outcome, items, asked.copies is None, asked.fetches,
            asked.dossier is None, asked.examiners, asked.suspended_from, asked.sent_back_because,
            record.marking is None, site.people["archivist"].disabled,
        )  # fmt: skip
