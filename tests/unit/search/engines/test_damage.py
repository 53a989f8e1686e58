"""An index is a copy, also when it is broken: whatever is done to its files, nothing is lost.

Each file of a real index is cut off at three places, changed and deleted, before the start and
while it is open; then all is found again, what was damaged lies beside, and no job has waited.
"""

import logging
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from builders import Archive
from click.testing import CliRunner
from contracts import cluster
from contracts.cluster import Cluster
from queries import parse

from archive import clock
from archive.cli import main
from archive.errors import IndexAway
from archive.models.jobs import Work
from archive.operations.markings import set_marking
from archive.search.access import access_of
from archive.search.engines.moving import Moving
from archive.search.engines.opening import KEPT, set_aside
from archive.search.port import Query
from archive.security.levels import Caveat, Marking
from archive.settings import Settings
from archive.storage.outage import DatabaseAway
from archive.worker import Worker

#: Whoosh leaves a file open that it can't read; the garbage collector closes it.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

ENGINES = ("tantivy", "whoosh")
RECORDS = 3
PRIVACY = Marking(caveats=frozenset({Caveat.PRIVACY}), basis="涉及住址")


def cut(share: str) -> Callable[[Path], None]:
    def truncate(file: Path) -> None:
        size = file.stat().st_size
        os.truncate(file, {"0": 0, "half": size // 2, "all but one": max(size - 1, 0)}[share])

    return truncate


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    if content:
        content[len(content) // 2] ^= 0x41
        file.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], None]] = {
    "cut to nothing": cut("0"), "cut in half": cut("half"), "cut by one byte": cut("all but one"),
    "one bit flipped": flip, "deleted": Path.unlink,
}  # fmt: skip


def own(settings: Settings) -> Path:
    (folder,) = (
        each for each in settings.index_folder.iterdir()
        if each.name.startswith(settings.index) and "broken" not in each.name
    )  # fmt: skip
    return folder


def aside(settings: Settings) -> list[str]:
    return sorted(each.name for each in settings.index_folder.glob("*broken*"))


def total(archive: Archive, index: Moving, login: str = "archivist") -> int:
    with archive.visit() as site:
        today = clock.now().date()
        access = access_of(site, site.people[login].identity(today), today)
    return index.search(Query(parse("化肥")), access).total


@pytest.fixture
def filed(archive: Archive) -> Archive:
    """An archive with two commits' worth of records, and no index yet in its own folder."""
    archive.dossier(records=RECORDS)
    return archive


@pytest.fixture(params=ENGINES)
def settings(request: pytest.FixtureRequest, filed: Archive) -> Settings:
    """The settings of the archive with each engine in turn, its index whole."""
    settings = replace(filed.settings, index=request.param)
    with closing(Moving(settings)) as index:
        worker = Worker(filed.db, index, settings)
        worker.run_once()
        filed.dossier(records=1, case_number="栾市监立〔2020〕77号")
        worker.until_idle()
    return settings


#: Dossiers and records there are then.
ALL = RECORDS + 1 + 2


def worked(archive: Archive, settings: Settings) -> int:
    """Start a worker on what lies there; give what is found then."""
    with closing(Moving(settings)) as index:
        Worker(archive.db, index, settings).run_once()
        return total(archive, index)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("damage", DAMAGES)
def test_every_file_may_be_damaged_before_the_start(
    filed: Archive, settings: Settings, damage: str, tmp_path: Path
) -> None:
    folder, kept = own(settings), tmp_path / "kept"
    shutil.copytree(folder, kept)
    files = sorted(file.name for file in kept.iterdir() if "lock" not in file.name.lower())
    assert len(files) > 3 or settings.index == "whoosh"
    for name in files:
        while folder.exists():  # a thread of the engine may still write there
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(kept, folder)
        DAMAGES[damage](folder / name)
        assert worked(filed, settings) == ALL, name
        filed.dossier(records=1, case_number=f"栾市监立〔2020〕{name[-9:]}号")
        with closing(Moving(settings)) as index:
            Worker(filed.db, index, settings).run_once()
            assert total(filed, index) == ALL + 2, name
        with filed.visit() as site:
            for dossier in list(site["J001"]["penalty"]["2020"].values()):
                if name[-9:] in dossier.facts.case_number:
                    del dossier.__parent__[dossier.__name__]
    assert len(aside(settings)) <= KEPT


def test_a_damaged_segment_lies_beside_under_a_name_that_says_so(
    filed: Archive, settings: Settings
) -> None:
    for _time in range(KEPT + 2):
        segment = max(own(settings).iterdir(), key=lambda file: file.stat().st_size)
        cut("half")(segment)
        assert worked(filed, settings) == ALL
    assert len(aside(settings)) == KEPT
    assert all(name.startswith(f"{own(settings).name}.broken-20") for name in aside(settings))


