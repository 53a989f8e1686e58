"""What every full-text engine must find, show and count behind the port."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from contracts.searching import STAMP, find, found, marked, record
from hypothesis import given
from hypothesis import strategies as st

from archive.search.language.tree import And, Any, Node, Not, Or, Words
from archive.search.port import Index, Page

# What is found


@pytest.mark.parametrize(
    ("typed", "uids"),
    [
        ("送达", {1, 2}),
        ("送达回证", {1}),
        ("回证", {1, 2}),
        ("达回", {1}),
        ("证", {1, 2, 3}),
        ("书", {2}),
        ("回证 送达", {1, 2}),
        ('"送达 回证"', set()),
        ("送达 笔录", {1, 2}),
        ("送达 没有", set()),
        ("欧阳震华", {3}),
        ("阳震", {3}),
    ],
)
def test_words_of_any_length_and_phrases_are_found(
    index: Index, typed: str, uids: set[int]
) -> None:
    texts = "送达回证一份。", "回证与送达通知书", "当事人欧阳震华的证词"
    index.apply([record(uid, text) for uid, text in enumerate(texts, 1)], [], STAMP)
    assert found(index, typed) == uids


@pytest.mark.parametrize(
    "opening_and_closing", ["〔〕", "[]", "()", "（）", "【】", "［］", "〈〉"]
)
@pytest.mark.parametrize("number", ["15", "１５", "第15"])
def test_a_case_number_is_found_in_any_brackets_and_widths(
    index: Index, opening_and_closing: str, number: str
) -> None:
    first, last = opening_and_closing
    written = "豫市监处罚〔2020〕15号", "豫市监处罚（２０２０）第１５号"
    other = record(3, numbers=("豫市监处罚〔2020〕16号",))
    index.apply([*(record(u, numbers=(n,)) for u, n in enumerate(written, 1)), other], [], STAMP)
    assert found(index, f"豫市监处罚{first}2020{last}{number}号") == {1, 2}
    assert found(index, f"{first}2020{last}{number}号") == {1, 2}


@pytest.mark.parametrize(
    "typed", ["abc-2020/15", "ＡＢＣ", "2020", "１５", "ISO9001体系", "iso9001体", "体系iso9001"]
)
def test_letters_and_digits_are_found_whole_and_in_parts(index: Index, typed: str) -> None:
    text = "批号 ABC-2020/15，符合ISO9001体系ISO9001认证"
    index.apply([record(1, text), record(2, "ABCD 20201 ISO90012体")], [], STAMP)
    assert found(index, typed) == {1}


def test_one_han_character_after_digits_finds_all_that_begin_with_it(index: Index) -> None:
    endings = [chr(0x4E00 + at) for at in range(120)]
    index.apply([record(uid, f"12案{end}") for uid, end in enumerate(endings, 1)], [], STAMP)
    assert find(index, "12案").total == len(endings)


def test_a_word_broken_over_two_printed_lines_is_found_and_marked(index: Index) -> None:
    index.apply([record(1, "当事人已收到送达\r\n回证。")], [], STAMP)
    (hit,) = find(index, "送达回证").hits
    assert marked(hit) == ["送达回证"]


def test_no_phrase_reaches_from_one_text_into_the_next(index: Index) -> None:
    index.apply([record(1, "甲乙", "丙丁", parties=("戊己", "庚辛"))], [], STAMP)
    assert found(index, '"甲乙 丙丁"') == found(index, "戊己庚辛") == set()


@pytest.mark.parametrize(
    ("node", "uids"),
    [
        (Any(), {1, 2, 3}),
        (And((Words("甲乙"), Words("丙丁"))), {1}),
        (Or((Words("丙丁"), Words("戊己"))), {1, 3}),
        (Not(Words("甲乙")), {3}),
        (And((Words("甲乙"), Not(Words("丙丁")))), {2}),
        (Not(Or((Words("丙丁"), Words("戊己")))), {2}),
        (Words("，。"), {1, 2, 3}),
    ],
)
def test_every_kind_of_node_is_understood(index: Index, node: Node, uids: set[int]) -> None:
    index.apply([record(1, "甲乙，丙丁"), record(2, "甲乙"), record(3, "戊己")], [], STAMP)
    assert found(index, node) == uids


def test_title_numbers_parties_and_description_are_searched(index: Index) -> None:
    index.apply(
        [
            record(1, title="现场检查笔录"),
            record(2, parties=("河南某某商贸有限公司",)),
            record(3, numbers=("91410300MA40ABCD1X",)),
            record(4, description="罚款五千元"),
        ],
        [],
        STAMP,
    )
    typed = "现场检查", "某某商贸", "91410300ma40abcd1x", "五千元"
    assert [found(index, each) for each in typed] == [{1}, {2}, {3}, {4}]


def test_what_stands_in_the_title_comes_before_what_stands_in_the_text(index: Index) -> None:
    index.apply([record(1, "先行登记保存"), record(2, title="先行登记保存通知书")], [], STAMP)
    assert [hit.uid for hit in find(index, "先行登记保存").hits] == [2, 1]


@given(typed=st.text(st.characters(exclude_categories=()), max_size=60))
def test_whatever_is_typed_is_answered(typed: str, tmp_path: Path, opener: Callable) -> None:
    index = opener(tmp_path / "index")
    index.apply([record(1, "送达回证 ABC-12", typed)], [], STAMP)
    assert find(index, typed).total in {0, 1}
    index.close()


@given(text=st.text(st.sampled_from("送达回证案 \n12ａB-.,。（）"), min_size=1, max_size=30))
def test_a_text_is_found_by_itself_typed_in_quotes(
    text: str, tmp_path: Path, opener: Callable
) -> None:
    index = opener(tmp_path / "index")
    index.apply([record(1, text)], [], STAMP)
    (hit,) = find(index, f'"{text}"').hits
    assert bool(marked(hit)) == any(character.isalnum() for character in text)
    index.close()


# Passages


def test_the_passage_shows_the_words_and_the_page_they_stand_on(index: Index) -> None:
    pages = "封面", "前" * 500 + "经查，ＡＢ公司未取得许可，依法处罚。" + "后" * 500
    index.apply([record(1, *pages)], [], STAMP)
    (hit,) = find(index, "ab 处罚").hits
    assert (hit.page, marked(hit)) == (2, ["ＡＢ", "处罚"])
    assert "".join(piece.text for piece in hit.snippet).startswith("…前")
    assert len("".join(piece.text for piece in hit.snippet)) < 200


def test_the_passage_is_where_most_of_the_words_stand_together(index: Index) -> None:
    text = "处罚" + "中" * 600 + "当事人受到处罚" + "中" * 600
    index.apply([record(1, text)], [], STAMP)
    (hit,) = find(index, "处罚 当事人").hits
    assert marked(hit) == ["当事人", "处罚"]


def test_what_is_found_by_its_title_alone_shows_how_its_text_begins(index: Index) -> None:
    index.apply([record(1, " ", "本局查明")], [], STAMP)
    (hit,) = find(index, "询问笔录").hits
    assert ("".join(piece.text for piece in hit.snippet), hit.page) == ("本局查明", 0)


def test_half_a_character_in_a_damaged_file_is_taken(index: Index) -> None:
    index.apply([record(1, "送达\ud800回证\0完")], [], STAMP)
    assert found(index, "送达") == {1}


# Counts, pages, order


def test_counts_are_of_all_that_is_found(index: Index) -> None:
    documents = [
        record(
            uid, "处罚" if uid % 2 else "许可", year=2020 + uid % 3, unit=f"u{uid % 2}", kind="k"
        )
        for uid in range(1, 61)
    ]
    index.apply(documents, [], STAMP)
    page = find(index, "处罚")
    assert page.total == 30
    assert dict(page.facets["year"]) == {"2020": 10, "2021": 10, "2022": 10}
    assert dict(page.facets["unit"]) == {"u1": 30}
    chosen = find(index, "处罚", filters={"year": "2021", "kind": "k"})
    assert (chosen.total, dict(chosen.facets["year"])) == (10, {"2021": 10})


@pytest.mark.parametrize("filters", [{"year": "二〇"}, {"year": "99999"}, {"unit": "nobody"}])
def test_a_facet_nothing_has_finds_nothing(index: Index, filters: dict[str, str]) -> None:
    index.apply([record(1)], [], STAMP)
    assert find(index, "", filters=filters) == Page((), 0, find(index, "没有").facets)


@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_pages_of_twenty_hold_each_hit_once_in_an_order_that_stays(
    opener: Callable, tmp_path: Path, sort: str
) -> None:
    index = opener(tmp_path / "index")
    for uid in range(1, 46):
        if uid % 9 == 1:
            index.apply([record(each, "处罚") for each in range(uid, uid + 9)], [], STAMP)

    def in_order() -> list[int]:
        pages = [find(index, "处罚", page=number, sort=sort) for number in (1, 2, 3, 4)]
        assert [len(page.hits) for page in pages] == [20, 20, 5, 0]
        assert {page.total for page in pages} == {45}
        return [hit.uid for page in pages for hit in page.hits]

    first = in_order()
    assert sorted(first) == list(range(1, 46))
    index.close()
    index = opener(tmp_path / "index")
    assert in_order() == first
    index.close()


@pytest.mark.parametrize("number", [-1, 0, 10**6, 10**15])
def test_a_page_that_does_not_exist_is_no_failure(index: Index, number: int) -> None:
    index.apply([record(1, "处罚")], [], STAMP)
    assert find(index, "处罚", page=number).total == 1


def test_the_newest_come_first_where_asked_and_the_undated_last(index: Index) -> None:
    days = [date(2020, 5, 1), None, date(2024, 1, 1), date(1999, 12, 31)]
    index.apply([record(uid, "处罚", date=day) for uid, day in enumerate(days, 1)], [], STAMP)
    assert [hit.uid for hit in find(index, "", sort="newest").hits] == [3, 1, 4, 2]
