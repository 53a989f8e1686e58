"""The canonical form: one text a value, and another value another text."""

import json
import pickle
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.evidence.canonical import digest, plain, written


class Colour(StrEnum):
    RED = "red"


class Height(IntEnum):
    LOW = 0


@dataclass(frozen=True)
class Facts:
    title: str
    marks: frozenset[Any] = frozenset()
    until: date | None = None


ZONES = st.timezones() | st.sampled_from([UTC, timezone(timedelta(hours=8))])
ATOMS = (
    st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.dates()
    | st.decimals(allow_nan=False, allow_infinity=False) | st.datetimes(timezones=ZONES)
    | st.sampled_from([*Colour, *Height])
)  # fmt: skip
VALUES = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner) | st.frozensets(ATOMS) | st.dictionaries(st.text(), inner)
        | st.builds(Facts, st.text(), st.frozensets(ATOMS), st.none() | st.dates())
    ),
    max_leaves=20,
)  # fmt: skip
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_the_text_reads_back_as_what_was_written_and_is_written_so_again(value: Any) -> None:
    text = written(value)
    assert json.loads(text) == plain(value)
    assert written(json.loads(text)) == text
    assert written(pickle.loads(pickle.dumps(value))) == text  # noqa: S301 - our own bytes
    assert len(digest(value)) == 64


@given(PLAIN, PLAIN)
def test_two_values_have_one_text_only_if_they_are_one(one: Any, other: Any) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (written(one) == written(other)) == (digest(one) == digest(other)) == same


@given(st.lists(ATOMS, unique=True), st.randoms())
def test_the_order_in_which_a_set_or_an_object_came_plays_no_part(members: Any, drawn: Any) -> None:
    mixed = list(members)
    drawn.shuffle(mixed)
    assert written(frozenset(members)) == written(set(mixed))
    named = {str(place): each for place, each in enumerate(members)}
    assert written(named) == written(dict(reversed(named.items())))


def test_each_kind_is_written_in_its_one_way() -> None:
    facts = Facts("题名", frozenset({Colour.RED, "blue"}), date(2026, 12, 1))
    assert written(facts) == '{"marks":["blue","red"],"title":"题名","until":"2026-12-01"}'
    moment = datetime(2026, 12, 1, 8, 30, tzinfo=timezone(timedelta(hours=8)))
    assert written([moment, b"\x00\xff", Height.LOW, True]) == (
        '["2026-12-01T08:30:00+08:00","00ff",0,true]'
    )
    amounts = [Decimal("1000.50"), Decimal("1E+3"), Decimal("-0.00")]
    assert written(amounts) == '["1000.5","1000","0"]'


@pytest.mark.parametrize(
    "value",
    [1.5, Decimal("NaN"), object(), datetime(2026, 12, 1), {1: "a"}, {"a": 1.0}, Facts, {None: 1}],  # noqa: DTZ001
)
def test_what_has_no_one_form_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        written(value)


def test_half_a_character_is_hashed_too_and_is_not_its_escape() -> None:
    assert digest("\udce4") != digest("\\udce4")
    assert len(digest({"\udce4": "\udce4"})) == 64


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_another_process_with_another_seed_gives_the_same_digest(seed: str) -> None:
    told = (
        "from archive.evidence.canonical import digest;"
        "print(digest(frozenset({'privacy', 'commercial', 'work', 'informant'})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", told], env={"PYTHONHASHSEED": seed}, check=True, capture_output=True
    )
    expected = digest(["commercial", "informant", "privacy", "work"])
    assert done.stdout.decode().strip() == expected