def is_behind(filed: Archive, index: Moving) -> bool:
    with filed.visit() as site:
        return index.is_behind(site)


@pytest.mark.parametrize("how", ["deleted", "renamed", "emptied"])
def test_a_folder_that_goes_while_it_is_open_is_made_anew(
    filed: Archive, settings: Settings, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.worker.indexing.LOOK", 0.1)
    with closing(Moving(settings)) as index:
        worker = Worker(filed.db, index, settings)
        thread = threading.Thread(target=worker.run)
        thread.start()
        try:
            wait_for(lambda: total(filed, index) == ALL)
            if how == "deleted":
                shutil.rmtree(own(settings), ignore_errors=True)  # the worker may be quicker
            elif how == "renamed":
                own(settings).rename(settings.index_folder / "elsewhere")
            else:
                for file in own(settings).iterdir():
                    file.unlink(missing_ok=True)
            filed.dossier(records=2, case_number="栾市监立〔2020〕78号")
            worker.woken.set()
            wait_for(lambda: found(filed, index) == ALL + 3)
            wait_for(lambda: not is_behind(filed, index))  # noted a moment after it is found
            with filed.visit() as site:
                assert list(site.jobs) == []
        finally:
            worker.end()
            thread.join(20)


def found(archive: Archive, index: Moving) -> int:
    try:
        return total(archive, index)
    except IndexAway:
        return -1


def wait_for(holds: Callable[[], bool], patience: float = 15) -> None:
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_deleted_folder_is_noticed_by_who_writes_first(
    filed: Archive, settings: Settings
) -> None:
    """Nothing that waits goes into the new, empty index before that is made anew."""
    with closing(Moving(settings)) as index:
        shutil.rmtree(own(settings))
        filed.dossier(records=1, case_number="栾市监立〔2020〕79号")
        worker = Worker(filed.db, index, settings)
        for _time in range(3):
            worker.until_idle()
            worker.indexing._again = 0.0
        assert total(filed, index) == ALL + 2


def test_jobs_run_whatever_the_index_does_and_it_is_said_once(
    filed: Archive, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.rmtree(own(settings).parent)
    settings.index_folder.write_text("a file where the folder was", encoding="utf-8")
    done: list[int] = []
    caplog.set_level(logging.INFO)
    with closing(Moving(settings)) as index:
        worker = Worker(filed.db, index, settings)
        worker.tasks[Work.EXPORT] = done.append
        worker.prepare()
        for turn in range(5):
            with filed.visit() as site:
                site.jobs.queue(Work.EXPORT, turn)
                site.pending.mark(turn)
            worker.indexing._again = 0.0
            worker.until_idle()
        assert done == [0, 1, 2, 3, 4]
        with filed.visit() as site:
            assert index.is_behind(site)
            assert site.pending.hindered_since is not None
            assert len(site.pending) >= 5
        with pytest.raises(IndexAway):
            total(filed, index)
        assert [r.levelname for r in caplog.records if r.levelno > logging.INFO] == ["WARNING"] * 2
        assert not [record for record in caplog.records if record.exc_info]
        settings.index_folder.unlink()
        wait_for(lambda: _settles(worker, filed, index))


def _settles(worker: Worker, archive: Archive, index: Moving) -> bool:
    worker.indexing._again = 0.0
    worker.until_idle()
    with archive.visit() as site:
        return not index.is_behind(site) and found(archive, index) == ALL


def test_pauses_grow(filed: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker(filed.db, filed.index, filed.settings)
    monkeypatch.setattr(Moving, "apply", lambda *_args: 1 / 0)
    for pause in (0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300):
        worker.indexing._again, before = 0.0, time.monotonic()
        worker.index_some()
        assert before <= worker.indexing._again - pause <= time.monotonic()


def test_an_outage_makes_no_later_pause_longer(
    filed: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen: a server that was away for five seconds and then said it was starting; five minutes."""
    worker = Worker(filed.db, filed.index, filed.settings)
    for failure, pause in [(DatabaseAway(), 0.5)] * 12 + [(OSError("starting"), 0.5)]:
        monkeypatch.setattr(Moving, "apply", lambda *_args, it=failure: raised(it))
        worker.indexing._again, before = 0.0, time.monotonic()
        worker.index_some()
        assert before <= worker.indexing._again - pause <= time.monotonic()


def raised(failure: Exception) -> None:
    raise failure


def test_another_engine_that_is_whole_answers_meanwhile(filed: Archive) -> None:
    settings = filed.settings
    assert worked(filed, settings) == worked(filed, replace(settings, index="whoosh")) == 4
    cut("half")(max(own(settings).iterdir(), key=lambda file: file.stat().st_size))
    with closing(Moving(settings)) as index:
        worker = Worker(filed.db, index, settings)
        rest, filling = threading.Event(), threading.Event()

        def held(_done: int, _all: int) -> None:
            filling.set()
            rest.wait(20)

        worker.indexing._progress = held
        worker.prepare()
        assert filling.wait(20)
        assert (index.name, total(filed, index)) == ("whoosh", 4)
        with filed.visit() as site:
            record = site["J001"]["penalty"]["2020"]["0001"].volume("main")["001"]
            set_marking(filed.as_person(site, "security"), record, marking=PRIVACY)
        assert total(filed, index, "plain") == 3
        worker.until_idle()
        assert total(filed, index, "plain") == 3
        rest.set()
        wait_for(lambda: worker.until_idle() is None and index.name == "tantivy")
        worker.until_idle()
        assert (total(filed, index), total(filed, index, "plain")) == (4, 3)


def test_an_older_damaged_index_is_none_to_lean_on(filed: Archive) -> None:
    settings = filed.settings
    whoosh = replace(settings, index="whoosh")
    assert worked(filed, settings) == worked(filed, whoosh) == 4
    for each in (settings, whoosh):
        cut("0")(max(own(each).iterdir(), key=lambda file: file.stat().st_size))
    assert worked(filed, settings) == 4
    assert not [name for name in aside(whoosh) if name.startswith("whoosh")]


def test_a_query_no_engine_can_answer_costs_no_index(
    filed: Archive, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Moving(settings)) as index:
        engine = index._new._engine
        monkeypatch.setattr(engine, "search", lambda *_args: 1 / 0)
        for _time in range(3):
            with pytest.raises(IndexAway):
                total(filed, index)
        assert index._new._engine is engine
        assert not index.begins_anew
    assert aside(settings) == []


def test_who_only_reads_leaves_a_damaged_index_alone_and_finds_the_mended_one(
    filed: Archive, settings: Settings
) -> None:
    cut("half")(max(own(settings).iterdir(), key=lambda file: file.stat().st_size))
    with closing(Moving(settings, tends=False)) as reader:
        assert found(filed, reader) == -1
        assert aside(settings) == []
        assert worked(filed, settings) == ALL
        wait_for(lambda: found(filed, reader) == ALL, 10)
        shutil.rmtree(own(settings))
        assert worked(filed, settings) == ALL
        filed.dossier(records=1, case_number="栾市监立〔2020〕80号")
        assert worked(filed, settings) == ALL + 2
        wait_for(lambda: found(filed, reader) == ALL + 2, 10)


def test_the_search_page_says_that_the_index_is_behind_and_when_it_is_away(
    filed: Archive,
) -> None:
    filed.work()
    officer = filed.browser("officer")
    assert "结果可能不全" in officer.get("/search")  # nobody has made it whole yet
    Worker(filed.db, filed.index, filed.settings).run_once()
    assert "结果可能不全" not in officer.get("/search")
    with filed.visit() as site:
        site.pending.note_hindered(clock.now())
    page = officer.get("/search")
    assert "结果可能不全" in page
    assert "全文索引自" in filed.browser("admin").get("/jobs")
    with filed.visit() as site:
        site.pending.note_hindered(None)
    filed.index._new.close()
    shutil.rmtree(filed.settings.index_folder)
    filed.settings.index_folder.write_text("a file", encoding="utf-8")
    for path in ("/search", "/search?q=x", "/search?q=x&grouped=yes"):
        page = officer.get(path)
        assert "检索暂时不能用" in page
        assert "没有找到" in page
    assert officer.get("/names?q=x").json == []


def _commands(ini: Path, *words: str) -> Any:
    done = CliRunner().invoke(main, ["--ini", str(ini), *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def ini(filed: Archive, settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """A settings file for the archive, which nobody else has open any more."""
    uri = f"file://{tmp_path}/data/archive.fs?blob_dir={tmp_path}/data/blobs"
    lines = [f"zodbconn.uri = {uri}", f"juanzong.var = {settings.var}"]
    lines += [f"juanzong.index = {settings.index}", "juanzong.scan_pictures = no"]
    path = tmp_path / "archive.ini"
    path.write_text("[app:main]\nuse = egg:juanzong\n" + "\n".join(lines), encoding="utf-8")
    filed.index.close()
    filed.db.close()
    yield path
    filed.db.close = lambda: None


@pytest.mark.parametrize("damage", ["cut to nothing", "cut in half", "one bit flipped", "deleted"])
def test_no_command_ends_in_a_traceback(ini: Path, settings: Settings, damage: str) -> None:
    def harm() -> None:
        largest = max(own(settings).iterdir(), key=lambda file: file.stat().st_size)
        DAMAGES[damage](largest)

    harm()
    _commands(ini, "search", "--as", "officer", "化肥")
    assert "已重建，共 6 条" in _commands(ini, "reindex", "--repair").output
    harm()
    assert "已重建，共 6 条" in _commands(ini, "reindex").output
    assert "补入 0 条，移出 0 条" in _commands(ini, "reindex", "--repair").output
    harm()
    assert _commands(ini, "worker", "--once").exit_code == 0
    assert "共 6 条" in _commands(ini, "search", "--as", "officer", "化肥").output
    shutil.rmtree(settings.index_folder)
    settings.index_folder.write_text("no folder", encoding="utf-8")
    for words in (("reindex",), ("reindex", "--repair"), ("search", "--as", "officer", "x")):
        done = _commands(ini, *words)
        assert (done.exit_code, "Traceback" in done.output) == (1, False)
        assert "检索暂时不能用" in done.output
    assert _commands(ini, "worker", "--once").exit_code == 0


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_a_folder_without_permission_is_said_and_left_alone(
    filed: Archive, settings: Settings
) -> None:
    script = (
        "import os, sys; from pathlib import Path\n"
        "from archive.settings import Settings\nfrom archive.search.engines.moving import Moving\n"
        "from archive.search.engines.opening import IndexAway, open_index\n"
        "settings = Settings(var=Path(sys.argv[1]), index=sys.argv[2])\nos.setuid(65534)\n"
        "try: open_index(settings)\nexcept IndexAway as away: print('away', away)\n"
        "index = Moving(settings)\ntry: index.check()\nexcept IndexAway: print('still away')\n"
    )
    folder = filed.settings.var
    for each in [folder, *folder.parents][: len(folder.parents) - 1]:
        each.chmod(each.stat().st_mode | 0o055)
    own(settings).chmod(0o700)
    settings.index_folder.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, str(folder), settings.index],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "没有权限读写" in done.stdout, done.stderr
    assert "still away" in done.stdout
    assert aside(settings) == []


@pytest.fixture
def server() -> Iterator[Cluster]:
    """A PostgreSQL server of the test's own, to be stopped."""
    cluster.address()
    started = Cluster()
    yield started
    started.remove()


def test_a_schema_dropped_and_a_server_stopped_cost_nothing(
    filed: Archive, server: Cluster
) -> None:
    settings = replace(filed.settings, index="postgresql", index_database=server.uri)
    with closing(Moving(settings)) as index:
        worker = Worker(filed.db, index, settings)
        worker.run_once()
        assert total(filed, index) == 4

        def again() -> bool:
            worker.indexing._again = worker.indexing._looked = 0.0
            worker.until_idle()
            with filed.visit() as site:
                return not index.is_behind(site) and found(filed, index) == 4

        with psycopg.connect(server.uri, autocommit=True) as connection:
            schema = index._new._engine._schema
            connection.execute(f'DROP SCHEMA "{schema}" CASCADE')
            wait_for(again)
            connection.execute(f'DROP TABLE "{schema}".entry')
            wait_for(again)
            names = connection.execute("SELECT nspname FROM pg_namespace").fetchall()
            assert any(name.startswith(f"{schema}.broken-") for (name,) in names)
        server.stop()
        assert found(filed, index) == -1
        filed.dossier(records=1, case_number="栾市监立〔2020〕81号")
        with filed.visit() as site:
            site.jobs.queue(Work.EXPORT, 1)
        worker.until_idle()
        with filed.visit() as site:
            assert list(site.jobs) == []
            assert index.is_behind(site)
            assert len(site.pending) == 2
        with closing(Moving(settings)) as late:
            assert found(filed, late) == -1
            server.start()
            wait_for(lambda: again() or found(filed, index) == 6)
            wait_for(lambda: found(filed, late) == 6, 10)


def test_two_workers_index_one_after_the_other_on_one_server(filed: Archive) -> None:
    settings = replace(filed.settings, index="postgresql", index_database=cluster.new_database())
    with closing(Moving(settings)) as one, closing(Moving(settings)) as other:
        with one.alone() as mine, other.alone() as theirs:
            assert (mine, theirs) == (True, False)
            worker = Worker(filed.db, other, settings)
            worker.index_some()
            with filed.visit() as site:
                assert len(site.pending) > 0
        with other.alone() as theirs:
            assert theirs


def test_setting_aside_keeps_the_newest(filed: Archive, settings: Settings) -> None:
    for _time in range(KEPT + 1):
        (settings.index_folder / own(settings).name / "x").touch()
        set_aside(settings, clock.now())
        Moving(settings).close()
    assert len(aside(settings)) == KEPT
    assert filed.db is not None
