"""A copy request on its way: received, taken up, sent back, withdrawn, ended (Art. 33)."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from builders import Archive
from requested import ASKED, PRIVATE, Requested, refuse, requested

from archive import clock
from archive.errors import Invalid, NotPermitted, Rejected, WrongState
from archive.models.applications import Document, Relation
from archive.operations.copies import (
    Made,
    deliver_copies,
    fetch_copies,
    lapse_request,
    note_copies,
    prepare_copies,
)
from archive.operations.decisions import Ruling, decide_request, send_back_request
from archive.operations.examination import propose_items, submit_proposal
from archive.operations.markings import set_marking
from archive.operations.requests import (
    close_request,
    complete_request,
    confirm_identity,
    dismiss_request,
    receive_request,
    return_request,
    take_request,
    withdraw_request,
)
from archive.operations.suspensions import reexamine_request, resume_request, suspend_request
from archive.states import DISMISSALS, Outcome, RequestState
from archive.workflow import ASKING


def _decide(case: Requested, *, agreed: bool) -> None:
    rulings = {uid: Ruling(agreed=agreed, reason="理由") for uid in case.asked.items}
    decide_request(case.who("head"), case.asked, rulings=rulings)


def _note_copies(case: Requested) -> None:
    made = Made(case.archive.file(b"copies"), 1)
    note_copies(case.worker, case.asked, made=made)


#: What carries out each row, by a person who may, with all that must be filled in.
DEEDS: dict[str, Callable[[Requested], Any]] = {
    "confirm-identity": lambda case: confirm_identity(case.who("archivist"), case.asked),
    "examine": lambda case: propose_items(
        case.who("archivist"), case.asked, items=(refuse(case.open),)
    ),
    "review": lambda case: case.reviewed(),
    "fetch": lambda case: fetch_copies(case.public, case.site.requests, **case.key),
    "suspend": lambda case: suspend_request(case.worker, case.asked),
    "resume": lambda case: resume_request(case.worker, case.asked),
    "reexamine": lambda case: reexamine_request(case.who("archivist"), case.asked),
    "return": lambda case: return_request(case.who("archivist"), case.asked, reason="缺委托书"),
    "complete": lambda case: complete_request(
        case.public, case.site.requests, note="已补", **case.key
    ),
    "take": lambda case: take_request(
        case.who("archivist"), case.asked, dossier=case.dossier, verified=True
    ),
    "propose": lambda case: submit_proposal(case.who("archivist"), case.asked),
    "send-back": lambda case: send_back_request(case.who("head"), case.asked, reason="再核"),
    "approve": lambda case: _decide(case, agreed=True),
    "refuse": lambda case: _decide(case, agreed=False),
    "prepare": lambda case: prepare_copies(case.who("archivist"), case.asked),
    "ready": _note_copies,
    "deliver": lambda case: deliver_copies(case.who("archivist"), case.asked, received_by="刘"),
    "lapse": lambda case: lapse_request(case.who("archivist"), case.asked),
    "withdraw": lambda case: withdraw_request(case.public, case.site.requests, **case.key),
    "dismiss": lambda case: dismiss_request(
        case.who("archivist"), case.asked, outcome=Outcome.DUPLICATE, reason="重复"
    ),
    "close": lambda case: close_request(case.who("archivist"), case.asked),
}


def test_every_row_of_the_workflow_is_tried_here() -> None:
    assert {row.name for row in ASKING} - set(DEEDS) == {"approve-in-part"}


def test_no_step_is_taken_from_a_state_the_table_does_not_name(archive: Archive) -> None:
    forbidden = [
        (state, name)
        for state, name in product(RequestState, DEEDS)
        if state not in ASKING.row(name).sources
    ]
    with requested(archive) as case:
        case.proposed()
        for state, name in forbidden:
            case.asked.state = state
            steps = len(case.asked.history)
            with pytest.raises((WrongState, Rejected)):
                DEEDS[name](case)
            assert case.asked.state is state, (state, name)
            assert len(case.asked.history) == steps, (state, name)
    assert len(forbidden) > 100


@pytest.mark.parametrize("name", ["return", "take", "propose", "dismiss", "close", "deliver"])
@pytest.mark.parametrize("login", ["officer", "legal", "head", "security", "auditor", "admin"])
def test_only_an_archivist_deals_with_requests(archive: Archive, name: str, login: str) -> None:
    with requested(archive) as case:
        case.proposed()
        case.who = lambda _login, who=case.who: who(login)  # type: ignore[method-assign, misc]
        with pytest.raises(NotPermitted):
            DEEDS[name](case)


def test_receiving_does_not_look_whether_the_case_exists(archive: Archive) -> None:
    with requested(archive) as case:
        unknown, _code = receive_request(
            case.public, case.site.requests, asked=replace(ASKED, case_number="无此案号")
        )
        assert unknown.state is case.asked.state is RequestState.RECEIVED
        assert unknown.dossier is case.asked.dossier is None
        assert unknown.due == case.asked.due


def test_a_request_is_due_after_twenty_working_days(archive: Archive) -> None:
    with requested(archive) as case:
        today = clock.now().date()
        assert case.asked.due == clock.add_working_days(today, 20)


def test_what_the_requester_sent_is_kept_with_the_request(archive: Archive) -> None:
    with requested(archive) as case:
        files = [archive.file(b"%PDF-1.4 id", "身份证.pdf"), archive.file(b"", "空.pdf")]
        asked, _code = receive_request(case.public, case.site.requests, asked=ASKED, files=files)
        (attachment,) = asked.attachments()
        assert (attachment.filename, attachment.media_type) == ("身份证.pdf", "application/pdf")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"wanted": ""}, "wanted"),
        ({"purpose": "长" * 1001}, "purpose"),
        ({"document_number": "110105194912310021"}, "document_number"),
        ({"document": Document.CREDIT_CODE}, "document_number"),
        ({"relation": Relation.LAWYER}, "represents"),
    ],
)
def test_a_form_that_does_not_hold_is_refused_by_field(facts: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        replace(ASKED, **facts)
    assert list(refused.value.fields) == [field]


def test_the_code_opens_the_request_in_any_writing_and_nothing_else_does(archive: Archive) -> None:
    with requested(archive) as case:
        opened = case.site.requests.open
        grouped = f" {case.code[:4]}-{case.code[4:].lower()} "
        assert opened(case.asked.title, grouped) is case.asked
        sentences = set()
        for number, code in (
            (case.asked.title, case.code[:-1]),
            (case.asked.title, ""),
            ("2026-999999", case.code),
        ):
            with pytest.raises(Rejected) as refused:
                opened(number, code)
            sentences.add(str(refused.value))
        assert len(sentences) == 1


def test_the_code_itself_is_kept_nowhere(archive: Archive) -> None:
    with requested(archive) as case:
        code, path = case.code, archive.folder / "data" / "archive.fs"
    assert code.encode() not in path.read_bytes()


def test_taking_asks_for_verified_identity_and_a_sealed_dossier(archive: Archive) -> None:
    unsealed = archive.dossier(sealed=False, case_number="栾市监立〔2020〕13号")
    with requested(archive) as case:
        archivist = case.who("archivist")
        open_case = case.site["J001"]["penalty"]["2020"][unsealed.rpartition("/")[2]]
        for facts, field in (
            ({"dossier": case.dossier, "verified": False}, "verified"),
            ({"dossier": None, "verified": True}, "dossier"),
            ({"dossier": open_case, "verified": True}, "dossier"),
        ):
            with pytest.raises(Invalid) as refused:
                take_request(archivist, case.asked, **facts)
            assert list(refused.value.fields) == [field]
        assert case.asked.state is RequestState.RECEIVED


def test_a_dossier_the_archivist_may_not_see_answers_as_none(archive: Archive) -> None:
    with requested(archive) as case:
        set_marking(case.who("security"), case.dossier, marking=PRIVATE)
        sentences = []
        for dossier in (case.dossier, None):
            with pytest.raises(Invalid) as refused:
                take_request(case.who("plain"), case.asked, dossier=dossier, verified=True)
            sentences.append(refused.value.fields)
        assert sentences[0] == sentences[1]


def test_a_request_sent_back_comes_again_with_what_was_lacking(archive: Archive) -> None:
    with requested(archive) as case:
        DEEDS["return"](case)
        with pytest.raises(Invalid):
            complete_request(case.public, case.site.requests, note=" ", **case.key)
        files = [archive.file(b"letter", "委托书.txt")]
        complete_request(case.public, case.site.requests, note="", files=files, **case.key)
        assert case.asked.state is RequestState.RECEIVED
        assert [file.filename for file in case.asked.attachments()] == ["委托书.txt"]


def test_completing_and_withdrawing_need_the_code(archive: Archive) -> None:
    with requested(archive) as case:
        for deed in (withdraw_request, complete_request):
            note = {"note": "补"} if deed is complete_request else {}
            with pytest.raises(Rejected):
                deed(case.public, case.site.requests, number=case.asked.title, code="X", **note)
        assert case.asked.state is RequestState.RECEIVED


@pytest.mark.parametrize("outcome", [*set(Outcome) - set(DISMISSALS), None])
def test_an_archivist_never_gives_the_heads_answer(
    archive: Archive, outcome: Outcome | None
) -> None:
    with requested(archive) as case, pytest.raises(Invalid):
        dismiss_request(case.who("archivist"), case.asked, outcome=outcome, reason="理由")


@pytest.mark.parametrize("outcome", [Outcome.NO_SUCH_DOSSIER, Outcome.OTHER_UNIT])
def test_whether_the_case_exists_is_told_only_to_who_was_verified(
    archive: Archive, outcome: Outcome
) -> None:
    with requested(archive) as case:
        archivist, facts = case.who("archivist"), {"outcome": outcome, "reason": "查无"}
        with pytest.raises(Invalid) as refused:
            dismiss_request(archivist, case.asked, **facts)
        assert list(refused.value.fields) == ["verified"]
        dismiss_request(archivist, case.asked, verified=True, **facts)
        assert case.asked.outcome is outcome


def test_a_request_that_ended_is_no_longer_among_those_under_way(archive: Archive) -> None:
    with requested(archive) as case:
        assert case.asked.uid in case.site.unsettled
        DEEDS["dismiss"](case)
        assert case.asked.state is RequestState.CLOSED
        assert case.asked.uid not in case.site.unsettled


def test_every_step_is_in_the_journal_and_in_the_history(archive: Archive) -> None:
    with requested(archive) as case:
        case.ready()
        states = [step.state for step in case.asked.history]
    assert states == [
        RequestState.RECEIVED,
        RequestState.EXAMINING,
        RequestState.AWAITING,
        RequestState.APPROVED,
        RequestState.PREPARING,
        RequestState.READY,
    ]
    with archive.visit() as site:
        written = [entry.kind for entry in site.journal.oldest_first()]
    told = ("request.taken", "request.proposed", "request.decided", "copies.ordered", "copies.made")
    assert [what for what in written if what in told] == list(told)
    assert {"request.received", "request.examined", "copies.made"} <= set(written)
