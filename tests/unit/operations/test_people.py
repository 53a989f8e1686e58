"""Accounts take two persons to widen and one to narrow; nobody acts on his own."""

from typing import Any

import pytest
from builders import Archive

from archive.errors import Invalid, NotPermitted, WrongState
from archive.models.credentials import SecondFactor
from archive.models.people import Person
from archive.operations.people import (
    Invited,
    confirm_standing,
    create_account,
    disable_account,
    propose_standing,
    refuse_standing,
    remove_second_factor,
    reset_account,
)
from archive.security.permissions import Role

OFFICER = frozenset({Role.OFFICER})


def made(archive: Archive, site: Any, login: str = "new-one") -> Invited:
    admin = archive.as_person(site, "admin")
    return create_account(admin, site.people, login=login, name="新人", roles=OFFICER, unit="u1")


def test_an_account_is_shut_until_a_second_person_confirmed_it(archive: Archive) -> None:
    with archive.visit() as site:
        person = made(archive, site).person
        assert site.people.known("new-one") is None
        confirm_standing(archive.as_person(site, "security"), person)
        assert site.people.known("new-one") is person
        whats = [entry.kind for entry in site.journal.newest(2)]
        assert whats == ["account.opened", "account.created"]


def confirming(browser: Any) -> Any:
    forms = browser.get("/people/new-one").forms.values()
    return next(form for form in forms if (form.action or "").endswith("/confirm-standing"))


def test_nothing_is_confirmed_but_what_was_seen(archive: Archive) -> None:
    browser = archive.browser("security")
    with archive.visit() as site:
        made(archive, site)
    shown = confirming(browser)
    with archive.visit() as site:
        admin, person = archive.as_person(site, "admin"), site.people["new-one"]
        more = OFFICER | {Role.HEAD}
        propose_standing(admin, person, roles=more, unit="u1")
    assert "已有变动" in shown.submit().maybe_follow()
    with archive.visit() as site:
        assert site.people["new-one"].disabled
    confirming(browser).submit()
    with archive.visit() as site:
        assert site.people["new-one"].roles == more


@pytest.mark.parametrize("login", ["admin", "officer", "archivist", "auditor", "head"])
def test_who_may_not_confirm_an_account(archive: Archive, login: str) -> None:
    with archive.visit() as site:
        person = made(archive, site).person
        with pytest.raises(NotPermitted):
            confirm_standing(archive.as_person(site, login), person)
        assert person.disabled


def test_a_refused_account_stays_shut(archive: Archive) -> None:
    with archive.visit() as site:
        person = made(archive, site).person
        refuse_standing(archive.as_person(site, "security"), person)
        assert person.disabled
        with pytest.raises(WrongState):
            confirm_standing(archive.as_person(site, "security"), person)


def test_taking_a_role_away_holds_at_once_and_giving_one_waits(archive: Archive) -> None:
    with archive.visit() as site:
        admin, person = archive.as_person(site, "admin"), site.people["officer"]
        both = frozenset({Role.OFFICER, Role.HEAD})
        assert not propose_standing(admin, person, roles=both, unit="u1")
        assert person.roles == OFFICER
        confirm_standing(archive.as_person(site, "security"), person)
        assert person.roles == both
        assert propose_standing(admin, person, roles=OFFICER, unit="u1")
        assert person.roles == OFFICER


def test_another_unit_waits_since_it_opens_other_dossiers(archive: Archive) -> None:
    with archive.visit() as site:
        admin, person = archive.as_person(site, "admin"), site.people["officer"]
        assert not propose_standing(admin, person, roles=OFFICER, unit="u2")
        assert person.unit == "u1"


def test_nobody_does_anything_to_his_own_account(archive: Archive) -> None:
    with archive.visit() as site:
        admin, oneself = archive.as_person(site, "admin"), site.people["admin"]
        for attempt in (
            lambda: propose_standing(admin, oneself, roles=OFFICER, unit="u1"),
            lambda: disable_account(admin, oneself),
            lambda: reset_account(admin, oneself),
        ):
            with pytest.raises(NotPermitted):
                attempt()
        security, guard = archive.as_person(site, "security"), site.people["security"]
        propose_standing(admin, guard, roles=frozenset({Role.ARCHIVIST}), unit=None)
        with pytest.raises(NotPermitted):
            confirm_standing(security, guard)


def test_no_account_holds_two_administrations_by_any_step(archive: Archive) -> None:
    with archive.visit() as site:
        admin = archive.as_person(site, "admin")
        two = frozenset({Role.SECURITY, Role.AUDITOR})
        with pytest.raises(Invalid, match="三人分任"):
            propose_standing(admin, site.people["auditor"], roles=two, unit=None)


def test_a_shut_account_is_out_at_once_and_opens_by_two(archive: Archive) -> None:
    browser = archive.browser("officer")
    with archive.visit() as site:
        person = site.people["officer"]
        disable_account(archive.as_person(site, "admin"), person, reason="离职")
    assert "张办案" not in browser.get("/")
    with archive.visit() as site:
        person = site.people["officer"]
        assert not propose_standing(
            archive.as_person(site, "admin"), person, roles=OFFICER, unit="u1"
        )
        assert person.disabled
        confirm_standing(archive.as_person(site, "security"), person)
        assert not person.disabled


def test_neither_administration_takes_an_account_over_alone(archive: Archive) -> None:
    with archive.visit() as site:
        head = site.people["head"]
        head.second = SecondFactor("JBSWY3DPEHPK3PXP")
        reset_account(archive.as_person(site, "admin"), head)
        assert head.second is not None
        with pytest.raises(NotPermitted):
            remove_second_factor(archive.as_person(site, "admin"), head)
        with pytest.raises(NotPermitted):
            reset_account(archive.as_person(site, "security"), head)


def test_before_the_first_security_officer_accounts_hold_at_once(archive: Archive) -> None:
    with archive.visit() as site:
        site.people.founded = False
        assert not made(archive, site).person.disabled
        admin = archive.as_person(site, "admin")
        first = create_account(
            admin, site.people, login="guard", name="保密员", roles=frozenset({Role.SECURITY}),
            unit=None,
        )  # fmt: skip
        assert site.people.founded
        assert first.person.clearance.caveats
        assert made(archive, site, "later").person.disabled
        assert isinstance(first.person, Person)
