"""What every event has: what it happened to, a tag that stays for ever, and its facts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True)
class Event:
    """Something happened to the object ``uid`` at ``path``; values before and after are texts."""

    tag: ClassVar[str] = ""

    uid: int
    path: str
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)

    def __init_subclass__(cls) -> None:
        """Name the tag of an event that does not yet name its own."""
        noun, *deed = re.findall(r"[A-Z][a-z]+", cls.__name__)
        cls.tag = f"{noun}.{'-'.join(deed)}".lower()

    def facts(self) -> dict[str, object]:
        """Give what is said of the deed beside what it happened to."""
        return {name: said for name in ("before", "after") if (said := getattr(self, name))}
