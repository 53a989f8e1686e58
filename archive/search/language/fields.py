"""What fields and their values are called, in Chinese and English, and in any width or bracket."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

from archive.regulation import kinds, penalties, series
from archive.search.language.tree import Field

#: What a field is called, in Chinese and English.
NAMES: dict[Field, tuple[str, ...]] = {
    Field.TITLE: ("题名", "标题", "title"),
    Field.NUMBERS: ("案号", "文号", "档号", "决定书号", "number"),
    Field.PARTIES: ("当事人", "party"),
    Field.TEXT: ("正文", "内容", "text"),
    Field.SERIES: ("门类", "series"),
    Field.UNIT: ("承办机构", "单位", "unit"),
    Field.KIND: ("文书种类", "种类", "kind"),
    Field.VOLUME: ("卷", "volume"),
    Field.PENALTY: ("处罚", "处罚种类", "penalty"),
    Field.YEAR: ("年度", "year"),
    Field.DAY: ("日期", "date"),
}
FIELDS = {name: field for field, names in NAMES.items() for name in names}


VOLUMES = {"正卷": "main", "副卷": "internal"}

BRACKETS = str.maketrans("〔〕[]", "()()")


def key_of(field: Field, name: str, units: Mapping[str, str]) -> str | None:
    """Give the key of a value by its key or name; ``None`` for no such.

    ``units`` are the codes of the units by their names.
    """
    table = _by_name(units) if field is Field.UNIT else _tables()[field]
    return table.get(_plain(name))


@cache
def _tables() -> dict[Field, dict[str, str]]:
    found = {Field.VOLUME: _by_name(VOLUMES)}
    tables: dict[Field, Mapping[str, Any]] = {
        Field.SERIES: series(),
        Field.KIND: kinds(),
        Field.PENALTY: penalties(),
    }
    for field, rows in tables.items():
        english = {row.english: key for key, row in rows.items()}
        found[field] = _by_name(english | {row.name: key for key, row in rows.items()})
    return found


def _by_name(keys: Mapping[str, str]) -> dict[str, str]:
    """Let each key be found by its name, and first of all by itself."""
    by_name = {_plain(name): key for name, key in keys.items()}
    return by_name | {_plain(key): key for key in keys.values()}


def _plain(name: str) -> str:
    """Give a name in one width, case and form of brackets."""
    return unicodedata.normalize("NFKC", name).strip().casefold().translate(BRACKETS)
