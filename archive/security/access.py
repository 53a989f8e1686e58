"""The two gates: first the mandatory one, then roles and grants; a verdict gives its reason."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from archive.security.levels import Caveat, Clearance, Level, Marking, dominates, join
from archive.security.permissions import (
    BUREAU_WIDE,
    BY_GRANT,
    FOR_EVERYONE,
    FOR_SIGNED_IN,
    PERMISSIONS,
    Permission,
    Role,
)
from archive.wording import _


class Securable(Protocol):
    """What the gates ask of an object; they know no model class."""

    @property
    def guards(self) -> Iterable[Marking]:
        """Give the markings of the object and of all that holds it."""

    @property
    def guard_unit(self) -> str | None:
        """Name the unit whose object this is; ``None`` where units play no part."""

    @property
    def guard_dossier(self) -> int | None:
        """Give the uid of the dossier it belongs to, for grants."""


@dataclass(frozen=True)
class Identity:
    """A person as the gates see him: plain data, detached from the database."""

    uid: int
    name: str
    login: str = ""
    roles: frozenset[Role] = frozenset()
    unit: str | None = None
    clearance: Clearance = field(default_factory=Clearance)
    grants: frozenset[int] = frozenset()


PUBLIC = Identity(uid=0, name=_("公众"))
SYSTEM = Identity(
    uid=1,
    name=_("系统"),
    roles=frozenset({Role.SYSTEM}),
    clearance=Clearance(Level.TOP_SECRET, frozenset(Caveat)),
)


class Gate(StrEnum):
    """Which gate decided."""

    MANDATORY = "mandatory"
    DISCRETIONARY = "discretionary"
    WORKFLOW = "workflow"

    @property
    def label(self) -> str:
        """Give what the gate is called."""
        return GATE_LABELS[self]


GATE_LABELS = {
    Gate.MANDATORY: _("第一道：涉密权限"),
    Gate.DISCRETIONARY: _("第二道：角色与授权"),
    Gate.WORKFLOW: _("办理步骤"),
}


@dataclass(frozen=True)
class Verdict:
    """Allowed or not, by which gate, and why, in one sentence."""

    allowed: bool
    gate: Gate
    reason: str

    def __bool__(self) -> bool:
        """Be true where both gates are open."""
        return self.allowed


def verdict(identity: Identity, node: Securable, permission: Permission, day: date) -> Verdict:
    """Ask both gates whether ``identity`` holds ``permission`` on ``node`` on ``day`` (Art. 34).

    The mandatory gate comes first, so no role and no grant can lift a marking.
    """
    if not dominates(identity.clearance, join(node.guards, day)):
        return Verdict(allowed=False, gate=Gate.MANDATORY, reason=_("涉密权限不及定密标注"))
    return _discretion(identity, node, permission)


def _discretion(identity: Identity, node: Securable, permission: Permission) -> Verdict:
    for rule, reason in (
        (is_common(identity, permission), _("人人可以")),
        (_by_any_role(identity, node, permission), _("本人角色和所在单位可以")),
        (by_grant(identity, node, permission), _("持有本案卷的知悉授权")),
    ):
        if rule:
            return Verdict(allowed=True, gate=Gate.DISCRETIONARY, reason=reason)
    return Verdict(allowed=False, gate=Gate.DISCRETIONARY, reason=_("没有相应角色，也没有知悉授权"))


def is_common(identity: Identity, permission: Permission) -> bool:
    """Say whether everyone may do this, or everyone who is signed in."""
    return permission in (FOR_SIGNED_IN if identity.roles else FOR_EVERYONE)


def _by_any_role(identity: Identity, node: Securable, permission: Permission) -> bool:
    return any(by_role(identity, node, permission, role) for role in identity.roles)


def by_role(identity: Identity, node: Securable, permission: Permission, role: Role) -> bool:
    """Say whether ``role`` has the permission and reaches as far as the unit of the object."""
    return permission in PERMISSIONS[role] and reaches(identity, node, role)


def reaches(identity: Identity, node: Securable, role: Role) -> bool:
    """Say whether ``role`` reaches the object: bureau-wide, without a unit, or of the own unit."""
    unit = node.guard_unit
    return unit is None or role in BUREAU_WIDE or unit == identity.unit


def by_grant(identity: Identity, node: Securable, permission: Permission) -> bool:
    """Let a grant widen the reach of a role that reads; it makes a reader of no other."""
    held = permission in BY_GRANT and node.guard_dossier in identity.grants
    return held and any(permission in PERMISSIONS[role] for role in identity.roles)


@dataclass(frozen=True)
class Reach:
    """The same two gates for reading, as a filter over index fields."""

    level: int
    caveats: frozenset[str]
    everywhere: bool
    units: frozenset[str]
    dossiers: frozenset[int]


def reading_reach(identity: Identity) -> Reach:
    """Say what ``identity`` may read, as plain facts an engine can filter by."""
    readers = {role for role in identity.roles if Permission.DOSSIER_READ in PERMISSIONS[role]}
    own = identity.unit if readers else None
    return Reach(
        level=int(identity.clearance.level),
        caveats=frozenset(map(str, identity.clearance.caveats)),
        everywhere=bool(readers & BUREAU_WIDE),
        units=frozenset({own} if own else ()),
        dossiers=identity.grants if readers else frozenset(),
    )
