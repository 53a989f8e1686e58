"""Numbers are read as people write them, told apart, and hidden where they tell on someone."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import Invalid
from archive.models.identifiers import (
    IdKind,
    ReferenceCode,
    citizen_id_valid,
    credit_code_valid,
    identify,
    mask_citizen_id,
    mask_name,
    mask_phone,
    normalise_case_number,
    parse_reference_code,
    reference_code,
)

#: A citizen's number (of nobody) that passes every test of a credit code as well.
BOTH = "41032419510101218X"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("马市监处罚〔2026〕193号", "马市监处罚〔2026〕193号"),
        ("国市监处罚[2026]10号", "国市监处罚〔2026〕10号"),
        ("粤市监处罚【2026】14号", "粤市监处罚〔2026〕14号"),
        ("京海市监罚字（2021）18号", "京海市监罚字〔2021〕18号"),
        ("杭临市监处罚(2026)108号", "杭临市监处罚〔2026〕108号"),
        ("定市监当罚〈2024〉797号", "定市监当罚〔2024〕797号"),
        ("浦市监案处字〔2016〕第150201610696号", "浦市监案处字〔2016〕150201610696号"),
        ("深市质华市监罚字【2018】00734号", "深市质华市监罚字〔2018〕00734号"),
        ("北流工商处字〔２０１５〕２４０号", "北流工商处字〔2015〕240号"),
        ("栾市监立〔2○2〇〕12号", "栾市监立〔2020〕12号"),
        ("栾市监立〔二○二〇〕12号", "栾市监立〔2020〕12号"),
        (" 栾市监立 〔2020〕 第 12 号\n", "栾市监立〔2020〕12号"),
        ("\ufeff栾市监立〔2020〕\u200b12号", "栾市监立〔2020〕12号"),
        ("京工商(海)处字[2016]第5号", "京工商（海）处字〔2016〕5号"),
        ("20200001", "20200001"),
        ("", ""),
    ],
)
def test_case_numbers_of_every_writing_are_kept_in_one(written: str, kept: str) -> None:
    assert normalise_case_number(written) == kept


CASE_NUMBERS = st.text(
    alphabet=st.one_of(
        st.sampled_from("栾市监罚字第号〔〕[]【】（）()〈〉○〇0零O2 　\u200b\u0301̈¨ﬀ２"),
        st.characters(),
    )
)


@given(CASE_NUMBERS)
def test_normalising_twice_is_normalising_once(written: str) -> None:
    once = normalise_case_number(written)
    assert normalise_case_number(once) == once


@given(
    st.sampled_from(["〔〕", "[]", "【】", "（）", "()", "〈〉", "［］"]),
    st.sampled_from(["", "第", " 第 "]),
    st.integers(1990, 2030),
    st.from_regex(r"[0-9]{1,15}", fullmatch=True),
)
def test_brackets_and_the_ordinal_never_tell_two_numbers_apart(
    brackets: str, ordinal: str, year: int, serial: str
) -> None:
    written = f"栾市监处罚{brackets[0]}{year}{brackets[1]}{ordinal}{serial}号"
    assert normalise_case_number(written) == f"栾市监处罚〔{year}〕{serial}号"


def test_real_numbers_of_published_decisions_keep_their_year_and_serial(shared: Path) -> None:
    text = (shared / "cases" / "typical_cases_lawrefbook.jsonl").read_text(encoding="utf-8")
    found = re.findall(r"[一-鿿]{2,8}[〔\[【（(]\d{4}[〕\]】）)]第?\d+号", text)
    assert found
    for number in found:
        assert re.fullmatch(r"[一-鿿]{2,8}〔\d{4}〕\d+号", normalise_case_number(number))


@pytest.mark.parametrize(
    "number",
    ["11010519491231002X", "11010519491231002x", " 11010519491231002X ", "110105491231002"],
)
def test_a_citizen_s_number_of_either_form_is_known(number: str) -> None:
    assert citizen_id_valid(number)
    assert identify(number) is IdKind.CITIZEN_ID


def test_a_number_given_before_its_county_is_in_the_tables_is_still_a_citizen_s() -> None:
    assert citizen_id_valid(BOTH)  # 栾川县, born 1951


@pytest.mark.parametrize(
    "number",
    [
        *("", "110105194912310021", "11010519491331002X", "99010519491231002X"),
        *(
            "110105491331002",
            "990105491231002",
            "１１０１０５４９１２３１００２",
            "11010519491231002",
        ),
        "91110000600037341L",
    ],
)
def test_what_is_no_citizen_s_number_is_refused(number: str) -> None:
    assert not citizen_id_valid(number)


@pytest.mark.parametrize("number", ["91110000600037341L", "9111 0000 6000 3734 1L"])
def test_a_credit_code_is_not_taken_for_a_person_s_number(number: str) -> None:
    assert credit_code_valid(number)
    assert identify(number) is IdKind.CREDIT_CODE


def test_what_passes_for_both_is_taken_for_a_person_s() -> None:
    assert credit_code_valid(BOTH)
    assert identify(BOTH) is IdKind.CITIZEN_ID


@pytest.mark.parametrize("number", ["", "E12345678", "91110000600037341X", "13812341234"])
def test_what_is_neither_is_other(number: str) -> None:
    assert identify(number) is IdKind.OTHER


@pytest.mark.parametrize(
    ("mask", "plain", "hidden"),
    [
        (mask_citizen_id, "11010519491231002X", "110105********002X"),
        (mask_citizen_id, "110105491231002", "110105*****1002"),
        (mask_citizen_id, "E12345678", "*********"),
        (mask_phone, "13812341234", "138****1234"),
        (mask_phone, "0379-66812345", "037****2345"),
        (mask_phone, "110", "***"),
        (mask_name, "张建国", "张某某"),
        (mask_name, "张三", "张某"),
        (mask_name, "欧阳修", "欧阳某"),
        (mask_name, "欧阳", "欧某"),
        (mask_name, "张", "张某"),
        (mask_name, "买买提·吐尔逊", "买某某"),
        (mask_name, "", ""),
    ],
)
def test_masks_show_no_more_than_the_office_shows(mask: object, plain: str, hidden: str) -> None:
    assert callable(mask)
    assert mask(plain) == hidden


@given(st.text(min_size=1).filter(str.strip))
def test_no_mask_ever_shows_the_whole(plain: str) -> None:
    for mask in (mask_citizen_id, mask_phone):
        assert "*" in mask(plain)
    assert "某" in mask_name(plain)


def test_a_reference_code_is_written_as_da_t_13_says() -> None:
    assert reference_code("J001", "XZCF", 2020, "D30", 12, 3) == "J001-ZY·XZCF·2020-D30-0012-003"
    assert reference_code("J001", "XZCF", 2020, "Y", 12) == "J001-ZY·XZCF·2020-Y-0012"


@given(
    st.from_regex(r"[A-Z][0-9]{3}", fullmatch=True),
    st.sampled_from(["XZXK", "XZCF", "XZJC"]),
    st.integers(1949, 2100),
    st.sampled_from(["Y", "D30", "D10"]),
    st.integers(1, 20000),
    st.one_of(st.none(), st.integers(1, 2000)),
)
def test_what_was_written_is_read_back(
    fonds: str, series: str, year: int, retention: str, dossier: int, record: int | None
) -> None:
    code = reference_code(fonds, series, year, retention, dossier, record)
    assert parse_reference_code(code) == ReferenceCode(
        fonds, series, year, retention, dossier, record
    )
    assert str(parse_reference_code(code)) == code


@pytest.mark.parametrize(
    "typed",
    [
        "j001-zy·xzcf·2020-d30-0012-003 ",
        "Ｊ００１－ＺＹ•ＸＺＣＦ•２０２０－Ｄ３０－００１２－００３",
    ],
)
def test_a_reference_code_is_read_in_any_width_and_case(typed: str) -> None:
    assert str(parse_reference_code(typed)) == "J001-ZY·XZCF·2020-D30-0012-003"


@pytest.mark.parametrize(
    "typed", ["", "J001", "J001-ZY·XZCF·2020-D30", "J001-ZY-XZCF-2020-D30-0012"]
)
def test_what_is_no_reference_code_is_answered_with_how_to_write_one(typed: str) -> None:
    with pytest.raises(Invalid) as wrong:
        parse_reference_code(typed)
    assert "J001-ZY·XZCF·2020-D30-0012-003" in wrong.value.fields["reference"]
