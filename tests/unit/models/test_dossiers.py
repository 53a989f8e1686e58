"""A dossier by itself: its volumes and their order, its numbers, its codes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders import FACTS

from archive.errors import Invalid
from archive.models.dossiers import INTERNAL, MAIN, Dossier, Volume
from archive.models.holdings import Fonds
from archive.models.records import Record, RecordFacts
from archive.models.site import Archive
from archive.states import FilingState

NOW = datetime(2020, 6, 1, tzinfo=UTC)


@pytest.fixture
def site() -> Archive:
    site = Archive()
    site.add_fonds("J001", "栾川县市场监督管理局")
    return site


@pytest.fixture
def dossier(site: Archive) -> Dossier:
    fonds = site["J001"]
    assert isinstance(fonds, Fonds)
    dossier = Dossier(FACTS)
    fonds["penalty"].year(2020)["0012"] = dossier  # type: ignore[attr-defined]
    return dossier


def record(title: str = "询问笔录") -> Record:
    return Record(RecordFacts(title, "appraisal"))


def filled(volume: Volume, *names: str) -> Volume:
    for name in names:
        volume[name] = record(f"第{name}件")
    return volume


def test_new_dossier_has_two_empty_volumes_the_main_one_first(dossier: Dossier) -> None:
    assert [volume.title for volume in dossier.volumes()] == ["正卷", "副卷"]
    assert list(dossier.records()) == []
    assert dossier.is_collecting


def test_records_stand_in_the_order_in_which_they_came(dossier: Dossier) -> None:
    volume = filled(dossier.volume(MAIN), "998", "999", "1000")
    assert volume.order == ("998", "999", "1000")
    assert [each.position for each in volume.records()] == [1, 2, 3]


def test_records_of_both_volumes_come_main_volume_first(dossier: Dossier) -> None:
    filled(dossier.volume(INTERNAL), "001")
    filled(dossier.volume(MAIN), "002")
    assert [each.__name__ for each in dossier.records()] == ["002", "001"]


def test_other_order_is_taken_when_it_names_just_the_records_there_are(dossier: Dossier) -> None:
    volume = filled(dossier.volume(MAIN), "001", "002", "003")
    volume.reorder(("003", "001", "002"))
    assert [each.__name__ for each in volume.records()] == ["003", "001", "002"]


@pytest.mark.parametrize("names", [("001",), ("001", "001"), ("001", "002", "003"), ()])
def test_order_that_loses_doubles_or_invents_a_record_is_refused(
    dossier: Dossier, names: tuple[str, ...]
) -> None:
    volume = filled(dossier.volume(MAIN), "001", "002")
    with pytest.raises(Invalid, match="order"):
        volume.reorder(names)
    assert volume.order == ("001", "002")


def test_record_that_left_has_no_place_in_the_order_and_none_in_the_catalogue(
    site: Archive, dossier: Dossier
) -> None:
    volume = filled(dossier.volume(MAIN), "001", "002")
    gone = volume["001"]
    del volume["001"]
    assert volume.order == ("002",)
    assert gone.uid not in site.by_uid


def test_volume_holds_nothing_but_records(dossier: Dossier) -> None:
    with pytest.raises(TypeError):
        dossier.volume(MAIN)["001"] = Dossier(FACTS)


def test_name_of_a_record_is_never_given_twice(dossier: Dossier) -> None:
    volume = dossier.volume(MAIN)
    first = dossier.next_record_name()
    volume[first] = record()
    del volume[first]
    assert dossier.next_record_name() not in {first, "001"}


def test_past_a_thousand_records_a_name_is_still_the_next(dossier: Dossier) -> None:
    main, internal = dossier.volumes()
    filled(main, *(f"{number:03d}" for number in range(1, 1002)))
    assert [dossier.next_record_name() for _twice in range(2)] == ["1002", "1003"]
    filled(internal, "1004", "1005")  # from elsewhere, where other numbers were given
    assert dossier.next_record_name() == "1006"


def test_names_are_not_all_read_for_each_record(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(dossier.volume(MAIN), *(f"{number:03d}" for number in range(1, 1002)))
    assert dossier.next_record_name() == "1002"
    monkeypatch.setattr(Volume, "names", None)
    assert dossier.next_record_name() == "1003"


def test_dossier_is_found_by_both_its_numbers(site: Archive, dossier: Dossier) -> None:
    for number in ("栾市监立〔2020〕12号", "栾市监处罚〔2020〕12号"):
        assert site.case_uids(number) == (dossier.uid,)


def test_numbers_follow_when_the_case_is_described_anew(site: Archive, dossier: Dossier) -> None:
    dossier.describe(replace(FACTS, case_number="栾市监立[2020]13号", decision_number=""))
    assert site.case_uids("栾市监立〔2020〕13号") == (dossier.uid,)
    assert site.case_uids("栾市监立〔2020〕12号") == ()
    assert site.case_uids("栾市监处罚〔2020〕12号") == ()


def test_two_dossiers_may_bear_one_number_and_one_leaves_without_the_other(
    site: Archive, dossier: Dossier
) -> None:
    year = dossier.__parent__
    other = year["0013"] = Dossier(FACTS)  # type: ignore[index]
    assert set(site.case_uids(FACTS.case_number)) == {dossier.uid, other.uid}
    del year["0013"]  # type: ignore[attr-defined]
    assert site.case_uids(FACTS.case_number) == (dossier.uid,)


def test_sealing_numbers_dossier_and_records_through_both_volumes(dossier: Dossier) -> None:
    filled(dossier.volume(MAIN), "002", "001")
    filled(dossier.volume(INTERNAL), "003")
    dossier.seal("J001", 12, NOW)
    assert dossier.reference == "J001-ZY·XZCF·2020-D30-0012"
    assert [each.reference[-4:] for each in dossier.records()] == ["-001", "-002", "-003"]
    assert dossier.sealed_at == NOW


def test_dossier_waits_to_be_filed_until_it_is_sealed(site: Archive, dossier: Dossier) -> None:
    assert list(site.unfiled) == [dossier.uid]
    dossier.seal("J001", 12, NOW)
    assert list(site.unfiled) == []


@pytest.mark.parametrize("state", list(FilingState))
def test_dossier_collects_while_open_or_returned_only(dossier: Dossier, state: FilingState) -> None:
    dossier.state = state
    assert dossier.is_collecting == (state in {FilingState.OPEN, FilingState.RETURNED})


def test_what_lies_in_a_dossier_is_guarded_by_its_unit_and_its_grants(dossier: Dossier) -> None:
    inside = filled(dossier.volume(MAIN), "001")["001"]
    assert inside.guard_unit == "u1"
    assert inside.guard_dossier == dossier.uid


def test_pages_are_those_stated_else_those_counted(dossier: Dossier) -> None:
    volume = dossier.volume(MAIN)
    volume["001"] = Record(RecordFacts("询问笔录", "inquiry-record", pages=7))
    volume["002"] = record()
    assert [each.pages for each in volume.records()] == [7, 0]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 501}, "title"),
        ({"kind": "no-such-kind"}, "kind"),
        ({"pages": -1}, "pages"),
        ({"pages": 100_001}, "pages"),
    ],
)
def test_record_facts_name_the_field_that_is_wrong(facts: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        RecordFacts(**{"title": "询问笔录", "kind": "inquiry-record", **facts})  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]
