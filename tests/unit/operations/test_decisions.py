"""The head's decision: by whom, on what, and what follows from it (Art. 33)."""

import pytest
from builders import Archive
from requested import PRIVATE, Requested, refuse, requested, withhold

from archive.errors import Invalid, NotPermitted
from archive.models.answers import Answer, Item
from archive.operations.decisions import Ruling, decide_request, send_back_request
from archive.operations.examination import propose_items, review_item, submit_proposal
from archive.operations.markings import set_marking
from archive.operations.requests import take_request
from archive.security.levels import Clearance
from archive.security.permissions import Role
from archive.states import Outcome, RequestState

AGREE = Ruling(agreed=True)
REFUSE = Ruling(agreed=False, reason="涉及他人")


def _all(case: Requested, ruling: Ruling = AGREE) -> dict[int, Ruling]:
    return dict.fromkeys(case.asked.items, ruling)


@pytest.mark.parametrize(
    ("proposals", "rulings", "state", "outcome"),
    [
        ("r", "a", RequestState.APPROVED, Outcome.APPROVED),
        ("rw", "aa", RequestState.PARTLY, Outcome.PARTLY),
        ("w", "a", RequestState.PARTLY, Outcome.PARTLY),
        ("rw", "ar", RequestState.PARTLY, Outcome.PARTLY),
        ("rx", "aa", RequestState.PARTLY, Outcome.PARTLY),
        ("x", "a", RequestState.REFUSED, Outcome.REFUSED),
        ("r", "r", RequestState.REFUSED, Outcome.REFUSED),
        ("rw", "rr", RequestState.REFUSED, Outcome.REFUSED),
    ],
)
def test_the_items_add_up_to_the_decision(
    archive: Archive, proposals: str, rulings: str, state: RequestState, outcome: Outcome
) -> None:
    with requested(archive) as case:
        uids = (case.open, case.private)
        made = {"r": lambda uid: Item(uid, Answer.RELEASE), "w": lambda uid: withhold(uid, 1)}
        made["x"] = refuse
        items = [made[letter](uid) for letter, uid in zip(proposals, uids, strict=False)]
        given = {
            item.record: AGREE if letter == "a" else REFUSE
            for letter, item in zip(rulings, items, strict=True)
        }
        case.submitted(*items)
        decide_request(case.who("head"), case.asked, rulings=given)
        assert (case.asked.state, case.asked.outcome) == (state, outcome)


def test_what_was_proposed_to_be_refused_is_never_released(archive: Archive) -> None:
    with requested(archive) as case:
        case.decided(Item(case.open, Answer.RELEASE), refuse(case.records["internal"]))
        assert case.asked.items[case.records["internal"]].decided is Answer.REFUSE
        assert [item.record for item in case.asked.released()] == [case.open]


def test_who_examined_never_decides(archive: Archive) -> None:
    with requested(archive) as case:
        both = case.site.people["head"]
        both.roles = frozenset({Role.HEAD, Role.ARCHIVIST})
        take_request(case.who("head"), case.asked, dossier=case.dossier, verified=True)
        propose_items(case.who("head"), case.asked, items=(Item(case.open, Answer.RELEASE),))
        submit_proposal(case.who("head"), case.asked)
        with pytest.raises(NotPermitted):
            decide_request(case.who("head"), case.asked, rulings=_all(case))
        with pytest.raises(NotPermitted):
            send_back_request(case.who("head"), case.asked, reason="再核")


def test_who_reviewed_never_decides(archive: Archive) -> None:
    with requested(archive) as case:
        case.site.people["head"].roles = frozenset({Role.HEAD, Role.LEGAL})
        case.proposed(withhold(case.private, 1))
        review_item(case.who("head"), case.asked, record=case.private, opinion="可", agreed=True)
        submit_proposal(case.who("archivist"), case.asked)
        with pytest.raises(NotPermitted):
            decide_request(case.who("head"), case.asked, rulings=_all(case))


@pytest.mark.parametrize(
    "login", ["officer", "archivist", "legal", "otherhead", "security", "auditor", "admin"]
)
def test_only_the_head_of_the_dossiers_own_unit_decides(archive: Archive, login: str) -> None:
    with requested(archive) as case:
        case.submitted()
        with pytest.raises(NotPermitted):
            decide_request(case.who(login), case.asked, rulings=_all(case))
        with pytest.raises(NotPermitted):
            send_back_request(case.who(login), case.asked, reason="再核")


def test_a_head_who_may_not_see_a_record_does_not_release_it(archive: Archive) -> None:
    with requested(archive) as case:
        case.submitted(withhold(case.private, 1))
        case.site.people["head"].clearance = Clearance()
        with pytest.raises(Invalid):
            decide_request(case.who("head"), case.asked, rulings=_all(case))
        decide_request(case.who("head"), case.asked, rulings=_all(case, REFUSE))
        assert case.asked.state is RequestState.REFUSED


def test_every_item_is_decided_and_no_other(archive: Archive) -> None:
    with requested(archive) as case:
        case.submitted(Item(case.open, Answer.RELEASE), refuse(case.private))
        for rulings in ({}, {case.open: AGREE}, _all(case) | {case.records["internal"]: AGREE}):
            with pytest.raises(Invalid):
                decide_request(case.who("head"), case.asked, rulings=rulings)
        assert case.asked.state is RequestState.AWAITING


def test_a_refusal_of_the_heads_own_needs_a_reason(archive: Archive) -> None:
    with requested(archive) as case:
        case.submitted()
        with pytest.raises(Invalid) as refused:
            decide_request(case.who("head"), case.asked, rulings=_all(case, Ruling(agreed=False)))
        assert "reason" in "".join(refused.value.fields)


def test_a_record_marked_since_it_was_proposed_is_not_released(archive: Archive) -> None:
    with requested(archive) as case:
        case.submitted()
        set_marking(case.who("security"), case.record("open"), marking=PRIVATE)
        with pytest.raises(Invalid):
            decide_request(case.who("head"), case.asked, rulings=_all(case))
        assert case.asked.state is RequestState.AWAITING


def test_sending_back_needs_a_reason_and_opens_the_proposal_again(archive: Archive) -> None:
    with requested(archive) as case:
        case.submitted()
        with pytest.raises(Invalid):
            send_back_request(case.who("head"), case.asked, reason=" ")
        send_back_request(case.who("head"), case.asked, reason="请核对第三页")
        assert case.asked.state is RequestState.EXAMINING
        propose_items(case.who("archivist"), case.asked, items=(refuse(case.open),))


def test_decisions_are_numbered_one_after_the_other(archive: Archive) -> None:
    numbers = []
    for _time in range(2):
        with requested(archive) as case:
            case.decided()
            year = case.asked.decided_on.year
            numbers.append(case.asked.decision_number)
    assert numbers == [f"栾市监档告〔{year}〕{n}号" for n in (1, 2)]
