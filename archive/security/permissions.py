"""Who may do what, as two tables a person can read: permissions, and what each role holds."""

from enum import StrEnum

from archive.wording import _


class Permission(StrEnum):
    """Everything that can be permitted, ``noun:verb``, alphabetical."""

    ACCESS_EXPLAIN = "access:explain"
    ACCOUNT_CONFIRM = "account:confirm"
    ACCOUNT_CREATE = "account:create"
    ACCOUNT_LIST = "account:list"
    BACKUP_LIST = "backup:list"
    BACKUP_NOTE = "backup:note"
    CLEARANCE_CONFIRM = "clearance:confirm"
    CLEARANCE_GIVE = "clearance:give"
    COMPONENT_DOWNLOAD = "component:download"
    DOSSIER_CREATE = "dossier:create"
    DOSSIER_DESCRIBE = "dossier:describe"
    DOSSIER_READ = "dossier:read"
    DOSSIER_RETURN = "dossier:return"
    DOSSIER_SEAL = "dossier:seal"
    DOSSIER_SUBMIT = "dossier:submit"
    FIXITY_ARRANGE = "fixity:arrange"
    FIXITY_LIST = "fixity:list"
    GRANT_GIVE = "grant:give"
    GRANT_LIST = "grant:list"
    JOB_ARRANGE = "job:arrange"
    JOB_LIST = "job:list"
    JOB_RUN = "job:run"
    JOURNAL_READ = "journal:read"
    MARKING_SET = "marking:set"
    PUBLIC = "public"
    REQUEST_CONFIRM = "request:confirm"
    REQUEST_DECIDE = "request:decide"
    REQUEST_DELIVER = "request:deliver"
    REQUEST_EXAMINE = "request:examine"
    REQUEST_MAKE = "request:make"
    REQUEST_READ = "request:read"
    REQUEST_REVIEW = "request:review"
    SEARCH = "search"
    SIGNED_IN = "signed-in"
    SITE_ARRANGE = "site:arrange"
    SITE_CONFIRM = "site:confirm"


class Role(StrEnum):
    """The people of the bureau; ``SYSTEM`` is the archive's own worker."""

    OFFICER = "officer"
    ARCHIVIST = "archivist"
    LEGAL = "legal"
    HEAD = "head"
    SECURITY = "security"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        """The office's word for the role."""
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.OFFICER: _("办案人员"),
    Role.ARCHIVIST: _("档案员"),
    Role.LEGAL: _("法制审核"),
    Role.HEAD: _("单位负责人"),
    Role.SECURITY: _("保密员"),
    Role.AUDITOR: _("审计员"),
    Role.ADMINISTRATOR: _("系统管理员"),
    Role.SYSTEM: _("系统"),
}

#: The three administrations are three persons (三员分立): no account holds two of these.
SEPARATED = frozenset({Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR})

#: Roles a person can be given; the worker's own is not among them.
GIVEN = tuple(role for role in Role if role is not Role.SYSTEM)

#: Roles whose reach is the whole bureau; the others reach their own unit's dossiers.
BUREAU_WIDE = frozenset(Role) - {Role.OFFICER, Role.HEAD}

#: Roles that sign in with a second factor: the three administrations, and who decides.
TWO_FACTORS = SEPARATED | {Role.HEAD}

P = Permission
READING = frozenset({P.DOSSIER_READ, P.COMPONENT_DOWNLOAD, P.SEARCH})

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: READING | {P.DOSSIER_CREATE, P.DOSSIER_DESCRIBE, P.DOSSIER_SUBMIT},
    Role.ARCHIVIST: READING
    | {P.DOSSIER_RETURN, P.DOSSIER_SEAL}
    | {P.REQUEST_READ, P.REQUEST_EXAMINE, P.REQUEST_CONFIRM}
    | {P.REQUEST_MAKE, P.REQUEST_DELIVER},
    Role.LEGAL: READING | {P.REQUEST_READ, P.REQUEST_REVIEW},
    Role.HEAD: READING
    | {P.REQUEST_READ, P.REQUEST_DECIDE, P.REQUEST_CONFIRM}
    | {P.ACCOUNT_LIST, P.CLEARANCE_CONFIRM},
    Role.SECURITY: READING
    | {P.MARKING_SET, P.CLEARANCE_GIVE, P.CLEARANCE_CONFIRM, P.GRANT_GIVE, P.GRANT_LIST}
    | {P.ACCOUNT_LIST, P.ACCOUNT_CONFIRM, P.SITE_CONFIRM, P.ACCESS_EXPLAIN, P.FIXITY_LIST},
    Role.AUDITOR: frozenset({P.JOURNAL_READ, P.GRANT_LIST, P.ACCOUNT_LIST, P.ACCESS_EXPLAIN}),
    Role.ADMINISTRATOR: frozenset({P.ACCOUNT_CREATE, P.ACCOUNT_LIST, P.SITE_ARRANGE})
    | {P.ACCESS_EXPLAIN, P.BACKUP_LIST, P.BACKUP_NOTE}
    | {P.FIXITY_ARRANGE, P.FIXITY_LIST, P.JOB_ARRANGE, P.JOB_LIST},
    Role.SYSTEM: READING | {P.FIXITY_ARRANGE, P.JOB_RUN},
}

#: What a grant on a dossier gives to someone whose role does not reach it: reading only.
BY_GRANT = READING

#: What needs no account, and what needs no more than being signed in.
FOR_EVERYONE = frozenset({P.PUBLIC})
FOR_SIGNED_IN = FOR_EVERYONE | {P.SIGNED_IN}
