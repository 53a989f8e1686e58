"""Traditional characters fold to simplified ones, and are marked in a passage as they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.text.analysis import SIGNS, fold
from archive.search.text.passages import passage
from archive.search.text.traditional import simplified, simplify


@pytest.mark.parametrize(
    ("written", "simple"),
    [
        ("處罰決定書", "处罚决定书"),
        ("當事人", "当事人"),
        ("处罚", "处罚"),
        ("瞭望", "瞭望"),
        ("薴", "苎"),
    ],
)
def test_a_traditional_text_is_a_simplified_one(written: str, simple: str) -> None:
    assert simplify(written) == simple


@given(
    st.text(st.one_of(st.sampled_from("处罚，a㐀"), st.sampled_from(list(map(chr, simplified())))))
)
def test_a_text_that_is_simple_already_is_seen_to_be_so(text: str) -> None:
    assert simplify(text) == text.translate(simplified())


def test_no_simplified_form_has_another_form_itself() -> None:
    assert [form for form in simplified().values() if ord(form) in simplified()] == []


@given(st.text(st.one_of(st.characters(), st.sampled_from(list(map(chr, simplified()))))))
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert simplify(simplify(text)) == simplify(text)


def test_signs_fold_as_unicode_says() -> None:
    import unicodedata

    assert all(unicodedata.normalize("NFKC", written) == plain for written, plain in SIGNS)


@pytest.mark.parametrize("character", ["處", "𠁞"])
def test_a_traditional_character_is_marked_where_it_stands(character: str) -> None:
    pieces, page = passage([f"前{character}后"], (fold(character),))
    assert page == 1
    assert [piece.text for piece in pieces if piece.marked] == [character]
