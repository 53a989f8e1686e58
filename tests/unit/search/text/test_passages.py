"""The passage under a hit: the right page, the right place, the right marks."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.text.passages import LENGTH, passage

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=300)


def marked(page: str, *texts: str) -> list[str]:
    pieces, _number = passage([page], texts)
    return [piece.text for piece in pieces if piece.marked]


@pytest.mark.parametrize(
    ("page", "text", "shown"),
    [
        ("依法处罚处罚", "处罚", ["处罚", "处罚"]),
        ("编号ＡＢ－１２", "ab-12", ["ＡＢ－１２"]),
        ("豫〔２０２０〕第 15号", "豫(2020)15号", ["豫〔２０２０〕第 15号"]),
        ("二○二〇年", "二〇二○", ["二○二〇"]),
        ("12 2012 12a", "12", ["12"]),
        ("abc-12", "12", ["12"]),
        ("送达 \n回证", "送达回证", ["送达回证"]),
        ("送达、回证", "送达 回证", ["送达、回证"]),
        ("送达回证", "送达 回证", []),
        ("中华", "没有", []),
    ],
)
def test_the_mark_is_on_the_original_text(page: str, text: str, shown: list[str]) -> None:
    assert marked(page, text) == shown


def test_the_page_with_most_of_the_words_is_shown() -> None:
    pages = ["处罚", "当事人", "当事人被处罚", "处罚当事人"]
    assert passage(pages, ("处罚", "当事人"))[1] == 3


@pytest.mark.parametrize(
    ("page", "begins"),
    [
        ("甲" * 100 + "。当事人被处罚", "…当事人被"),
        ("甲" * 100 + "编号" + "A1" * 30 + "号，处罚", "…号，"),
        ("甲" * 100 + "处罚", "…" + "甲" * 40),
        ("编号A1处罚", "编号A1"),
        ("甲" * 100 + "。" + "乙" * 60 + "处罚", "…" + "乙" * 40),
    ],
)
def test_a_passage_begins_with_a_sentence_or_a_word(page: str, begins: str) -> None:
    pieces, _number = passage([page], ("处罚",))
    told = "".join(piece.text for piece in pieces)
    assert told.startswith(begins + "处罚")


def test_marks_do_not_overlap_where_one_text_holds_another() -> None:
    assert marked("行政处罚决定", "行政处罚", "处罚决定", "处罚") == ["行政处罚"]


def test_without_words_or_text_there_is_a_beginning_or_nothing() -> None:
    assert passage([], ("处罚",)) == ((), 0)
    assert passage(["", " \n"], ()) == ((), 0)
    (piece,), number = passage(["", "甲" * 500], ())
    assert (piece.text, number) == ("甲" * LENGTH + "…", 0)


@given(pages=st.lists(ANYTHING, max_size=4), texts=st.lists(ANYTHING, max_size=4).map(tuple))
def test_any_text_has_a_passage_of_bounded_length(pages: list[str], texts: tuple[str, ...]) -> None:
    pieces, number = passage(pages, texts)
    assert 0 <= number <= len(pages)
    assert bool(number) == any(piece.marked for piece in pieces)
    longest = max((len(text) for text in texts), default=0)
    assert sum(len(piece.text) for piece in pieces) <= LENGTH + 20 * longest + 4


@given(before=ANYTHING, after=ANYTHING)
def test_a_word_that_stands_on_the_page_is_marked(before: str, after: str) -> None:
    assert "送达回证" in marked(f"{before} 送达回证，{after}", "送达回证")


@pytest.mark.parametrize("page", ["处罚", "处 ", "处(((", "处\n", "12 "])
def test_a_long_page_takes_time_in_proportion(page: str) -> None:
    began = time.process_time()
    passage([page * 200_000], ("处罚处", "处、罚", "12 13 14", "处(((罚"))
    assert time.process_time() - began < 2
