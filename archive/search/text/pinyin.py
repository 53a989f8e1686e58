"""Names as they sound: full pinyin and initials, in every reading of a character that has many."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice, product

from archive.search.text.analysis import IS_HAN, fold

#: Characters of a name that are read out, and readings of one name that are kept.
LONGEST, MOST_READINGS = 12, 16

#: What is typed as pinyin: letters alone, at least two.
PINYIN = re.compile(r"[a-z]{2,60}")


@lru_cache(maxsize=20_000)
def sounds(name: str) -> frozenset[str]:
    """Give the pinyin and the initials of a name, in each of its readings.

    The surname is read by itself too: in 解放 a dictionary of words hears no Xie.
    """
    from pypinyin import Style, pinyin

    han = "".join(character for character in fold(name) if IS_HAN.match(character))[:LONGEST]
    if not han:
        return frozenset()
    whole, surname = (pinyin(each, style=Style.NORMAL, heteronym=True) for each in (han, han[0]))
    syllables = [[*whole[0], *surname[0]], *whole[1:]]
    initials = [[reading[0] for reading in each] for each in syllables]
    return frozenset((*_readings(syllables), *_readings(initials)))


def _readings(syllables: Iterable[Iterable[str]]) -> Iterator[str]:
    """Give the first readings of a name; those of its first character, the surname, come first."""
    backwards = [list(dict.fromkeys(each)) for each in syllables][::-1]
    for reading in islice(product(*backwards), MOST_READINGS):
        yield "".join(reversed(reading))


def forms(name: str) -> frozenset[str]:
    """Give what a name is looked up by: itself, folded, and how it sounds."""
    plain = fold(name).strip()
    return sounds(name) | ({plain} if plain else set())


def typed_forms(typed: str) -> frozenset[str]:
    """Give what names are looked up by where ``typed`` stands: it may be Han or pinyin."""
    plain = plain_form(typed)
    return frozenset({plain} if plain else ()) | sounds(typed)


def plain_form(typed: str) -> str:
    """Give what was typed of a name, folded, without spaces and what can't be shown."""
    return "".join(each for each in fold(typed) if each.isprintable() and each not in " '")


def is_pinyin(folded: str) -> bool:
    """Say whether a word may be the sound of a name."""
    return bool(PINYIN.fullmatch(folded))


def fitting(names: Iterable[str], typed: str, most: int) -> tuple[str, ...]:
    """Keep the names that begin or sound as ``typed``, in their order."""
    wanted = typed_forms(typed)
    plain = plain_form(typed)
    found = (
        name
        for name in names
        if (plain and any(form.startswith(plain) for form in forms(name))) or sounds(name) & wanted
    )
    return tuple(islice(dict.fromkeys(found), most))
