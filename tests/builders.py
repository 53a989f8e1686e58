"""Builders: an archive in one line, a dossier in one line, a person's browser in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from webtest import TestApp

from archive import clock, main
from archive.cli.keeping import prepare_folders
from archive.models.cases import CaseFacts, Party, PartyKind
from archive.models.components import Arrived
from archive.models.named import Facts
from archive.models.people import Person
from archive.models.posts import Post
from archive.models.records import RecordFacts
from archive.models.site import make_site
from archive.operations.clearances import confirm_clearance, propose_clearance
from archive.operations.dossiers import create_dossier, seal_dossier, submit_dossier
from archive.operations.records import add_components, add_record
from archive.operations.site import found_bureau, list_unit, open_fonds
from archive.security.access import SYSTEM, Identity
from archive.security.levels import Caveat, Clearance, Level
from archive.security.passwords import hash_password
from archive.security.permissions import Role
from archive.settings import read_settings
from archive.storage.opening import open_database
from archive.storage.visiting import connected, visit
from archive.subscribers import context
from archive.worker import Worker

PASSWORD = "a long enough password"

#: login: name, roles, unit, clearance
PEOPLE: dict[str, tuple[str, frozenset[Role], str | None, Clearance]] = {
    "officer": ("张办案", frozenset({Role.OFFICER}), "u1", Clearance(caveats=frozenset(Caveat))),
    "other": ("李旁人", frozenset({Role.OFFICER}), "u2", Clearance()),
    "archivist": (
        "王档案",
        frozenset({Role.ARCHIVIST}),
        None,
        Clearance(caveats=frozenset(Caveat)),
    ),
    "plain": ("周无权", frozenset({Role.ARCHIVIST}), None, Clearance()),
    "legal": ("陈法制", frozenset({Role.LEGAL}), None, Clearance(caveats=frozenset(Caveat))),
    "head": ("赵负责", frozenset({Role.HEAD}), "u1", Clearance(caveats=frozenset(Caveat))),
    "otherhead": ("钱负责", frozenset({Role.HEAD}), "u2", Clearance()),
    "security": (
        "孙保密",
        frozenset({Role.SECURITY}),
        None,
        Clearance(Level.TOP_SECRET, frozenset(Caveat)),
    ),
    "auditor": ("吴审计", frozenset({Role.AUDITOR}), None, Clearance()),
    "admin": ("郑管理", frozenset({Role.ADMINISTRATOR}), None, Clearance()),
}

FACTS = CaseFacts(
    case_number="栾市监立〔2020〕12号",
    cause="销售不合格化肥",
    unit="u1",
    opened=date(2020, 3, 2),
    parties=(Party("栾川县丰收农资店", PartyKind.ORGANISATION, "91410324MA3X00000X"),),
    officers=("张办案", "李协办"),
    decided=date(2020, 4, 1),
    closed=date(2020, 5, 6),
    decision_number="栾市监处罚〔2020〕12号",
    penalties="罚款11000元",
    amount=Decimal(11000),
)

#: One argon2 hash for all, since making one costs as much as it should.
_hashes: list[str] = []


#: A clearance for everything there can be.
EVERYTHING = Clearance(Level.TOP_SECRET, frozenset(Caveat))


@dataclass
class Archive:
    """An open archive: database, index, application, and shortcuts that go through the acts."""

    folder: Path
    app: Any
    db: Any
    index: Any
    settings: Any

    def as_person(self, site: Any, login: str, now: datetime | None = None) -> Any:
        """Give the context in which a person acts."""
        now = now or clock.now()
        person = site.people[login].identity(now.date())
        return context(site, person, now, "test", self.settings)

    def visit(self) -> Any:
        """Give the archive on a connection of its own, committed afterwards."""
        return visit(self.db)

    def clear(self, login: str, clearance: Clearance) -> None:
        """Give a person another clearance, by the two acts of two security officers."""
        with self.visit() as site:
            person, first = site.people[login], self.as_person(site, "security")
            for uid, act in ((3, propose_clearance), (4, confirm_clearance)):
                who = replace(first.actor, uid=uid, clearance=EVERYTHING)
                given = {"clearance": clearance} if act is propose_clearance else {}
                if act(first.as_actor(who), person, **given):
                    break  # what only takes away holds at once

    def browser(self, login: str | None = None) -> TestApp:
        """Give a browser, signed in as ``login`` by the sign-in page."""
        browser = TestApp(self.app, lint=False)
        if login is not None:
            form = browser.get("/sign-in").forms["sign-in"]
            form["login"], form["password"] = login, PASSWORD
            form.submit(status=303)
        return browser

    def work(self) -> None:
        """Let the worker do all there is to do."""
        Worker(self.db, self.index, self.settings).until_idle()

    def file(self, content: bytes, name: str = "文件.txt") -> Arrived:
        """Give a file as it arrives at a door."""
        digest = sha256(content).hexdigest()
        path = self.settings.upload_folder / f"{digest[:16]}-{len(list(self.folder.iterdir()))}"
        path.write_bytes(content)
        return Arrived(path, name, len(content), digest)

    def dossier(self, *, sealed: bool = True, records: int = 2, **facts: Any) -> str:
        """File a dossier with text records; give its path."""
        described = replace(FACTS, **facts)
        with self.visit() as site:
            officer = self.as_person(site, _officer_of(described.unit))
            dossier = create_dossier(officer, site["J001"]["penalty"], facts=described)
            for number in range(records):
                facts_of_record = RecordFacts(f"第{number + 1}件", "inquiry-record")
                record = add_record(officer, dossier.volume("main"), facts=facts_of_record)
                file = self.file(
                    f"{described.cause} 第{number + 1}件的正文 {dossier.path}".encode()
                )
                add_components(officer, record, files=[file])
            if sealed:
                submit_dossier(officer, dossier)
                seal_dossier(self.as_person(site, "archivist"), dossier)
            return str(dossier.path)


def _officer_of(unit: str) -> str:
    return "officer" if unit == "u1" else "other"


def settings_of(folder: Path, **more: str) -> dict[str, str]:
    """Give an ini section for an archive in ``folder``; ``uri`` where it lies elsewhere."""
    data = folder / "data"
    data.mkdir(exist_ok=True)
    uri = more.pop("uri", f"file://{data}/archive.fs?blob_dir={data}/blobs")
    plain = {"var": str(folder / "var"), "worker": "no", "second_factor": "no"}
    plain |= {"scan_pictures": "no"}
    settings = {f"juanzong.{name}": value for name, value in (plain | more).items()}
    return {"zodbconn.uri": uri} | settings


@contextmanager
def open_archive(folder: Path, uri: str = "", **more: str) -> Iterator[Archive]:
    """Make an archive with units and people in ``folder``, or at ``uri``, and open it."""
    ini = settings_of(folder, **more)
    ini["zodbconn.uri"] = uri or ini["zodbconn.uri"]
    settings = read_settings(ini)
    prepare_folders(settings, ini["zodbconn.uri"])
    app = main({}, **ini)
    db = app.registry._zodb_databases[""]
    with connected(db) as root:
        site = make_site(root)
        _people(site, settings)
    opened = Archive(folder, app, db, app.registry.index, settings)
    try:
        yield opened
    finally:
        app.registry.index.close()
        db.close()


@contextmanager
def reopened(folder: Path) -> Iterator[Archive]:
    """Open the archive in ``folder`` once more: without application, index and making one."""
    ini = settings_of(folder)
    db = open_database(ini["zodbconn.uri"])
    try:
        yield Archive(folder, None, db, None, read_settings(ini))
    finally:
        db.close()


def _people(site: Any, settings: Any) -> None:
    founder = Identity(uid=2, name="founder", roles=frozenset({Role.ADMINISTRATOR}))
    ctx = context(site, founder, clock.now(), "test", settings)
    found_bureau(ctx, site, facts=Facts(settings.organ, settings.organ_short))
    open_fonds(ctx, site, code="J001", title=settings.organ)
    for code, name in (("u1", "执法稽查大队"), ("u2", "城关市场监管所")):
        list_unit(ctx, site.units, code=code, name=name)
    for login, (name, roles, unit, clearance) in PEOPLE.items():
        enrolled(site, login, name, roles, unit).clearance = clearance
    site.people.founded = True


def enrolled(site: Any, login: str, name: str, roles: Any, unit: str | None) -> Person:
    """Give an account that can sign in with PASSWORD, as if two persons had made it."""
    if not _hashes:
        _hashes.append(hash_password(PASSWORD))
    person = Person(name, Post(roles, unit))
    person.password_hash = _hashes[0]
    site.people.enrol(login, person)
    return person


def press(page: Any, action: str) -> Any:
    """Press the button whose form goes to an address that ends with ``action``; follow it."""
    forms = [form for form in page.forms.values() if (form.action or "").endswith(action)]
    assert forms, f"no button {action} on the page"
    return forms[0].submit(status=303).follow()


__all__ = ["FACTS", "PASSWORD", "SYSTEM", "Archive", "open_archive", "press", "settings_of"]
