"""A kept database of each release is opened, brought up to this program and walked whole."""

import importlib
import tarfile
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from builders import PASSWORD, settings_of
from canaries import planted
from crawler import TOKEN, Walker, views_of
from stored_names import stored_names
from webtest import TestApp

from archive import main
from archive.clock import now
from archive.evolve import STEPS, upgrade
from archive.models.answers import Answer, Ground, Withheld
from archive.models.components import StoredFile
from archive.models.dossiers import Volume
from archive.models.renames import present_name
from archive.models.requests import CopyRequest
from archive.models.site import SCHEMA, site_of
from archive.models.trying import Place
from archive.presenters.journal import told
from archive.presenters.viewer import Viewer
from archive.preservation.fixity import every_file, look_at
from archive.preservation.journal import check_journal
from archive.states import RequestState
from archive.storage.visiting import connected, visit

HERE = Path(__file__).parent
KEPT = sorted(HERE.glob("*.tar.xz"), key=lambda path: path.name)

#: The file format: where every stored class stands, or ever stood. A name is never taken out.
FORMAT = (HERE / "classes.txt").read_text(encoding="utf-8").split()

#: Of one class so many objects are walked.
EACH = 3


@pytest.fixture(params=KEPT, ids=lambda path: path.name)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """The application on a kept database that was brought up to this program."""
    with tarfile.open(request.param) as packed:
        packed.extractall(tmp_path, filter="data")
    ini = settings_of(tmp_path)
    (tmp_path / "var" / "incoming").mkdir()
    app = main({}, **ini)
    with connected(app.registry._zodb_databases[""]) as root:
        site = site_of(root, any_schema=True)
        before = site.schema
        orders, entries = orders_of(site), _entries(site)
        assert upgrade(site, app.registry.juanzong) == tuple(
            step for step in STEPS if step.schema > before
        )
        assert site.schema == SCHEMA
        assert (orders_of(site), _entries(site)) == (orders, entries)
    yield app
    app.registry.index.close()
    app.registry._zodb_databases[""].close()


def _entries(site: Any) -> list[str]:
    """Give the entries of the journal in their order, by their digests."""
    return [entry.digest for entry in site.journal.oldest_first()]


def orders_of(site: Any) -> dict[str, tuple[str, ...]]:
    """Give the order of every volume, as it was kept and as it is now."""
    volumes = [node for node in site.by_uid.values() if isinstance(node, Volume)]
    assert all(volume.order[: len(volume._order)] == volume._order for volume in volumes)
    return {volume.path: volume.order for volume in volumes}


def _signed_in(app: Any, login: str) -> Walker:
    browser = TestApp(app, lint=False)
    form = browser.get("/sign-in").forms["sign-in"]
    form["login"], form["password"] = login, PASSWORD
    form.submit(status=303)
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    walker = Walker(login, app, cookie)
    found = TOKEN.search(walker.get("/").text.replace("&quot;", '"'))
    walker.token = found[1] if found else ""
    return walker


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "login", ["", "officer", "archivist", "head", "security", "auditor", "admin"]
)
def test_every_page_of_a_kept_database_still_answers(kept: Any, login: str) -> None:
    walker = _signed_in(kept, login) if login else Walker("public", kept, "")
    shown: Counter[str] = Counter()
    with visit(kept.registry._zodb_databases[""]) as site:
        for node in _some_of_each(site):
            for view in views_of(kept)[0]:
                if isinstance(node, view.context) and view.gets:
                    answer = walker.get(f"{node.path.rstrip('/')}/{view.name}")
                    assert answer.status_int < 500, f"{node.path} {view.name}"
                    shown[type(node).__name__] += answer.status_int == 200
    wanted = {"archivist": {"Dossier", "Record", "CopyRequest"}, "admin": {"Person"}}
    assert wanted.get(login, set()) <= set(shown)


def _some_of_each(site: Any) -> Iterator[Any]:
    met: Counter[Any] = Counter()
    for node in site.by_uid.values():
        kind = (type(node), getattr(node, "state", None))
        met[kind] += 1
        if met[kind] <= EACH:
            yield node


