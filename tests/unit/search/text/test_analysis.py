"""How Chinese text becomes tokens, for the index and for what is looked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.text.analysis import fold, index_tokens, parts, query_tokens, token_text, words

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=80)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("二○二○年", "二〇二〇年"),
        ("⼥士", "女士"),
        ("送达\n回证", "送达回证"),
        ("送达 \r\n回证", "送达回证"),
        ("one\ntwo", "one\ntwo"),
    ],
)
def test_forms_of_one_character_fold_to_one(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("送达回证", ["送达", "达回", "回证", "证"]),
        ("案", ["案"]),
        ("共12件", ["共", "12", "件"]),
        ("〔2020〕第15号", ["2020", "15", "号"]),
        ("第15号", ["第", "15", "号"]),
        ("abc-1_2/3。x", ["abc-1_2/3", "x"]),
        ("𠮷野家", ["𠮷野", "野家", "家"]),
        ("，。 ", []),
    ],
)
def test_tokens_stand_in_the_order_of_the_text(text: str, tokens: list[str]) -> None:
    assert index_tokens(text) == tokens


@pytest.mark.parametrize(
    ("typed", "tokens", "is_beginning"),
    [
        ("送达回证", ["送达", "达回", "回证"], False),
        ("送达", ["送达"], False),
        ("案", ["案"], True),
        ("ABC-12", ["abc-12"], False),
        ("送达12", ["送达", "达", "12"], False),
        ("12案", ["12", "案"], True),
        ("。", [], False),
    ],
)
def test_the_last_of_what_is_looked_for_stays_open(
    typed: str, tokens: list[str], *, is_beginning: bool
) -> None:
    assert query_tokens(typed) == (tokens, is_beginning)


def test_joined_numbers_have_parts_and_plain_ones_have_none() -> None:
    assert parts("批号abc-12/x.5 电话123") == ["abc", "12", "x", "5"]


def test_words_are_of_the_dictionary_and_hold_no_punctuation() -> None:
    assert {"行政处罚", "决定书"} <= set(words("行政处罚决定书，（完）。"))
    assert not {"，", "（", "。"} & set(words("行政处罚决定书，（完）。"))


@given(ANYTHING)
def test_any_text_has_tokens_that_no_engine_splits(text: str) -> None:
    folded = fold(text)
    for token in (*index_tokens(folded), *query_tokens(text)[0], *parts(folded)):
        assert token
        assert token.split() == [token]
        assert token.encode()
    assert all(word.encode() for word in words(folded))


@given(st.one_of(ANYTHING, st.text("送达回证12案a-_ 。第〔〕𠮷\ue000\0")))
def test_tokens_are_the_same_by_the_page_and_one_by_one(text: str) -> None:
    assert token_text(fold(text)) == " ".join(index_tokens(fold(text)))


@given(ANYTHING)
def test_what_is_looked_for_is_among_the_tokens_of_the_same_text(text: str) -> None:
    tokens = index_tokens(fold(text))
    assert tokens[: len(query_tokens(text)[0])] == query_tokens(text)[0]
