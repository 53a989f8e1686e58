"""A clearance is proposed by one, confirmed by another; never one's own or above one's own."""

from datetime import timedelta

import pytest
from builders import Archive

from archive import clock
from archive.errors import Invalid, NotPermitted, WrongState
from archive.operations.clearances import confirm_clearance, propose_clearance, refuse_clearance
from archive.security.levels import Caveat, Clearance, Level

WIDE = Clearance(Level.SECRET, frozenset({Caveat.PRIVACY}))
TODAY = clock.now().date()


def test_a_wider_clearance_holds_once_confirmed(archive: Archive) -> None:
    with archive.visit() as site:
        other = site.people["other"]
        assert not propose_clearance(archive.as_person(site, "security"), other, clearance=WIDE)
        assert other.clearance == Clearance()
        confirm_clearance(archive.as_person(site, "otherhead"), other)
        assert other.clearance == WIDE


@pytest.mark.parametrize("login", ["security", "head", "admin", "other", "archivist", "auditor"])
def test_who_may_not_confirm(archive: Archive, login: str) -> None:
    """The proposer, the head of another unit, the person himself, any other role."""
    with archive.visit() as site:
        other = site.people["other"]
        propose_clearance(archive.as_person(site, "security"), other, clearance=WIDE)
        with pytest.raises(NotPermitted):
            confirm_clearance(archive.as_person(site, login), other)
        assert other.clearance == Clearance()


def test_a_narrower_clearance_holds_at_once(archive: Archive) -> None:
    with archive.visit() as site:
        officer = site.people["officer"]
        less = Clearance(caveats=frozenset({Caveat.WORK}))
        assert propose_clearance(archive.as_person(site, "security"), officer, clearance=less)
        assert officer.clearance == less


def test_nobody_clears_himself_or_above_himself(archive: Archive) -> None:
    with archive.visit() as site:
        security = archive.as_person(site, "security")
        with pytest.raises(NotPermitted, match="自己"):
            propose_clearance(security, site.people["security"], clearance=WIDE)
        site.people["security"].clearance = Clearance(Level.CONFIDENTIAL)
        lower = archive.as_person(site, "security")
        for above in (Clearance(Level.SECRET), Clearance(caveats=frozenset({Caveat.WORK}))):
            with pytest.raises(NotPermitted, match="高于本人"):
                propose_clearance(lower, site.people["other"], clearance=above)


def test_a_clearance_lapses_by_itself(archive: Archive) -> None:
    today = clock.now().date()  # those who began before midnight are still at it
    with archive.visit() as site:
        other = site.people["other"]
        until = Clearance(WIDE.level, WIDE.caveats, today)
        propose_clearance(archive.as_person(site, "security"), other, clearance=until)
        confirm_clearance(archive.as_person(site, "otherhead"), other)
        assert other.identity(today).clearance.level is Level.SECRET
        assert other.identity(today + timedelta(days=1)).clearance == Clearance()


def test_a_longer_term_waits_and_a_past_one_is_refused(archive: Archive) -> None:
    with archive.visit() as site:
        officer, security = site.people["officer"], archive.as_person(site, "security")
        caveats = officer.clearance.caveats
        soon = Clearance(caveats=caveats, until=TODAY + timedelta(days=5))
        assert propose_clearance(security, officer, clearance=soon)
        assert not propose_clearance(security, officer, clearance=Clearance(caveats=caveats))
        past = Clearance(caveats=caveats, until=TODAY - timedelta(days=1))
        with pytest.raises(Invalid):
            propose_clearance(security, officer, clearance=past)


def test_what_was_set_aside_can_no_longer_be_confirmed(archive: Archive) -> None:
    with archive.visit() as site:
        other, head = site.people["other"], archive.as_person(site, "otherhead")
        propose_clearance(archive.as_person(site, "security"), other, clearance=WIDE)
        refuse_clearance(head, other)
        with pytest.raises(WrongState):
            confirm_clearance(head, other)