def test_the_journal_of_a_kept_database_is_read_from_end_to_end(kept: Any) -> None:
    db = kept.registry._zodb_databases[""]
    done = check_journal(db)
    assert (done.entries > 200, done.wrong) == (True, [])
    with visit(db) as site:
        entries = list(site.journal.oldest_first())
        assert len(entries) == len(site.journal) > 200
        assert {len(entry.digest) for entry in entries} == {64}
        assert all(entry.kind and entry.actor_name and entry.origin for entry in entries)
        kinds = {entry.kind for entry in entries}
        assert {"dossier.sealed", "marking.set", "sign-in.failed"} <= kinds
    page = _signed_in(kept, "auditor").get("/journal")
    assert page.status_int == 200


@pytest.mark.parametrize("login", ["auditor", "archivist", "admin"])
def test_each_entry_of_a_kept_database_is_told_in_words(kept: Any, login: str) -> None:
    with visit(kept.registry._zodb_databases[""]) as site:
        viewer = Viewer(site.people[login].identity(now().date()), now().date())
        for entry in site.journal.oldest_first():
            line = told(viewer, site, entry)
            assert line.who
            assert line.what != entry.kind, "a kind without its words"
            assert all(label and text for label, text in line.said)


def test_a_kept_database_has_requests_in_every_state_and_every_byte(kept: Any) -> None:
    with visit(kept.registry._zodb_databases[""]) as site:
        nodes = list(site.by_uid.values())
        states = {node.state for node in nodes if isinstance(node, CopyRequest)}
        assert states >= set(RequestState) - {RequestState.SUSPENDED}  # which came later
        files = [node for node in nodes if isinstance(node, StoredFile)]
        assert len(files) > 20
        for file in files:
            with file.blob.open("r") as stream:
                assert sha256(stream.read()).hexdigest() == file.sha256


def test_bytes_and_journal_of_a_kept_database_are_what_was_written(kept: Any) -> None:
    db = kept.registry._zodb_databases[""]
    looks = [look_at(db, stored) for stored in every_file(db)]
    assert len(looks) > 20
    assert {look.fault for look in looks if look is not None} == {None}
    done = check_journal(db)
    assert (done.entries > 200, done.wrong) == (True, [])


def test_what_a_kept_database_withholds_has_its_place_and_ground(kept: Any) -> None:
    with visit(kept.registry._zodb_databases[""]) as site:
        items = [item for each in site.requests.values() for item in each.items.values()]
        withheld = [each for item in items for each in item.withheld]
        assert {(type(each), each.box) for each in withheld} == {(Withheld, None)}
        assert all(each.page > 0 and isinstance(each.ground, Ground) for each in withheld)
        assert all(item.grounds for item in items if item.proposed is not Answer.RELEASE)
        assert all(item.heard for item in items if item.agreed)


def test_the_jobs_of_a_kept_database_stand_in_places_and_none_is_lost(kept: Any) -> None:
    with visit(kept.registry._zodb_databases[""]) as site:
        places = Counter(job.place for job in site.jobs)
        assert places[Place.PARKED] == 1
        assert site.jobs.waiting() + site.jobs.parked() == places.total() > 3
    page = _signed_in(kept, "admin").get("/jobs")
    assert "已停下" in page.text


def test_every_class_that_was_ever_stored_can_be_loaded(kept: Any) -> None:
    names = stored_names(kept.registry._zodb_databases[""].storage)
    assert {name for name in names if name not in FORMAT} == set()


def test_the_file_format_names_classes_there_are() -> None:
    assert sorted(FORMAT) == FORMAT
    for name in FORMAT:
        module, _dot, attribute = present_name(name).rpartition(".")
        assert hasattr(importlib.import_module(module), attribute), name


def test_what_this_program_stores_is_in_the_file_format(tmp_path: Path) -> None:
    """A new persistent or pickled class is written into classes.txt on purpose, for ever."""
    with planted(tmp_path) as scene:
        names = stored_names(scene.archive.db.storage)
    assert {name for name in names if name not in FORMAT} == set()


def test_each_entry_this_program_writes_is_told_in_words(tmp_path: Path) -> None:
    with planted(tmp_path) as scene, scene.archive.visit() as site:
        for login in ("auditor", "archivist", "security"):
            viewer = Viewer(site.people[login].identity(now().date()), now().date())
            for entry in site.journal.oldest_first():
                line = told(viewer, site, entry)
                assert line.what != entry.kind, "a kind without its words"
                assert all(label and text for label, text in line.said)
