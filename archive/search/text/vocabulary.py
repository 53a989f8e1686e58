"""The bureau's own words, put into the dictionary that what is asked is taken apart by."""

import re

import rjieba

from archive.regulation import kinds, penalties, series

#: Places of the county; a place of two characters is known to the dictionary as it is.
PLACES = (
    "栾川县", "城关镇", "赤土店镇", "合峪镇", "潭头镇", "三川镇", "冷水镇", "陶湾镇", "石庙镇",
    "庙子镇", "狮子庙镇", "白土镇", "叫河镇", "秋扒乡", "栾川乡", "重渡沟",
)  # fmt: skip

#: A longer name is made of words that are known; as one word it would be found as a whole only.
WORD = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,5}(?![\u4e00-\u9fff])")


def own_words() -> tuple[str, ...]:
    """Give the short names of places and of kinds of documents, series and penalties."""
    names = (row.name for table in (kinds(), series(), penalties()) for row in table.values())
    return tuple(dict.fromkeys(word for name in (*PLACES, *names) for word in WORD.findall(name)))


def teach() -> None:
    """Put the bureau's words into the dictionary of this process; to do it twice does no harm."""
    for word in own_words():
        if not rjieba.has_word(word):
            rjieba.add_word(word, None, None)
