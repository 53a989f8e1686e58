"""What every event has: what it happened to, a tag that stays for ever, and its facts."""

from __future__ import annotations

from dataclasses import InitVar, dataclass, field, fields
from typing import Any, ClassVar, NewType, Protocol

#: Names another object than the one it happened to.
Uid = NewType("Uid", int)


class Placed(Protocol):
    """What something can happen to: it has a uid and a place."""

    @property
    def uid(self) -> int:
        """Give the number that is its own for ever."""

    @property
    def path(self) -> str:
        """Give its place in the tree."""


@dataclass(frozen=True)
class Event:
    """Something happened to the object ``uid`` at ``path``; a kind of event says what, in fields.

    ``node`` is what it happened to; nothing of it is kept but uid and path. ``tag`` stands in
    hashed bytes: it is never changed and never used again for something else.
    """

    tag: ClassVar[str]

    node: InitVar[Placed]
    uid: int = field(init=False)
    path: str = field(init=False)

    def __post_init__(self, node: Placed) -> None:
        """Note what it happened to."""
        object.__setattr__(self, "uid", node.uid)
        object.__setattr__(self, "path", node.path)

    def said(self) -> dict[str, Any]:
        """Give the fields of the kind, by name."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.init}
