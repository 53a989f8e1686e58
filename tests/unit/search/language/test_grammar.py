"""The query language: what each form means, and that anything at all is answered in time."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.regulation import kinds, series
from archive.search.language.grammar import DEEPEST, leaves, read
from archive.search.language.tree import (
    MOST_WORDS,
    And,
    Beginning,
    Field,
    Node,
    Not,
    Or,
    Range,
    Value,
    Words,
)

A, B, C = Words("甲"), Words("乙"), Words("丙")


@pytest.mark.parametrize(
    ("typed", "node"),
    [
        ("甲 乙", And((A, B))),
        ("甲 与 乙", And((A, B))),
        ("甲 AND 乙", And((A, B))),
        ("甲 或 乙", Or((A, B))),
        ("甲 OR 乙 丙", And((Or((A, B)), C))),
        ("甲 非 乙", And((A, Not(B)))),
        ("甲 -乙", And((A, Not(B)))),
        ("+甲 －乙", And((A, Not(B)))),
        ("非(甲 或 乙)", Not(Or((A, B)))),
        ("（甲）与（乙）", And((A, B))),
        ("甲与乙", Words("甲与乙")),
        ("参与 或者说", And((Words("参与"), Words("或者说")))),
        ("当事人:(甲 或 乙)", Or((Words("甲", Field.PARTIES), Words("乙", Field.PARTIES)))),
        ("Party： 甲", Words("甲", Field.PARTIES)),
        ("题名:《甲 乙》", Words("甲 乙", Field.TITLE)),
        ("SN20*", Beginning("SN20")),
        ("案号:SN20＊", Beginning("SN20", Field.NUMBERS)),
        ("甲*乙", And((A, B))),
        ("甲*SN*", And((A, Beginning("SN")))),
        ("12:30", Words("12:30")),
    ],
)
def test_a_form_means(typed: str, node: Node) -> None:
    assert read(typed).node == node
    assert not read(typed).is_as_words


@pytest.mark.parametrize("brackets", ["〔〕", "[]", "()", "（）", "【】", "［］"])
@pytest.mark.parametrize("field", ["", "案号:", "number："])
def test_a_case_number_stands_as_one(brackets: str, field: str) -> None:
    first, last = brackets
    node = read(f"{field}栾市监处罚{first}2020{last}12号").node
    assert node == Words("栾市监处罚〔2020〕12号", Field.NUMBERS if field else Field.ALL)


@pytest.mark.parametrize("typed", ["丰收(洛阳)农资店", "丰收（洛阳）农资店"])
def test_a_bracket_within_a_name_is_no_group(typed: str) -> None:
    wanted = Words("丰收〔洛阳〕农资店", Field.PARTIES)
    assert read(f"当事人:{typed}").node == wanted


@pytest.mark.parametrize("row", [*kinds().values()], ids=lambda row: row.key)
def test_every_kind_is_known_by_its_key_and_its_names(row: object) -> None:
    key, name, english = row.key, row.name, row.english  # type: ignore[attr-defined]
    for written in (key, name, f"“{english}”"):
        assert read(f"种类:{written}").node == Value(Field.KIND, key)


@pytest.mark.parametrize("row", [*series().values()], ids=lambda row: row.key)
def test_every_series_is_known_by_its_key_and_its_names(row: object) -> None:
    key, name, english = row.key, row.name, row.english  # type: ignore[attr-defined]
    for written in (key, key.upper(), name, english):
        assert read(f"门类:{written}").node == Value(Field.SERIES, key)


def test_a_unit_is_known_by_its_code_and_its_name() -> None:
    units = {"城关所（本部）": "cgs"}
    for written in ("cgs", "CGS", "城关所（本部）", "城关所(本部)"):
        assert read(f"单位:{written}", units).node == Value(Field.UNIT, "cgs")
    assert read("单位:没有这个", units).is_as_words


def test_years_may_be_written_with_a_dash() -> None:
    assert read("年度:2019-2021").node == Range(Field.YEAR, 2019, 2021)


def test_what_is_too_deep_or_too_much_is_read_as_words() -> None:
    deep = "(" * (DEEPEST + 1) + "甲 或 乙" + ")" * (DEEPEST + 1)
    much = "甲 或 " * (MOST_WORDS + 1) + "乙"
    assert read(deep).is_as_words
    assert read(much).is_as_words


SIGNS = st.text(
    st.sampled_from("()（）[]{}<>:：*＊?^~\"'“”「」《》+-!&|/\\=.,; 年度2甲AndORNOT非与或")
)
ANYTHING = st.text(st.characters(exclude_categories=()))


@given(st.one_of(SIGNS, ANYTHING, st.builds(str.__add__, SIGNS, ANYTHING)))
def test_anything_is_read_within_bounds(typed: str) -> None:
    found = list(leaves(read(typed).node))
    assert len(found) <= MOST_WORDS
    assert all(isinstance(getattr(leaf, "text", ""), str) for leaf in found)


@pytest.mark.parametrize(
    "piece",
    ["(", ")", '"', "“", "-", "*", "当事人:", "NOT ", "甲(", "甲()", "年度:", "1-", "\u0301"],
)
def test_a_long_row_of_signs_takes_no_time(piece: str) -> None:
    begun = process_time()
    read(piece * 100_000)
    assert process_time() - begun < 1
