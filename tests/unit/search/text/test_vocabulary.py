"""The dictionary that ranks knows the bureau's own words, and takes them apart as before too."""

import pytest

from archive.search.text.analysis import words
from archive.search.text.vocabulary import own_words


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("请将送达回证交来", {"送达回证", "送达"}),
        ("住陶湾镇的人", {"陶湾镇"}),
        ("现场笔录一份", {"现场笔录"}),
    ],
)
def test_the_bureaus_words_are_known(text: str, known: set[str]) -> None:
    assert known <= set(words(text))


def test_own_words_are_short_and_of_han_characters() -> None:
    assert own_words()
    assert all(2 <= len(word) <= 5 for word in own_words())
