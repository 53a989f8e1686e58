"""A grant lets one person or unit know one dossier, and ends exactly when its cause does."""

from datetime import timedelta
from typing import Any

import pytest
from builders import Archive
from requested import requested

from archive import clock
from archive.errors import Invalid, NotPermitted, WrongState
from archive.operations.grants import Holder, end_grant, give_grant
from archive.operations.markings import set_marking
from archive.operations.requests import withdraw_request
from archive.security.levels import Caveat, Marking
from archive.security.permissions import Permission as P

TODAY = clock.now().date()


def dossier_of(site: Any) -> Any:
    return site["J001"]["penalty"]["2020"]["0001"]


def given(archive: Archive, site: Any, **facts: Any) -> Any:
    plain = {"holder": Holder(login="other"), "reason": "协查"}
    security = archive.as_person(site, "security")
    return give_grant(security, dossier_of(site), **(plain | facts))


def may_read(archive: Archive, site: Any, login: str = "other") -> bool:
    return bool(archive.as_person(site, login).permits(dossier_of(site), P.DOSSIER_READ))


def test_a_grant_opens_one_dossier_for_reading_only_until_it_is_ended(archive: Archive) -> None:
    archive.dossier(sealed=False)
    with archive.visit() as site:
        assert not may_read(archive, site)
        grant = given(archive, site)
        assert may_read(archive, site)
        other = archive.as_person(site, "other")
        assert not other.permits(dossier_of(site), P.DOSSIER_DESCRIBE)
        end_grant(archive.as_person(site, "security"), grant, reason="办结")
        assert not may_read(archive, site)
        with pytest.raises(WrongState):
            end_grant(archive.as_person(site, "security"), grant)
        assert grant.ended is not None
        assert grant.ended.by_name == "孙保密"


def test_a_grant_to_a_unit_holds_for_whoever_belongs_to_it(archive: Archive) -> None:
    archive.dossier()
    with archive.visit() as site:
        given(archive, site, holder=Holder(unit="u2"))
        assert may_read(archive, site)
        assert may_read(archive, site, "otherhead")
        site.people["other"].unit = "u1"
        site.people["otherhead"].unit = "u1"
        assert site.grants.held_by(site.people["other"].uid, "u1", TODAY) == frozenset()


def test_a_grant_lifts_no_marking_and_makes_no_reader_of_an_administrator(
    archive: Archive,
) -> None:
    archive.dossier()
    with archive.visit() as site:
        given(archive, site)
        marking = Marking(caveats=frozenset({Caveat.PRIVACY}), basis="依据")
        set_marking(archive.as_person(site, "security"), dossier_of(site), marking=marking)
        assert not may_read(archive, site)
        for login in ("admin", "auditor"):
            with pytest.raises(Invalid, match="没有作用"):
                given(archive, site, holder=Holder(login=login))


def test_a_grant_ends_on_its_day_by_itself(archive: Archive) -> None:
    archive.dossier()
    today = clock.now().date()  # those who began before midnight are still at it
    with archive.visit() as site:
        given(archive, site, until=today)
        other = site.people["other"]
        assert dossier_of(site).uid in other.identity(today).grants
        assert other.identity(today + timedelta(days=1)).grants == frozenset()


def test_a_grant_for_a_request_ends_with_it(archive: Archive) -> None:
    with requested(archive) as case:
        case.taken()
        security, number = case.who("security"), case.asked.title
        holder = Holder(login="other")
        give_grant(security, case.dossier, holder=holder, reason="审核", request=number)
        assert case.who("other").permits(case.dossier, P.DOSSIER_READ)
        withdraw_request(case.public, case.site.requests, **case.key)
        assert not case.who("other").permits(case.dossier, P.DOSSIER_READ)
        with pytest.raises(Invalid):
            give_grant(security, case.dossier, holder=holder, reason="再", request=number)


@pytest.mark.parametrize(
    "facts",
    [
        {"reason": " "}, {"reason": "长" * 501}, {"until": TODAY - timedelta(days=1)},
        {"holder": Holder()}, {"holder": Holder("other", "u1")}, {"holder": Holder(unit="none")},
        {"holder": Holder(login="nobody")}, {"request": "2020-000001"},
    ],
)  # fmt: skip
def test_what_does_not_hold_is_refused_and_nothing_is_entered(
    archive: Archive, facts: dict[str, Any]
) -> None:
    archive.dossier()
    with archive.visit() as site:
        with pytest.raises(Invalid):
            given(archive, site, **facts)
        assert len(site.grants) == 0


def test_nobody_grants_himself_and_nobody_else_grants(archive: Archive) -> None:
    archive.dossier()
    with archive.visit() as site:
        with pytest.raises(NotPermitted, match="自己"):
            given(archive, site, holder=Holder(login="security"))
        for login in ("officer", "archivist", "head", "admin", "auditor"):
            with pytest.raises(NotPermitted):
                give_grant(
                    archive.as_person(site, login), dossier_of(site),
                    holder=Holder(login="other"), reason="试",
                )  # fmt: skip
