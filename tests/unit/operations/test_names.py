"""Units and names: proposed by one, confirmed by another, what was before is kept."""

from typing import Any

import pytest
from builders import FACTS, Archive

from archive.errors import Invalid, NotPermitted, WrongState
from archive.models.named import Facts
from archive.models.units import Unit
from archive.operations.dossiers import create_dossier
from archive.operations.people import confirm_standing, create_account, disable_account
from archive.operations.people import propose_standing as propose
from archive.operations.site import (
    confirm_name,
    found_bureau,
    list_unit,
    propose_name,
    refuse_name,
)
from archive.security.permissions import Role

OFFICER = frozenset({Role.OFFICER})


def _told(site: Any) -> list[str]:
    return [entry.kind for entry in site.journal.oldest_first()]


def test_a_unit_waits_for_a_security_officer_and_takes_nothing_until_then(archive: Archive) -> None:
    with archive.visit() as site:
        admin, security = archive.as_person(site, "admin"), archive.as_person(site, "security")
        unit = list_unit(admin, site.units, code="u3", name="合峪市场监管所")
        assert (unit.is_open, unit.is_proposed, unit.title) == (False, True, "")
        with pytest.raises(Invalid, match="单位"):
            create_account(admin, site.people, login="he", name="何", roles=OFFICER, unit="u3")
        with pytest.raises(NotPermitted):
            confirm_name(admin, unit)
        confirm_name(security, unit, seen=unit.proposed_facts.key)
        assert unit.is_open
        assert unit.title == site.unit_name("u3") == "合峪市场监管所"
        create_account(admin, site.people, login="he", name="何", roles=OFFICER, unit="u3")
        assert {"unit.listed", "name.proposed", "name.given"} <= set(_told(site))


def test_a_unit_that_is_refused_goes_and_its_code_is_free_again(archive: Archive) -> None:
    with archive.visit() as site:
        admin, security = archive.as_person(site, "admin"), archive.as_person(site, "security")
        refuse_name(security, list_unit(admin, site.units, code="u3", name="某所"))
        assert "u3" not in site.units
        assert isinstance(list_unit(admin, site.units, code="u3", name="某所"), Unit)


@pytest.mark.parametrize("code", ["", "new", "有", "A/b", "x" * 33])
def test_a_code_that_is_none_is_refused(archive: Archive, code: str) -> None:
    with archive.visit() as site, pytest.raises(Invalid):
        list_unit(archive.as_person(site, "admin"), site.units, code=code, name="某所")


def test_no_two_units_are_called_the_same(archive: Archive) -> None:
    with archive.visit() as site:
        admin = archive.as_person(site, "admin")
        with pytest.raises(Invalid, match="同名"):
            list_unit(admin, site.units, code="u3", name="执法稽查大队")
        with pytest.raises(Invalid, match="同名"):
            propose_name(admin, site.units["u2"], facts=Facts("执法稽查大队"))
        with pytest.raises(Invalid, match="相同"):
            propose_name(admin, site.units["u2"], facts=Facts("城关市场监管所"))


def test_a_name_is_righted_by_two_and_the_earlier_one_stays(archive: Archive) -> None:
    path = archive.dossier()
    with archive.visit() as site:
        admin, security = archive.as_person(site, "admin"), archive.as_person(site, "security")
        for node, name in (
            (site.units["u1"], "综合行政执法大队"),
            (site.bureau, "栾川县综合执法局"),
            (site["J001"], "栾川县综合执法局档案"),
            (site.people["officer"], "张办案员"),
        ):
            before = node.title
            propose_name(admin, node, facts=Facts(name, node.short, node.is_open), reason="更名")
            assert node.title == before
            confirm_name(security, node, seen=node.proposed_facts.key)
            assert node.title == name
            (earlier,) = node.earlier
            assert earlier.facts.name == before
            assert (earlier.proposed_by, earlier.confirmed_by) == ("郑管理", "孙保密")
        names = {entry.actor_name for entry in site.journal.oldest_first()}
        assert "张办案" in names
        assert "张办案员" not in names
        assert site.unit_name("u1") == "综合行政执法大队"
    page = archive.browser("officer").get(path)
    assert "综合行政执法大队" in page
    assert "栾川县综合执法局" in archive.browser().get("/")


def test_nobody_confirms_what_he_proposed_or_what_is_about_himself(archive: Archive) -> None:
    with archive.visit() as site:
        admin, security = archive.as_person(site, "admin"), archive.as_person(site, "security")
        propose_name(admin, site.people["security"], facts=Facts("孙某"))
        with pytest.raises(NotPermitted):
            confirm_name(security, site.people["security"])
        propose_name(admin, site.units["u1"], facts=Facts("甲"))
        first = site.units["u1"].proposed_facts.key
        propose_name(admin, site.units["u1"], facts=Facts("乙"))
        with pytest.raises(WrongState):
            confirm_name(security, site.units["u1"], seen=first)


def test_a_closed_unit_takes_no_dossier_and_its_old_ones_stay(archive: Archive) -> None:
    path = archive.dossier(unit="u2")
    with archive.visit() as site:
        admin, security = archive.as_person(site, "admin"), archive.as_person(site, "security")
        shut = Facts("城关市场监管所", is_open=False)
        with pytest.raises(Invalid, match="还有可用的账号"):
            propose_name(admin, site.units["u2"], facts=shut)
        for login in ("other", "otherhead"):
            disable_account(admin, site.people[login])
        propose_name(admin, site.units["u2"], facts=shut)
        confirm_name(security, site.units["u2"])
        officer = archive.as_person(site, "officer")
        facts = FACTS.__class__(
            **{**vars(FACTS), "unit": "u2", "case_number": "栾市监立〔2020〕13号"}
        )
        with pytest.raises((Invalid, NotPermitted)):
            create_dossier(officer, site["J001"]["penalty"], facts=facts)
    assert "城关市场监管所" in archive.browser("archivist").get(path)


def test_an_archive_is_told_once_whose_it_is(archive: Archive) -> None:
    with archive.visit() as site, pytest.raises(WrongState):
        found_bureau(archive.as_person(site, "admin"), site, facts=Facts("别的局"))


@pytest.mark.parametrize(("login", "by"), [("admin", "second"), ("security", "admin")])
def test_the_last_administrator_and_security_officer_stay(
    archive: Archive, login: str, by: str
) -> None:
    with archive.visit() as site:
        admin, security = archive.as_person(site, "admin"), archive.as_person(site, "security")
        roles = frozenset({Role.ADMINISTRATOR})
        second = create_account(
            admin, site.people, login="second", name="乙", roles=roles, unit=None
        )
        confirm_standing(security, second.person)
        if login == "admin":
            disable_account(archive.as_person(site, "second"), site.people["admin"])
            with pytest.raises(WrongState, match="最后一个"):
                disable_account(admin, second.person)
            return
        actor = archive.as_person(site, by)
        with pytest.raises(WrongState, match="最后一个"):
            disable_account(actor, site.people[login])
        propose(actor, site.people[login], roles=frozenset({Role.ARCHIVIST}), unit=None)
        assert Role.SECURITY in site.people[login].roles
