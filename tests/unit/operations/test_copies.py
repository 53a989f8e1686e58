"""Making, fetching and handing over copies: in time, not too often, never what was tightened."""

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import Archive
from requested import PRIVATE, SECRET, Requested, requested, withhold

from archive.errors import Invalid, NotPermitted, Rejected, WrongState
from archive.models.jobs import Work
from archive.operations.copies import (
    deliver_copies,
    download_copies,
    fetch_copies,
    lapse_request,
    note_failure,
    prepare_copies,
)
from archive.operations.markings import set_marking
from archive.operations.requests import close_request, download_attachment
from archive.security.access import verdict
from archive.security.levels import Caveat, Marking
from archive.states import RequestState


def _fetch(case: Requested) -> bytes:
    copies = fetch_copies(case.public, case.site.requests, **case.key)
    with copies.blob.open() as stream:
        return bytes(stream.read())


def test_the_requester_fetches_just_the_bytes_that_were_made(archive: Archive) -> None:
    with requested(archive) as case:
        case.ready(content=b"%PDF the copies")
        assert _fetch(case) == b"%PDF the copies"
        assert case.asked.state is RequestState.DELIVERED
        assert case.journal().count("copy.fetched") == 1


def test_nothing_is_fetched_with_a_wrong_code(archive: Archive) -> None:
    with requested(archive) as case:
        case.ready()
        for key in ({**case.key, "code": "WRONG"}, {**case.key, "number": "2026-000099"}):
            with pytest.raises(Rejected):
                fetch_copies(case.public, case.site.requests, **key)
        assert case.asked.fetches == 0


FETCHED = {RequestState.READY, RequestState.DELIVERED}


@pytest.mark.parametrize("state", sorted(set(RequestState) - FETCHED))
def test_nothing_is_fetched_before_it_is_ready_or_after_it_ended(
    archive: Archive, state: RequestState
) -> None:
    with requested(archive) as case:
        case.ready()
        case.asked.state = state
        with pytest.raises(Rejected):
            _fetch(case)


def test_the_link_ends_with_its_last_day(archive: Archive) -> None:
    with requested(archive) as case:
        case.ready()
        case.later = timedelta(days=archive.settings.link_days)
        _fetch(case)
        case.later += timedelta(days=1)
        with pytest.raises(Rejected):
            _fetch(case)


def test_copies_are_fetched_only_so_often(archive: Archive) -> None:
    with requested(archive) as case:
        case.ready()
        for _time in range(archive.settings.link_fetches):
            _fetch(case)
        with pytest.raises(Rejected):
            _fetch(case)
        assert case.journal().count("copy.fetched") == archive.settings.link_fetches


@pytest.mark.parametrize("marking", [PRIVATE, SECRET])
@pytest.mark.parametrize("when", ["before making", "before fetching"])
def test_what_was_tightened_since_the_decision_does_not_leave(
    archive: Archive, marking: object, when: str
) -> None:
    with requested(archive) as case:
        case.decided() if when == "before making" else case.ready()
        # Set by hand: ``set_marking`` takes no level where bytes are kept.
        case.record("open").marking = marking
        archivist = case.who("archivist")
        with pytest.raises((Invalid, Rejected)):
            _fetch(case) if case.asked.copies else prepare_copies(archivist, case.asked)
        assert case.asked.fetches == 0


def test_copies_are_not_ordered_twice_but_again_after_a_failure(archive: Archive) -> None:
    with requested(archive) as case:
        archivist = case.decided().who("archivist")
        prepare_copies(archivist, case.asked)
        with pytest.raises(WrongState):
            prepare_copies(archivist, case.asked)
        note_failure(case.worker, case.asked, failure="文件损坏")
        assert case.asked.failure == "文件损坏"
        prepare_copies(archivist, case.asked)
        assert case.asked.failure == ""
        jobs = [case.site.jobs.take(case.now) for _job in range(case.site.jobs.waiting())]
        assert [job.work for job in jobs if job].count(Work.COPIES) == 2


def test_only_who_may_make_and_hand_over_does_so(archive: Archive) -> None:
    with requested(archive) as case:
        case.decided()
        for login in ("officer", "legal", "head", "security", "auditor", "admin"):
            with pytest.raises(NotPermitted):
                prepare_copies(case.who(login), case.asked)
            with pytest.raises(NotPermitted):
                deliver_copies(case.who(login), case.asked, received_by="刘丰收")


def test_handing_over_at_the_counter_names_who_signed(archive: Archive) -> None:
    with requested(archive) as case:
        case.ready()
        deliver_copies(case.who("archivist"), case.asked, received_by="刘丰收")
        assert case.asked.state is RequestState.DELIVERED
        assert case.asked.history[-1].note == "刘丰收"
        close_request(case.who("archivist"), case.asked)
        assert case.asked.uid not in case.site.unsettled


def test_a_request_lapses_only_after_the_link_has_ended(archive: Archive) -> None:
    with requested(archive) as case:
        case.ready()
        case.later = timedelta(days=archive.settings.link_days)
        with pytest.raises(WrongState):
            lapse_request(case.who("archivist"), case.asked)
        case.later += timedelta(days=1)
        lapse_request(case.who("archivist"), case.asked)
        assert case.asked.state is RequestState.LAPSED


def test_the_copies_are_guarded_as_the_dossier_is(archive: Archive) -> None:
    with requested(archive) as case:
        case.ready(withhold(case.open, 2))
        set_marking(case.who("security"), case.dossier, marking=PRIVATE)
        copies, day = case.asked.copies, case.now.date()
        assert verdict(case.who("archivist").actor, copies, "request:read", day)
        assert not verdict(case.who("plain").actor, copies, "request:read", day)
        with pytest.raises(NotPermitted):
            download_attachment(case.who("plain"), copies)


def test_the_copies_are_not_taken_for_something_the_requester_sent(archive: Archive) -> None:
    with requested(archive) as case:
        case.ready()
        assert list(case.asked.attachments()) == []


@pytest.mark.parametrize(
    "marking", [PRIVATE, Marking(caveats=frozenset({Caveat.COMMERCIAL}), basis="x")]
)
def test_what_was_tightened_is_shut_at_every_door(archive: Archive, marking: Marking) -> None:
    with requested(archive) as case:
        case.ready()
        archivist = case.who("archivist")
        assert download_copies(archivist, case.asked) is case.asked.copies
        set_marking(case.who("security"), case.record("open"), marking=marking)
        with pytest.raises(Rejected):
            _fetch(case)
        with pytest.raises(WrongState):
            download_copies(archivist, case.asked)
        with pytest.raises(WrongState):
            deliver_copies(archivist, case.asked, received_by="刘丰收")
        assert case.asked.state is RequestState.SUSPENDED
        assert case.journal().count("copies.downloaded") == 1


def test_what_turned_out_to_be_internal_by_its_kind_is_shut_at_every_door(
    archive: Archive,
) -> None:
    with requested(archive) as case:
        case.ready()
        record = case.record("open")
        record.facts = replace(record.facts, kind="hearing-report")
        for door in (
            lambda: download_copies(case.who("archivist"), case.asked),
            lambda: deliver_copies(case.who("archivist"), case.asked, received_by="刘丰收"),
        ):
            with pytest.raises(Invalid):
                door()
        with pytest.raises(Rejected):
            _fetch(case)


def test_copies_of_a_request_that_ended_are_handed_to_nobody(archive: Archive) -> None:
    with requested(archive) as case:
        case.ready()
        _fetch(case)
        close_request(case.who("archivist"), case.asked)
        with pytest.raises(WrongState):
            download_copies(case.who("archivist"), case.asked)
