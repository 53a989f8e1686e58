"""Reads the tables of this folder into typed rows; a wrong row stops with a sentence naming it."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from archive.regulation.holidays import own_years
from archive.regulation.own import own_file, read_again
from archive.regulation.rows import Deadline, PenaltyKind, RecordKind, Retention, Row, Series

HERE = Path(__file__).parent

AnyRow = TypeVar("AnyRow", bound=Row)


@cache
def kinds() -> Mapping[str, RecordKind]:
    """Give the record kinds by key, in the order of the table."""
    file = "kinds.toml"
    rows = read(HERE / file, RecordKind)
    _refuse_twice(file, "name", (row.name for row in rows.values()))
    _refuse_twice(file, "form", (row.form for row in rows.values() if row.form))
    return rows


def kind(key: str) -> RecordKind:
    """Give one record kind; LookupError for an unknown key."""
    return kinds()[key]


@cache
def series() -> Mapping[str, Series]:
    """Give the eight series of Art. 2 by key."""
    rows = read(HERE / "series.toml", Series)
    _refuse_twice("series.toml", "code", (row.code for row in rows.values()))
    return rows


@cache
def penalties() -> Mapping[str, PenaltyKind]:
    """Give the kinds of penalty of 行政处罚法 9 by key, in its order."""
    return read(HERE / "penalties.toml", PenaltyKind)


def penalties_in(text: str) -> tuple[str, ...]:
    """Give the keys of the penalties that a decision with the folded ``text`` gives."""
    return tuple(key for key, row in penalties().items() if row.stands_in(text))


@cache
def retentions() -> Mapping[str, Retention]:
    """Give the retention periods by key, the longest first."""
    file = "retention.toml"
    rows = read(HERE / file, Retention)
    _refuse_twice(file, "usual_for", (each for row in rows.values() for each in row.usual_for))
    return rows


def usual_retention(procedure: str) -> Retention:
    """Give how long dossiers of ``procedure`` (general, summary) are usually kept; LookupError."""
    for row in retentions().values():
        if procedure in row.usual_for:
            return row
    raise LookupError(procedure)


@cache
def deadlines() -> Mapping[str, Deadline]:
    """Give the terms by key."""
    return read(HERE / "deadlines.toml", Deadline)


def deadline(key: str) -> Deadline:
    """Give one term; LookupError for an unknown key."""
    return deadlines()[key]


def read(file: Path, row: type[AnyRow]) -> Mapping[str, AnyRow]:
    """Read the table in ``file``; ValueError names the file, the row and what is wrong in it.

    The bureau's own file of that name goes before it: a row of the same key changes the columns
    it has, any other row is added behind.
    """
    table = _parsed(file)
    own = own_file(file.name)
    for key, values in (_parsed(own) if own else {}).items():
        table[key] = {**table.get(key, {}), **values}
    rows = {}
    for key, values in table.items():
        lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        try:
            rows[key] = row(key=key, **{**values, **lists})
        except (TypeError, ValueError) as wrong:
            message = f"{file.name} 的 [{key}] 一行有误：{wrong}"
            raise ValueError(message) from wrong
    return MappingProxyType(rows)


def _parsed(file: Path) -> dict[str, dict[str, Any]]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as wrong:
        message = f"{file.name} 有误：{wrong}"
        raise ValueError(message) from wrong


def read_all() -> None:
    """Read every table; ValueError says what is wrong in one of the bureau's own."""
    for table in TABLES:
        table()


def _refuse_twice(file: str, column: str, values: Iterable[object]) -> None:
    twice = [value for value, times in Counter(values).items() if times > 1]
    if twice:
        message = f"{file} 的 {column} 一列有重复：{twice}"
        raise ValueError(message)


TABLES = (kinds, series, penalties, retentions, deadlines, own_years)
read_again(*TABLES[:-1])
