"""Examining record by record: what may never be proposed, and what the reviewer must agree to."""

from dataclasses import replace
from typing import Any

import pytest
from builders import Archive
from requested import PAGES, refuse, requested, withhold

from archive.errors import Invalid, NotPermitted, WrongState
from archive.models.answers import Answer, Ground, Item, Withheld, whole_pages
from archive.operations.examination import propose_items, review_item, submit_proposal
from archive.operations.markings import set_marking
from archive.security.levels import Caveat, Clearance, Level, Marking
from archive.security.permissions import Role
from archive.states import RequestState

CONSENT = "权利人书面同意，附后"


def _item(record: int, answer: Answer, *, consent: bool = False) -> Item:
    if answer is Answer.REFUSE:
        return refuse(record)
    if answer is Answer.WITHHOLD_PAGES:
        return withhold(record, 1)
    return Item(record, answer, consent=CONSENT if consent else "")


#: record, answer, consent: may it be proposed? (Arts. 33, 34)
PROPOSALS = [
    ("open", Answer.RELEASE, False, True),
    ("open", Answer.WITHHOLD_PAGES, False, True),
    ("open", Answer.REFUSE, False, True),
    ("private", Answer.RELEASE, False, False),
    ("private", Answer.RELEASE, True, True),
    ("private", Answer.WITHHOLD_PAGES, False, True),
    ("private", Answer.REFUSE, False, True),
    ("secret", Answer.RELEASE, False, False),
    ("secret", Answer.RELEASE, True, False),
    ("secret", Answer.WITHHOLD_PAGES, False, False),
    ("secret", Answer.REFUSE, False, True),
    ("internal", Answer.RELEASE, False, False),
    ("internal", Answer.RELEASE, True, False),
    ("internal", Answer.WITHHOLD_PAGES, False, False),
    ("internal", Answer.REFUSE, False, True),
]


@pytest.mark.parametrize(("record", "answer", "consent", "allowed"), PROPOSALS)
def test_what_may_be_proposed_whoever_asks(
    archive: Archive, record: str, answer: Answer, *, consent: bool, allowed: bool
) -> None:
    with requested(archive) as case:
        every = Clearance(Level.TOP_SECRET, frozenset(Caveat))
        case.site.people["archivist"].clearance = every
        case.taken()
        uid = case.records[record]
        item = _item(uid, answer, consent=consent)
        if allowed:
            propose_items(case.who("archivist"), case.asked, items=(item,))
            assert case.asked.items == {uid: item}
        else:
            with pytest.raises(Invalid) as refused:
                propose_items(case.who("archivist"), case.asked, items=(item,))
            assert all(name.endswith(f"-{uid}") for name in refused.value.fields)
            assert case.asked.items == {}


def test_a_record_the_examiner_may_not_see_answers_as_one_of_another_case(
    archive: Archive,
) -> None:
    with requested(archive) as case:
        case.taken()
        answers = []
        for uid in (case.private, case.dossier.uid):
            with pytest.raises(Invalid) as refused:
                propose_items(case.who("plain"), case.asked, items=(refuse(uid),))
            answers.append(list(refused.value.fields.values()))
        assert answers[0] == answers[1]


@pytest.mark.parametrize("pages", [(PAGES + 1,), (1, 99)])
def test_pages_to_be_withheld_must_be_pages_of_the_record(
    archive: Archive, pages: tuple[int, ...]
) -> None:
    with requested(archive) as case:
        with pytest.raises(Invalid) as refused:
            case.proposed(withhold(case.open, *pages))
        assert list(refused.value.fields) == [f"withheld-{case.open}"]


def test_what_is_withheld_needs_a_ground_and_pages() -> None:
    with pytest.raises(Invalid, match="理由"):
        Item(1, Answer.REFUSE)
    with pytest.raises(Invalid, match="哪些页"):
        Item(1, Answer.WITHHOLD_PAGES, Ground.PRIVACY)


@pytest.mark.parametrize(
    ("page", "box"),
    [
        (0, None),
        (1, (0, 0, 10_001, 50)),
        (1, (40, 10, 30, 20)),
        (1, (-1, 0, 5, 5)),
        (2, (1, 5, 9, 5)),
    ],
)
def test_what_is_withheld_lies_on_a_page(page: int, box: Any) -> None:
    with pytest.raises(Invalid, match="页面之内"):
        Withheld(page, box, Ground.PRIVACY)


def test_parts_of_pages_are_told_by_page_and_ground() -> None:
    places = (
        Withheld(7, (1000, 1000, 6000, 1450), Ground.COMMERCIAL, "配方"),
        *whole_pages((5, 3), Ground.PRIVACY),
        Withheld(7, (1000, 2000, 6000, 2400), Ground.PRIVACY),
    )
    item = Item(1, Answer.WITHHOLD_PAGES, withheld=places)
    assert item.pages == (3, 5, 7)
    assert item.grounds == (Ground.COMMERCIAL, Ground.PRIVACY)


