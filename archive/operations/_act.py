"""The one mechanism of every change: refuse, change, announce, record, in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from persistent import Persistent

from archive.errors import Invalid, NotPermitted, WrongState
from archive.events.base import Event
from archive.models.base import Folder, Node
from archive.models.dossiers import Dossier
from archive.models.people import Person
from archive.models.relying import rely_on, rely_on_keys
from archive.models.site import Archive
from archive.models.turns import await_turn, queue_of
from archive.security.access import Identity, verdict
from archive.security.permissions import Permission
from archive.settings import Settings
from archive.wording import _
from archive.workflow import FILL_IN, LACKING, Transition, involved


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

    def relied_on(self, thing: Persistent) -> None:
        """Have the commit conflict where another changed ``thing`` since a guard read it."""
        rely_on(thing)

    def relied_on_children(self, folder: Folder) -> None:
        """Have it conflict where ``folder`` gets or loses a child: its tree and each bucket."""
        rely_on_keys(folder.tree)

    def happened(self, event: Event) -> None:
        """Announce what happened, once it has."""
        self.announce(self, event)


N = TypeVar("N", bound=Node)
P = ParamSpec("P")
R = TypeVar("R")
Verb = Callable[Concatenate[Context, N, P], R]


def act(
    permission: Permission | None = None,
    *,
    row: Transition | None = None,
    collecting: bool = False,
    login: Callable[[Mapping[str, Any]], str] | None = None,
) -> Callable[[Verb[N, P, R]], Verb[N, P, R]]:
    """Make a function an act: refuse first, then the change it makes and what it announces.

    ``row`` names the row of the workflow the act carries out, which says who may and who never;
    any other act names its ``permission``. ``collecting`` asks that the dossier around the node
    still collects records. ``login`` tells under which name somebody comes in: one at a time, and
    others act meanwhile, since a password takes long. Raises NotPermitted, WrongState or Invalid
    before anything has changed.
    """
    needed = permission if row is None else row.permission
    if needed is None:
        raise TypeError(row)  # an act names its permission or its row

    def decorate(verb: Verb[N, P, R]) -> Verb[N, P, R]:
        @wraps(verb)
        def run(ctx: Context, node: N, /, *args: P.args, **facts: P.kwargs) -> R:
            if login is not None:
                await_turn(ctx.site, queue_of(login(facts)), counted=False)
            else:
                dossier = node.dossier_around if collecting else None
                await_turn(ctx.site, dossier._p_oid if dossier is not None else None)
            rely_on_what_is_asked(ctx, node)
            ctx.require(node, needed)
            if collecting:
                require_collecting(node)
            if row is not None:
                require_row(ctx, node, row, facts)
            result = verb(ctx, node, *args, **facts)
            if row is not None and row.target not in {None, getattr(node, "state", None)}:
                raise AssertionError(row)  # the verb has to move what its row moves
            return result

        run.__act__ = needed  # type: ignore[attr-defined]
        run.__row__ = row  # type: ignore[attr-defined]
        return run

    return decorate


def require_row(
    ctx: Context, node: Any, row: Transition, facts: Mapping[str, object] | None = None
) -> None:
    """Raise what stands against the step ``row`` with ``node``: for the actor, now.

    NotPermitted for one who had a part in it that shuts the step to him, WrongState where the row
    does not lead on from where it stands or something else hinders, Invalid for what is not given.
    """
    if reason := involved(ctx.actor, node, row):
        raise NotPermitted(reason)
    if node.state not in row.sources:
        raise WrongState
    if reason := node.hindrance(row.name, ctx.today):
        raise WrongState(reason)
    missing = [name for name in row.needs if not _given((facts or {}).get(name))]
    if missing:
        raise Invalid(**{name: LACKING.get(name, FILL_IN) for name in missing})


def _given(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def rely_on_what_is_asked(ctx: Context, node: Node) -> None:
    """Have the commit conflict where another changes what the guards of an act go by.

    That is the node, all whose markings and state they ask, and the actor's own account.
    """
    for each in node.relied():
        ctx.relied_on(each)
    person = ctx.site.people.known(ctx.actor.login) if ctx.actor.login else None
    if person is not None:
        ctx.relied_on(person)


def relied_on_records(ctx: Context, dossier: Dossier) -> None:
    """Have the commit conflict where another adds, takes out or moves a record of ``dossier``."""
    for volume in dossier.volumes():
        ctx.relied_on(volume)
        ctx.relied_on_children(volume)


def require_collecting(node: Node) -> None:
    """Raise WrongState unless the dossier around ``node`` still collects records."""
    dossier = node.dossier_around
    if dossier is not None and not dossier.is_collecting:
        raise WrongState(_("案卷已提交或归档，不能再增减和修改。"))
