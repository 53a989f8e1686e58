"""The one rule of what may go out: each reason speaks alone, and nothing else does."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from builders import Archive
from requested import Requested, refuse, requested, withhold

from archive.errors import Invalid, NotPermitted
from archive.models.answers import Answer, Item
from archive.models.releasing import (
    CLASSIFIED,
    EVERY,
    INTERNAL_VOLUME,
    NO_CONSENT,
    NO_OPINION,
    NOT_ITS_PAGES,
    Matter,
    can_be_named,
    can_go_out,
    held_back,
    refusals,
)
from archive.operations._foreseeing import of_marking
from archive.operations.decisions import Ruling, decide_request
from archive.operations.examination import propose_items, submit_proposal
from archive.operations.markings import set_marking
from archive.operations.suspensions import suspend_hindered
from archive.security.levels import Caveat, Effective, Level, Marking
from archive.states import RequestState

DAY = date(2026, 11, 30)
WHOLE = Item(1, Answer.RELEASE)


def _matter(level: Level = Level.UNCLASSIFIED, *caveats: Caveat, internal: bool = False) -> Matter:
    return Matter(Effective(level, frozenset(caveats)), internal, pages=3)


@pytest.mark.parametrize(
    ("matter", "item", "reasons"),
    [
        (_matter(), WHOLE, ()),
        (_matter(Level.CONFIDENTIAL), WHOLE, (CLASSIFIED,)),
        (_matter(internal=True), WHOLE, (INTERNAL_VOLUME,)),
        (_matter(Level.SECRET, internal=True), WHOLE, (CLASSIFIED, INTERNAL_VOLUME)),
        (_matter(Level.UNCLASSIFIED, Caveat.PRIVACY), WHOLE, (NO_CONSENT, NO_OPINION)),
        (
            _matter(Level.UNCLASSIFIED, Caveat.PRIVACY),
            replace(WHOLE, consent="甲函", agreed=True, heard=EVERY),
            (),
        ),
        (_matter(Level.UNCLASSIFIED, Caveat.WORK), withhold(1, 2), (NO_OPINION,)),
        (_matter(), withhold(1, 4), (NOT_ITS_PAGES,)),
        (_matter(Level.TOP_SECRET, Caveat.INFORMANT, internal=True), refuse(1), ()),
    ],
)
def test_each_reason_speaks_alone(matter: Matter, item: Item, reasons: tuple[object, ...]) -> None:
    assert refusals(matter, item) == reasons


def test_no_level_and_nothing_internal_goes_out_whatever_was_agreed() -> None:
    every = Item(
        1, Answer.RELEASE, consent="甲函", agreed=True, heard=EVERY, decided=Answer.RELEASE
    )
    for level, internal in product(Level, (False, True)):
        shut = level > Level.UNCLASSIFIED or internal
        assert bool(refusals(_matter(level, internal=internal), every)) == shut


def _hearing_report(case: Requested) -> Item:
    """Lay a hearing report (form 41) in the main volume, where an older archive let it lie."""
    record = case.record("open")
    record.facts = replace(record.facts, kind="hearing-report")
    return Item(case.open, Answer.RELEASE)


def test_a_hearing_report_in_the_main_volume_is_neither_proposed_nor_decided(
    archive: Archive,
) -> None:
    with requested(archive) as case:
        item = Item(case.open, Answer.RELEASE)
        case.proposed(item)
        _hearing_report(case)
        archivist = case.who("archivist")
        with pytest.raises(Invalid) as refused:
            propose_items(archivist, case.asked, items=(item,))
        assert refused.value.fields == {f"proposed-{case.open}": INTERNAL_VOLUME.sentence}
        with pytest.raises(Invalid):
            submit_proposal(archivist, case.asked)
        assert not can_go_out(case.record("open"), case.now.date())
        assert not can_be_named(case.record("open"), case.now.date())


def test_what_became_internal_before_the_decision_is_not_approved(archive: Archive) -> None:
    with requested(archive) as case:
        case.submitted()
        _hearing_report(case)
        with pytest.raises(Invalid):
            decide_request(case.who("head"), case.asked, rulings={case.open: Ruling(agreed=True)})


def test_what_is_held_back_is_told_by_record_and_foreseen(archive: Archive) -> None:
    with requested(archive) as case:
        case.ready()
        day, record = case.now.date(), case.record("open")
        marking = Marking(caveats=frozenset({Caveat.PRIVACY}), basis="他人住址")
        assert held_back(case.asked, day) == {}
        assert of_marking(case.site, record, marking, day).requests == ((case.asked, True),)
        assert of_marking(case.site, record, Marking(basis="x"), day).requests == (
            (case.asked, False),
        )
        set_marking(case.who("security"), record, marking=marking)
        assert held_back(case.asked, day) == {case.open: (NO_CONSENT, NO_OPINION)}


def test_open_requests_of_what_lies_wrong_are_suspended_by_the_upgrade(archive: Archive) -> None:
    with requested(archive) as case:
        case.ready()
        assert suspend_hindered(case.worker, case.site) == 0
        _hearing_report(case)
        assert suspend_hindered(case.worker, case.site) == 1
        assert case.asked.state is RequestState.SUSPENDED
        assert suspend_hindered(case.worker, case.site) == 0
        with pytest.raises(NotPermitted):
            suspend_hindered(case.who("archivist"), case.site)
