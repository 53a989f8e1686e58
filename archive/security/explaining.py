"""Why a person may do something with an object, or may not: every rule asked, in order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from archive.security.access import (
    Gate,
    Identity,
    Securable,
    Verdict,
    by_grant,
    by_role,
    is_common,
    verdict,
)
from archive.security.levels import join
from archive.security.permissions import (
    BUREAU_WIDE,
    BY_GRANT,
    FOR_SIGNED_IN,
    PERMISSIONS,
    Permission,
    Role,
)
from archive.wording import _


@dataclass(frozen=True)
class Reason:
    """One rule asked: by which gate, what it says of the case, whether it lets through."""

    gate: Gate
    sentence: str
    holds: bool
    source: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Explanation:
    """The verdict with every rule that was asked for it."""

    verdict: Verdict
    reasons: tuple[Reason, ...]


ART_34 = _("第三十四条；保守国家秘密法")
ART_32 = _("第三十二条：案卷由承办机构保管")
GRANTED = _("第三十四条：知悉授权")


def explain(identity: Identity, node: Securable, permission: Permission, day: date) -> Explanation:
    """Tell how the two gates come to their verdict; the verdict is the gates' own."""
    reasons = (
        *_mandatory(identity, node, day),
        *_common(identity, permission),
        *(_role(identity, node, permission, role) for role in sorted(identity.roles)),
        *_grant(identity, node, permission),
    )
    return Explanation(verdict(identity, node, permission, day), reasons)


def _mandatory(identity: Identity, node: Securable, day: date) -> list[Reason]:
    effective, clearance = join(node.guards, day), identity.clearance
    level = Reason(
        Gate.MANDATORY,
        _("本件及其上级中最高的密级是“{level}”，本人可查阅到“{own}”。"),
        clearance.level >= effective.level,
        ART_34,
        {"level": effective.level.label, "own": clearance.level.label},
    )
    caveats = [
        Reason(
            Gate.MANDATORY,
            _("带有标注“{caveat}”，须有接触该类信息的权限。"),
            caveat in clearance.caveats,
            ART_34,
            {"caveat": caveat.label},
        )
        for caveat in sorted(effective.caveats)
    ]
    return [level, *caveats]


def _common(identity: Identity, permission: Permission) -> list[Reason]:
    if permission not in FOR_SIGNED_IN:
        return []
    holds = is_common(identity, permission)
    return [Reason(Gate.DISCRETIONARY, _("此事人人可以办理。"), holds, _("权限表"))]


def _role(identity: Identity, node: Securable, permission: Permission, role: Role) -> Reason:
    holds, facts = by_role(identity, node, permission, role), {"role": role.label}
    if permission not in PERMISSIONS[role]:
        sentence = _("角色“{role}”不含此项权限。")
        return Reason(Gate.DISCRETIONARY, sentence, holds, _("权限表"), facts)
    if node.guard_unit is None or role in BUREAU_WIDE:
        sentence = _("角色“{role}”含此项权限，范围是全局。")
        return Reason(Gate.DISCRETIONARY, sentence, holds, _("权限表"), facts)
    sentence = (
        _("角色“{role}”含此项权限，且属本单位的案卷。")
        if holds
        else _("角色“{role}”只及本单位的案卷，而这是别的单位的。")
    )
    return Reason(Gate.DISCRETIONARY, sentence, holds, ART_32, facts)


def _grant(identity: Identity, node: Securable, permission: Permission) -> list[Reason]:
    if node.guard_dossier is None or permission not in BY_GRANT:
        return []
    held = node.guard_dossier in identity.grants
    sentence = _("持有本案卷的知悉授权。") if held else _("没有本案卷的知悉授权。")
    holds = by_grant(identity, node, permission)
    return [Reason(Gate.DISCRETIONARY, sentence, holds, GRANTED)]
