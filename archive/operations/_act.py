"""The one mechanism of every change: refuse, change, announce, record, in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from archive.errors import Invalid, NotPermitted, WrongState
from archive.events.base import Event
from archive.models.base import Node
from archive.models.people import Person
from archive.models.site import Archive
from archive.models.turns import await_turn
from archive.security.access import Identity, verdict
from archive.security.permissions import Permission
from archive.settings import Settings
from archive.wording import _
from archive.workflow import Transition


@dataclass(frozen=True)
class Context:
    """Who acts on which archive, when and from where; ``announce`` reaches the subscribers."""

    site: Archive
    actor: Identity
    now: datetime
    origin: str
    settings: Settings
    announce: "Callable[[Context, Event], None]"

    @property
    def today(self) -> date:
        """Give the day of ``now``."""
        return self.now.date()

    def as_actor(self, actor: Identity) -> "Context":
        """Give the same context with another person acting."""
        return replace(self, actor=actor)

    def oneself(self) -> Person:
        """Give the actor's own account; NotPermitted where he has none."""
        person = self.site.people.known(self.actor.login)
        if person is None:
            raise NotPermitted
        return person

    def permits(self, node: Node, permission: Permission) -> bool:
        """Say whether both gates are open."""
        return bool(verdict(self.actor, node, permission, self.today))

    def require(self, node: Node, permission: Permission) -> None:
        """Raise NotPermitted unless both gates are open."""
        if not self.permits(node, permission):
            raise NotPermitted

    def happened(
        self,
        kind: type[Event],
        node: Node,
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
    ) -> None:
        """Announce that something happened to ``node``; the values become texts."""
        self.announce(self, kind(node.uid, node.path, _texts(before), _texts(after)))


def _texts(values: Mapping[str, object] | None) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in (values or {}).items()}


N = TypeVar("N", bound=Node)
P = ParamSpec("P")
R = TypeVar("R")
Verb = Callable[Concatenate[Context, N, P], R]


def act(
    permission: Permission, *, moves: Transition | None = None, collecting: bool = False
) -> Callable[[Verb[N, P, R]], Verb[N, P, R]]:
    """Make a function an act: both gates, then the state, then the change it makes.

    ``moves`` names the row of the workflow the act carries out; ``collecting`` asks that the
    dossier around the node still collects records. Raises NotPermitted, WrongState or Invalid
    before anything has changed.
    """

    def decorate(verb: Verb[N, P, R]) -> Verb[N, P, R]:
        @wraps(verb)
        def run(ctx: Context, node: N, /, *args: P.args, **facts: P.kwargs) -> R:
            await_turn(ctx.site)
            ctx.require(node, permission)
            if collecting:
                require_collecting(node)
                _rely_on_lineage(node)
            if moves is not None:
                require_row(node, moves, facts)
            result = verb(ctx, node, *args, **facts)
            if moves is not None:
                node.state = moves.target
            return result

        run.__act__ = permission  # type: ignore[attr-defined]
        return run

    return decorate


def require_row(node: Node, row: Transition, facts: Mapping[str, object]) -> None:
    """Raise WrongState unless ``row`` leads out of the node's state, Invalid for what it lacks."""
    if getattr(node, "state", None) not in row.sources:
        raise WrongState
    missing = [name for name in row.needs if not facts.get(name)]
    if missing:
        raise Invalid(**{name: _("请填写此项。") for name in missing})


def _rely_on_lineage(node: Node) -> None:
    """Conflict with who meanwhile files or marks the dossier, or what of it is around ``node``."""
    for each in node.lineage():
        each.rely_on()
        if hasattr(each, "is_collecting"):
            return


def require_collecting(node: Node) -> None:
    """Raise WrongState unless the dossier around ``node`` still collects records."""
    for each in node.lineage():
        if hasattr(each, "is_collecting"):
            if not each.is_collecting:
                raise WrongState(_("案卷已提交或归档，不能再增减和修改。"))
            return
