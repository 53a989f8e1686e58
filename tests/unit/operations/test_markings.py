"""Marking (Art. 34): what it must say, who may set it, what follows for readers and index."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from builders import Archive

from archive.errors import Invalid, NotPermitted
from archive.operations.markings import set_marking
from archive.security.levels import OPEN, Caveat, Clearance, Level, Marking, longest_until
from archive.security.permissions import Permission

DAY = date(2024, 3, 1)
LIFTED = replace(OPEN, basis="经审查不再保密")
PRIVACY = Marking(caveats=frozenset({Caveat.PRIVACY}), basis="涉及当事人病历")
SECRET = Marking(
    level=Level.SECRET,
    basis="定密细目第3项",
    organ="某市保密局",
    decided_on=DAY,
    until=date(2044, 3, 1),
)


def at(site: Any, path: str) -> Any:
    node = site
    for name in path.strip("/").split("/"):
        node = node[name]
    return node


def emptied(site: Any, path: str) -> Any:
    """Give the first record with its files taken out, as a stub has none."""
    record = at(site, f"{path}/main/001")
    for name in list(record.names()):
        del record[name]
    return record


@pytest.mark.parametrize("login", ["officer", "archivist", "legal", "head", "auditor", "admin"])
def test_only_the_security_officer_marks(archive: Archive, login: str) -> None:
    path = archive.dossier()
    with archive.visit() as site:
        record = at(site, f"{path}/main/001")
        with pytest.raises(NotPermitted):
            set_marking(archive.as_person(site, login), record, marking=PRIVACY)
        assert record.marking is None


def test_caveat_is_set_with_its_basis_and_who_decided(archive: Archive) -> None:
    path = archive.dossier()
    with archive.visit() as site:
        record = at(site, f"{path}/main/001")
        set_marking(archive.as_person(site, "security"), record, marking=PRIVACY)
        assert record.marking == replace(PRIVACY, decided_by="孙保密")
        entry = site.journal.newest(1)[0]
        assert (entry.kind, entry.actor_name) == ("marking.set", "孙保密")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"basis": " "}, "basis"),
        ({"organ": ""}, "organ"),
        ({"decided_on": None}, "decided_on"),
        ({"until": None}, "until"),
        ({"until": date(2044, 3, 2)}, "until"),
    ],
)
def test_level_needs_basis_organ_date_and_a_lawful_term(
    archive: Archive, wrong: dict[str, Any], field: str
) -> None:
    path = archive.dossier()
    with archive.visit() as site:
        record, marking = emptied(site, path), replace(SECRET, **wrong)
        with pytest.raises(Invalid) as refused:
            set_marking(archive.as_person(site, "security"), record, marking=marking)
        assert record.marking is None
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize("level", [Level.CONFIDENTIAL, Level.SECRET, Level.TOP_SECRET])
def test_term_may_last_as_long_as_the_law_allows_and_no_day_longer(
    archive: Archive, level: Level
) -> None:
    path = archive.dossier()
    last = longest_until(level, DAY)
    with archive.visit() as site:
        record, officer = emptied(site, path), archive.as_person(site, "security")
        marking = replace(SECRET, level=level, until=last)
        set_marking(officer, record, marking=marking)
        assert record.marking.until == last
        longer = replace(marking, until=last + timedelta(days=1))
        with pytest.raises(Invalid):
            set_marking(officer, record, marking=longer)


def test_nothing_with_bytes_is_given_a_level(archive: Archive) -> None:
    path = archive.dossier()
    with archive.visit() as site:
        officer = archive.as_person(site, "security")
        for node in (at(site, path), at(site, f"{path}/main/001")):
            with pytest.raises(Invalid) as refused:
                set_marking(officer, node, marking=SECRET)
            assert list(refused.value.fields) == ["level"]


@pytest.mark.parametrize(
    "clearance", [Clearance(Level.CONFIDENTIAL, frozenset(Caveat)), Clearance(Level.TOP_SECRET)]
)
def test_nobody_marks_above_his_own_clearance(archive: Archive, clearance: Clearance) -> None:
    path = archive.dossier()
    both = replace(SECRET, caveats=frozenset({Caveat.INFORMANT}))
    with archive.visit() as site:
        record, officer = emptied(site, path), archive.as_person(site, "security")
        lower = officer.as_actor(replace(officer.actor, clearance=clearance))
        with pytest.raises(NotPermitted):
            set_marking(lower, record, marking=both)
        assert record.marking is None


def test_marking_shuts_out_who_may_not_handle_it_and_lifting_it_lets_him_in(
    archive: Archive,
) -> None:
    path = archive.dossier()
    with archive.visit() as site:
        record, officer = at(site, f"{path}/main/001"), archive.as_person(site, "security")
        plain = archive.as_person(site, "plain")
        assert plain.permits(record, Permission.DOSSIER_READ)
        set_marking(officer, record, marking=PRIVACY)
        assert not plain.permits(record, Permission.DOSSIER_READ)
        set_marking(officer, record, marking=LIFTED)
        assert plain.permits(record, Permission.DOSSIER_READ)
        assert record.marking is None


def test_marking_of_a_dossier_holds_for_its_records(archive: Archive) -> None:
    path = archive.dossier()
    with archive.visit() as site:
        dossier = at(site, path)
        set_marking(archive.as_person(site, "security"), dossier, marking=PRIVACY)
        plain = archive.as_person(site, "plain")
        assert not any(
            plain.permits(record, Permission.DOSSIER_READ) for record in dossier.records()
        )


@pytest.mark.parametrize(
    ("before", "after", "hidden"),
    [
        (LIFTED, PRIVACY, True),
        (PRIVACY, LIFTED, False),
        (PRIVACY, replace(PRIVACY, basis="另有依据"), False),
        (PRIVACY, replace(PRIVACY, caveats=frozenset({Caveat.INFORMANT})), True),
    ],
)
def test_what_is_tightened_is_not_found_until_the_index_knows(
    archive: Archive, before: Marking, after: Marking, *, hidden: bool
) -> None:
    path = archive.dossier()
    with archive.visit() as site:
        officer = archive.as_person(site, "security")
        set_marking(officer, at(site, f"{path}/main/001"), marking=before)
    archive.work()
    with archive.visit() as site:
        record = at(site, f"{path}/main/001")
        set_marking(archive.as_person(site, "security"), record, marking=after)
        assert (record.uid in site.pending.hidden()) == hidden
    archive.work()
    with archive.visit() as site:
        assert site.pending.hidden() == frozenset()


def test_marking_a_dossier_makes_the_entries_of_all_its_records_stale(archive: Archive) -> None:
    path = archive.dossier(records=3)
    archive.work()
    with archive.visit() as site:
        dossier = at(site, path)
        set_marking(archive.as_person(site, "security"), dossier, marking=PRIVACY)
        assert set(site.pending) == {dossier.uid, *(each.uid for each in dossier.records())}


def test_longer_term_of_a_level_tightens_too(archive: Archive) -> None:
    path = archive.dossier()
    with archive.visit() as site:
        record, officer = emptied(site, path), archive.as_person(site, "security")
        set_marking(officer, record, marking=replace(SECRET, until=date(2040, 1, 1)))
        set_marking(officer, record, marking=SECRET)
        assert site.journal.newest(1)[0].said["tightened"] is True
