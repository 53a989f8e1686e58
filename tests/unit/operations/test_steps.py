"""The rows of the workflow hold in whatever order people act, and are told before."""

from dataclasses import replace
from typing import Any

import pytest
from builders import Archive
from requested import PRIVATE, Requested, refuse, requested, withhold

from archive.errors import Invalid, NotPermitted, WrongState
from archive.models.jobs import Work
from archive.operations.copies import deliver_copies, prepare_copies
from archive.operations.decisions import send_back_request
from archive.operations.dossiers import return_dossier, submit_dossier, take_back_dossier
from archive.operations.examination import propose_items, review_item, submit_proposal
from archive.operations.markings import set_marking
from archive.operations.requests import confirm_identity, take_request
from archive.operations.suspensions import reexamine_request
from archive.security.levels import OPEN
from archive.security.permissions import Role
from archive.states import FilingState, Part, RequestState
from archive.workflow import ASKING, FILING, possible

LIFTED = replace(OPEN, basis="已不涉及")


def _as_both(case: Requested, login: str, *roles: Role) -> Any:
    """Give the context of a person who holds several roles."""
    ctx = case.who(login)
    return ctx.as_actor(replace(ctx.actor, roles=frozenset(roles)))


def _entries(case: Requested, what: str) -> list[Any]:
    return [entry for entry in case.site.journal.oldest_first() if entry.kind == what]


def test_who_reviewed_neither_examines_nor_submits(archive: Archive) -> None:
    with requested(archive) as case:
        case.proposed(withhold(case.private, 2))
        both = _as_both(case, "legal", Role.LEGAL, Role.ARCHIVIST)
        review_item(both, case.asked, record=case.private, opinion="可以", agreed=True)
        with pytest.raises(NotPermitted):
            submit_proposal(both, case.asked)
        with pytest.raises(NotPermitted):
            propose_items(both, case.asked, items=tuple(case.asked.items.values()))
        steps = {step.row.name: step for step in possible(both.actor, case.asked, case.now.date())}
        assert steps["propose"].reason == Part.REVIEWED.reason
        assert not steps["examine"].allowed


def test_a_head_who_examined_is_told_before_he_tries(archive: Archive) -> None:
    with requested(archive) as case:
        case.submitted()
        both = _as_both(case, "archivist", Role.ARCHIVIST, Role.HEAD)
        both = both.as_actor(replace(both.actor, unit=case.dossier.facts.unit))
        steps = {step.row.name: step for step in possible(both.actor, case.asked, case.now.date())}
        for name in ("approve", "refuse", "approve-in-part", "send-back"):
            assert steps[name].reason == Part.EXAMINED.reason
        with pytest.raises(NotPermitted):
            send_back_request(both, case.asked, reason="再核")


def test_who_took_it_in_examines_only_once_another_confirmed_the_identity(archive: Archive) -> None:
    with requested(archive) as case:
        archivist = case.who("archivist")
        case.asked.taken_in_by = archivist.actor.uid
        take_request(archivist, case.asked, dossier=case.dossier, verified=True)
        proposal = (refuse(case.open),)
        for deed in (confirm_identity, lambda *who: propose_items(*who, items=proposal)):
            with pytest.raises(NotPermitted):
                deed(archivist, case.asked)
        confirm_identity(case.who("head"), case.asked)
        with pytest.raises(WrongState):
            confirm_identity(case.who("head"), case.asked)
        propose_items(archivist, case.asked, items=proposal)
        assert _entries(case, "identity.confirmed")


