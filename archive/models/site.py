"""The root of the tree, its fonds and units, and ``make_site``, which makes an empty archive."""

import re
from datetime import datetime, timedelta

from BTrees.LLBTree import LLTreeSet
from BTrees.OOBTree import OOBTree

from archive.errors import Invalid, Missing, Rejected, SchemaOutdated
from archive.models.backups import Backups
from archive.models.base import Folder, Node, Root
from archive.models.catalogue import Catalogue
from archive.models.exports import Exports
from archive.models.fixity import Fixity
from archive.models.grants import Grants
from archive.models.holdings import Fonds
from archive.models.jobs import Jobs
from archive.models.journal import Journal
from archive.models.numbering import Numbering
from archive.models.pending import Pending
from archive.models.people import People, Person
from archive.models.requests import CopyRequest
from archive.models.sessions import Sessions
from archive.models.throttle import Throttle
from archive.models.units import Bureau, Unit, Units
from archive.security.access import Identity
from archive.wording import _

#: The step of ``archive.evolve`` that a newly made tree already has.
SCHEMA = 13

#: Capitals and digits, so that no fonds hides a page that stands beside it.
FONDS_CODE = re.compile(r"[A-Z][A-Z0-9]{1,15}")

#: Under this key of ZODB's own root the archive hangs.
KEY = "archive"


class Requests(Folder):
    """The copy requests, by number."""

    def open(self, number: str, code: str) -> CopyRequest:
        """Give the request to who knows its number and code; raise Rejected, the same for both."""
        request = self.get(number.strip())
        if not isinstance(request, CopyRequest) or not request.code_matches(code):
            raise Rejected(_("申请编号或取件码不正确。"))
        return request


class Archive(Root):
    """The archive: fonds, and beside them the registers that belong to all of it."""

    #: When a marking was last made tighter; lists written before are not handed out after.
    tightened_at: datetime | None = None

    def __init__(self) -> None:
        """Make an empty archive."""
        super().__init__()
        self.schema = SCHEMA
        self.evolved: tuple[str, ...] = ()
        self.by_uid = Catalogue()
        self.by_case_number = OOBTree()
        self.unfiled = LLTreeSet()
        self.unsettled = LLTreeSet()
        self.by_uid[self.uid] = self
        self.units = self["units"] = Units()
        self.bureau = self["bureau"] = Bureau()
        self.people = People()
        self.requests = Requests()
        self.grants = Grants()
        self["people"], self["requests"] = self.people, self.requests
        self["grants"] = self.grants
        self.exports = self["exports"] = Exports()
        self.marked = LLTreeSet()
        self.throttle = Throttle()
        self.journal = Journal()
        self.pending = Pending()
        self.jobs = Jobs()
        self.numbering = Numbering()
        self.sessions = Sessions()
        self.fixity = Fixity()
        self.backups = Backups()

    @property
    def fonds(self) -> tuple[Fonds, ...]:
        """Give the fonds, in the order of their codes."""
        return tuple(child for child in self.values() if isinstance(child, Fonds))

    def found(self, uid: int) -> Node:
        """Give the node with ``uid``, or raise Missing."""
        node = self.by_uid.get(uid)
        if node is None:
            raise Missing
        return node

    def signed_in(
        self, token: str, now: datetime, idle: timedelta, longest: timedelta
    ) -> Identity | None:
        """Give who is signed in with ``token``; ``None`` where the session or account ended."""
        uid = self.sessions.find(token, now, idle, longest)
        person = self.by_uid.get(uid) if uid is not None else None
        if not isinstance(person, Person) or person.disabled:
            return None
        return person.identity(now.date())

    def unit_name(self, code: str | None) -> str:
        """Give the name of a unit, or its code where it is not on the list."""
        unit = self.units.get(code or "")
        return unit.title if isinstance(unit, Unit) else code or ""

    def unit_codes(self) -> dict[str, str]:
        """Give the codes of the units by their names."""
        return {unit.title: unit.code for unit in self.units.everyone()}

    def case_uids(self, case_number: str) -> tuple[int, ...]:
        """Give the uids of the dossiers with this (normalised) case or decision number."""
        return tuple(self.by_case_number.get(case_number, ()))

    def add_fonds(self, code: str, title: str) -> Fonds:
        """Open a fonds under its code (全宗号)."""
        if not FONDS_CODE.fullmatch(code) or not title or code in self:
            raise Invalid(code=_("全宗号由大写字母和数字组成；全宗号和名称都要填写，且不得重复。"))
        fonds = Fonds(code, title)
        self[code] = fonds
        return fonds


def make_site(zodb_root: dict[str, object]) -> Archive:
    """Make an empty archive under ZODB's root; never where one already stands."""
    if KEY in zodb_root:
        raise Invalid(archive=_("这里已经有一个档案库。"))
    site = Archive()
    zodb_root[KEY] = site
    return site


def site_of(zodb_root: dict[str, object], *, any_schema: bool = False) -> Archive:
    """Give the archive; raise Missing where there is none, SchemaOutdated where it is older."""
    site = zodb_root.get(KEY)
    if not isinstance(site, Archive):
        raise Missing(_("这里还没有档案库。请先运行 juanzong init 或 juanzong demo。"))
    if not any_schema and site.schema != SCHEMA:
        raise SchemaOutdated(found=site.schema, wanted=SCHEMA)
    return site
