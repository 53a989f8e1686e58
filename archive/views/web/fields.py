"""The fields of forms, a line each: what colander reads, with what the macros draw."""

from collections.abc import Iterable
from typing import Any, TypeAlias

import colander

from archive.security.levels import Caveat, Level
from archive.wording import _

DATE = _("日期应写作 2020-03-01。")
GOOD_PASSWORD = _("至少十个字符；几个不相干的词连起来最好记，也最难猜。")

Node: TypeAlias = Any  # colander's SchemaNode, which has no types
Choices = list[tuple[str, str]]


def schema(*fields: Node) -> Node:
    """Give a form of these fields."""
    return colander.SchemaNode(colander.Mapping(), *fields)


def text(name: str, title: str, *, most: int | None = None, **more: Any) -> Node:
    """Give a line of text, or with ``kind`` another field of one text; at most ``most`` long."""
    bound = {} if most is None else {"validator": colander.Length(max=most)}
    return colander.SchemaNode(colander.String(), name=name, title=title, **bound, **more)


def secret(name: str, title: str, autocomplete: str, **more: Any) -> Node:
    """Give a field for a password."""
    options = {"autocomplete": autocomplete}
    return text(name, title, most=256, kind="password", options=options, **more)


def day(name: str, title: str, **more: Any) -> Node:
    """Give a day."""
    return colander.SchemaNode(
        colander.Date(), name=name, title=title, kind="date", bad=DATE, **more
    )


def choice(name: str, title: str, choices: Choices, *, kind: str = "select", **more: Any) -> Node:
    """Give one of the ``choices``, each a value and its label."""
    known = colander.OneOf([value for value, _label in choices])
    return text(name, title, kind=kind, choices=choices, validator=known, **more)


def grouped(name: str, title: str, groups: list[tuple[str, Choices]], **more: Any) -> Node:
    """Give one of many choices, shown under the headings of ``groups`` and found by typing."""
    known = colander.OneOf([value for _heading, choices in groups for value, _label in choices])
    return text(name, title, kind="grouped", groups=groups, validator=known, **more)


def several(name: str, title: str, choices: Choices, **more: Any) -> Node:
    """Give any of the ``choices``."""
    return colander.SchemaNode(
        colander.Set(), name=name, title=title, kind="checkboxes", choices=choices, **more
    )


def files(title: str, help_text: str) -> Node:
    """Give the files that come with a form; they are read from the request, not from here."""
    options = {"multiple": "multiple"}
    return text("files", title, kind="file", missing="", help=help_text, options=options)


def levels(title: str, offered: Iterable[Level], **more: Any) -> Node:
    """Give one of the secrecy levels; ``level_in`` reads it."""
    choices = [(str(int(level)), level.label) for level in offered]
    return choice("level", title, choices, kind="radio", **more)


def caveats(title: str, offered: Iterable[Caveat]) -> Node:
    """Give any of the caveats; ``caveats_in`` reads them."""
    choices = [(str(each), each.label) for each in offered]
    return several("caveats", title, choices, missing=frozenset())


def level_in(typed: dict[str, Any]) -> Level:
    """Give the level that was chosen."""
    return Level(int(typed["level"]))


def caveats_in(typed: dict[str, Any]) -> frozenset[Caveat]:
    """Give the caveats that were chosen, leaving out what is none."""
    known = set(map(str, Caveat))
    return frozenset(Caveat(each) for each in typed["caveats"] if each in known)