@pytest.mark.parametrize("workflow", [FILING, ASKING])
def test_every_part_a_row_names_shuts_it(archive: Archive, workflow: Any) -> None:
    with requested(archive) as case:
        case.ready()
        thing = case.asked if workflow is ASKING else case.dossier
        everybody = frozenset({case.who("archivist").actor.uid})
        thing.parts = lambda: dict.fromkeys(Part, everybody)  # type: ignore[method-assign]
        for row in workflow:
            for part in row.never_by:
                alone = {part: everybody}
                thing.parts = lambda alone=alone: alone  # type: ignore[method-assign, misc]
                thing.state = next(iter(row.sources))
                who, unit = case.who("archivist").actor, case.dossier.facts.unit
                actor = replace(who, roles=frozenset(Role), unit=unit)
                found = possible(actor, thing, case.now.date())
                assert {step.row.name: step.reason for step in found}[row.name] == part.reason
        del thing.parts
        thing.state = workflow.rows[-1].target


def test_the_decision_is_in_the_journal_with_items_reasons_and_number(archive: Archive) -> None:
    with requested(archive) as case:
        case.decided()
        (entry,) = _entries(case, "request.decided")
        assert entry.said["number"] == case.asked.decision_number
        decided = {item["record"]: item["decided"] for item in entry.said["items"]}
        assert decided[case.open] == "release"


def test_why_the_head_sent_it_back_is_kept_and_shown(archive: Archive) -> None:
    with requested(archive) as case:
        case.submitted()
        send_back_request(case.who("head"), case.asked, reason="第二件的理由不充分")
        number = case.asked.title
        assert _entries(case, "request.sent-back")[0].said["reason"] == "第二件的理由不充分"
    page = archive.browser("archivist").get(f"/requests/{number}/")
    assert "第二件的理由不充分" in page


def test_what_is_tightened_suspends_the_request_until_it_is_lifted(archive: Archive) -> None:
    with requested(archive) as case:
        case.ready()
        set_marking(case.who("security"), case.record("open"), marking=PRIVATE)
        assert case.asked.state is RequestState.SUSPENDED
        with pytest.raises(WrongState):
            deliver_copies(case.who("archivist"), case.asked, received_by="刘")
        set_marking(case.who("security"), case.record("open"), marking=LIFTED)
        assert case.asked.state is RequestState.READY
        assert case.asked.copies is not None
        assert case.journal().count("request.suspended") == 1
        assert case.journal().count("request.resumed") == 1


def test_an_order_of_copies_is_done_after_it_was_suspended(archive: Archive) -> None:
    with requested(archive) as case:
        prepare_copies(case.decided().who("archivist"), case.asked)
        set_marking(case.who("security"), case.dossier, marking=PRIVATE)
        assert case.asked.state is RequestState.SUSPENDED
        set_marking(case.who("security"), case.dossier, marking=LIFTED)
        assert case.asked.is_being_made
        assert any(job.work is Work.COPIES for job in case.site.jobs)


def test_a_suspended_request_examined_anew_has_neither_decision_nor_copies(
    archive: Archive,
) -> None:
    with requested(archive) as case:
        case.ready()
        set_marking(case.who("security"), case.record("open"), marking=PRIVATE)
        reexamine_request(case.who("archivist"), case.asked)
        assert case.asked.state is RequestState.EXAMINING
        assert (case.asked.copies, case.asked.decision_number) == (None, "")
        assert all(item.decided is None for item in case.asked.items.values())
        with pytest.raises(Invalid):  # the caveat now needs redaction or consent
            submit_proposal(case.who("archivist"), case.asked)


def test_a_submission_is_taken_back_by_its_unit_only_before_it_is_dealt_with(
    archive: Archive,
) -> None:
    path = archive.dossier(sealed=False)
    with archive.visit() as site:
        dossier = site["J001"]["penalty"]["2020"][path.rpartition("/")[2]]
        officer, archivist = (
            archive.as_person(site, "officer"),
            archive.as_person(site, "archivist"),
        )
        submit_dossier(officer, dossier)
        with pytest.raises(NotPermitted):
            take_back_dossier(archivist, dossier)
        take_back_dossier(officer, dossier)
        assert dossier.state is FilingState.OPEN
        submit_dossier(officer, dossier)
        return_dossier(archivist, dossier, reason="缺送达回证")
        with pytest.raises(WrongState):
            take_back_dossier(officer, dossier)
