"""Every deed is one frozen dataclass with a tag of its own, announced, worded and written."""

import ast
import dataclasses
import importlib
import inspect
import re
import types
import typing
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from archive.events import every_event
from archive.events.base import Event
from archive.events.former import FORMER
from archive.models.about import NAMING
from archive.presenters.journal_fields import LABELS, WORDS
from archive.presenters.journal_words import BEFORE, WHAT

OPERATIONS = Path(__file__).parents[2] / "archive" / "operations"
ATOMS = {bool, int, str, bytes, date, datetime, Decimal, types.NoneType}
EVENTS = every_event()


def names_for(kind: type) -> dict[str, Any]:
    """Give what stands in a module for the type checker only."""
    module = inspect.getmodule(kind)
    names = dict(vars(module))
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for each in node.body:
                assert isinstance(each, ast.ImportFrom)
                found = importlib.import_module(each.module)
                names |= {name.name: getattr(found, name.name) for name in each.names}
    return names


def fields_of(kind: type) -> Iterator[tuple[str, Any]]:
    """Give the fields of a dataclass with their types."""
    hints = typing.get_type_hints(kind, localns=names_for(kind))
    init = [each.name for each in dataclasses.fields(kind) if each.init]
    yield from ((name, hints[name]) for name in init)


def unwritable(kind: Any) -> list[Any]:
    """Give the types in ``kind`` that have no canonical form."""
    if isinstance(kind, typing.NewType):
        kind = kind.__supertype__
    if kind in ATOMS or (isinstance(kind, type) and issubclass(kind, Enum)):
        return []
    if dataclasses.is_dataclass(kind):
        frozen = kind.__dataclass_params__.frozen
        return [each for _name, field in fields_of(kind) for each in unwritable(field)] + (
            [] if frozen else [kind]
        )
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin in {tuple, frozenset, typing.Union, types.UnionType}:
        return [wrong for each in inside if each is not ... for wrong in unwritable(each)]
    return [kind]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_an_event_is_frozen_and_has_a_tag_of_its_own(event: type[Event]) -> None:
    assert event.__dataclass_params__.frozen
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*", event.tag)
    assert "tag" in vars(event)
    assert [each for each in EVENTS if each.tag == event.tag] == [event]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_an_event_has_typed_fields_whose_values_have_a_canonical_form(event: type[Event]) -> None:
    assert [wrong for _name, kind in fields_of(event) for wrong in unwritable(kind)] == []


def test_every_event_is_announced_by_an_act() -> None:
    announced = set()
    for path in OPERATIONS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                announced.add(node.id)
    assert [event.__name__ for event in EVENTS if event.__name__ not in announced] == []


def test_every_event_is_worded_and_every_tag_of_before_is_known() -> None:
    assert list(WHAT) == [event.tag for event in EVENTS]
    assert set(FORMER.values()) <= set(WHAT | BEFORE)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_what_an_event_names_finds_it_in_the_journal(event: type[Event]) -> None:
    hints = typing.get_type_hints(event, localns=names_for(event))
    naming = {each.name for each in dataclasses.fields(event) if "Uid" in str(hints[each.name])}
    assert naming <= set(NAMING)


def told(name: str, kind: Any) -> Iterator[tuple[str, Any]]:
    """Give each field in ``kind``, the innermost ones too, with the type of its value."""
    if isinstance(kind, typing.NewType):
        kind = kind.__supertype__
    for inside in typing.get_args(kind):
        if inside is not ...:
            yield from told(name, inside)
    if dataclasses.is_dataclass(kind):
        for each, field in fields_of(kind):
            yield from told(each, field)
    elif not typing.get_args(kind) and kind is not types.NoneType:
        yield name, kind


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_each_field_has_its_word_and_each_value_of_a_code_too(event: type[Event]) -> None:
    fields = [each for name, kind in fields_of(event) for each in told(name, kind)]
    assert {name for name, _kind in fields} - {"before", "after"} <= set(LABELS)
    codes = [(name, kind) for name, kind in fields if issubclass(kind, Enum)]
    without = [
        (name, each) for name, kind in codes for each in kind if str(each.value) not in WORDS[name]
    ]
    assert without == []
