"""Reads the tables of this folder into typed rows; a wrong row stops with a sentence naming it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

HERE = Path(__file__).parent
VOLUMES = {"main", "internal"}
PHASES = {
    "start",
    "inquiry",
    "review",
    "decision",
    "service",
    "execution",
    "closing",
    "other",
}
UNITS = {"days", "working-days", "hours"}


@dataclass(frozen=True)
class RecordKind:
    """What a record is: its phase, usual volume, slot, articles, and its recording."""

    key: str
    name: str
    english: str
    phase: str
    volume: str = "main"
    slot: str = ""
    form: int = 0
    articles: tuple[str, ...] = ()
    recording: str = ""
    is_recording: bool = False


@dataclass(frozen=True)
class Series:
    """One of the eight kinds of enforcement act of Art. 2."""

    key: str
    name: str
    english: str
    code: str


@dataclass(frozen=True)
class Retention:
    """How long a dossier is kept (档案局令第8号)."""

    key: str
    name: str
    english: str
    code: str
    years: int = 0


@dataclass(frozen=True)
class Deadline:
    """A term: how much of which unit, by which article."""

    key: str
    name: str
    amount: int
    unit: str
    source: str


Row = TypeVar("Row", RecordKind, Series, Retention, Deadline)


def _load(file: str, row: type[Row]) -> Mapping[str, Row]:
    table: dict[str, dict[str, Any]] = tomllib.loads((HERE / file).read_text(encoding="utf-8"))
    rows = {}
    for key, values in table.items():
        lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        try:
            rows[key] = row(key=key, **{**values, **lists})
        except TypeError as wrong:
            message = f"{file}: [{key}] {wrong}"
            raise ValueError(message) from None
    return MappingProxyType(rows)


@cache
def kinds() -> Mapping[str, RecordKind]:
    """Give the record kinds by key, in the order of the table."""
    rows = _load("kinds.toml", RecordKind)
    for row in rows.values():
        if row.volume not in VOLUMES or row.phase not in PHASES:
            message = f"kinds.toml: [{row.key}] volume or phase"
            raise ValueError(message)
    return rows


def kind(key: str) -> RecordKind:
    """Give one record kind; LookupError for an unknown key."""
    return kinds()[key]


@cache
def series() -> Mapping[str, Series]:
    """Give the eight series of Art. 2 by key."""
    return _load("series.toml", Series)


@cache
def retentions() -> Mapping[str, Retention]:
    """Give the retention periods by key."""
    return _load("retention.toml", Retention)


@cache
def _deadlines() -> Mapping[str, Deadline]:
    rows = _load("deadlines.toml", Deadline)
    for row in rows.values():
        if row.unit not in UNITS or row.amount <= 0:
            message = f"deadlines.toml: [{row.key}] amount or unit"
            raise ValueError(message)
    return rows


def deadline(key: str) -> Deadline:
    """Give one term; LookupError for an unknown key."""
    return _deadlines()[key]
