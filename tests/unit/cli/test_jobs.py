"""The queued work from a terminal: listed, tried again, dropped."""

from contextlib import closing
from pathlib import Path

from builders import open_archive, settings_of
from click.testing import CliRunner

from archive import clock
from archive.cli import main
from archive.models.components import Component, Legibility
from archive.models.trying import RESTS
from archive.storage.opening import open_database
from archive.storage.visiting import visit


def run(ini: Path, *words: str, status: int = 0) -> str:
    done = CliRunner().invoke(main, ["--ini", str(ini), *words])
    assert done.exit_code == status, done.output + repr(done.exception)
    return done.output


def test_jobs_are_listed_retried_and_dropped(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        archive.dossier(records=2)
        with archive.visit() as site:
            job = site.jobs.take(clock.now(), "worker")
            job.tries = len(RESTS)
            site.jobs.fail(job.key, "worker", clock.now(), "RuntimeError (reading.py:1 read)")
            key, uid = str(job.key), str(job.uid)
    ini = tmp_path / "archive.ini"
    lines = [f"{name} = {value}" for name, value in settings_of(tmp_path).items()]
    ini.write_text("[app:main]\nuse = egg:juanzong\n" + "\n".join(lines), encoding="utf-8")
    first, second, last = run(ini, "jobs", "list").splitlines()
    assert first.split("\t")[:4] == [key, "已停下", "识读文件", uid]
    assert "RuntimeError (reading.py:1 read)" in first
    assert "等待" in second
    assert last == "共 1 项待做，1 项已停下。"
    assert "文件.txt" not in first + second
    assert "已重新排队" in run(ini, "jobs", "retry", key)
    assert "共 2 项待做，0 项已停下。" in run(ini, "jobs", "list")
    assert "请刷新" in run(ini, "jobs", "retry", key, status=1)
    assert "已撤销" in run(ini, "jobs", "drop", key)
    assert "没有找到" in run(ini, "jobs", "drop", key, status=1)
    with closing(open_database(settings_of(tmp_path)["zodbconn.uri"])) as db, visit(db) as site:
        states = {node.legibility for node in site.by_uid.values() if isinstance(node, Component)}
        assert states == {Legibility.WAITING, Legibility.FAILED}
        entry = site.journal.newest(1)[0]
        assert (entry.kind, entry.origin) == ("job.dropped", "console")
