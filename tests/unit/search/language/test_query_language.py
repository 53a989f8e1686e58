"""What is typed becomes a tree, whatever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from queries import parse

from archive.search.language.tree import MOST_WORDS, And, Any, Node, Not, Or, Words, texts_of
from archive.search.text.analysis import query_tokens


@pytest.mark.parametrize(
    ("typed", "node"),
    [
        ("", Any()),
        (" \t　", Any()),
        ("，。！", Any()),
        ('""', Any()),
        ("送达", Words("送达")),
        ("送达　回证", And((Words("送达"), Words("回证")))),
        ('"送达 回证"', Words("送达 回证")),
        ("“送达 回证” 李四", And((Words("送达 回证"), Words("李四")))),
        ("「送达 回证」", Words("送达 回证")),
        ('"送达', Words('"送达')),
    ],
)
def test_words_apart_and_words_in_quotes(typed: str, node: Node) -> None:
    assert parse(typed) == node


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_typed_is_an_error_and_every_text_of_it_can_be_looked_for(typed: str) -> None:
    texts = texts_of(parse(typed))
    assert len(texts) <= MOST_WORDS
    assert all(query_tokens(text)[0] for text in texts)


def test_a_query_has_no_more_words_than_an_engine_bears() -> None:
    assert len(texts_of(parse("案 " * 10_000))) == MOST_WORDS


def test_a_passage_does_not_look_for_what_must_not_be_there() -> None:
    node = And((Words("一"), Or((Words("二"), Words("三"))), Not(Words("四")), Any()))
    assert texts_of(node) == ("一", "二", "三")
