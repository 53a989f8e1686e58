"""One canonical form of values: what is hashed first is hashed so for ever.

Enums are written by their value, sets in the order of their members' forms, dates in ISO, moments
in ISO with their offset, bytes in hex, amounts without idle zeros, dataclasses as objects of their
fields. No class name and no ``repr`` stands in it; what has no one form (a float, a moment without
offset) is refused.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from hashlib import sha256
from typing import Any

_encoded = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode

#: What is plain already, and most of what is asked about.
AS_IT_IS = frozenset({str, int, bool})

#: A value as JSON knows it, without floats.
Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]


def plain(value: object) -> Plain:
    """Give ``value`` as plain data; TypeError or ValueError for what has no canonical form."""
    if value is None or type(value) in AS_IT_IS:
        return value  # type: ignore[return-value]
    kind: Any = type(value)
    return _form_of(kind)(value)


@cache
def _form_of(kind: type) -> Callable[[Any], Plain]:
    """Find how values of a kind are written; TypeError where they have no one form."""
    for kinds, form in FORMS:
        if issubclass(kind, kinds):
            return form
    if not is_dataclass(kind):
        raise TypeError(kind)
    names = tuple(each.name for each in fields(kind))
    return lambda value: {name: plain(getattr(value, name)) for name in names}


def written(value: object) -> str:
    """Give the one text of ``value``: JSON, its keys sorted, without blanks."""
    return _encoded(plain(value))


def digest(value: object) -> str:
    """Give the SHA-256 of the one text of ``value``, in hex.

    Half a character (a lone surrogate, as a foreign file name has it) is hashed as JSON's escape.
    """
    return sha256(written(value).encode("utf-8", "backslashreplace")).hexdigest()


def _moment(value: datetime) -> str:
    if value.utcoffset() is None:
        raise ValueError(value)
    return value.isoformat()


def _amount(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(value)
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) if value else "0"


def _object(value: Mapping[object, object]) -> dict[str, Plain]:
    done: dict[str, Plain] = {}
    for key, each in value.items():
        name = plain(key)
        if not isinstance(name, str) or name in done:
            raise TypeError(type(key))
        done[name] = plain(each)
    return done


#: How each kind of value is written; the first that fits, so an enum before the text it may be.
FORMS: tuple[tuple[Any, Callable[[Any], Plain]], ...] = (
    (Enum, lambda value: plain(value.value)),
    (int, int),
    (str, str),
    (Decimal, _amount),
    (bytes, lambda value: value.hex()),
    (datetime, _moment),
    (date, date.isoformat),
    (Mapping, _object),
    ((set, frozenset), lambda value: sorted(map(plain, value), key=written)),
    ((list, tuple), lambda value: [plain(each) for each in value]),
)
