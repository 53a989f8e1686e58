"""A copy request in one line: a sealed dossier with records of every sort, and who acts on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from builders import FACTS, Archive

from archive import clock
from archive.models.answers import Answer, Ground, Item, whole_pages
from archive.models.applications import Application, Document, Relation
from archive.models.components import Legibility
from archive.models.records import RecordFacts
from archive.models.requests import CopyRequest
from archive.operations.components import Findings, note_findings
from archive.operations.copies import Made, note_copies, prepare_copies
from archive.operations.decisions import Ruling, decide_request
from archive.operations.dossiers import create_dossier, seal_dossier, submit_dossier
from archive.operations.examination import propose_items, review_item, submit_proposal
from archive.operations.markings import set_marking
from archive.operations.records import add_components, add_record
from archive.operations.requests import receive_request, take_request
from archive.security.access import PUBLIC
from archive.security.levels import Caveat, Clearance, Level, Marking
from archive.subscribers import context
from archive.worker.reading import system

CITIZEN_ID = "11010519491231002X"
PAGES = 5

ASKED = Application(
    name="刘丰收",
    document=Document.CITIZEN_ID,
    document_number=CITIZEN_ID,
    relation=Relation.PARTY,
    case_number=FACTS.case_number,
    wanted="全部正卷材料",
    purpose="行政复议",
)

PRIVATE = Marking(caveats=frozenset({Caveat.PRIVACY}), basis="涉及他人住址")
SECRET = Marking(
    level=Level.CONFIDENTIAL,
    basis="保密范围规定",
    organ="栾川县公安局",
    decided_on=date(2020, 3, 5),
    until=date(2030, 3, 5),
)


@dataclass
class Requested:
    """A request for a dossier with an open, a private, a secret and an internal record."""

    archive: Archive
    site: Any
    dossier: Any
    records: dict[str, int]
    asked: CopyRequest
    code: str
    later: timedelta = field(default_factory=timedelta)

    def who(self, login: str) -> Any:
        """Give the context of a person, ``later`` than now."""
        return self.archive.as_person(self.site, login, self.now)

    @property
    def now(self) -> datetime:
        return clock.now() + self.later

    @property
    def public(self) -> Any:
        return context(self.site, PUBLIC, self.now, "test", self.archive.settings)

    @property
    def worker(self) -> Any:
        return replace(system(self.site, self.archive.settings), now=self.now)

    @property
    def open(self) -> int:
        return self.records["open"]

    @property
    def private(self) -> int:
        return self.records["private"]

    @property
    def key(self) -> dict[str, str]:
        return {"number": self.asked.title, "code": self.code}

    def record(self, name: str) -> Any:
        return self.site.found(self.records[name])

    def journal(self) -> list[str]:
        return [entry.kind for entry in self.site.journal.oldest_first()]

    def taken(self) -> "Requested":
        take_request(self.who("archivist"), self.asked, dossier=self.dossier, verified=True)
        return self

    def proposed(self, *items: Item) -> "Requested":
        chosen = items or (Item(self.open, Answer.RELEASE),)
        propose_items(self.taken().who("archivist"), self.asked, items=chosen)
        return self

    def reviewed(self, *, agreed: bool = True) -> "Requested":
        review_item(
            self.who("legal"), self.asked, record=self.private, opinion="可以", agreed=agreed
        )
        return self

    def submitted(self, *items: Item) -> "Requested":
        self.proposed(*items)
        if self.private in self.asked.items:
            self.reviewed()
        submit_proposal(self.who("archivist"), self.asked)
        return self

    def decided(self, *items: Item, **rulings: Ruling) -> "Requested":
        self.submitted(*items)
        given = {uid: Ruling(agreed=True) for uid in self.asked.items}
        given |= {self.records[name]: ruling for name, ruling in rulings.items()}
        decide_request(self.who("head"), self.asked, rulings=given)
        return self

    def ready(self, *items: Item, content: bytes = b"%PDF-copies") -> "Requested":
        prepare_copies(self.decided(*items).who("archivist"), self.asked)
        made = Made(self.archive.file(content, "copies.pdf"), PAGES + 1)
        note_copies(self.worker, self.asked, made=made)
        return self


@contextmanager
def requested(archive: Archive, **facts: Any) -> Iterator[Requested]:
    """Give a request that was just received, in a visit committed afterwards."""
    with archive.visit() as site:
        site.people["security"].clearance = Clearance(Level.TOP_SECRET, frozenset(Caveat))
        dossier, records = _sealed(archive, site)
        public = context(site, PUBLIC, clock.now(), "test", archive.settings)
        asked, code = receive_request(public, site.requests, asked=replace(ASKED, **facts))
        yield Requested(archive, site, dossier, records, asked, code)


def _sealed(archive: Archive, site: Any) -> tuple[Any, dict[str, int]]:
    officer, security = (archive.as_person(site, login) for login in ("officer", "security"))
    dossier = create_dossier(officer, site["J001"]["penalty"], facts=FACTS)
    records = {}
    for name, volume in (("open", "main"), ("private", "main"), ("secret", "main")):
        records[name] = _record(archive, site, officer, dossier.volume(volume), name)
    records["internal"] = _record(archive, site, officer, dossier.volume("internal"), "internal")
    set_marking(security, site.found(records["private"]), marking=PRIVATE)
    set_marking(security, site.found(records["secret"]), marking=SECRET)
    submit_dossier(officer, dossier)
    seal_dossier(archive.as_person(site, "archivist"), dossier)
    return dossier, records


def _record(archive: Archive, site: Any, officer: Any, volume: Any, name: str) -> int:
    facts = RecordFacts(f"{name} 材料", "appraisal" if volume.name == "main" else "expert-opinion")
    record = add_record(officer, volume, facts=facts)
    if name != "secret":
        add_components(officer, record, files=[archive.file(f"{name} 正文".encode())])
        findings = Findings(Legibility.READ, pages=("正文",) * PAGES, page_count=PAGES)
        worker = system(site, archive.settings)
        note_findings(worker, next(record.components()), findings=findings)
    return int(record.uid)


def withhold(record: int, *pages: int) -> Item:
    """Propose to hand ``record`` out without ``pages``, for privacy."""
    return Item(record, Answer.WITHHOLD_PAGES, withheld=whole_pages(pages, Ground.PRIVACY))


def refuse(record: int) -> Item:
    """Propose to refuse ``record``."""
    return Item(record, Answer.REFUSE, Ground.OTHER_LAW)
