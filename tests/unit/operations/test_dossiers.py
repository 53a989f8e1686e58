"""Filing: who may do what, in which state, and what is written down (Arts. 31-32)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from builders import FACTS, Archive

from archive.errors import Invalid, NotPermitted, WrongState
from archive.models.records import RecordFacts
from archive.operations.dossiers import (
    create_dossier,
    describe_dossier,
    return_dossier,
    seal_dossier,
    submit_dossier,
)
from archive.operations.records import add_record
from archive.states import FilingState
from archive.workflow import FILING

Do = Callable[[Any, Any], Any]

DEEDS: dict[str, Do] = {
    "submit": submit_dossier,
    "return": lambda ctx, dossier: return_dossier(ctx, dossier, reason="缺送达回证"),
    "seal": seal_dossier,
}
WHO = {"submit": "officer", "return": "archivist", "seal": "archivist"}


def at(site: Any, path: str) -> Any:
    node = site
    for name in path.strip("/").split("/"):
        node = node[name]
    return node


def written(site: Any) -> list[str]:
    return [entry.kind for entry in site.journal.oldest_first()]


def test_dossier_is_opened_in_the_year_of_its_case_under_the_next_number(archive: Archive) -> None:
    assert archive.dossier(sealed=False) == "/J001/penalty/2020/0001"
    assert archive.dossier(sealed=False) == "/J001/penalty/2020/0002"
    assert archive.dossier(sealed=False, opened=date(2019, 1, 2)) == "/J001/penalty/2019/0001"


@pytest.mark.parametrize("login", ["archivist", "legal", "head", "security", "auditor", "admin"])
def test_only_officers_open_dossiers(archive: Archive, login: str) -> None:
    with archive.visit() as site, pytest.raises(NotPermitted):
        create_dossier(archive.as_person(site, login), site["J001"]["penalty"], facts=FACTS)


def test_officer_opens_no_dossier_of_another_unit(archive: Archive) -> None:
    with archive.visit() as site:
        with pytest.raises(NotPermitted):
            create_dossier(archive.as_person(site, "other"), site["J001"]["penalty"], facts=FACTS)
        assert "dossier.created" not in written(site)


def test_unit_must_be_on_the_list(archive: Archive) -> None:
    facts = replace(FACTS, unit="u9")
    with archive.visit() as site, pytest.raises(Invalid) as refused:
        create_dossier(archive.as_person(site, "officer"), site["J001"]["penalty"], facts=facts)
    assert list(refused.value.fields) == ["unit"]


def test_case_is_described_anew_with_what_it_was_before_in_the_journal(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    with archive.visit() as site:
        dossier, officer = at(site, path), archive.as_person(site, "officer")
        describe_dossier(officer, dossier, facts=replace(FACTS, outcome="已缴清"))
        assert dossier.facts.outcome == "已缴清"
        entry = site.journal.newest(1)[0]
        assert (entry.kind, *(entry.said[each]["outcome"] for each in ("before", "after"))) == (
            "dossier.described", "", "已缴清",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"), [({"unit": "u2"}, "unit"), ({"opened": date(2019, 3, 2)}, "opened")]
)
def test_unit_and_year_of_a_dossier_stay(
    archive: Archive, change: dict[str, Any], field: str
) -> None:
    path, facts = archive.dossier(sealed=False), replace(FACTS, **change)
    with archive.visit() as site, pytest.raises(Invalid) as refused:
        describe_dossier(archive.as_person(site, "officer"), at(site, path), facts=facts)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize("state", list(FilingState))
@pytest.mark.parametrize("name", list(DEEDS))
def test_a_step_is_taken_from_the_states_of_its_row_and_from_no_other(
    archive: Archive, name: str, state: FilingState
) -> None:
    path = archive.dossier(sealed=False)
    with archive.visit() as site:
        dossier, person = at(site, path), archive.as_person(site, WHO[name])
        dossier.state = state
        if state in FILING.row(name).sources:
            DEEDS[name](person, dossier)
            assert dossier.state is FILING.row(name).target
        else:
            with pytest.raises(WrongState):
                DEEDS[name](person, dossier)
            assert dossier.state is state


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("submit", "archivist"),
        ("submit", "other"),
        ("submit", "head"),
        ("return", "officer"),
        ("seal", "officer"),
        ("seal", "head"),
        ("seal", "security"),
        ("seal", "admin"),
    ],
)
def test_a_step_is_refused_to_who_does_not_hold_it(archive: Archive, name: str, login: str) -> None:
    path = archive.dossier(sealed=False)
    with archive.visit() as site:
        dossier = at(site, path)
        dossier.state = next(iter(FILING.row(name).sources))
        before, entries = dossier.state, written(site)
        with pytest.raises(NotPermitted):
            DEEDS[name](archive.as_person(site, login), dossier)
        assert (dossier.state, written(site)) == (before, entries)


def test_open_case_is_not_handed_in(archive: Archive) -> None:
    path = archive.dossier(sealed=False, closed=None)
    with archive.visit() as site, pytest.raises(Invalid) as refused:
        submit_dossier(archive.as_person(site, "officer"), at(site, path))
    assert list(refused.value.fields) == ["closed"]


def test_dossier_with_nothing_in_its_main_volume_is_not_handed_in(archive: Archive) -> None:
    path = archive.dossier(sealed=False, records=0)
    with archive.visit() as site:
        dossier, officer = at(site, path), archive.as_person(site, "officer")
        facts = RecordFacts("案件来源登记表", "case-source")
        add_record(officer, dossier.volume("internal"), facts=facts)
        with pytest.raises(Invalid) as refused:
            submit_dossier(officer, dossier)
    assert list(refused.value.fields) == ["records"]


def test_returned_dossier_keeps_the_reason_until_it_is_handed_in_again(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    with archive.visit() as site:
        dossier, officer = at(site, path), archive.as_person(site, "officer")
        submit_dossier(officer, dossier)
        return_dossier(archive.as_person(site, "archivist"), dossier, reason=" 缺送达回证 ")
        assert (dossier.state, dossier.reason) == (FilingState.RETURNED, "缺送达回证")
        submit_dossier(officer, dossier)
        assert (dossier.state, dossier.reason) == (FilingState.SUBMITTED, "")


def test_returning_needs_a_reason(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    with archive.visit() as site:
        dossier = at(site, path)
        submit_dossier(archive.as_person(site, "officer"), dossier)
        with pytest.raises(Invalid) as refused:
            return_dossier(archive.as_person(site, "archivist"), dossier, reason="")
        assert dossier.state is FilingState.SUBMITTED
    assert list(refused.value.fields) == ["reason"]


def test_who_handed_a_dossier_in_does_not_seal_it(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    with archive.visit() as site:
        dossier, archivist = at(site, path), archive.as_person(site, "archivist")
        submit_dossier(archive.as_person(site, "officer"), dossier)
        dossier.submitted_by = archivist.actor.uid
        with pytest.raises(NotPermitted, match="不能自己归档"):
            seal_dossier(archivist, dossier)
        assert not dossier.reference


def test_reference_codes_count_within_series_year_and_retention(archive: Archive) -> None:
    paths = [archive.dossier(), archive.dossier(retention="10"), archive.dossier()]
    with archive.visit() as site:
        assert [at(site, path).reference for path in paths] == [
            "J001-ZY·XZCF·2020-D30-0001",
            "J001-ZY·XZCF·2020-D10-0001",
            "J001-ZY·XZCF·2020-D30-0002",
        ]


def test_sealed_dossier_is_shut_to_every_ordinary_edit(archive: Archive) -> None:
    path = archive.dossier()
    with archive.visit() as site:
        dossier, officer = at(site, path), archive.as_person(site, "officer")
        entries = written(site)
        with pytest.raises(WrongState):
            describe_dossier(officer, dossier, facts=FACTS)
        with pytest.raises(WrongState):
            submit_dossier(officer, dossier)
        assert written(site) == entries


def test_every_step_is_written_into_the_journal_by_who_took_it(archive: Archive) -> None:
    archive.dossier(records=1)
    with archive.visit() as site:
        steps = {
            entry.kind: entry.actor_name
            for entry in site.journal.oldest_first()
            if entry.kind.startswith("dossier.")
        }
    assert steps == {
        "dossier.created": "张办案",
        "dossier.submitted": "张办案",
        "dossier.sealed": "王档案",
    }