def test_an_opinion_covers_only_the_caveats_it_was_given_on(archive: Archive) -> None:
    with requested(archive) as case:
        case.proposed(withhold(case.private, 2)).reviewed()
        wider = Marking(caveats=frozenset({Caveat.PRIVACY, Caveat.INFORMANT}), basis="第三十三条")
        set_marking(case.who("security"), case.record("private"), marking=wider)
        with pytest.raises(Invalid, match="法制审核"):
            submit_proposal(case.who("archivist"), case.asked)
        case.reviewed()
        submit_proposal(case.who("archivist"), case.asked)


def test_nothing_is_submitted_without_a_proposal(archive: Archive) -> None:
    with requested(archive) as case:
        case.taken()
        with pytest.raises(Invalid):
            submit_proposal(case.who("archivist"), case.asked)
        assert case.asked.state is RequestState.EXAMINING


@pytest.mark.parametrize("opinion", ["none", "against", "for"])
def test_a_caveat_is_touched_only_with_the_reviewers_agreement(
    archive: Archive, opinion: str
) -> None:
    with requested(archive) as case:
        case.proposed(withhold(case.private, 2))
        if opinion != "none":
            case.reviewed(agreed=opinion == "for")
        if opinion == "for":
            submit_proposal(case.who("archivist"), case.asked)
            assert case.asked.state is RequestState.AWAITING
        else:
            with pytest.raises(Invalid) as refused:
                submit_proposal(case.who("archivist"), case.asked)
            assert list(refused.value.fields) == ["opinion"]


def test_an_opinion_holds_only_for_what_was_shown_to_the_reviewer(archive: Archive) -> None:
    with requested(archive) as case:
        case.proposed(withhold(case.private, 2)).reviewed()
        archivist = case.who("archivist")
        propose_items(archivist, case.asked, items=(withhold(case.private, 2),))
        assert case.asked.items[case.private].agreed
        propose_items(archivist, case.asked, items=(withhold(case.private, 3),))
        assert not case.asked.items[case.private].agreed
        with pytest.raises(Invalid):
            submit_proposal(archivist, case.asked)


def test_an_opinion_typed_into_a_proposal_is_worth_nothing(archive: Archive) -> None:
    with requested(archive) as case:
        forged = replace(withhold(case.private, 2), opinion="同意", agreed=True, opinion_by=7)
        case.proposed(forged)
        with pytest.raises(Invalid):
            submit_proposal(case.who("archivist"), case.asked)


def test_a_decision_typed_into_a_proposal_opens_no_internal_record(archive: Archive) -> None:
    with requested(archive) as case:
        internal = Item(case.records["internal"], Answer.RELEASE, decided=Answer.REFUSE)
        with pytest.raises(Invalid):
            case.proposed(internal)
        assert case.asked.items == {}


def test_who_examined_gives_no_reviewers_opinion(archive: Archive) -> None:
    with requested(archive) as case:
        case.site.people["archivist"].roles = frozenset({Role.ARCHIVIST, Role.LEGAL})
        case.proposed(withhold(case.private, 2))
        with pytest.raises(NotPermitted):
            review_item(
                case.who("archivist"), case.asked, record=case.private, opinion="可", agreed=True
            )


@pytest.mark.parametrize("login", ["officer", "archivist", "head", "security", "auditor", "admin"])
def test_only_the_legal_reviewer_gives_the_opinion(archive: Archive, login: str) -> None:
    with requested(archive) as case:
        case.proposed(withhold(case.private, 2))
        with pytest.raises(NotPermitted):
            review_item(case.who(login), case.asked, record=case.private, opinion="可", agreed=True)


def test_a_reviewer_who_may_not_see_the_record_gives_no_opinion_on_it(archive: Archive) -> None:
    with requested(archive) as case:
        case.proposed(withhold(case.private, 2))
        case.site.people["legal"].clearance = Clearance()
        with pytest.raises(Invalid):
            case.reviewed()


@pytest.mark.parametrize("state", sorted(set(RequestState) - {RequestState.EXAMINING}))
def test_proposals_and_opinions_change_only_while_examining(
    archive: Archive, state: RequestState
) -> None:
    with requested(archive) as case:
        case.proposed(withhold(case.private, 2))
        case.asked.state = state
        before = case.asked.items
        with pytest.raises(WrongState):
            propose_items(case.who("archivist"), case.asked, items=(refuse(case.open),))
        with pytest.raises(WrongState):
            case.reviewed()
        assert case.asked.items == before
