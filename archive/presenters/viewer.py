"""Who looks, on which day, in which language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from archive.security.access import Identity, Securable, verdict
from archive.security.permissions import Permission
from archive.workflow import Moving, possible


def _as_written(sentence: str) -> str:
    return sentence


@dataclass(frozen=True)
class Viewer:
    """A person on a day; ``say`` gives marked sentences in his language."""

    identity: Identity
    day: date
    say: Callable[[str], str] = _as_written

    def may(self, permission: Permission, node: Securable) -> bool:
        """Say whether both gates are open to the person."""
        return bool(verdict(self.identity, node, permission, self.day))

    def steps(self, node: Moving) -> frozenset[str]:
        """Name the steps of the workflow that the person can take with ``node`` now."""
        found = possible(self.identity, node, self.day)
        return frozenset(step.row.name for step in found if step.allowed)
